"""`govkit deploy`: what runs where, recorded in the catalog."""

from __future__ import annotations

from datetime import date

import click
from click.shell_completion import CompletionItem

from govkit.cli import output
from govkit.cli.showing import Day


def complete_name(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The APIs and consumers of the estate around, for a shell."""
    from govkit.gate import open_estate

    estate = open_estate(cache=True)
    return [CompletionItem(name) for name in (*estate.apis, *estate.consumers) if name.startswith(incomplete)]


def complete_environment(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The environments of the estate around, for a shell."""
    from govkit.gate import open_estate

    return [CompletionItem(name) for name in open_estate(cache=True).environments if name.startswith(incomplete)]


@click.command(
    short_help="Record that a version runs in an environment, or no longer.",
    epilog="""\b
Examples:
  govkit deploy billing --version 3.0.0 --to production
  govkit deploy order-to-cash --version 1.3.0 --to staging --on 2026-11-16
  govkit deploy billing --version 2.1.0 --to production --end
""",
)
@click.argument("name", shell_complete=complete_name)
@click.option("--version", required=True, metavar="V", help="The version, as its author numbers it.")
@click.option("--to", required=True, metavar="ENV", shell_complete=complete_environment, help="The environment.")
@click.option("--end", is_flag=True, help="It no longer runs there.")
@click.option("--alongside", is_flag=True, help="What ran before goes on running beside it.")
@click.option("--on", "day", type=Day(), metavar="DAY", help="The day, as 2026-03-01.  [default: today]")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def deploy(name: str, version: str, to: str, day: date | None, *, end: bool, alongside: bool, dry_run: bool) -> int:
    """Records in the entry of an environment that a version of an API or a consumer runs there from a day on.

    It replaces what ran: of a consumer any version, of an API the one of the same major version, for majors run side
    by side. What is recorded already is not written again. Whether it may go there is what `govkit can-i-deploy` says.
    """
    from govkit.errors import UsageError
    from govkit.gate.deploying import Deploying
    from govkit.gate.deploying import deploy as recorded

    if end and alongside:
        raise UsageError("--alongside is about what begins, and --end about what ends", hint="leave one of them out")
    wanted = Deploying(name=name, version=version, to=to, end=end, alongside=alongside, day=day)
    found = recorded(wanted)
    for note in found.notes:
        output.complain(note, word="note")
    if found.differences:
        output.complain(found.differences)
    if found.writing is None:
        output.complain(f"{found.said}: the catalog says so already")
    elif dry_run:
        output.complain(f"{found.said}\nnothing was written: this is a dry run")
    else:
        found.done()
        output.complain(f"{found.said}; commit {' and '.join(found.writing.contents)}")
    return 0
