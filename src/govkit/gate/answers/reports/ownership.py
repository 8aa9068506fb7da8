"""Who owns what, how the owners are reached, and what nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Workflow
from govkit.catalog.entries.estate import Role, Thing
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, ReportKind, Table
from govkit.gate.answers.shared import by_place, escalation, found, of_rules, owner_name, team_contacts

_OWNED_KINDS = (
    "Domain", "System", "API", "Consumer", "Entity", "Mapping", "Measure", "Reconciliation", "Policy", "Environment",
    "Scorecard",
)  # fmt: skip
_BOTH_OWNERS = ("System", "API", "Entity")
_ROLES: dict[Role, str] = {"owner": "technical owner", "businessOwner": "business owner"}


def make(asked: Asked) -> Report:
    """The report on a day."""
    estate = asked.estate
    things: list[Thing] = [thing for kind in _OWNED_KINDS for thing in estate.of(kind).values()]
    things += estate.workflows
    ownerless = [row for thing in things if (row := _ownerless(asked, thing)) is not None]
    empty = [team for team in estate.teams.values() if not team.spec.members]
    idle = [team for team in estate.teams.values() if not estate.owned_by(team.name)]
    findings = [
        finding
        for finding in of_rules(asked, ("owner-missing", "team-without-members", "reference-unknown"))
        if finding.rule != "reference-unknown" or finding.subject.path.endswith(("/owner", "/businessOwner"))
    ]
    findings += [
        found(
            "team-owns-nothing",
            team.about,
            f"the team `{team.name}` owns nothing",
            team.place(("metadata", "name")),
            path="/metadata/name",
        )
        for team in idle
    ]
    return Report(
        name="ownership",
        title="Ownership",
        on=asked.on,
        figures=(
            Figure("things", "things to own", len(things)),
            Figure("ownerless", "without an owner", len(ownerless), bad=bool(ownerless)),
            Figure("teams", "teams", len(estate.teams)),
            Figure("empty", "teams without members", len(empty), bad=bool(empty)),
            Figure("idle", "teams that own nothing", len(idle), bad=bool(idle)),
        ),
        tables=_tables(asked, things, ownerless),
        findings=by_place(findings),
    )


_THING = (Column("kind", "kind"), Column("name", "name", ColumnType.NAME))


def _tables(asked: Asked, things: list[Thing], ownerless: list[tuple[Cell, ...]]) -> tuple[Table, ...]:
    return (
        Table(
            name="ownerless",
            title="Without an owner",
            columns=(*_THING, Column("missing", "missing")),
            rows=tuple(ownerless),
            empty="everything has an owner",
        ),
        Table(
            name="things",
            title="Who owns what",
            columns=(
                *_THING,
                Column("owner", "technical owner", ColumnType.NAME),
                Column("businessOwner", "business owner", ColumnType.NAME),
                Column("contact", "contact"),
            ),
            rows=tuple(_row(asked, thing) for thing in things),
            empty="the catalog is empty",
        ),
        Table(
            name="teams",
            title="Teams",
            columns=(
                Column("team", "team", ColumnType.NAME),
                Column("members", "members", ColumnType.COUNT),
                Column("technical", "technical", ColumnType.COUNT),
                Column("business", "business", ColumnType.COUNT),
                Column("contacts", "contacts", ColumnType.NAMES),
                Column("escalation", "escalation", ColumnType.NAMES),
            ),
            rows=tuple(_teams(asked)),
            empty="there are no teams",
        ),
    )


def _named(thing: Thing) -> tuple[str, str]:
    return ("Workflow", thing.id) if isinstance(thing, Workflow) else (thing.kind, thing.name)


def _row(asked: Asked, thing: Thing) -> tuple[Cell, ...]:
    contacts = team_contacts(asked.estate.owner(thing))
    return (
        *_named(thing),
        owner_name(thing) or None,
        owner_name(thing, "businessOwner") or None,
        contacts[0] if contacts else None,
    )


def _ownerless(asked: Asked, thing: Thing) -> tuple[Cell, ...] | None:
    """The row of a thing whose owner is not named, or is named and is no team."""
    missing = []
    kind, name = _named(thing)
    for role, title in _ROLES.items():
        named = owner_name(thing, role)
        if named is None and (role == "owner" or kind in _BOTH_OWNERS):
            missing.append(title)
        elif named is not None and named not in asked.estate.teams:
            missing.append(f"{title}: there is no team `{named}`")
    return (kind, name, "; ".join(missing)) if missing else None


def _teams(asked: Asked) -> Iterator[tuple[Cell, ...]]:
    for team in asked.estate.teams.values():
        owned = asked.estate.owned_by(team.name)
        yield (
            team.name,
            len(team.spec.members),
            sum(one.role == "owner" for one in owned),
            sum(one.role == "businessOwner" for one in owned),
            team_contacts(team),
            escalation(team),
        )


REPORT = ReportKind(name="ownership", summary="Who owns what, how they are reached, and what nobody owns.", make=make)
