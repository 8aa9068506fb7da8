"""Which rule speaks of which change."""

from __future__ import annotations

from functools import cache

from govkit.checks.compat.change import Change, On
from govkit.findings import Direction, Rule, discover

RULES = "govkit.checks.compat.rules"


@cache
def rules_by_trigger() -> dict[On, Rule]:
    """The rules by what they look at. Raises RuntimeError where two look at the same."""
    found: dict[On, Rule] = {}
    for rule in discover(RULES).values():
        triggers = rule.on if isinstance(rule.on, tuple) and not isinstance(rule.on, On) else (rule.on,)
        for trigger in triggers:
            if trigger in found:
                raise RuntimeError(f"{rule.id} and {found[trigger].id} look at the same change")
            found[trigger] = rule
    return found


def rule_for(change: Change, element: str) -> Rule:
    """The rule for a change: its own, that of properties, or the one for whatever no rule names."""
    rules = rules_by_trigger()
    named = rules.get(On(element, change.kind, change.direction))
    if named is not None:
        return named
    safe = change.narrows is False
    if change.direction is Direction.REQUEST:
        return discover(RULES)["request-schema-widened" if safe else "request-schema-narrowed"]
    return discover(RULES)["response-schema-narrowed" if safe else "response-schema-widened"]
