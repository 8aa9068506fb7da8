"""`govkit match`: which records of several systems are one object."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from govkit.cli.showing import Showing, report_options


@click.command(
    short_help="Which records of several systems are one object.",
    epilog="""\b
Examples:
  govkit match customer crm=companies.json erp=customers.jsonl
  govkit match customer crm=companies.json billing@2=customers.json --threshold 85
  govkit match customer crm=c.json erp=e.json --decisions identity/customer.yaml --ask
  govkit match invoice billing=invoices.jsonl erp-2-invoice=posted.jsonl --format json=invoices.json
""",
)
@click.argument("entity", metavar="ENTITY")
@click.argument("sources", metavar="SYSTEM[@VERSION]=FILE...", nargs=-1, required=True)
@click.option(
    "--threshold",
    type=click.IntRange(1, 100),
    metavar="PERCENT",
    help="How alike records are that are proposed.  [default: that of the entity]",
)
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What people decided: `same` is linked, `different` never.",
)
@click.option(
    "--ask", is_flag=True, help="Add what is open to the file of decisions, which is made where there is none."
)
@report_options
def match(
    showing: Showing, entity: str, sources: tuple[str, ...], threshold: int | None, decisions: Path | None, ask: bool
) -> int:
    """Says which records are one object: linked by identifiers and keys, proposed by likeness, in conflict, or alone.

    A file holds a JSON array of records, or a record a line, as the API of the system sends them. They are read by the
    mapping of the newest active version of it, or of the one that is named; a mapping may be named in its place.

    Nothing is ever merged: what is proposed is for a person to decide, in the file of decisions.
    """
    from govkit.gate.identity.answer import Wish, match_records

    wish = Wish(entity=entity, sources=sources, threshold=threshold, decisions=decisions, ask=ask)
    return showing.run(partial(match_records, wish=wish), doing="matching records")
