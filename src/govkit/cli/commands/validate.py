"""`govkit validate`: whether documents are what they must be."""

from __future__ import annotations

import click

from govkit.cli.reporting import Reporting, finding_options


@click.command(
    short_help="Whether entries and documents are what they must be.",
    epilog="""\b
Examples:
  govkit validate
  govkit validate catalog/apis/billing.yaml specs/billing/
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
    """Checks the entries of a catalog and the documents of its API versions: form, references, owners, lifecycle.

    PATH is an entry, an OpenAPI 3.x or Swagger 2.0 document, api@version, or a folder of them. Without one, the whole
    estate around here is checked, or, where there is none, the documents of the folder.
    """
    from govkit import gate

    return reporting.run(gate.validate, paths, doing="reading", overlays=(overlays,))
