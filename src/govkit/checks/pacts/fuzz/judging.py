"""What was found, as findings: alike ones of several operations are one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import OTHER, RULES, FuzzFact
from govkit.checks.pacts.fuzz.found import Found
from govkit.checks.pacts.fuzz.known import Known
from govkit.checks.pacts.judge import Origins
from govkit.findings import Finding, Rule, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.spec.openapi import Contract

PACKAGE = "govkit.checks.pacts.fuzz.rules"
_OF_ALL = frozenset({"unsupported_method", "allow_header_conformance", "ignored_auth", "missing_required_header"})
"""Checks that fail for want of one thing, whatever the operation."""

_LONGEST = 300


def findings_of(
    contract: Contract, found: Sequence[Found], known: Sequence[Known] = (), *, whole: bool = True
) -> list[Finding]:
    """The findings that are not known, and those of known failures that were not found, where all was asked."""
    new = [one for one in found if not any(entry.is_of(one) for entry in known)]
    stale = [entry for entry in known if whole and not any(entry.is_of(one) for one in found)]
    failing = {one.operation for one in new if one.check == "not_a_server_error"}
    new = [one for one in new if not (_is_failure_again(one) and one.operation in failing)]
    groups: dict[tuple[str, int, str], list[Found]] = defaultdict(list)
    for one in sorted(new):
        own = "" if one.check in _OF_ALL else one.operation
        groups[one.check, one.status, own].append(one)
    operations = {operation.name: operation for operation in contract.operations.values()}
    origins = Origins(operation.node for operation in operations.values()) if new else None
    told = []
    for many in groups.values():
        first, names = many[0], tuple(sorted({one.operation for one in many}))
        rule: Rule = discover(PACKAGE)[RULES.get(first.check, OTHER)]
        said: Said = rule.when(FuzzFact(first.check, first.status, _line(first.message), names))
        operation = operations.get(first.operation)
        told.append(
            Finding(
                rule=rule.id,
                severity=said.severity or rule.severity,
                verdict=Verdict.POLICY,
                message=said.message,
                subject=Subject(contract.name, names),
                fingerprint=fingerprint_of(rule.id, contract.name, None, names[0], f"/{first.check}/{first.status}"),
                reason=f"to see it again: {first.curl}" if first.curl else "",
                fix=said.fix or rule.fix,
                new=origins.of(operation.node) if origins is not None and operation is not None else None,
            )
        )
    return [*told, *(_stale(contract, entry) for entry in stale)]


def _is_failure_again(found: Found) -> bool:
    """Whether it is what a server that fails answers, told once more as another check sees it."""
    return found.check in ("status_code_conformance", "content_type_conformance") and found.status >= 500


def _stale(contract: Contract, entry: Known) -> Finding:
    rule: Rule = discover(PACKAGE)["known-failure-outdated"]
    said: Said = rule.when(FuzzFact(entry.check, entry.status or 0, entry.reason, (entry.operation,)))
    where = f"/{entry.check}/{entry.status}/{entry.says}"
    return Finding(
        rule=rule.id,
        severity=Severity.WARNING,
        verdict=Verdict.POLICY,
        message=said.message,
        subject=Subject(contract.name, (entry.operation,)),
        fingerprint=fingerprint_of(rule.id, contract.name, None, entry.operation, where),
        fix=rule.fix,
        new=entry.place,
    )


def _line(message: str) -> str:
    """The words of a message in one line."""
    lines = [line.strip(" -\t") for line in message.splitlines()]
    text = "; ".join(dict.fromkeys(line for line in lines if line))
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
