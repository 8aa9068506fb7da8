"""`govkit check`: the gate that a pull request must pass."""

from __future__ import annotations

from pathlib import Path

import click

from govkit.cli.reporting import Reporting, finding_options, witness_option


@click.command(
    short_help="The gate: what a pull request must pass.",
    epilog="""\b
Examples:
  govkit check
  govkit check --against origin/main
  govkit check --against origin/main --format github --format sarif=govkit.sarif
  govkit check --against v1.4.0 --head v1.5.0 --fail-on warning
""",
)
@click.option(
    "--against", metavar="REV", help="What to compare with.  [default: `base` of govkit.yaml, else the main branch]"
)
@click.option("--head", metavar="REV", help="What to judge.  [default: the working tree as it lies]")
@click.option(
    "--against-all", is_flag=True, help="In an estate, compare with all active versions, not only the one before."
)
@witness_option
@finding_options
def check(
    reporting: Reporting, against: str | None, head: str | None, witnesses: Path | None, *, against_all: bool
) -> int:
    """Judges every contract that changed since the merge base with REV, as a pull request must pass it.

    Without --head the working tree is judged as it lies: with what is not committed, and files that are not tracked.
    """
    from functools import partial

    from govkit import gate

    judge = partial(gate.check, against_all=True) if against_all else gate.check
    return reporting.run(judge, against, head, doing="checking", witnesses=witnesses)
