"""`govkit diff`: what changed between two contracts."""

from __future__ import annotations

from pathlib import Path

import click

from govkit.cli.reporting import Reporting, finding_options, witness_option


@click.command(
    short_help="What changed between two contracts, and what of it breaks.",
    epilog="""\b
Examples:
  govkit diff old.yaml new.yaml
  govkit diff main:specs/billing.yaml specs/billing.yaml
  govkit diff v1/ v2/ --format json --fail-on never
  govkit diff old.yaml new.yaml --format sarif=govkit.sarif --format markdown=comment.md
  govkit diff old.yaml new.yaml --write-witnesses witnesses/
  govkit diff v1.4.0:api.yaml api.yaml --changelog --fail-on never
""",
)
@click.argument("old")
@click.argument("new")
@witness_option
@click.option("--changelog", is_flag=True, help="Write the change for those who use the API; as --format changelog.")
@finding_options
def diff(reporting: Reporting, old: str, new: str, witnesses: Path | None) -> int:
    """Says what changed between two contracts, what of it breaks, and proves it by a message.

    OLD and NEW are OpenAPI documents: a file, REV:path for a file at a Git revision, or a folder of them.
    """
    from govkit import gate

    return reporting.run(gate.diff, old, new, doing="comparing", witnesses=witnesses)
