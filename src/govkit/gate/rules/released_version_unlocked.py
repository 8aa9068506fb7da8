"""Finds released versions that the lock does not know."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, problem_at
from govkit.gate.rules._samples import ACTIVE, DRAFT, estate


def check(move: Move) -> Iterator[Problem]:
    """Every version that became active or deprecated without a line in the lock."""
    for old, version in move.pairs():
        if version.lifecycle not in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED):
            continue
        if version.name in move.head_lock.digests or version.name in move.base_lock.digests:
            continue  # that a line is gone is told by the rule about changes
        if old is None or not old.version.is_released:
            message = f"{version.name} is {version.lifecycle} and was never released: nothing locks what it says"
            yield problem_at(version, message, "lifecycle", hint=f"run `govkit release {version.name}`")


RULE = Rule(
    id="released-version-unlocked",
    severity=Severity.ERROR,
    summary="Checks that a version becomes active by `govkit release`, which locks what it says.",
    rationale="Only a locked version is protected from edits: without a line in `released.lock`, a promise can be"
    " changed by accident.",
    fix="run `govkit release API@VERSION`",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(DRAFT),
            estate(ACTIVE) + "# file: catalog/released.lock\n",
            finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",),
        ),
        Example(estate(DRAFT), estate(DRAFT), because="A draft is not locked: it may change until its release."),
    ),
)
