"""Finds deprecations that do not say where to go."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, problem_at
from govkit.gate.rules._samples import ACTIVE, DEPRECATED, SPEC, estate, policy


def check(move: Move) -> Iterator[Problem]:
    """Every version that becomes deprecated, or loses its successor, where a policy wants one."""
    for old, version in move.pairs():
        said = version.version.deprecation
        if version.lifecycle is not Lifecycle.DEPRECATED or (said is not None and said.successor is not None):
            continue
        before = old.version.deprecation if old is not None else None
        stood = old is not None and old.lifecycle is Lifecycle.DEPRECATED
        if stood and (before is None or before.successor is None):
            continue
        if move.policies(version).require_successor:
            below = ("deprecation",) if said is not None else ("lifecycle",)
            yield problem_at(version, f"{version.name} is deprecated without a successor, which policy wants", *below)


RULE = Rule(
    id="deprecation-without-successor",
    severity=Severity.ERROR,
    summary="Checks that a deprecated version names its successor, where the policy asks for it.",
    rationale="A deprecation that does not say where to go leaves every consumer to find out alone.",
    fix="name the version to go to: `successor: api@version`",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(ACTIVE, SPEC, policy("requireSuccessor: true")),
            estate(DEPRECATED.replace("successor: billing@2.0.0, ", ""), SPEC, policy("requireSuccessor: true")),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/deprecation",),
        ),
        Example(
            estate(ACTIVE, SPEC, policy("requireSuccessor: true")),
            estate(DEPRECATED, SPEC, policy("requireSuccessor: true")),
            because="The successor is named.",
        ),
    ),
)
