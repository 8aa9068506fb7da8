"""The report for people at a terminal: worst first, each cause with its two places, its witness and its remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from govkit.findings import Finding, Severity, Verdict, Witness
from govkit.reports.columns import columns
from govkit.reports.excerpt import side_by_side
from govkit.reports.format import Format, RenderOptions
from govkit.reports.layout import lay_out, way_to
from govkit.reports.spans import Line, Span, cells, line, plain, visible, whole, wrap
from govkit.reports.wording import (
    about,
    at,
    by_cause,
    field_of,
    is_brief,
    listed,
    number,
    place_names,
    prose,
    reason_of,
    sender,
    sides,
    spot_in,
    summary_line,
    users_of,
    versions,
)

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_MOST_CAUSES = 20
_MOST_OPERATIONS = 3
_MOST_PLACES = 2
_MOST_VERSIONS = 10
_MOST_RULES = 12
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
        lines += [(), *_rest(rest)]
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


def _rest(findings: Sequence[Finding]) -> list[Line]:
    """What is not shown: how many of each severity, and of which rules."""
    counts = Counter(finding.severity for finding in findings)
    by_severity = ", ".join(number(counts[severity], severity.value) for severity in Severity if counts[severity])
    lines = [line(Span(f"… and {len(findings):,} more: {by_severity}; --all shows them", "dim"))]
    rules = Counter((finding.severity.rank, finding.severity.value, finding.rule) for finding in findings)
    ordered = sorted(rules.items(), key=lambda item: (item[0][0], -item[1], item[0][2]))
    for (_, severity, rule), count in ordered[:_MOST_RULES]:
        lines.append(line(Span(f"{count:>9,}  "), Span(severity.ljust(_SEVERITY), severity), Span(rule)))
    if len(ordered) > _MOST_RULES:
        others = sum(count for _, count in ordered[_MOST_RULES:])
        lines.append(line(Span(f"{others:>9,}  of {number(len(ordered) - _MOST_RULES, 'other rule')}", "dim")))
    return lines


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
    loud = [finding for finding in group if not is_brief(finding)]
    rows = (
        (_operation_rows, group),
        (_field_rows, group),
        (_place_rows, group),
        (_reason_rows, group),
        (_witness_rows, group),
        (_affected_rows, group),
        (_fix_rows, loud),  # that nothing is to be done about the harmless direction goes without saying
    )
    for make, findings in rows:
        told: list[Line] = []
        for finding in findings:
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
    rows = _subject_row(finding.subject.api, options.width)
    if not operations:
        return rows
    label = finding.direction.value if finding.direction else "operation"
    limit = len(operations) if options.show_all else _MOST_OPERATIONS
    about = rows if ":" in finding.subject.api else []  # a workflow calls the operation of an API
    return about + _row(label, [Span(listed(operations, limit), "path")], options.width)


def _subject_row(name: str, width: int) -> list[Line]:
    """What a finding is about that reaches no operation: an API, or an entry of another kind (`team:revenue`)."""
    is_api = ":" not in name and "/" not in name
    return _row("API" if is_api else "entry", [Span(visible(name), "path")], width) if name else []


def _field_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    field = field_of(finding.subject)
    return _row("field", [Span(field, "path")], options.width) if field else []


def _place_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    rows: list[Line] = []
    for style, label, place in zip(("old", "new"), place_names(finding), (finding.old, finding.new), strict=True):
        if place:
            rows += _row(label, [Span(at(place), "path")], options.width, style=style)
    rows += columns(side_by_side(finding.old, finding.new, options.line_of), options.width, " " * _LABEL)
    more = [new or old for old, new in finding.more_places]
    names = [at(place) for place in more if place]
    if names:
        limit = len(names) if options.show_all else _MOST_PLACES
        rows += _row("also at", [Span(listed(names, limit), "path")], options.width)
    return rows


def _reason_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    reason = reason_of(finding)
    return _row(finding.verdict.value, [Span(reason)], options.width) if reason else []


def _witness_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    witness = finding.witness
    if witness is None:
        return []
    what = [Span(f"{visible(witness.operation)}, {visible(witness.part)}")]
    if who := sender(witness):
        what.append(Span(f": {who}", "dim"))
    rows = _row("witness", what, options.width)
    pointer = spot_in(witness)
    way = None if pointer is None else way_to(witness.value, pointer)
    value = lay_out(witness.value, options.width - _LABEL - 2, finding.subject.path, way)
    refusing = next((name for name, accepts, _ in sides(witness) if not accepts), "")
    rows += [line(" " * _LABEL, Span("│ ", "dim"), *spans) for spans in _pointed(value, refusing, options.width)]
    return rows + [row for told in _told(witness, options.width) for row in told]


def _pointed(value: list[Line], refusing: str, width: int) -> list[Line]:
    """The lines of a message with a sign at the one spot that matters, for those who see no colour."""
    marked = [n for n, spans in enumerate(value) if any(span.style == "mark" for span in spans)]
    if len(marked) != 1 or not refusing:
        return value
    spans = value[marked[0]]
    note = f"{refusing} refuses this"
    room = width - _LABEL - 2
    before = sum(cells(span.text) for span in takewhile(lambda span: span.style != "mark", spans))
    length = max(1, sum(cells(span.text) for span in spans if span.style == "mark"))
    if len(value) > 1 and cells(plain(spans)) + cells(note) + 4 <= room:
        pointed = [(*spans, Span(f"  ← {note}", "bad"))]
    elif before + length + cells(note) + 1 <= room:
        pointed = [spans, line(" " * before, Span(f"{'^' * length} {note}", "bad"))]
    else:
        pointed = [spans]
    return [*value[: marked[0]], *pointed, *value[marked[0] + 1 :]]


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
    if users := users_of(finding):
        rows += _row("" if rows else "affects", [Span(users)], options.width)
    return rows


def _fix_rows(finding: Finding, options: RenderOptions) -> list[Line]:
    return _row("fix", [Span(prose(finding.fix))], options.width) if finding.fix else []


FORMAT = Format(name="text", description="for people, in colour at a terminal", render=_render)
