"""GitLab's Code Quality report: a JSON array that merge requests show as a widget and beside the changed lines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from govkit.findings import Finding, Severity, Verdict
from govkit.reports.format import Format, RenderOptions
from govkit.reports.jsontext import dumps
from govkit.reports.machine import Spot, fails, spot_of
from govkit.reports.wording import told

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome


def _render(outcome: Outcome, options: RenderOptions) -> str:
    """An entry a finding, worst first. What is refuted or waived stays out: the report has no way to excuse."""
    shown = [f for f in outcome.ordered if f.counts and (f.verdict is not Verdict.REFUTED or fails(f, options))]
    seen: Counter[str] = Counter()
    entries = []
    for finding in shown:
        seen[finding.fingerprint] += 1
        entries.append(_entry(finding, seen[finding.fingerprint], options))
    return dumps(entries) + "\n"


def _entry(finding: Finding, occurrence: int, options: RenderOptions) -> dict[str, Any]:
    """A finding as GitLab knows it; of entries with one fingerprint it would show the first alone."""
    spot = spot_of(finding, options) or Spot(".")
    return {
        "description": ". ".join(sentence.rstrip(".") for sentence in told(finding)),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint if occurrence == 1 else f"{finding.fingerprint}-{occurrence}",
        "severity": _severity(finding, options),
        "location": {"path": spot.path, "lines": {"begin": spot.line or 1}},
    }


def _severity(finding: Finding, options: RenderOptions) -> str:
    """GitLab's five words: what fails the run and is proven blocks, what fails it otherwise is critical."""
    if fails(finding, options):
        return "blocker" if finding.verdict is Verdict.PROVEN else "critical"
    return {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}[finding.severity]


FORMAT = Format(name="gitlab", description="GitLab Code Quality, for merge requests", render=_render)
