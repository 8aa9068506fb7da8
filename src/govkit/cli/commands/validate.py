"""`govkit validate`: whether documents are what they must be."""

from __future__ import annotations

import click

from govkit.cli.reporting import Reporting, finding_options


@click.command(
    short_help="Whether documents are what they must be.",
    epilog="""\b
Examples:
  govkit validate
  govkit validate specs/billing.yaml
  govkit validate vendor.yaml --overlay mended.yaml
  govkit validate specs/ --strict --format json
""",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--overlay", "overlays", multiple=True, metavar="FILE", help="An overlay to apply first; repeatable, in order."
)
@finding_options
def validate(reporting: Reporting, paths: tuple[str, ...], overlays: tuple[str, ...]) -> int:
    """Checks the form of OpenAPI 3.x and Swagger 2.0 documents, and that their references lead somewhere.

    PATH is a file or a folder; without one, the folder where the command is run.
    """
    from govkit import gate

    return reporting.run(gate.validate, paths, doing="reading", overlays=(overlays,))
