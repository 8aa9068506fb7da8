"""`govkit explain`: why a rule exists, with a good and a bad example."""

from __future__ import annotations

import difflib

import click
from click.shell_completion import CompletionItem

from govkit.cli import output
from govkit.cli.reporting import color_option
from govkit.errors import UsageError


def _rule_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from govkit.gate import rulebook

    return [CompletionItem(id_, help=rule.summary) for id_, rule in rulebook().items() if id_.startswith(incomplete)]


@click.command(
    short_help="Why a rule exists, with examples.",
    epilog="""\b
Examples:
  govkit explain response-property-removed
  govkit explain request-property-max-length-decreased --color never
""",
)
@click.argument("rule", shell_complete=_rule_ids)
@color_option
def explain(rule: str, color: str) -> int:
    """Explains a rule: what it finds, why that matters, examples that it finds and that it leaves alone, what to do."""
    from govkit.gate import rulebook
    from govkit.reports.rulebook import rule_page

    rules = rulebook()
    if rule not in rules:
        near = difflib.get_close_matches(rule, rules, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`govkit rules` lists them"
        raise UsageError(f"there is no rule {rule!r}", hint=hint)
    output.show(rule_page(rules[rule], output.terminal_width()), color)
    return 0
