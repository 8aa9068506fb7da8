"""The report for people at a terminal: worst first, each cause with its two places, its witness and its remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from govkit.errors import Place
from govkit.findings import Finding, Severity, Verdict, Witness
from govkit.reports.format import Format, RenderOptions
from govkit.reports.layout import lay_out
from govkit.reports.spans import Line, Span, line, shorten, visible, whole, wrap
from govkit.reports.wording import (
    about,
    at,
    field_of,
    is_brief,
    listed,
    number,
    prose,
    reason_of,
    sides,
    summary_line,
    versions,
)

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_MOST_CAUSES = 20
_MOST_OPERATIONS = 3
_MOST_PLACES = 2
_MOST_VERSIONS = 10
_LABEL = 12  # columns before the text of a row
_SEVERITY = 9  # columns before the text of a finding that is told in one line


def _render(outcome: Outcome, options: RenderOptions) -> list[Line]:
    groups = by_cause(outcome.ordered)
    shown = groups if options.show_all else groups[:_MOST_CAUSES]
    lines: list[Line] = []
    after_block = False
    for group in shown:
        brief = all(is_brief(finding) for finding in group)
        if lines and (after_block or not brief):
            lines.append(())
        lines += [row for f in group for row in _brief(f, options.width)] if brief else _block(group, options)
        after_block = not brief
    if rest := [finding for group in groups[len(shown) :] for finding in group]:
        lines += [(), _rest(rest)]
    if lines:
        lines.append(())
    for note in outcome.notes:
        lines += wrap([Span(prose(note))], options.width, first=line(Span("note: ", "strong")), rest=" " * 6)
    return [*lines, *wrap(summary_line(outcome), options.width), *_versions(outcome, options)]


_SUFFICIENCY_STYLES = {True: "good", False: "bad", None: "dim"}


def _versions(outcome: Outcome, options: RenderOptions) -> list[Line]:
    """How far each version must move, and whether its author moved it far enough."""
    told, rest = versions(outcome, None if options.show_all else _MOST_VERSIONS)
    lines: list[Line] = []
    for version in told:
        style = {"major": "error", "minor": "warning"}.get(version.level.value, "strong")
        first = line(Span("semver", "label"), " " * 2, f"{version.api}: " if version.api else "")
        why = [Span(version.level.value, style), Span(f" — {version.because}")]
        lines += wrap(why, options.width, first=first, rest=" " * 8)
        if version.remark:
            remark = Span(version.remark, _SUFFICIENCY_STYLES[version.sufficient])
            lines += wrap([remark], options.width, first=line(" " * 8), rest=" " * 8)
    if rest:
        lines.append(line(" " * 8, Span(f"… and {rest} more; --all shows them", "dim")))
    return lines


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings in their order, those of one cause together; what counts comes before what is waived."""
    groups: dict[str, list[Finding]] = {}
    for position, finding in enumerate(sorted(findings, key=lambda finding: not finding.counts)):
        groups.setdefault(f"{finding.cause}/{finding.counts}" if finding.cause else str(position), []).append(finding)
    return list(groups.values())


def _rest(findings: Sequence[Finding]) -> Line:
    counts = Counter(finding.severity for finding in findings)
    by_severity = ", ".join(number(counts[severity], severity.value) for severity in Severity if counts[severity])
    return line(Span(f"… and {len(findings):,} more: {by_severity}; --all shows them", "dim"))


def _brief(finding: Finding, width: int) -> list[Line]:
    """A finding that breaks nothing, or is excused: the message, then in a quieter voice what and where."""
    aside = [
        finding.rule,
        finding.verdict.value if finding.verdict is not Verdict.POLICY else "",
        whole(_where(finding)),
    ]
    if finding.waived:
        waived = finding.waived
        aside.append(f"waived by {visible(waived.approver)} until {visible(waived.until)}: {prose(waived.reason)}")
    word = finding.severity.value if finding.counts else "waived"
    first = line(Span(word, word if finding.counts else "dim"), " " * (_SEVERITY - len(word)))
    message, quiet = Span(prose(finding.message)), Span(f"({', '.join(filter(None, aside))})", "dim")
    together = wrap([message, Span(" "), quiet], width, first=first)
    if len(together) == 1:
        return together
    indent = " " * _SEVERITY
    return [*wrap([message], width, first=first, rest=indent), *wrap([quiet], width, first=line(indent), rest=indent)]


def _where(finding: Finding) -> str:
    place = finding.new or finding.old
    return at(place) if place else about(finding.subject)


