"""`govkit impact`: who and what depends on an API."""

from __future__ import annotations

import click

from govkit.cli.showing import Showing, report_options


@click.command(
    short_help="Who and what depends on an API, an operation or a field.",
    epilog="""\b
Examples:
  govkit impact billing
  govkit impact billing@2 --operation 'GET /invoices/{id}'
  govkit impact billing@2.0.0 --field Invoice/total
  govkit impact billing --field '#/components/schemas/Invoice/properties/total' --format json
""",
)
@click.argument("api", metavar="API[@VERSION]")
@click.option("--operation", metavar="OP", help="Only who uses this operation: `GET /invoices` or its operationId.")
@click.option("--field", metavar="FIELD", help="Only who uses this field: `Invoice/total`, or a JSON Pointer to it.")
@report_options
def impact(showing: Showing, api: str, operation: str | None, field: str | None) -> int:
    """Says who depends on an API: consumers by their declared uses, mappings, the entities behind them, workflows.

    API[@VERSION] is an API of the catalog (`billing`), a major version (`billing@2`) or a version (`billing@2.0.0`).
    """
    from govkit.gate.answers.impact import impact as found

    return showing.run(found, doing="looking for what depends on it", api=api, operation=operation, field=field)
