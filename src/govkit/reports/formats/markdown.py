"""A comment for a pull request: the decision, a table of what breaks, and the proofs folded below it.

Messages quote documents, which are untrusted: whatever Markdown or HTML would read as markup is written as an entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from govkit.errors import Place
from govkit.findings import Finding, Severity, Verdict, Witness
from govkit.reports.columns import as_diff
from govkit.reports.excerpt import side_by_side
from govkit.reports.format import Format, RenderOptions
from govkit.reports.inert import code as _code
from govkit.reports.inert import text as _text
from govkit.reports.jsontext import dumps
from govkit.reports.layout import lay_out
from govkit.reports.spans import plain
from govkit.reports.wording import (
    about,
    at,
    by_cause,
    field_of,
    is_brief,
    listed,
    number,
    place_names,
    reason_of,
    sender,
    sides,
    summary_line,
    users_of,
    versions,
)

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_MOST_CHARACTERS = 60_000  # GitHub takes 65,536
_TABLE_CHARACTERS = 25_000
_MOST_OPERATIONS = 3
_MOST_VERSIONS = 10
_MOST_NOTES = 10
_LONG_WITNESS = 4_000
_MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}


def _render(outcome: Outcome, options: RenderOptions) -> str:
    groups = by_cause(outcome.ordered)
    blocks = [group for group in groups if not all(map(is_brief, group))]
    loud = [finding for group in blocks for finding in group if not is_brief(finding)]
    quiet = [finding for group in groups if all(map(is_brief, group)) for finding in group]
    page = _Page(_MOST_CHARACTERS - 500)
    page.add(_headline(outcome, options))
    if loud:
        page.add("\n| | Finding | Where | |\n|---|---|---|---|\n")
        page.add_each(map(_table_row, loud), len(loud), until=_TABLE_CHARACTERS, noun="finding")
        page.add("\n")
        details = (_details(group, options) for group in blocks)
        page.add_each(details, len(blocks), until=page.most * 9 // 10, noun="cause")
    if quiet:
        page.add(f"\n<details><summary>{_titles(quiet)}</summary>\n\n")
        page.add_each(map(_bullet, quiet), len(quiet), until=page.most, noun="finding")
        page.add("\n</details>\n")
    return page.text


class _Page:
    """A text that grows up to a number of characters, and says what did not go in."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.text = ""

    def add(self, text: str) -> None:
        """Adds a text that must be there."""
        self.text += text

    def add_each(self, texts: Iterable[str], count: int, *, until: int, noun: str) -> None:
        """Adds the texts while the whole stays within `until` characters; the rest is counted."""
        for done, text in enumerate(texts):
            if len(self.text) + len(text) > until:
                self.text += f"\n… {number(count - done, noun).replace(' ', ' more ', 1)}\n"
                return
            self.text += text


def _headline(outcome: Outcome, options: RenderOptions) -> str:
    refused = outcome.fails(options.fail_on)
    decision = f"❌ **govkit {outcome.command} refuses this change**" if refused else f"✅ **govkit {outcome.command}**"
    notes = "".join(f"\n> {_text(note)}\n" for note in outcome.notes[:_MOST_NOTES])
    return f"{decision}: {_text(plain(summary_line(outcome)))}\n{notes}{_versions(outcome)}"


def _versions(outcome: Outcome) -> str:
    """How far each version must move, and whether its author moved it far enough."""
    told, rest = versions(outcome, _MOST_VERSIONS)
    lines = []
    for version in told:
        api = f" of {_code(version.api)}" if version.api else ""
        mark = {True: " ✅", False: " ❌", None: ""}[version.sufficient]
        remark = f".{mark} {_text(version.remark)}" if version.remark else ""
        lines.append(f"**SemVer step{api}: {version.level.value}**, {_text(version.because)}{remark}")
    if rest:
        lines.append(f"… and {rest} more")
    return "".join(f"\n{text}\n" for text in lines)