def _block(group: Sequence[Finding], options: RenderOptions) -> list[Line]:
    """A cause in full: what was found, then rows of where, what the sides say, proof, who is hit, and what to do."""
    lines: list[Line] = []
    for finding in group:
        lines += _head(finding, options.width)
    lines.append(())
    rows = (_operation_rows, _field_rows, _place_rows, _reason_rows, _witness_rows, _affected_rows, _fix_rows)
    for make in rows:
        told: list[Line] = []
        for finding in group:
            told += [row for row in make(finding, options) if row not in told]
        lines += told
    return lines


def _head(finding: Finding, width: int) -> list[Line]:
    severity = finding.severity.value
    head = line(
        Span(severity if finding.counts else "waived", severity if finding.counts else "dim"),
        "  ",
        Span(finding.rule),
        Span(" · ", "dim"),
        Span(finding.verdict.value, _VERDICT_STYLES[finding.verdict]),
    )
    if finding.waived:
        head += line(Span(f" · waived until {visible(finding.waived.until)}", "dim"))
    return [head, *wrap([Span(prose(finding.message), "strong")], width, first=line("  "), rest="  ")]


_VERDICT_STYLES = {
    Verdict.PROVEN: "error",
    Verdict.UNPROVEN: "warning",
    Verdict.REFUTED: "good",
    Verdict.POLICY: "dim",
}


def _row(label: str, spans: Iterable[Span], width: int, style: str = "label") -> list[Line]:
    first = line("  ", Span(label, style), " " * (_LABEL - 2 - len(label)))
    return wrap(spans, width, first=first, rest=" " * _LABEL)


def _operation_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    operations = finding.subject.operations
    if not operations:
        return _row("API", [Span(visible(finding.subject.api), "path")], options.width) if finding.subject.api else []
    label = finding.direction.value if finding.direction else "operation"
    limit = len(operations) if options.show_all else _MOST_OPERATIONS
    return _row(label, [Span(listed(operations, limit), "path")], options.width)


def _field_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    field = field_of(finding.subject)
    return _row("field", [Span(field, "path")], options.width) if field else []


def _place_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    rows: list[Line] = []
    for label, place in (("old", finding.old), ("new", finding.new)):
        if place:
            rows += _row(label, [Span(at(place), "path")], options.width, style=label)
            rows += _source(place, options.line_of, options.width, label)
    more = [new or old for old, new in finding.more_places]
    names = [at(place) for place in more if place]
    if names:
        limit = len(names) if options.show_all else _MOST_PLACES
        rows += _row("also at", [Span(listed(names, limit), "path")], options.width)
    return rows


def _source(place: Place, line_of: Callable[[Place], str | None], width: int, style: str) -> list[Line]:
    """The line of the document that a place is on, around its column where the line is long."""
    text = line_of(place)
    if text is None or not text.strip():
        return []
    start = len(text) - len(text.lstrip())
    column = max(0, (place.column or 1) - 1)
    if len(text) - start > width and column - start > width // 2:
        start = max(start, column - 8)
        text = text[:start] + "…" + text[start:]
    shown = shorten(visible(text[start : start + 4 * width].rstrip()), width - _LABEL - 2)
    return [line(" " * _LABEL, Span("│ ", "dim"), Span(shown, style))]


def _reason_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    reason = reason_of(finding)
    return _row(finding.verdict.value, [Span(reason)], options.width) if reason else []


def _witness_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    witness = finding.witness
    if witness is None:
        return []
    what = f"{visible(witness.operation)}, {visible(witness.part)}"
    value = lay_out(witness.value, options.width - _LABEL - 2, finding.subject.path)
    rows = _row("witness", [Span(what)], options.width)
    rows += [line(" " * _LABEL, Span("│ ", "dim"), *spans) for spans in value]
    return rows + [row for told in _told(witness, options.width) for row in told]


def _told(witness: Witness, width: int) -> Iterable[list[Line]]:
    for _, accepts, sentence in sides(witness):
        spans = [Span(sentence, "good" if accepts else "bad")]
        yield wrap(spans, width, first=line(" " * _LABEL), rest=" " * (_LABEL + 2))


def _affected_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    told = [
        f"{one.kind} {visible(one.name)}{f' ({visible(one.owner)})' if one.owner else ''}: {prose(one.how)}"
        for one in finding.affects
    ]
    shown = told if options.show_all else told[:_MOST_OPERATIONS]
    rows: list[Line] = []
    for number_, sentence in enumerate(shown):
        rows += _row("" if number_ else "affects", [Span(sentence)], options.width)
    if len(told) > len(shown):
        rows += _row("", [Span(f"+ {len(told) - len(shown):,} more", "dim")], options.width)
    return rows


def _fix_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    return _row("fix", [Span(prose(finding.fix))], options.width) if finding.fix else []


FORMAT = Format(name="text", description="for people, in colour at a terminal", render=_render)
