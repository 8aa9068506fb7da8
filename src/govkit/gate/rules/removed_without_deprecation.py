"""Finds what a new version removes without the version before having deprecated it."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move
from govkit.gate.rules._samples import ACTIVE, SPEC, estate, estate_with_next, policy


def check(move: Move) -> Iterator[Problem]:
    """Every operation and property that a version no longer has and its predecessor did not deprecate."""
    for replacement in move.replacements:
        if not move.policies(replacement.new).deprecate_first:
            continue
        for source, pointer, what in replacement.removed:
            message = f"{replacement.new.name} removes {what}, which {replacement.old.name} does not deprecate"
            yield Problem(source, pointer, message, f"api:{replacement.new.name}")


_POLICY = policy("deprecateFirst: true")
_WITHOUT = SPEC[: SPEC.index("  /notes")]
_MARKED = SPEC.replace("/notes:\n    get:\n", "/notes:\n    get:\n      deprecated: true\n")

RULE = Rule(
    id="removed-without-deprecation",
    severity=Severity.ERROR,
    summary="Checks that what a version removes was deprecated in the version before, where the policy asks for it.",
    rationale="A consumer that sees `deprecated: true` in the version that it uses has time to move before the next"
    " major version.",
    fix="set `deprecated: true` in the version before, which the lock leaves free, and remove it in a later one",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(ACTIVE, SPEC, _POLICY),
            estate_with_next("2.0.0", _WITHOUT, _POLICY),
            finds=("specs/billing.yaml#/paths/~1notes/get",),
        ),
        Example(
            estate(ACTIVE, _MARKED, _POLICY),
            estate_with_next("2.0.0", _WITHOUT, _POLICY, old=_MARKED),
            because="The version before deprecates it.",
        ),
    ),
)
