"""Tmp."""
from govkit.checks.compat.change import Change, On
from govkit.findings import Direction, Rule, Severity

def check(change: Change) -> str | None:
    return f"{change.operation.name} is removed"

RULE = Rule(id="operation-removed", severity=Severity.ERROR, summary="", rationale="", fix="", on=On("operation","operation-removed",None), when=check, examples=())
