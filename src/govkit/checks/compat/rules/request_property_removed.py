"""Tmp."""
from govkit.checks.compat.change import Change, On
from govkit.findings import Direction, Rule, Severity

def check(change: Change) -> str | None:
    return f"removed {change.name}"

RULE = Rule(id="request-property-removed", severity=Severity.WARNING, summary="", rationale="", fix="", on=On("property","property-removed",Direction.REQUEST), when=check, examples=())
