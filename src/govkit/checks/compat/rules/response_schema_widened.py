"""Tmp."""
from govkit.checks.compat.change import Change, On
from govkit.findings import Direction, Rule, Severity

def check(change: Change) -> str | None:
    return f"widened: {change.kind} {change.keyword} {change.before} {change.after}"

RULE = Rule(id="response-schema-widened", severity=Severity.ERROR, summary="", rationale="", fix="", on=(), when=check, examples=())
