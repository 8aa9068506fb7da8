"""What changed between two versions of an API: each finding with its witness, both places, and whom it hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from govkit.catalog.entries import VersionOf
from govkit.findings import Finding
from govkit.gate.answers.report import Figure
from govkit.gate.outcome import Outcome
from govkit.portal.comparing import compared
from govkit.portal.links import path_to
from govkit.portal.page import Absent, Ask, Moved, Page
from govkit.portal.pages.entries import entry_of
from govkit.portal.pages.version import diff_path, version_named
from govkit.portal.rows import paged
from govkit.reports.blocks import anchor_of, cause
from govkit.reports.format import RenderOptions
from govkit.reports.wording import by_cause, tally

_CALLED = {"error": "Breaks", "warning": "Warnings", "info": "What else changed", "waived": "Waived"}
_MOST_HIT = 100
_CAUSES = 25
"""Causes of a page: each shows the sources of both sides and a message."""


def _make(ask: Ask) -> dict[str, Any]:
    old, new = version_named(ask, ask.parts["old"]), version_named(ask, ask.parts["new"])
    if old is new:
        raise Absent("A version does not differ from itself: name two.")
    outcome = compared(ask.state, old, new)
    groups = by_cause(outcome.ordered)
    counted = Counter(map(_kind, outcome.findings))
    wanted = ask.said("severity") if ask.said("severity") in _CALLED else ""
    shown = [group for group in groups if not wanted or _kind(group[0]) == wanted]
    path = diff_path(old.api.name, old.version.version, new.version.version)
    rows = paged(ask, path, shown, _words, size=_CAUSES)
    return {
        "title": f"{old.api.title}: {old.version.version} to {new.version.version}",
        "trail": [("APIs", "/apis"), (old.api.title, path_to("api", old.api.name))],
        "sides": (old, new),
        "back": diff_path(old.api.name, new.version.version, old.version.version),
        "versions": ask.state.estate.versions(old.api.name),
        "step": (outcome.steps or (None,))[0],
        "told": "".join(span.text for span in tally(outcome)),
        "figures": [
            Figure(kind, called.lower(), counted[kind], bad=kind == "error" and counted[kind] > 0)
            for kind, called in _CALLED.items()
            if counted[kind] or kind != "waived"
        ],
        "called": _CALLED,
        "severity": wanted,
        "rows": rows,
        "sections": _sections(rows.rows, outcome),
        "hit": _hit(outcome),
    }


def _kind(finding: Finding) -> str:
    return finding.severity.value if finding.counts else "waived"


def _words(group: Sequence[Finding]) -> str:
    return " ".join(
        f"{one.message} {one.rule} {one.subject.schema or ''} {one.subject.path} {' '.join(one.subject.operations)}"
        for one in group
    )


def _sections(groups: Sequence[list[Finding]], outcome: Outcome) -> list[tuple[str, str, Markup]]:
    """The findings that are shown, by severity, each cause as the report of a browser has it."""
    options = RenderOptions(line_of=outcome.line_of) if outcome.line_of is not None else RenderOptions()
    taken: Counter[str] = Counter()
    found: dict[str, list[str]] = {}
    for group in groups:
        kind = _kind(group[0])
        block = cause(kind, group, [anchor_of(one, taken) for one in group], options)
        found.setdefault(kind, []).append(block)
    return [
        (kind, called, Markup("".join(found[kind])))  # noqa: S704 - every text of a block is escaped where it is made
        for kind, called in _CALLED.items()
        if kind in found
    ]


def _hit(outcome: Outcome) -> list[tuple[str, str, str, int]]:
    """Whom the change hits: the kind, the name, the team that answers, and by how many findings."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for finding in outcome.findings:
        for one in {(one.kind, one.name, one.owner or "") for one in finding.affects}:
            counted[one] += 1
    return [(*one, number) for one, number in sorted(counted.items())[:_MOST_HIT]]


def _choose(ask: Ask) -> dict[str, Any]:
    """Leads a form that names two versions to their page; without them to the two newest."""
    api = entry_of(ask, "api")
    versions = ask.state.estate.versions(api.name)
    old, new = _chosen(ask, versions, "old", -2), _chosen(ask, versions, "new", -1)
    if old is None or new is None:
        raise Absent(f"The API `{api.name}` has no two versions to compare.")
    raise Moved(diff_path(api.name, old, new))


def _chosen(ask: Ask, versions: Sequence[VersionOf], name: str, otherwise: int) -> str | None:
    said = ask.said(name)
    if said:
        return said
    return versions[otherwise].version.version if len(versions) >= -otherwise else None


PAGES = (
    Page(name="diff", path="/apis/{name}/diff/{old}/{new}", make=_make),
    Page(name="diff-choice", path="/apis/{name}/diff", make=_choose, exported=False),
)
