"""`govkit import`: entries out of the catalogs of other tools."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from govkit.cli import output
from govkit.cli.reporting import Reporting, finding_options

if TYPE_CHECKING:
    from govkit.gate import Options, Outcome
    from govkit.gate.exchange.importing import Import


@click.group(
    name="import",
    short_help="Entries out of other catalogs.",
    epilog="""\b
Examples:
  govkit import backstage catalog-info.yaml --dry-run
""",
)
def import_() -> None:
    """Takes the catalogs of other tools into the one around here. What cannot be carried is named."""


@import_.command(
    short_help="Teams, domains, systems, APIs and consumers out of Backstage.",
    epilog="""\b
Examples:
  govkit import backstage catalog-info.yaml --dry-run
  govkit import backstage org.yaml services/*/catalog-info.yaml --domain finance --contact '#platform'
  govkit import backstage catalog-info.yaml --team platform --audience partner --keep
""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--domain", metavar="NAME", help="The domain of systems that have none; made where it is missing.")
@click.option("--team", metavar="NAME", help="The team of what is owned by nobody, or by a person.")
@click.option("--contact", metavar="ADDRESS", help="How teams without an e-mail address are reached.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "partner", "public"]),
    default="internal",
    show_default=True,
    help="Who may use the APIs.",
)
@click.option("--keep", is_flag=True, help="Leave entries as they are that the catalog has already, and take the rest.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@finding_options
def backstage(
    reporting: Reporting,
    files: tuple[str, ...],
    domain: str | None,
    team: str | None,
    contact: str | None,
    audience: str,
    *,
    keep: bool,
    dry_run: bool,
) -> int:
    """Takes entities of Backstage into the catalog around here, out of files of one or several documents.

    Groups become teams with their Users as members, Domains and Systems what they are called, APIs of the type openapi
    versions of APIs, Components that consume APIs consumers. A document is read where it is embedded, or where `$text`
    leads from FILE, and copied to specs/ unless it lies there; nothing is fetched. What is in production is active at
    once, dated and locked, unless `govkit validate` would find errors in its document: then it is a draft.

    All is written, or nothing. An entry that the catalog has already is refused without --keep.
    """
    from govkit.gate.exchange.from_backstage import Assumed
    from govkit.gate.exchange.importing import import_backstage

    assumed = Assumed(domain=domain, team=team, contact=contact, audience=audience, keep=keep)
    made: list[Import] = []

    def judge(options: Options) -> Outcome:
        made.append(import_backstage(files, assumed, options))
        return made[0].outcome

    code = reporting.run(judge, doing="reading")
    found = made[0]
    for note in found.notes:
        output.complain(note, word="note")
    if found.writing is None or code:
        output.complain("nothing was imported")
        return code or 1
    return _written(found, dry_run=dry_run)


def _written(found: Import, *, dry_run: bool) -> int:
    """Shows what is to be written, writes it, and says what comes next."""
    assert found.writing is not None, "what is written was not refused"
    for path, data in found.writing.contents.items():
        shown = os.path.relpath(found.writing.root / path)
        output.complain(f"+++ {shown} ({len(data):,} bytes)")
    if dry_run:
        output.complain("nothing was written: this is a dry run")
        return 0
    found.done()
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(found.counts.items())) or "nothing new"
    output.complain(f"imported: {counted}; commit it, and see what `govkit validate` says")
    return 0
