"""Tmp."""
from govkit.checks.compat.change import Change, On
from govkit.findings import Direction, Rule, Severity

def check(change: Change) -> str | None:
    return f"{change.operation.name} is added"

RULE = Rule(id="operation-added", severity=Severity.INFO, summary="", rationale="", fix="", on=On("operation","operation-added",None), when=check, examples=())
