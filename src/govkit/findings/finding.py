"""The one value that flows upward: what was found, how bad, how sure, where, who is hit, what to do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from govkit.direction import Direction
from govkit.errors import Place


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst: a key that sorts worst first."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Verdict(StrEnum):
    """How sure a finding is.

    proven: a message separates the two contracts, shown and re-checked. refuted: the difference is empty.
    unproven: neither could be shown; `Finding.reason` names the budget or the keyword. policy: not about payloads.
    """

    PROVEN = "proven"
    REFUTED = "refuted"
    UNPROVEN = "unproven"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about, in words that outlive a move of the file.

    `operations` lists every operation reached, sorted. `schema` is the component at or above the cause. `path` is the
    way from the component, or from the message's root, with `*` for any item and `{}` for an additional property.
    """

    api: str
    operations: tuple[str, ...] = ()
    schema: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A concrete message on which two contracts differ.

    `value` is the whole message part: the body, or an object of the parameters. `old` and `new` are `accepts` or
    `refuses`; `because` is the reason of the side that refuses.
    """

    operation: str
    part: str
    value: Any  # JSON
    old: str
    new: str
    because: str


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody or something that depends on what a finding is about."""

    kind: str
    name: str
    owner: str
    how: str


@dataclass(frozen=True, slots=True)
class Users:
    """How many of the consumers of a version use an operation that a finding is about, and how many its field.

    `maybe` are those that do not say which fields they use. Of what is no field of a body, whoever uses the operation
    uses it.
    """

    consumers: int
    operation: int
    field: int
    maybe: int


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a finding does not count, who decided that, and until when (ISO 8601 date)."""

    reason: str
    approver: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One cause, judged. See `fingerprint_of` and `cause_of` for its two identities."""

    rule: str
    severity: Severity
    verdict: Verdict
    message: str
    subject: Subject
    fingerprint: str
    reason: str = ""
    cause: str | None = None
    direction: Direction | None = None
    fix: str = ""
    old: Place | None = None
    new: Place | None = None
    witness: Witness | None = None
    affects: tuple[Affected, ...] = ()
    users: Users | None = None
    waived: Waived | None = None
    more_places: tuple[tuple[Place | None, Place | None], ...] = field(default=())
    provisional: bool = False
    """Whether only the clock kept it from being decided: the next run may know more."""

    @property
    def counts(self) -> bool:
        """Whether the finding weighs in the exit code: a waived one does not."""
        return self.waived is None


_AS_TEXT = json.JSONEncoder(ensure_ascii=False).encode


def fingerprint_of(rule: str, api: str, direction: Direction | None, subject: str, path: str = "") -> str:
    """16 hex digits that name a finding over edits of prose, files and line numbers.

    `subject` is the method and path template with `{}` for names, or the component's name; `path` the data path.
    """
    identity = _AS_TEXT([rule, api, direction and direction.value, subject, path])
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def worst_first(findings: list[Finding]) -> list[Finding]:
    """The findings in the order people read them: worst, then surest, then by subject."""
    verdicts = {Verdict.PROVEN: 0, Verdict.POLICY: 1, Verdict.UNPROVEN: 2, Verdict.REFUTED: 3}
    return sorted(
        findings,
        key=lambda f: (
            f.severity.rank,
            verdicts[f.verdict],
            f.subject.api,
            f.subject.operations[:1],
            f.subject.schema or "",
            f.subject.path,
            f.rule,
            f.fingerprint,
        ),
    )
