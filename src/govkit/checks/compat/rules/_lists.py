"""Lists of values of which their description says that they may grow."""

from __future__ import annotations

from typing import Any

from govkit.checks.compat.change import Change, Proposal
from govkit.findings import Severity


def of_list(message: str, change: Change) -> Proposal:
    """What is said of a list that grew: where clients were told that it may, it is no more than news."""
    return Proposal(message, Severity.INFO if _was_open(change) else None)


def _was_open(change: Change) -> bool:
    """Whether the old side marks its list: `x-extensible-enum` (Zalando), or `modelAsString` of `x-ms-enum` (Azure)."""
    if change.old is None:
        return False
    schema: Any = change.old.document.tree
    for step in change.old.pointer[:-1]:
        schema = schema[step]
    if not isinstance(schema, dict):
        return False
    of_azure = schema.get("x-ms-enum")
    return bool(schema.get("x-extensible-enum")) or (
        isinstance(of_azure, dict) and of_azure.get("modelAsString") is True
    )
