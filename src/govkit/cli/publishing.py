"""The commands of `govkit pact` that take pacts into the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from govkit.cli import output

if TYPE_CHECKING:
    from govkit.gate.pacts.publishing import Published


@click.command(
    short_help="Take pacts into the catalog, with the version that wrote them.",
    epilog="""\b
Examples:
  govkit pact publish pacts/ --version 1.4.0
  govkit pact publish pacts/dashboard-billing.json --version "$(git rev-parse HEAD)"
  govkit pact publish pacts/ --version 2.0.0 --api billing@3
""",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER...")
@click.option("--version", required=True, metavar="V", help="The version of the consumer whose tests wrote them.")
@click.option("--consumer", metavar="NAME", help="The consumer; else the pacts name it.")
@click.option(
    "--api", "apis", multiple=True, metavar="API@MAJOR", help="What this version calls; else what `uses` says."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def publish(paths: tuple[str, ...], version: str, consumer: str | None, apis: tuple[str, ...], *, dry_run: bool) -> int:
    """Stores pacts in the catalog in one normal form, equal ones once, and records them with a consumer's version.

    Pacts lie in catalog/pacts/<consumer>/, named by the hash of their content; the entry of the consumer says which
    version has which. The same again changes nothing; a version that is known with other pacts is refused.
    """
    from govkit.errors import UsageError
    from govkit.gate import open_estate
    from govkit.gate.answers.report import guess
    from govkit.gate.pacts.publishing import given_at
    from govkit.gate.pacts.publishing import publish as published

    if consumer is not None:
        known = open_estate().consumers
        if consumer not in known:
            hint = guess(consumer, [*known], "the consumers are")
            raise UsageError(f"there is no consumer {consumer!r} in the catalog", hint=hint)
    return written(published(given_at(paths, version, consumer), apis), "published", dry_run=dry_run)


@click.command(
    name="import",
    short_help="Take pacts over from a Pact Broker, or from a folder.",
    epilog="""\b
Examples:
  govkit pact import https://broker.example.com --allow-remote broker.example.com
  govkit pact import https://broker.example.com --allow-remote broker.example.com --environment production
  govkit pact import old-pacts/ --version 1.4.0
""",
)
@click.argument("source", metavar="URL|FOLDER")
@click.option(
    "--version", metavar="V", help="The version of the consumers, where the pacts of a folder do not tell it."
)
@click.option("--branch", "branches", multiple=True, metavar="NAME", help="Only the pacts of this branch; repeatable.")
@click.option("--tag", "tags", multiple=True, metavar="NAME", help="Only the latest pacts with this tag; repeatable.")
@click.option(
    "--environment",
    "environments",
    multiple=True,
    metavar="NAME",
    help="Only the pacts of what runs in this environment of the broker; repeatable.",
)
@click.option(
    "--allow-remote", "allowed", multiple=True, metavar="HOST", help="A machine that may be asked; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def import_(
    source: str,
    version: str | None,
    branches: tuple[str, ...],
    tags: tuple[str, ...],
    environments: tuple[str, ...],
    allowed: tuple[str, ...],
    *,
    dry_run: bool,
) -> int:
    """Takes the pacts of a broker into the catalog, as `govkit pact publish` does: the latest, and those of what runs.

    PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD, say who asks. Another machine than this one is
    asked only where --allow-remote names it. Pacts of consumers and providers that the catalog does not know are left
    out, and told of.
    """
    from govkit.cli.waiting import waiting
    from govkit.gate.pacts.broker import Wanted
    from govkit.gate.pacts.importing import import_pacts

    with waiting("fetching pacts"):
        found = import_pacts(source, version, Wanted(branches, tags, environments), allowed)
    return written(found, "imported", dry_run=dry_run)


def written(found: Published, done: str, *, dry_run: bool) -> int:
    """Says what is to be written, writes it, and what comes next; the exit code."""
    for note in found.notes:
        output.complain(note, word="note")
    for path in found.stored:
        output.complain(f"+++ {path}")
    if found.differences:
        output.complain(found.differences)
    if found.writing is None:
        output.complain(
            f"nothing is new: the catalog has {len(found.known)} of these pacts" if found.known else "no pact"
        )
        return 0 if found.known else 1
    if dry_run:
        output.complain("nothing was written: this is a dry run")
        return 0
    found.done()
    output.complain(f"{done}: {len(found.stored)} new, {len(found.known)} known; commit catalog/")
    return 0
