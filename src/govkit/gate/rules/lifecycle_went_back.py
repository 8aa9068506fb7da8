"""Finds versions whose lifecycle went back, or that are gone without having been retired."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, problem_at
from govkit.gate.rules._samples import ACTIVE, DEPRECATED, DRAFT, estate


def check(move: Move) -> Iterator[Problem]:
    """Every version that is at an earlier stage than before, or that stood and is no longer there."""
    for old, version in move.pairs():
        if old is not None and version.lifecycle.rank < old.lifecycle.rank:
            message = f"{version.name} was {old.lifecycle} and would be {version.lifecycle} again"
            yield problem_at(version, message, "lifecycle")
    for old in move.gone():
        if old.lifecycle in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED):
            message = f"{old.name} was {old.lifecycle} and is gone: a version is retired before its entry goes"
            api = move.head.apis.get(old.api.name)
            if api is not None:
                yield Problem(api.source, ("spec", "versions"), message, f"api:{old.name}")
            else:
                yield problem_at(old, message)


RULE = Rule(
    id="lifecycle-went-back",
    severity=Severity.ERROR,
    summary="Checks that the lifecycle of a version only goes forward: draft, active, deprecated, retired.",
    rationale="Who reads that a version is active builds on it. A version that is a draft again, or simply gone, takes"
    " that back without notice.",
    fix="leave the stage as it was; to end a version, deprecate it, wait for its sunset, and retire it",
    on=ON,
    when=check,
    examples=(
        Example(estate(ACTIVE), estate(DRAFT), finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",)),
        Example(
            estate(ACTIVE),
            estate(DRAFT.replace("1.0.0", "2.0.0")),
            finds=("catalog/apis/billing.yaml#/spec/versions",),
            title="A version that is gone",
        ),
        Example(estate(ACTIVE), estate(DEPRECATED), because="An active version may be deprecated."),
        Example(
            estate(DRAFT),
            estate(DRAFT.replace("1.0.0", "1.1.0")),
            because="A draft may go: nobody was told to build on it.",
        ),
    ),
)
