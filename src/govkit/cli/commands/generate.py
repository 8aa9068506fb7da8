"""`govkit generate`: models and clients from the catalog, and the document of functions from their code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.reporting import Reporting, finding_options
from govkit.cli.waiting import waiting

if TYPE_CHECKING:
    from govkit.gate.job import Job


@click.command(
    short_help="Models and clients from the catalog: written, or checked.",
    epilog="""\b
Examples:
  govkit generate
  govkit generate billing erp@2
  govkit generate --consumer revenue-dashboard
  govkit generate --check
""",
)
@click.argument("names", metavar="[API[@VERSION]|entities]...", nargs=-1)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 where what is committed is not what would be written."
)
@click.option("--consumer", metavar="NAME", help="Only what this consumer is granted, into clients/NAME.")
@finding_options
def generate(reporting: Reporting, names: tuple[str, ...], check: bool, consumer: str | None) -> int:
    """Writes a package of models and clients for each API and major version into clients/, and one of the entities.

    Of a major version the greatest one counts that is released, else the greatest draft. What has not changed since
    the last run is not made again. Functions whose head stands in functions/functions.yaml have their document written:
    this runs their code.
    """
    from govkit.gate.generating import Generation

    run = Generation(names, consumer, cache=not reporting.no_cache)
    for number, job in enumerate(run.jobs, 1):
        with waiting(f"generating {job.package} ({number} of {len(run.jobs)})"):
            run.make(job)
    if check:
        return reporting.run(lambda _: run.checked(), doing="comparing")
    written, removed = run.write()
    packages = _counted(run.jobs)
    if not run.jobs:
        output.complain("the catalog has no version of an API to generate code for", word="note")
    elif not written and not removed:
        output.complain(f"{packages} up to date")
    else:
        gone = f", {removed} removed" if removed else ""
        output.complain(f"{packages}, {written} file{'' if written == 1 else 's'} written{gone}")
    return 0


def _counted(jobs: Sequence[Job]) -> str:
    """What was made, in words."""
    packages = sum(job.is_package for job in jobs)
    parts = [f"{packages} package{'' if packages == 1 else 's'}"] if packages or not jobs else []
    return " and ".join([*parts, *("the document of functions" for job in jobs if not job.is_package)])
