"""Platforms that disagree on purpose."""

from __future__ import annotations

import click

from govkit.cli.mocks.talking import Talk, narrowed, talking
from govkit.errors import UsageError


@click.command(
    short_help="Let platforms disagree.",
    epilog="""\b
Examples:
  govkit mock drift /customers --system billing --differ 3 --field email
  govkit mock drift /invoices --system erp --missing 2 --extra 1 --seed 7
  govkit mock drift --format json
  govkit mock drift --undo
""",
)
@click.argument("collection", required=False)
@click.option("--system", help="The system; it may be left out where there is one only.")
@click.option("--differ", type=click.IntRange(0), metavar="N", help="Let a field of N records say something else.")
@click.option("--missing", type=click.IntRange(0), metavar="N", help="Let N records be gone.")
@click.option("--extra", type=click.IntRange(0), metavar="N", help="Let there be N records that nobody else knows.")
@click.option("--field", "fields", multiple=True, metavar="WAY", help="A field that may differ, as address/city.")
@click.option("--seed", type=click.IntRange(0), help="What decides which records; that of the mocks without it.")
@click.option("--undo", is_flag=True, help="Take all drift back.")
@talking
def drift(
    talk: Talk,
    collection: str | None,
    system: str | None,
    differ: int | None,
    missing: int | None,
    extra: int | None,
    fields: tuple[str, ...],
    seed: int | None,
    undo: bool,
) -> int:
    """Lets records of COLLECTION drift, the same for the same seed; without it, shows what drifted and what was true.

    Nobody is told: no webhook is sent, and no time of a change gives it away. Whatever compares the platforms should
    find just these records.
    """
    wanted = narrowed(differ=differ, missing=missing, extra=extra, seed=seed)
    if undo:
        if collection is not None or wanted or fields:
            raise UsageError("--undo takes all drift back, and goes with nothing else")
        count = talk.remote.undo_drift()
        return talk.say(f"{count:,} records drifted no more", {"records": count})
    columns = [
        ("seq", "no."),
        ("system", "system"),
        ("collection", "collection"),
        ("key", "key"),
        ("kind", "kind"),
        ("field", "field"),
        ("was", "was"),
        ("is", "is"),
    ]
    if collection is None:
        if wanted or fields:
            raise UsageError("nobody knows what is to drift", hint="name a collection, as /customers")
        return talk.table("Drift", columns, talk.remote.drifted(system=system), "nothing drifted")
    said = wanted | ({"fields": list(fields)} if fields else {})
    return talk.table("Drift", columns, talk.remote.drift(collection, system=system, **said), "nothing drifted")


COMMANDS = (drift,)
