"""Finds versions that are retired before the day that was announced."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, problem_at
from govkit.gate.rules._samples import DEPRECATED, RETIRED, estate


def check(move: Move) -> Iterator[Problem]:
    """Every version that was released and becomes retired without a sunset, or before it."""
    for old, version in move.pairs():
        if version.lifecycle is not Lifecycle.RETIRED or old is None or not old.version.is_released:
            continue
        if old.lifecycle is Lifecycle.RETIRED:
            continue
        announced = [one.version.deprecation for one in (old, version) if one.version.deprecation is not None]
        if not announced:
            yield problem_at(version, f"{version.name} is retired, and no sunset was announced", "lifecycle")
            continue
        sunset = max(one.sunset for one in announced)  # a date that the same change brings forward was not announced
        if sunset > move.today:
            days = (sunset - move.today).days
            left = f"{days} day{'s' if days != 1 else ''} before its sunset on {sunset}"
            yield problem_at(version, f"{version.name} is retired {left}", "lifecycle")


RULE = Rule(
    id="retired-before-sunset",
    severity=Severity.ERROR,
    summary="Checks that a version is retired on its sunset or later.",
    rationale="The sunset is a promise to consumers that they have until then (RFC 8594).",
    fix="leave it deprecated until its sunset has passed",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(DEPRECATED.replace("2026-05-01", "9000-01-01")),
            estate(RETIRED.replace("2026-05-01", "9000-01-01")),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",),
        ),
        Example(estate(DEPRECATED), estate(RETIRED), because="The sunset has passed."),
    ),
)
