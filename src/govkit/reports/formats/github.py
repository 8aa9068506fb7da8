"""Workflow commands of GitHub Actions, which show findings beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govkit.errors import Place
from govkit.findings import Finding, Severity, Verdict
from govkit.reports.columns import as_diff
from govkit.reports.excerpt import side_by_side
from govkit.reports.format import Format, RenderOptions
from govkit.reports.machine import file_of, spot_of
from govkit.reports.spans import plain, visible
from govkit.reports.wording import summary_line, told, versions

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

_MOST_LINES = 6
_MOST_VERSIONS = 3


def _render(outcome: Outcome, options: RenderOptions) -> str:
    """A command a finding, worst first, for GitHub shows ten of each level a step; what is refuted stays out."""
    ordered = sorted(outcome.ordered, key=lambda finding: not finding.counts)
    shown = [f for f in ordered if f.verdict is not Verdict.REFUTED or f.severity is not Severity.INFO]
    commands = [_command(finding, options) for finding in shown]
    first_notice = next((n for n, text in enumerate(commands) if text.startswith("::notice")), len(commands))
    commands[first_notice:first_notice] = _versions(outcome, options)
    return "".join(f"{text}\n" for text in [*commands, plain(summary_line(outcome))])


def _versions(outcome: Outcome, options: RenderOptions) -> list[str]:
    """How far the versions must move: the first of the notices, before what GitHub would cut off."""
    notices = []
    for version in versions(outcome, _MOST_VERSIONS)[0]:
        api = f" of {version.api}" if version.api else ""
        remark = f"%0A{_escaped(version.remark)}" if version.remark else ""
        title = _escaped_property(f"semver step{api}: {version.level.value}")
        file = _escaped_property(file_of(Place(version.file), options))
        notices.append(f"::notice file={file},title={title}::{_escaped(version.because)}{remark}")
    return notices


def _command(finding: Finding, options: RenderOptions) -> str:
    level = _COMMANDS[finding.severity] if finding.counts else "notice"
    waived = f" (waived until {finding.waived.until})" if finding.waived else ""
    title = f"{finding.rule} ({finding.verdict.value}){waived}"
    properties = {**_position(finding, options), "title": title}
    listed = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items())
    source = [text for text in _source(finding, options) if text[:1] in "-+"]
    first, *others = told(finding)
    message = "%0A".join(map(_escaped, [first, *source, *others]))
    return f"::{level} {listed}::{message}"


def _source(finding: Finding, options: RenderOptions) -> list[str]:
    return as_diff(side_by_side(finding.old, finding.new, options.line_of, _MOST_LINES), 120)


def _position(finding: Finding, options: RenderOptions) -> dict[str, str]:
    """Where an annotation stands."""
    spot = spot_of(finding, options)
    if spot is None:
        return {}
    named = {"file": spot.path, "line": spot.line, "col": spot.column}
    return {name: str(value) for name, value in named.items() if value is not None}


def _escaped(text: str) -> str:
    return visible(text).replace("%", "%25")


def _escaped_property(text: str) -> str:
    encoded = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(encoded.replace(":", "%3A").replace(",", "%2C"))


FORMAT = Format(name="github", description="annotations of GitHub Actions", render=_render)
