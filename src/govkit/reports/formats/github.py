"""Workflow commands of GitHub Actions, which show findings beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govkit.findings import Finding, Severity, Verdict
from govkit.reports.format import Format, RenderOptions
from govkit.reports.spans import plain, visible
from govkit.reports.wording import revision_and_path, summary_line, told

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def _render(outcome: Outcome, _: RenderOptions) -> str:
    """A command a finding, worst first, for GitHub shows ten of each level a step; what is refuted stays out."""
    ordered = sorted(outcome.ordered, key=lambda finding: not finding.counts)
    shown = [f for f in ordered if f.verdict is not Verdict.REFUTED or f.severity is not Severity.INFO]
    return "".join(f"{text}\n" for text in [*map(_command, shown), plain(summary_line(outcome))])


def _command(finding: Finding) -> str:
    level = _COMMANDS[finding.severity] if finding.counts else "notice"
    waived = f" (waived until {finding.waived.until})" if finding.waived else ""
    title = f"{finding.rule} ({finding.verdict.value}){waived}"
    properties = {**_position(finding), "title": title}
    listed = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items())
    message = "%0A".join(map(_escaped, told(finding)))
    return f"::{level} {listed}::{message}"


def _position(finding: Finding) -> dict[str, str]:
    """Where an annotation stands; a line of an earlier revision is not one of the files that GitHub shows."""
    place = finding.new or finding.old
    if place is None:
        return {}
    revision, path = revision_and_path(place.file)
    spot = {"file": path.replace("\\", "/"), "line": place.line, "col": place.column}
    if revision and not finding.new:
        spot = {"file": spot["file"]}
    return {name: str(value) for name, value in spot.items() if value is not None}


def _escaped(text: str) -> str:
    return visible(text).replace("%", "%25")


def _escaped_property(text: str) -> str:
    encoded = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(encoded.replace(":", "%3A").replace(",", "%2C"))


FORMAT = Format(name="github", description="annotations of GitHub Actions", render=_render)
