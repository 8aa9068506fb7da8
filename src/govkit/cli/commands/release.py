"""`govkit release`: a version judged strictly, then dated, made active, and locked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.asking import agreed
from govkit.cli.reporting import Reporting, finding_options
from govkit.errors import UsageError

if TYPE_CHECKING:
    from govkit.gate import Options, Outcome, Release


@click.command(
    short_help="Release a version: strict checks, then date and lock.",
    epilog="""\b
Examples:
  govkit release billing@2.1.0
  govkit release billing@2.1.0 --dry-run
  govkit release billing@2.1.0 --date 2026-03-01 --yes
""",
)
@click.argument("version", metavar="API@VERSION")
@click.option("--date", "day", metavar="DAY", help="The day of the release, as in 2026-03-01.  [default: today]")
@click.option("--dry-run", is_flag=True, help="Judge, show what would be written, and write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@finding_options
def release(reporting: Reporting, version: str, day: str | None, *, dry_run: bool, yes: bool) -> int:
    """Judges a version as strictly as can be, then makes it active, writes its date, and locks what it says.

    Refused: an invalid document, a break without a major step, a number that the document does not say, a version
    that was released before. Nothing is written then, and the exit code is 1.
    """
    from govkit import gate

    when = _day(day)
    made: list[Release] = []

    def judge(name: str, options: Options) -> Outcome:
        made.append(gate.release(name, when, options))
        return made[0].outcome

    code = reporting.run(judge, version, doing="judging")
    found = made[0]
    if found.writing is None:
        output.complain(f"{version} is not released")
        return 1
    if code:
        output.complain(f"{version} is not released: there are findings at or above --fail-on")
        return code
    _tell(found.differences)
    if dry_run:
        output.complain("nothing was written: this is a dry run")
        return 0
    if not yes and not agreed(f"release {version}?"):
        output.complain("nothing was written")
        return 1
    found.done()
    output.complain(f"{version} is released; commit {' and '.join(found.writing.contents)}")
    return 0


def _day(text: str | None) -> date | None:
    """The day in a text. Raises UsageError."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"--date must be a day such as 2026-03-01, not {text[:40]!r}")


def _tell(differences: str) -> None:
    """Shows what is to be written, on standard error: a report may go to standard output."""
    if differences:
        output.complain(differences)
