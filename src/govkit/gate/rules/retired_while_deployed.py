"""Finds versions that are retired while they still run somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, listed, problem_at
from govkit.gate.rules._samples import DEPRECATED, PRODUCTION, RETIRED, SPEC, estate


def check(move: Move) -> Iterator[Problem]:
    """Every version that becomes retired while an environment has it deployed."""
    for old, version in move.pairs():
        if version.lifecycle is not Lifecycle.RETIRED or (old is not None and old.lifecycle is Lifecycle.RETIRED):
            continue
        running = move.head.running(version.api.name, move.today)
        names = [one.environment.name for one in running if one.deployment.version == version.version.version]
        if names:
            yield problem_at(version, f"{version.name} is retired, and still runs in {listed(names)}", "lifecycle")


RULE = Rule(
    id="retired-while-deployed",
    severity=Severity.ERROR,
    summary="Checks that a version is retired only when it runs nowhere.",
    rationale="An entry that says retired of something that still answers misleads everybody who reads it.",
    fix="end the deployment first: `until:` in the environment's entry",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(DEPRECATED, SPEC, PRODUCTION),
            estate(RETIRED, SPEC, PRODUCTION),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",),
        ),
        Example(
            estate(DEPRECATED, SPEC, PRODUCTION),
            estate(RETIRED, SPEC, PRODUCTION.replace("2026-01-02}", "2026-01-02, until: 2026-02-01}")),
            because="The deployment has ended.",
        ),
    ),
)
