"""Waivers: a named finding that is excused for a time, by a person, for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from govkit.errors import Place
from govkit.findings.finding import Finding, Severity, Subject, Verdict, Waived, fingerprint_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An excuse for the findings of `rule` whose subject matches a glob of `subjects`.

    A subject is matched against each operation, the schema, `schema/path` and the API's name. `change` is the 12 hex
    digits of the cause: a waiver of a contract break needs it, so that the next change of the same field is not waived.
    """

    rule: str
    subjects: tuple[str, ...]
    until: date
    reason: str
    approver: str
    change: str | None = None
    place: Place | None = None

    def matches(self, finding: Finding) -> bool:
        """Whether the waiver speaks of this finding, expired or not."""
        if not fnmatchcase(finding.rule, self.rule):
            return False
        if self.change is not None and self.change != finding.cause:
            return False
        if self.change is None and finding.cause is not None:
            return False
        names = _names(finding.subject)
        return any(fnmatchcase(name, glob) for name in names for glob in self.subjects)


def _names(subject: Subject) -> list[str]:
    schema = [subject.schema, f"{subject.schema}{subject.path}"] if subject.schema else [subject.path]
    return [subject.api, *subject.operations, *schema]


def apply_waivers(findings: Sequence[Finding], waivers: Sequence[Waiver], today: date) -> list[Finding]:
    """The findings with `waived` filled where a waiver stands, and a finding for each waiver that excuses nothing.

    An expired waiver no longer excuses. Both it and one that matches nothing are findings of their own.
    """
    standing = [waiver for waiver in waivers if waiver.until >= today]
    judged = [_waive(finding, standing) for finding in findings]
    expired = (_about(w, "waiver-expired", f"expired on {w.until.isoformat()}") for w in waivers if w.until < today)
    unused = (
        _about(w, "waiver-unused", "matches no finding")
        for w in standing
        if not any(w.matches(finding) for finding in findings)
    )
    return [*judged, *expired, *unused]


def _waive(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    for waiver in waivers:
        if waiver.matches(finding):
            excuse = Waived(reason=waiver.reason, approver=waiver.approver, until=waiver.until.isoformat())
            return replace(finding, waived=excuse)
    return finding


def _about(waiver: Waiver, rule: str, what: str) -> Finding:
    subject = Subject(api="", path="")
    name = f"{waiver.rule} on {', '.join(waiver.subjects)}"
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        verdict=Verdict.POLICY,
        message=f"the waiver of {name} {what}",
        subject=subject,
        fingerprint=fingerprint_of(rule, "", None, name, waiver.change or ""),
        fix="remove the waiver, or renew it with a new reason and date",
        new=waiver.place,
    )
