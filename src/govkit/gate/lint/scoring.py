"""Scorecards: which level an API reaches, what the next one still asks for, and which step towards it is cheapest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import ceil, floor

from govkit.catalog.entries.kinds.scorecard import (
    CoverageLimit,
    EffortForm,
    FindingsLimit,
    LevelForm,
    Requirement,
    ScorecardSpec,
)
from govkit.findings import Finding, Severity
from govkit.gate.estates.policies import said_of


@dataclass(frozen=True, slots=True)
class Measured:
    """What an API is rated by: what a lint finds, its operations, what contracts cover, and which facts hold.

    `covered` and `of` count operations and statuses, by those names.
    """

    findings: Sequence[Finding]
    operations: frozenset[str]
    covered: Mapping[str, int]
    of: Mapping[str, int]
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to do for one requirement: in words, how many, and how hard that is."""

    what: str
    number: int
    effort: float


@dataclass(frozen=True, slots=True)
class Rating:
    """The level that is reached, how many that is, and the steps to the next one, the cheapest first.

    `level` is empty below the first, `next` and `steps` are where the last is reached.
    """

    level: str
    rank: int
    next: str
    steps: tuple[Step, ...]

    @property
    def effort(self) -> float:
        """How hard the next level is."""
        return sum(step.effort for step in self.steps)


def rated(measured: Measured, spec: ScorecardSpec) -> Rating:
    """The rating of an API."""
    level = ""
    for rank, one in enumerate(spec.levels):
        steps = sorted(_steps(measured, one, spec.effort), key=lambda step: (step.effort, step.what))
        if steps:
            return Rating(level, rank, one.name, tuple(steps))
        level = one.name
    return Rating(level, len(spec.levels), "", ())


def _steps(measured: Measured, level: LevelForm, effort: EffortForm) -> Iterator[Step]:
    for requirement in level.requires:
        yield from _step(measured, requirement, effort)


def _step(measured: Measured, requirement: Requirement, effort: EffortForm) -> Iterator[Step]:
    """What is left of a requirement; nothing where it is met."""
    if requirement.findings is not None:
        yield from _of_findings(measured, requirement.findings, effort)
    elif requirement.coverage is not None:
        yield from _of_coverage(measured, requirement.coverage, effort)
    elif requirement.fact is not None and requirement.fact not in measured.facts:
        yield Step(_FACTS[requirement.fact], 1, effort.facts.get(requirement.fact, 1))


_FACTS = {
    "described": "describe the API in its entry",
    "members": "name the members of the team that owns it",
    "escalation": "say whom to ask when the team does not answer",
    "released": "release a version",
    "used": "let a consumer say that it uses it",
    "current": "move consumers off versions that end",
    "asked": "ask the provider at random (`govkit pact fuzz --record`)",
}


def _of_coverage(measured: Measured, limit: CoverageLimit, effort: EffortForm) -> Iterator[Step]:
    missing = ceil(limit.at_least * measured.of.get(limit.of, 0) - 1e-9) - measured.covered.get(limit.of, 0)
    if missing > 0:
        more = f"{missing} more {limit.of if missing > 1 else _ONE[limit.of]}"
        yield Step(f"record contracts for {more}", missing, missing * effort.coverage)


_ONE = {"operations": "operation", "statuses": "status"}


def _of_findings(measured: Measured, limit: FindingsLimit, effort: EffortForm) -> Iterator[Step]:
    """The cheapest findings to mend, rule by rule, until few enough are left."""
    meant = [one for one in measured.findings if _is_meant(one, limit)]
    if limit.operations is not None:
        yield from _of_operations(measured, meant, limit.operations, effort)
        return
    yield from _mended(Counter(one.rule for one in meant), len(meant) - limit.at_most, effort)


def _is_meant(finding: Finding, limit: FindingsLimit) -> bool:
    if not finding.counts or finding.severity.rank > Severity(limit.severity).rank:
        return False
    return any(fnmatchcase(finding.rule, glob) for glob in limit.rules)


def _mended(rules: Counter[str], number: int, effort: EffortForm) -> Iterator[Step]:
    for rule in sorted(rules, key=lambda name: (effort_of(name, effort), name)):
        mended = min(number, rules[rule])
        if mended <= 0:
            return
        what = f"mend {mended} of `{rule}`" if rules[rule] > 1 else f"mend `{rule}`"
        yield Step(what, mended, mended * effort_of(rule, effort))
        number -= mended


def _of_operations(measured: Measured, findings: Iterable[Finding], share: float, effort: EffortForm) -> Iterator[Step]:
    """What must go so that a share of the operations is free: the operations that are cheapest to free, whole."""
    troubles: dict[str, Counter[str]] = {}
    for finding in findings:
        for operation in measured.operations.intersection(finding.subject.operations):
            troubles.setdefault(operation, Counter())[finding.rule] += 1
    allowed = floor((1 - share) * len(measured.operations) + 1e-9)
    costs = {name: sum(effort_of(rule, effort) * n for rule, n in rules.items()) for name, rules in troubles.items()}
    freed = sorted(troubles, key=lambda name: (costs[name], name))[: max(0, len(troubles) - allowed)]
    if freed:
        rules = sorted({rule for name in freed for rule in troubles[name]})
        many = f"{len(freed)} operations" if len(freed) > 1 else freed[0]
        some = ", ".join(f"`{rule}`" for rule in rules[:3]) + (", …" if len(rules) > 3 else "")
        yield Step(f"free {many} of {some}", len(freed), sum(costs[name] for name in freed))


def effort_of(rule: str, effort: EffortForm) -> float:
    """How hard it is to mend a finding of a rule."""
    said = said_of(effort.rules, rule)
    return 1 if said is None else said
