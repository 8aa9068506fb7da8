"""The severities that policies give to rules: whether there are such rules."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from govkit.catalog.entries import Entry, Estate, PolicySpec
from govkit.findings import Finding, Subject, Verdict, fingerprint_of
from govkit.gate.all_rules import rule_names
from govkit.gate.lint.rulesets import names_in
from govkit.gate.rules import policy_rule_unknown
from govkit.spec.documents import format_pointer

_BESIDE = ("waiver-expired", "waiver-unused")
"""What is found about waivers, which no rule finds."""


def misnamed(estate: Estate) -> list[Finding]:
    """A finding for each severity of a policy that is given to no rule. Raises InputError for a broken ruleset."""
    policies = [entry for entry in estate.policies.values() if entry.spec.severities]
    if not policies:
        return []
    known = [*rule_names(), *_BESIDE]
    unknown = [(entry, name) for entry in policies for name in _unknown(entry, known)]
    if unknown:  # a ruleset is read where a name may be one of its rules
        foreign = names_in(estate)
        unknown = [(entry, name) for entry, name in unknown if not any(fnmatchcase(rule, name) for rule in foreign)]
    return [_finding(entry, name, known) for entry, name in unknown]


def _unknown(entry: Entry[PolicySpec], known: list[str]) -> Iterator[str]:
    for name in entry.spec.severities:
        if not any(fnmatchcase(rule, name) for rule in known):
            yield name


def _finding(entry: Entry[PolicySpec], name: str, known: list[str]) -> Finding:
    from govkit.gate.answers.report import guess

    rule = policy_rule_unknown.RULE
    pointer = ("spec", "severities", name)
    path = format_pointer(pointer)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=f"`{entry.name}` gives a severity to `{name}`, and there is no such rule",
        subject=Subject(api=entry.about, path=path),
        fingerprint=fingerprint_of(rule.id, entry.about, None, "", path),
        fix=guess(name, known, "the rules are"),
        new=entry.source.places([pointer])[pointer],
    )
