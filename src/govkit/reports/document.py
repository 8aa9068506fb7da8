"""An outcome as the JSON document that scripts rely on. It may only grow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from govkit import __version__
from govkit.errors import Place
from govkit.findings import Affected, Finding, Subject, Users, Waived, Witness
from govkit.gate.outcome import Step, widest

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome


def document_of(outcome: Outcome) -> dict[str, Any]:
    """The document of an outcome: JSON values, findings worst first."""
    return {
        "govkit": __version__,
        "command": outcome.command,
        "profile": outcome.profile,
        "old": outcome.old,
        "new": outcome.new,
        "compared": outcome.compared,
        "notes": list(outcome.notes),
        "summary": outcome.summary(),
        "semver": _semver(outcome),
        "findings": [_finding(finding) for finding in outcome.ordered],
    }


def _semver(outcome: Outcome) -> dict[str, Any] | None:
    """The widest step of all APIs, then each of them; versions stand at the top where there is one API only."""
    top = widest(outcome.steps or ())
    if top is None:
        return None
    steps = outcome.steps or ()
    if len(steps) > 1:
        known = [step.sufficient for step in steps if step.sufficient is not None]
        top = replace(top, old=None, new=None, next=None, remark="", sufficient=all(known) if known else None)
    return {
        **_step(top),
        "apis": [{"api": step.api, "file": step.file, **_step(step)} for step in steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.level.value,
        "because": step.because,
        "findings": list(step.findings),
        "from": step.old,
        "to": step.new,
        "sufficient": step.sufficient,
        "next": step.next,
        "remark": step.remark,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "reason": finding.reason,
        "cause": finding.cause,
        "direction": finding.direction.value if finding.direction else None,
        "message": finding.message,
        "fix": finding.fix,
        "subject": _subject(finding.subject),
        "old": _place(finding.old),
        "new": _place(finding.new),
        "places": [{"old": _place(old), "new": _place(new)} for old, new in finding.more_places],
        "witness": _witness(finding.witness),
        "affects": [_affected(one) for one in finding.affects],
        "users": _users(finding.users),
        "waived": _waived(finding.waived),
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "api": subject.api,
        "operations": list(subject.operations),
        "schema": subject.schema,
        "path": subject.path,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer}


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "operation": witness.operation,
        "part": witness.part,
        "value": witness.value,
        "old": witness.old,
        "new": witness.new,
        "because": witness.because,
    }


def _affected(affected: Affected) -> dict[str, str]:
    return {"kind": affected.kind, "name": affected.name, "owner": affected.owner, "how": affected.how}


def _users(users: Users | None) -> dict[str, int] | None:
    if users is None:
        return None
    return {"consumers": users.consumers, "operation": users.operation, "field": users.field, "maybe": users.maybe}


def _waived(waived: Waived | None) -> dict[str, str] | None:
    if waived is None:
        return None
    return {"reason": waived.reason, "approver": waived.approver, "until": waived.until}
