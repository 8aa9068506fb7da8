"""APIs that come and go as a whole."""

from __future__ import annotations

from govkit.findings import Finding, Rule, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.spec.openapi import Contract

RULES = "govkit.gate.rules"


def api_removed(contract: Contract) -> Finding:
    """The finding that a description is gone, with all its operations."""
    return _finding(discover(RULES)["api-removed"], contract, old=True)


def api_added(contract: Contract) -> Finding:
    """The finding that a description is new."""
    return _finding(discover(RULES)["api-added"], contract, old=False)


def _finding(rule: Rule, contract: Contract, *, old: bool) -> Finding:
    operations = tuple(sorted(operation.name for operation in contract.operations.values()))
    place = contract.document.place(())
    return Finding(
        rule=rule.id,
        severity=rule.severity if operations else Severity.INFO,
        verdict=Verdict.POLICY,
        reason="no message shows this",
        message=rule.when(contract.title or contract.name, len(operations)),
        fix=rule.fix,
        subject=Subject(contract.name, operations),
        fingerprint=fingerprint_of(rule.id, contract.name, None, ""),
        old=place if old else None,
        new=None if old else place,
    )
