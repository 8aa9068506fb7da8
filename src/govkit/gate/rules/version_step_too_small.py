"""Finds versions that step less far than their changes ask for."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, problem_at
from govkit.gate.rules._samples import ACTIVE, SPEC, estate, estate_with_next


def check(move: Move) -> Iterator[Problem]:
    """Every new version whose number promises more than it holds."""
    for replacement in move.replacements:
        if replacement.needs and move.policies(replacement.new).semver:
            hint = f"call it {replacement.next}, or undo the change" if replacement.next else ""
            yield problem_at(replacement.new, replacement.needs, "version", hint=hint)


_WITHOUT = SPEC[: SPEC.index("  /notes")]

RULE = Rule(
    id="version-step-too-small",
    severity=Severity.ERROR,
    summary="Checks that the number of a version steps as far as Semantic Versioning asks for its changes.",
    rationale="Consumers and tools take a minor or patch version without looking, because its number says that nothing"
    " breaks (SemVer 2.0.0, sections 6 to 8).",
    fix="give the version the next number that suffices, or undo the change",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(ACTIVE),
            estate_with_next("1.1.0", _WITHOUT),
            finds=("catalog/apis/billing.yaml#/spec/versions/1/version",),
        ),
        Example(estate(ACTIVE), estate_with_next("2.0.0", _WITHOUT), because="A major version may break."),
    ),
)
