"""Finds versions that are retired while somebody still uses them."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Estate, Lifecycle, Problem, Usage, VersionOf
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, listed, problem_at
from govkit.gate.rules._samples import CONSUMER, DEPRECATED, RETIRED, SPEC, estate


def check(move: Move) -> Iterator[Problem]:
    """Every version that becomes retired while a declared use means it and no other."""
    for old, version in move.pairs():
        if version.lifecycle is not Lifecycle.RETIRED or (old is not None and old.lifecycle is Lifecycle.RETIRED):
            continue
        names = sorted({usage.consumer.name for usage in bound(move.head, version)})
        if names:
            verb = "uses" if len(names) == 1 else "use"
            yield problem_at(version, f"{version.name} is retired, and {listed(names)} still {verb} it", "lifecycle")


def bound(estate: Estate, version: VersionOf) -> list[Usage]:
    """The uses that no other version can serve: those of a major version move on with it."""
    found = []
    for usage in estate.usages(version.api.name, version.version.version):
        others = (one for one in estate.meant(usage.use.api) if one.name != version.name)
        if not any(one.lifecycle in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED) for one in others):
            found.append(usage)
    return found


RULE = Rule(
    id="retired-with-consumers",
    severity=Severity.ERROR,
    summary="Checks that a version is retired only when no consumer declares that it uses it.",
    rationale="Whoever still calls a version that is gone fails in production.",
    fix="let these consumers move to the successor, and their entries say so, before the version is retired",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(DEPRECATED, SPEC, CONSUMER),
            estate(RETIRED, SPEC, CONSUMER),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",),
        ),
        Example(
            estate(DEPRECATED, SPEC, CONSUMER),
            estate(RETIRED, SPEC, CONSUMER.replace("billing@1", "billing@2")),
            because="The consumer has moved on.",
        ),
    ),
)