def _titles(findings: Sequence[Finding]) -> str:
    waived = sum(not finding.counts for finding in findings)
    told = [number(len(findings) - waived, "info")] if len(findings) > waived else []
    return ", ".join([*told, *([f"{waived:,} waived"] if waived else [])])


def _table_row(finding: Finding) -> str:
    where = [_code(listed(finding.subject.operations, _MOST_OPERATIONS))] if finding.subject.operations else []
    where += [_code(field_of(finding.subject))] if field_of(finding.subject) else []
    what = f"{_text(finding.message)}<br>{_code(finding.rule)}"
    return f"| {_MARKS[finding.severity]} | {what} | {'<br>'.join(where)} | {finding.verdict.value} |\n"


def _bullet(finding: Finding) -> str:
    place = finding.new or finding.old
    where = _code(at(place) if place else about(finding.subject))
    verdict = f", {finding.verdict.value}" if finding.verdict is not Verdict.POLICY else ""
    waived = finding.waived
    excuse = (
        f", waived by {_text(waived.approver)} until {_text(waived.until)}: {_text(waived.reason)}" if waived else ""
    )
    return f"- {_text(finding.message)} ({_code(finding.rule)}{verdict}{excuse}), {where}\n"


def _details(group: Sequence[Finding], options: RenderOptions) -> str:
    """A cause unfolded: every operation, both places, the source, the witnesses, who is hit, what to do."""
    first = next(finding for finding in group if not is_brief(finding))
    rows = [f"**{label}** {_code(at(place))}" for label, place in _places(first)]
    if len(first.subject.operations) > _MOST_OPERATIONS:
        rows.insert(0, f"**operations** {_code(listed(first.subject.operations, 50))}")
    rows += [f"**{finding.verdict.value}** {_text(reason_of(finding))}" for finding in group if reason_of(finding)]
    told = "  \n".join(rows)
    excerpt = "\n".join(as_diff(side_by_side(first.old, first.new, options.line_of), 110))
    source = f"\n{_fenced(excerpt, 'diff')}" if excerpt else ""
    proof = "".join(_proof(finding.witness, finding.subject.path) for finding in group if finding.witness)
    affected = "".join(
        f"- {_text(one.kind)} {_code(one.name)}{f' ({_text(one.owner)})' if one.owner else ''}: {_text(one.how)}\n"
        for one in first.affects[:20]
    ) + (f"- {users}\n" if (users := users_of(first)) else "")
    hit = f"\n**affects**\n\n{affected}" if affected else ""
    fixes = dict.fromkeys(finding.fix for finding in group if finding.fix and not is_brief(finding))
    fix = "".join(f"\n**fix** {_text(text)}\n" for text in fixes)
    also = "".join(f"\n**also** {_text(f.message)} ({_code(f.rule)})\n" for f in group if f is not first)
    summary = f"{_MARKS[first.severity]} {_text(first.message)}"
    return f"<details><summary>{summary}</summary>\n\n{told}\n{source}{proof}{also}{hit}{fix}\n</details>\n\n"


def _fenced(body: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{body}\n{fence}\n"


def _places(finding: Finding) -> list[tuple[str, Place]]:
    pairs = list(zip(place_names(finding), (finding.old, finding.new), strict=True))
    pairs += [("also at", new or old) for old, new in finding.more_places[:3]]
    return [(label, place) for label, place in pairs if place]


def _proof(witness: Witness, pointer: str) -> str:
    whole = dumps(witness.value)
    elided = len(whole) > _LONG_WITNESS
    body = "\n".join(map(plain, lay_out(witness.value, 100, pointer))) if elided else whole
    told = "".join(f"- {_text(sentence)}\n" for _, _, sentence in sides(witness))
    what = f"**witness** {_code(witness.operation)}, {_text(witness.part)}: {sender(witness)}"
    return f"\n{what}\n\n{_fenced(body, 'text' if elided else 'json')}\n{told}"


FORMAT = Format(name="markdown", description="a comment for a pull request", render=_render)
