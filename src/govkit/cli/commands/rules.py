"""`govkit rules`: the list of all rules."""

from __future__ import annotations

import click

from govkit.cli import output
from govkit.cli.reporting import color_option


@click.command(
    short_help="The list of all rules.",
    epilog="""\b
Examples:
  govkit rules
  govkit rules --format json
""",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How the list is written.",
)
@color_option
def rules(format_name: str, color: str) -> int:
    """Lists all rules with their severity; `govkit explain RULE` tells more about one."""
    from govkit.gate import rulebook
    from govkit.reports.rulebook import rule_list

    output.show(rule_list(rulebook(), format_name, output.terminal_width()), color)
    return 0
