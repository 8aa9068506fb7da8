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
  govkit diff swagger.json openapi.yaml
  govkit diff vendor-1.yaml vendor-2.yaml --overlay mended.yaml
  govkit diff billing@1.4.0 billing@2.0.0
  govkit diff v1/ v2/ --format json --fail-on never
  govkit diff old.yaml new.yaml --format sarif=govkit.sarif --format markdown=comment.md
  govkit diff old.yaml new.yaml --write-witnesses witnesses/
  govkit diff v1.4.0:api.yaml api.yaml --changelog --fail-on never
""",
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--overlay", "overlays", multiple=True, metavar="FILE", help="An overlay for both sides; repeatable, in order."
)
@click.option(
    "--overlay-old", "overlays_old", multiple=True, metavar="FILE", help="An overlay for OLD alone, after those."
)
@click.option(
    "--overlay-new", "overlays_new", multiple=True, metavar="FILE", help="An overlay for NEW alone, after those."
)
@witness_option
@click.option("--changelog", is_flag=True, help="Write the change for those who use the API; as --format changelog.")
@finding_options
def diff(
    reporting: Reporting,
    old: str,
    new: str,
    overlays: tuple[str, ...],
    overlays_old: tuple[str, ...],
    overlays_new: tuple[str, ...],
    witnesses: Path | None,
) -> int:
    """Says what changed between two contracts, what of it breaks, and proves it by a message.

    OLD and NEW are OpenAPI 3.x or Swagger 2.0 documents: a file, REV:path for a file at a Git revision, api@version of
    the catalog, or a folder of documents. Overlays (OpenAPI Overlay Specification) are applied before anything is read.
    """
    from govkit import gate

    chosen = (overlays, overlays_old, overlays_new)
    return reporting.run(gate.diff, old, new, doing="comparing", witnesses=witnesses, overlays=chosen)
