"""Facts about measures become findings: each rule says what it makes of its kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.judge import path_in
from govkit.catalog.measures.check import Checking
from govkit.catalog.measures.facts import Found
from govkit.catalog.workflows.judge import Said
from govkit.findings import Finding, Rule, Subject, Verdict, discover, fingerprint_of
from govkit.spec.openapi import Contract

RULES = "govkit.catalog.measures.rules"


def judged(estate: Estate, read: Callable[[VersionOf], Contract]) -> list[Finding]:
    """What is wrong with the measures of an estate, by file and line."""
    checking = Checking(estate, read)
    found = [one for measure in estate.measures.values() for one in _findings(checking.of(measure))]
    return sorted(
        found, key=lambda one: (one.new.file, one.new.line or 0, one.new.column or 0) if one.new else ("", 0, 0)
    )


def _findings(facts: Iterable[Found]) -> list[Finding]:
    rules = discover(RULES).values()
    return [_finding(fact, rule, rule.when(fact)) for fact in facts for rule in rules if isinstance(fact, rule.on)]


def _finding(fact: Found, rule: Rule, said: Said) -> Finding:
    entry = fact.measure
    path = path_in(entry.source, fact.at)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=said.message,
        subject=Subject(api=entry.about, path=path),
        fingerprint=fingerprint_of(rule.id, entry.about, None, "", path),
        fix=said.fix or rule.fix,
        new=entry.place(fact.at),
    )
