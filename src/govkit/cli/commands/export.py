"""`govkit export`: the catalog in the words of other tools."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.reporting import color_option

if TYPE_CHECKING:
    from govkit.gate.exchange.exported import Exported

_output_option = click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to FILE.  [default: standard output]",
)


@click.group(
    short_help="The catalog for other tools.",
    epilog="""\b
Examples:
  govkit export api-catalog --audience partner --base-url https://developer.example.com
  govkit export backstage --output catalog-info.yaml
""",
)
def export() -> None:
    """Writes the catalog in the words of other tools. What they cannot hold is named on standard error."""


@export.command(
    name="api-catalog",
    short_help="A linkset for /.well-known/api-catalog (RFC 9727).",
    epilog="""\b
Examples:
  govkit export api-catalog --base-url https://developer.example.com
  govkit export api-catalog --audience internal --output public/.well-known/api-catalog
Serve it as: application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"
""",
)
@click.option(
    "--audience",
    type=click.Choice(["public", "partner", "internal"]),
    default="public",
    show_default=True,
    help="Who reads it: the public is told of public APIs, partners of theirs as well, the company of all.",
)
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where the files of the estate are published.  [default: the root of the host that serves the linkset]",
)
@_output_option
@color_option
def api_catalog(audience: str, base_url: str, file: Path | None, color: str) -> int:
    """Lists the endpoints of all active and deprecated versions, with links to their documents.

    Links to documentation, to metadata and to a status page are taken from the documents, and from the annotations
    `service-doc`, `service-meta`, `status`, `deprecation` and `sunset` of the APIs.
    """
    from typing import cast

    from govkit.gate import open_estate
    from govkit.gate.exchange.api_catalog import Audience
    from govkit.gate.exchange.api_catalog import api_catalog as exported

    estate = open_estate(cache=True)
    estate.refuse_problems()
    return _give(exported(estate, reader=cast(Audience, audience), base=base_url), file, color)


@export.command(
    short_help="Entities for Backstage: a catalog-info.yaml.",
    epilog="""\b
Examples:
  govkit export backstage --output catalog-info.yaml
""",
)
@_output_option
@color_option
def backstage(file: Path | None, color: str) -> int:
    """Writes teams, domains, systems, API versions and consumers as entities of Backstage.

    Each API version is an API entity of its own, whose definition is read from the document in the estate: the paths
    start at FILE, or, on standard output, at the top of the estate. Annotations `govkit/…` say what Backstage has no
    word for.
    """
    from govkit.gate import open_estate
    from govkit.gate.estates.loading import estate_top
    from govkit.gate.exchange.to_backstage import to_backstage

    estate = open_estate(cache=True)
    estate.refuse_problems()
    top = estate_top() or Path.cwd()
    below = Path(os.path.relpath(top, file.resolve().parent)).as_posix() if file is not None else "."
    return _give(to_backstage(estate, below), file, color)


def _give(exported: Exported, file: Path | None, color: str) -> int:
    for note in exported.notes:
        output.complain(note, word="note")
    if file is None:
        output.show(exported.text, color)
    else:
        output.write_file(file, exported.text)
    return 0
