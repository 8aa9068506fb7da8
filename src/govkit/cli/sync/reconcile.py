"""What systems say of the same objects, held against their records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.sync.desk import Desk, actor_option, number_of, sync_options
from govkit.cli.sync.reconciled import difference_as_json, report_of, run_as_json, standing_of, trend_of
from govkit.cli.waiting import waiting
from govkit.errors import UsageError
from govkit.sync.words import moment, percent, span

if TYPE_CHECKING:
    from govkit.sync.reconciling.listing import Listed
    from govkit.sync.reconciling.running import Outcome, Place
    from govkit.sync.store.database import Database


@click.command(
    short_help="Hold systems against their records.",
    epilog="""\b
Examples:
  govkit sync reconcile
  govkit sync reconcile customers-nightly --mocks http://127.0.0.1:4010
  govkit sync reconcile customers-nightly --last --format json
  govkit sync reconcile customers-nightly --apply billing --dry-run
  govkit sync reconcile customers-nightly --apply 41 --apply 42
  govkit sync reconcile customers-nightly --trend
""",
)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be found, or repaired, and keep nothing.")
@click.option("--last", is_flag=True, help="Show what the last run found, and run nothing.")
@click.option("--history", is_flag=True, help="Show the runs, and what became of differences.")
@click.option("--trend", is_flag=True, help="Show how agreement went, run by run.")
@click.option(
    "--apply",
    "applied",
    metavar="WHICH",
    multiple=True,
    help="Repair differences: by number, SYSTEM, SYSTEM/FIELD, or `all`; repeatable.",
)
@click.option("--server", "servers", metavar="NAME=URL", multiple=True, help="Where a system or an API listens.")
@click.option("--mocks", metavar="URL", help="Where the mocks of all others are served: see `govkit mock up`.")
@actor_option
@sync_options
def reconcile(
    desk: Desk,
    /,
    name: str | None,
    *,
    dry: bool,
    last: bool,
    history: bool,
    trend: bool,
    applied: tuple[str, ...],
    servers: tuple[str, ...],
    mocks: str | None,
    actor: str,
) -> int:
    """Reads what the systems of a reconciliation say of their objects, and tells where they differ from the record.

    All of each system is read, or nothing is said. Without NAME, it tells how all reconciliations of the catalog stand.
    Repairs are made by workflows, which `govkit sync up` runs. Exit code 1 where systems differ, 2 where one could not
    be read.
    """
    ways = [one for one, said in (("--last", last), ("--history", history), ("--trend", trend)) if said]
    ways += ["--apply"] if applied else []
    if len(ways) > 1:
        raise UsageError(f"{ways[0]} and {ways[1]} are two questions", hint="ask one after the other")
    if name is None:
        if applied or dry or last:
            raise UsageError("say which reconciliation is meant", hint="`govkit sync reconcile` lists them")
        return _standing(desk) if not (history or trend) else _history(desk, None)
    if history:
        return _history(desk, name)
    if trend:
        return _trend(desk, name)
    if last:
        return _last(desk, name)
    if applied:
        return _apply(desk, name, applied, actor, dry=dry)
    return _run(desk, name, actor, servers, mocks, dry=dry)


# ---------------------------------------------------------------------------------------------------------------- runs


def _run(desk: Desk, name: str, actor: str, servers: tuple[str, ...], mocks: str | None, *, dry: bool) -> int:
    from govkit.sync.reconciling.listing import differences
    from govkit.sync.reconciling.running import Reconciling

    doing = "looking at the estate"

    def tell(text: str) -> None:
        nonlocal doing
        doing = text

    with _opened(desk, dry=dry) as database, _place(database, desk, servers, mocks) as place:
        with waiting(lambda: doing):
            reconciling = Reconciling(place, tell)
            found = reconciling.try_out(name) if dry else reconciling.run(name, actor)
        if dry:
            return _say_dry(desk, found)
        with database.reading() as connection:
            listed = differences(connection, name)
    return _say(desk, found, listed)


def _say(desk: Desk, found: Outcome, listed: Sequence[Listed]) -> int:
    if desk.rows.is_json:
        desk.rows.document(
            {
                "reconciliation": found.plan.name,
                "run": found.run,
                "dryRun": False,
                "figures": found.figures.as_json(),
                "differences": [difference_as_json(one) for one in listed],
                "sent": [{"differences": list(one.differences), "event": one.event} for one in found.sent],
            }
        )
    else:
        desk.rows.lines(list(report_of(desk, found.plan.name, found.figures, found.started_at, listed)))
        sent = [one for one in found.sent if one.event is not None]
        if sent:
            many = "repair is" if len(sent) == 1 else "repairs are"
            output.say(f"{len(sent):,} {many} on the way: `govkit sync up` makes them")
    return int(bool(listed))


def _say_dry(desk: Desk, found: Outcome) -> int:
    from govkit.sync.reconciling.listing import Listed

    listed = [
        Listed(
            0, found.plan.name, one.system, one.object, one.field, one.kind, "found", one.record, one.local,
            one.expected, one.found, one.detail, found.started_at, found.started_at, None, 0, None, None, False,
        )
        for one in found.differences
    ]  # fmt: skip
    if desk.rows.is_json:
        desk.rows.document(
            {
                "reconciliation": found.plan.name,
                "run": None,
                "dryRun": True,
                "figures": found.figures.as_json(),
                "differences": [difference_as_json(one) for one in listed],
            }
        )
    else:
        desk.rows.lines(list(report_of(desk, found.plan.name, found.figures, found.started_at, listed)))
        output.say("nothing was kept, and nothing repaired: it was a dry run")
    return int(bool(found.figures.found))


@contextmanager
def _opened(desk: Desk, *, dry: bool) -> Iterator[Database]:
    """The database; for a dry run one that is thrown away, with what is linked in the other."""
    if not dry:
        with desk.database() as database:
            yield database
        return
    from govkit.gate.reconciling import scratch

    with scratch(desk.database()) as made:
        yield made


@contextmanager
def _place(database: Database, desk: Desk, servers: tuple[str, ...], mocks: str | None) -> Iterator[Place]:
    """Where reconciliations run: the estate around."""
    from govkit.gate.reconciling import place_of
    from govkit.gate.runtime import source_of

    with place_of(source_of(), database, servers, mocks, desk.now, sleep) as place:
        yield place


# ------------------------------------------------------------------------------------------------------------- repairs


def _apply(desk: Desk, name: str, applied: tuple[str, ...], actor: str, *, dry: bool) -> int:
    from govkit.sync.reconciling.listing import differences
    from govkit.sync.reconciling.repairing import settle

    with desk.database() as database, _place(database, desk, (), None) as place:
        _known(place, name)
        settle(database, desk.now())
        with database.reading() as connection:
            listed = differences(connection, name)
        numbers = _numbers(applied, listed)
        found = place.repairs.send(name, numbers, actor, dry=dry) if numbers else []
    if desk.rows.is_json:
        desk.rows.document(
            {
                "dryRun": dry,
                "repairs": [
                    {
                        "system": one.system,
                        "objects": list(one.objects),
                        "differences": list(one.differences),
                        "event": one.event,
                        "refused": one.refused or None,
                    }
                    for one in found
                ],
            }
        )
        return int(any(one.refused for one in found))
    rows = [
        {
            "system": one.system,
            "object": ", ".join(one.objects[:3])
            + (f" and {len(one.objects) - 3} more" if len(one.objects) > 3 else ""),
            "differences": tuple(map(str, one.differences)),
            "event": one.event,
            "refused": one.refused or None,
        }
        for one in found
    ]
    columns = [("system", "system"), ("object", "object"), ("differences", "differences"), ("event", "event")]
    columns += [("refused", "left out, since")]
    desk.rows.table("To be repaired" if dry else "On the way", columns, rows, "no difference is open that is meant so")
    if not dry and any(one.event is not None for one in found):
        output.say("`govkit sync up` makes what is on the way")
    return int(any(one.refused for one in found))


def _numbers(applied: Sequence[str], listed: Sequence[Listed]) -> list[int]:
    """The differences that are meant. Raises UsageError."""
    chosen: dict[int, None] = {}
    open_ = [one for one in listed if one.state == "open"]
    for text in applied:
        if text.isdecimal():
            chosen[number_of(text)] = None
            continue
        system, _, field = text.partition("/")
        found = [
            one.id
            for one in open_
            if one.is_repairable and (text == "all" or (one.system == system and (not field or one.field == field)))
        ]
        known = sorted({one.system for one in listed})
        if text != "all" and system not in known:
            hint = f"{', '.join(known)} differ" if known else "nothing differs"
            raise UsageError(f"{text!r} is no number of a difference, and no system that differs", hint=hint)
        chosen |= dict.fromkeys(found)
    return list(chosen)


def _known(place: Place, name: str) -> None:
    from govkit.sync.reconciling.plan import plan_of

    plan_of(place.contracts.estate, name)


# -------------------------------------------------------------------------------------------------------------- looking


def _last(desk: Desk, name: str) -> int:
    from govkit.sync.reconciling.listing import differences, last_done
    from govkit.sync.reconciling.repairing import settle

    with desk.database() as database:
        settle(database, desk.now())
        with database.reading() as connection:
            ran = last_done(connection, name)
            listed = differences(connection, name)
    if ran is None or ran.figures is None:
        raise UsageError(f"{name} never was through", hint=f"`govkit sync reconcile {name}` runs it")
    if desk.rows.is_json:
        desk.rows.document({**run_as_json(ran), "differences": [difference_as_json(one) for one in listed]})
    else:
        desk.rows.lines(list(report_of(desk, name, ran.figures, ran.started_at, listed)))
    return int(bool(listed))


def _standing(desk: Desk) -> int:
    from govkit.gate import open_estate
    from govkit.sync.reconciling.repairing import settle

    estate = open_estate(cache=True)
    with desk.database() as database:
        settle(database, desk.now())
        rows = standing_of(database, estate, desk.now())
    columns = [("name", "reconciliation"), ("entity", "entity"), ("systems", "systems"), ("repair", "repair")]
    columns += [("ran", "last run"), ("agreement", "agree"), ("differences", "differ"), ("next", "next")]
    return desk.rows.table("Reconciliations", columns, rows, "the catalog has none")


def _history(desk: Desk, name: str | None) -> int:
    from govkit.sync.reconciling.listing import differences, runs

    with desk.database() as database, database.reading() as connection:
        found = runs(connection, name)
        closed = differences(connection, name, ("repaired", "gone")) if name is not None else []
    if desk.rows.is_json:
        desk.rows.document(
            {"runs": [run_as_json(one) for one in found], "closed": [difference_as_json(one) for one in closed]}
        )
        return 0
    rows = [
        {
            "id": one.id,
            "name": one.reconciliation,
            "state": one.state,
            "by": one.started_by,
            "at": moment(one.started_at),
            "took": span((one.finished_at or desk.now()) - one.started_at),
            "agree": percent(one.figures.agreement) if one.figures is not None else None,
            "differ": one.figures.found if one.figures is not None else None,
            "note": one.note,
        }
        for one in found
    ]
    columns = [("id", "run"), ("name", "reconciliation"), ("state", "state"), ("by", "by"), ("at", "began")]
    columns += [("took", "took"), ("agree", "agree"), ("differ", "differ"), ("note", "because")]
    desk.rows.table("Runs", columns, rows, "none ran yet")
    if name is not None:
        output.say()
        ended = [
            {
                "id": one.id,
                "system": one.system,
                "object": one.object,
                "field": one.field or one.kind,
                "first": moment(one.first_seen),
                "after": span((one.closed_at or one.last_seen) - one.first_seen),
                "how": f"by {one.closed_by}" if one.closed_by else "went by itself",
            }
            for one in sorted(closed, key=lambda one: -(one.closed_at or 0.0))
        ]
        columns = [
            ("id", "no."),
            ("system", "system"),
            ("object", "object"),
            ("field", "what"),
            ("first", "first seen"),
        ]
        columns += [("after", "after"), ("how", "settled")]
        desk.rows.table("Settled", columns, ended, "nothing was settled yet")
    return 0


def _trend(desk: Desk, name: str) -> int:
    from govkit.sync.reconciling.listing import runs

    with desk.database() as database, database.reading() as connection:
        found = runs(connection, name)
    rows, columns = trend_of(found)
    return desk.rows.table("Agreement by run", columns, rows, "none was through yet")


COMMANDS = (reconcile,)
