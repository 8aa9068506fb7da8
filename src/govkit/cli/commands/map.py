"""`govkit map`: records through a mapping."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from govkit.cli import output


def _names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from govkit.gate import open_estate

    return [CompletionItem(name) for name in open_estate().mappings if name.startswith(incomplete)]


@click.command(
    name="map",
    short_help="Run records through a mapping.",
    epilog="""\b
Examples:
  govkit map billing-2-customer customers.json
  govkit map billing-2-customer < customers.jsonl
  govkit map billing-2-customer customer.json --back
""",
)
@click.argument("mapping", shell_complete=_names)
@click.argument("file", default="-", metavar="[FILE]")
@click.option("--back", is_flag=True, help="From the entity to what the API takes.")
def map(mapping: str, file: str, *, back: bool) -> int:  # noqa: A001 - the command's name
    """Writes what a mapping makes of records, one on each line, as JSON.

    FILE holds a JSON array, JSON lines or one object; without it standard input is read. A value that has no place is
    told on standard error, with its record, and makes the exit code 1; the rest of the record is written. Nobody knows
    here which objects are the same: the canonical identifier of `cus_1` is `billing:customer:cus_1`.
    """
    from govkit.gate import open_estate
    from govkit.gate.records.mapping import RecordMapping
    from govkit.reports.jsontext import compact
    from govkit.spec.documents.records import read_records

    estate = open_estate(cache=True)
    estate.refuse_problems()
    lost = 0
    for mapped in RecordMapping(estate, mapping, back=back).over(read_records(file)):
        click.echo(compact(mapped.value))
        for one in mapped.unmapped:
            lost += 1
            output.complain(f"{mapped.place}: {one.target}: {compact(one.value)} {one.because}")
    if lost:
        output.complain(f"{lost:,} {'value has' if lost == 1 else 'values have'} no place")
    return int(bool(lost))
