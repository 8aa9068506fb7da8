"""The rules that policies and scorecards name: whether there are such rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from govkit.catalog.entries import Entry, Estate
from govkit.findings import Finding, Rule, Subject, Verdict, fingerprint_of
from govkit.gate.all_rules import rule_names
from govkit.gate.lint.rulesets import names_in
from govkit.gate.rules import policy_rule_unknown, scorecard_rule_unknown
from govkit.spec.documents import Pointer, format_pointer

_BESIDE = ("waiver-expired", "waiver-unused")
"""What is found about waivers, which no rule finds."""


@dataclass(frozen=True, slots=True)
class _Naming:
    """A name, or a glob, that an entry takes for that of a rule, and who minds if it is none."""

    judge: Rule
    entry: Entry[Any]
    name: str
    pointer: Pointer
    does: str


def misnamed(estate: Estate) -> list[Finding]:
    """A finding for each name in a policy or a scorecard that is of no rule. Raises InputError for a broken ruleset."""
    namings = [*_of_policies(estate), *_of_scorecards(estate)]
    if not namings:
        return []
    known = [*rule_names(), *_BESIDE]
    unknown = [one for one in namings if not _is_met(one.name, known)]
    if unknown:  # a ruleset is read where a name may be one of its rules
        foreign = names_in(estate)
        unknown = [one for one in unknown if not _is_met(one.name, foreign)]
    return [_finding(one, known) for one in unknown]


def _is_met(name: str, rules: Iterable[str]) -> bool:
    return any(fnmatchcase(rule, name) for rule in rules)


def _of_policies(estate: Estate) -> Iterator[_Naming]:
    for entry in estate.policies.values():
        for name in entry.spec.severities:
            at: Pointer = ("spec", "severities", name)
            yield _Naming(policy_rule_unknown.RULE, entry, name, at, "gives a severity to")


def _of_scorecards(estate: Estate) -> Iterator[_Naming]:
    at: Pointer
    for entry in estate.of("Scorecard").values():
        for number, level in enumerate(entry.spec.levels):
            for index, requirement in enumerate(level.requires):
                for place, name in enumerate(requirement.findings.rules if requirement.findings else ()):
                    at = ("spec", "levels", number, "requires", index, "findings", "rules", place)
                    yield _Naming(scorecard_rule_unknown.RULE, entry, name, at, "counts the findings of")
        for name in entry.spec.effort.rules:
            at = ("spec", "effort", "rules", name)
            yield _Naming(scorecard_rule_unknown.RULE, entry, name, at, "says how hard it is to mend")


def _finding(naming: _Naming, known: list[str]) -> Finding:
    from govkit.gate.answers.report import guess

    entry, rule = naming.entry, naming.judge
    path = format_pointer(naming.pointer)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=f"`{entry.name}` {naming.does} `{naming.name}`, and there is no such rule",
        subject=Subject(api=entry.about, path=path),
        fingerprint=fingerprint_of(rule.id, entry.about, None, "", path),
        fix=guess(naming.name, known, "the rules are"),
        new=entry.source.places([naming.pointer])[naming.pointer],
    )
