"""`govkit explain`: why a rule exists, with a good and a bad example."""

from __future__ import annotations

import difflib

import click
from click.shell_completion import CompletionItem

from govkit.cli import output
from govkit.cli.reporting import color_option
from govkit.errors import UsageError


def _rule_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from govkit.catalog.mapping.function import functions
    from govkit.gate import rulebook

    known = {
        **{id_: rule.summary for id_, rule in rulebook().items()},
        **{n: f.summary for n, f in functions().items()},
    }
    return [CompletionItem(name, help=said) for name, said in known.items() if name.startswith(incomplete)]


@click.command(
    short_help="Why a rule exists, or what a function of mappings does, with examples.",
    epilog="""\b
Examples:
  govkit explain response-property-removed
  govkit explain request-property-max-length-decreased --color never
  govkit explain money_from_minor_units
""",
)
@click.argument("rule", shell_complete=_rule_ids)
@color_option
def explain(rule: str, color: str) -> int:
    """Explains a rule: what it finds, why that matters, examples that it finds and that it leaves alone, what to do.

    A function of the mapping language is explained as well: what it takes, what it makes, and what goes back.
    """
    from govkit.catalog.mapping.function import functions
    from govkit.gate import rulebook
    from govkit.reports.rulebook import function_page, rule_page

    rules = rulebook()
    if rule in functions():
        output.show(function_page(functions()[rule], output.terminal_width()), color)
        return 0
    if rule not in rules:
        near = difflib.get_close_matches(rule, [*rules, *functions()], 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`govkit rules` lists them"
        raise UsageError(f"there is no rule {rule!r}", hint=hint)
    output.show(rule_page(rules[rule], output.terminal_width()), color)
    return 0
