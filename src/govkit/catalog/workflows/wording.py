"""What a change does to a workflow, in words for those who answer for the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from govkit.catalog.workflows.facts import (
    Fact,
    MappingFails,
    MayLack,
    Missing,
    NameUnknown,
    NeverEqual,
    NeverSucceeds,
    Open,
    Refused,
    ScopesNeeded,
    StatusUnnamed,
    SuccessRefused,
    ValueUnknown,
    ValueUnnamed,
)


def why(fact: Fact) -> str:
    """Why a fact stops a workflow, or leads it elsewhere."""
    say = _WHY.get(type(fact))
    return say(fact) if say is not None else "what it relied on holds no more"


def _refused(fact: Refused) -> str:
    part = f"`{'/'.join(map(str, fact.path))}` in the {fact.part}" if fact.path else f"the {fact.part}"
    return f"{part} may be refused: {fact.because}"


def _mapping(fact: MappingFails) -> str:
    inner = fact.fact
    field = inner.target or "/".join(inner.sources) or getattr(inner, "field", "")
    return f"mapping {fact.mapping} can no longer {'read' if fact.reads else 'write'} `{field}`"


_WHY: dict[type[Fact], Callable[[Any], str]] = {
    Refused: _refused,
    MappingFails: _mapping,
    ValueUnknown: lambda fact: fact.message,
    NameUnknown: lambda fact: fact.message,
    MayLack: lambda fact: f"{fact.what} may be missing: {fact.because}",
    Missing: lambda fact: f"{fact.what} is now required, and nothing gives it",
    ValueUnnamed: lambda fact: f"`{fact.expression}` may now be {fact.value!r}, which no condition knows",
    StatusUnnamed: lambda fact: f"the answer {fact.status}, which a condition waits for, is described no more",
    SuccessRefused: lambda fact: f"an answer {fact.status} is one of success, and counts as a failure here",
    NeverSucceeds: lambda fact: f"no answer counts as success any more; there are {', '.join(fact.declared)}",
    NeverEqual: lambda fact: f"`{fact.expression}` can no longer be {fact.value!r}",
    ScopesNeeded: lambda fact: f"the call now needs {', '.join(fact.scopes) or 'other credentials'}",
    Open: lambda fact: f"it is not proved any more that the {fact.part} is taken",
}
