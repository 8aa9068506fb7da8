"""`govkit pact record`: a first pact from a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output

if TYPE_CHECKING:
    from govkit.gate.pacts.suites.drafting import Draft
    from govkit.gate.pacts.suites.recording import Recorded, Recording


@click.command(
    short_help="Make first pacts from a run of a program against mocks.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog="""\b
Examples:
  govkit pact record --consumer renewals-dashboard -- python dashboard.py
  govkit pact record --consumer alerts --to pacts/ -- pytest tests/alerts
""",
)
@click.option(
    "--consumer", required=True, metavar="NAME", help="The consumer whose program it is, as the catalog has it."
)
@click.option("--to", "folder", metavar="DIR", help="A folder to write the pacts to, instead of the catalog.")
@click.option("--replace", is_flag=True, help="Put what is recorded in the place of pacts that the catalog has.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.argument("command", nargs=-1, required=True, metavar="-- COMMAND...", type=click.UNPROCESSED)
def record(consumer: str, folder: str | None, command: tuple[str, ...], *, replace: bool, dry_run: bool) -> int:
    """Runs a program against mocks of the APIs that a consumer uses; what it called, and read, becomes its first pacts.

    The mocks' addresses are in GOVKIT_SERVER_BILLING_V3 and the like. A generated client without an address of its own
    calls there by itself, and tells which fields of its answers were read; of any other client, all fields count that
    came. A first pact is a draft: of provider states it knows those that the program set up at the mocks, and of listed
    values those that were seen.
    """
    from govkit.gate.pacts.suites.recording import Recording

    recording = Recording(consumer, Path.cwd())
    recorded = recording.run(command)
    if recorded.code:
        output.complain(f"{command[0]} ended with {recorded.code}: nothing is written")
        return 1
    for api, draft in recorded.drafts.items():
        _tell(api, draft)
    if not any(draft.interactions for draft in recorded.drafts.values()):
        output.complain("nothing was called: GOVKIT_SERVER_… say where the mocks answer")
        return 1
    if folder is not None:
        for one in recording.elsewhere(recorded, Path(folder), write=not dry_run):
            output.complain(f"+++ {one}")
        return 0
    return _landed(recording, recorded, replace=replace, dry_run=dry_run)


def _tell(api: str, draft: Draft) -> None:
    """Says what was seen of one API, and how it is known what of it was read."""
    for note in draft.notes:
        output.complain(note, word="note")
    said = [f"{draft.known} with the fields that the client read"] if draft.known else []
    rest = len(draft.interactions) - draft.known
    said += [f"{rest} with all fields that came, for nobody knows which were read"] if rest else []
    output.complain(f"{api}: {' and '.join(said) or 'no interaction'}")


def _landed(recording: Recording, recorded: Recorded, *, replace: bool, dry_run: bool) -> int:
    landing = recording.landing(recorded, replace=replace)
    for note in recorded.notes:
        output.complain(note, word="note")
    for path in landing.changes:
        output.complain(f"{'---' if path in landing.removed else '+++'} {path}")
    if dry_run:
        output.complain("nothing was written: this is a dry run")
        return 0
    landing.done()
    output.complain("recorded: read it, add states, commit catalog/" if landing.changes else "nothing is new")
    return 0
