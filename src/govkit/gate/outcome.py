"""What a command found, whole: the value that reports show and that decides the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govkit.findings import Finding, Place, Severity, Verdict, worst_first
from govkit.gate.comparisons.versions import Level

if TYPE_CHECKING:
    from govkit.spec.openapi import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one API's version must do: the step, why, and whether the author's own step is wide enough.

    `findings` are the fingerprints that decide, worst first. `old` and `new` are what `info.version` says, `next` is
    the smallest version that suffices, `remark` the sentence about the author's step; each may be missing.
    """

    api: str
    file: str
    level: Level
    because: str
    findings: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None
    sufficient: bool | None = None
    next: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two contracts that were compared, with what was found between them."""

    old: Contract
    new: Contract
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The findings of one command, and what they were found in.

    `old` and `new` name the two sides as people write them (`main:openapi.yaml`, `the working tree, with uncommitted
    changes`); a command about one side has no `old`. `compared` counts the documents that were looked at. `notes` are
    sentences about the run itself. `line_of` gives the text of the line at a place, from what the run has read. `steps`
    says for each API that was compared how far its version must move; None where nothing is compared. `pairs` are the
    contracts that were compared, for whoever replays the witnesses.
    """

    command: str
    findings: tuple[Finding, ...]
    profile: str | None = None
    old: str | None = None
    new: str | None = None
    compared: int = 0
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] | None = None
    line_of: Callable[[Place], str | None] | None = field(default=None, compare=False, repr=False)
    pairs: tuple[Compared, ...] = field(default=(), compare=False, repr=False)

    @property
    def ordered(self) -> list[Finding]:
        """The findings, worst first."""
        return worst_first(list(self.findings))

    def summary(self) -> dict[str, int]:
        """How many findings of each severity count, and how many are undecided whatever their severity."""
        counted = Counter(finding.severity for finding in self.findings if finding.counts)
        undecided = sum(f.verdict is Verdict.UNPROVEN for f in self.findings if f.counts)
        return {severity.value: counted[severity] for severity in Severity} | {"undecided": undecided}

    def fails(self, fail_on: Severity | None) -> bool:
        """Whether any finding that counts is at or above `fail_on`; None never fails."""
        if fail_on is None:
            return False
        return any(f.counts and f.severity.rank <= fail_on.rank for f in self.findings)


def widest(steps: Iterable[Step]) -> Step | None:
    """The step that moves its version farthest, the first of several; None where there is none."""
    return max(steps, key=lambda step: step.level.rank, default=None)
