"""Finds deprecations that leave consumers less time than a policy asks for."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, problem_at
from govkit.gate.rules._samples import ACTIVE, DEPRECATED, SPEC, estate, policy


def check(move: Move) -> Iterator[Problem]:
    """Every deprecation that is new or has new dates, and too little time between them."""
    for old, version in move.pairs():
        said = version.version.deprecation
        before = old.version.deprecation if old is not None else None
        if said is None or (before is not None and (before.date, before.sunset) == (said.date, said.sunset)):
            continue
        notice = move.policies(version).notice
        if notice is not None and said.sunset - said.date < notice:
            has, wants = (said.sunset - said.date).days, notice.days
            message = f"{version.name} is deprecated {has} days before its sunset, and policy wants {wants}"
            yield problem_at(version, message, "deprecation", "sunset")


RULE = Rule(
    id="deprecation-notice-too-short",
    severity=Severity.ERROR,
    summary="Checks that the time between deprecation and sunset is at least what the policy asks for.",
    rationale="Consumers need time to move: how much is agreed once, in a policy, and not with each deprecation.",
    fix="move the sunset to a later day",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(ACTIVE, SPEC, policy("notice: P180D")),
            estate(DEPRECATED, SPEC, policy("notice: P180D")),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/deprecation/sunset",),
        ),
        Example(
            estate(ACTIVE, SPEC, policy("notice: P60D")),
            estate(DEPRECATED, SPEC, policy("notice: P60D")),
            because="There are 89 days between the two.",
        ),
    ),
)
