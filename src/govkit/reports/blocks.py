"""Findings of one cause as a block of HTML: what changed, both sources, the witness, whom it hits, what to do.

The report of a browser and the pages of the portal show the same block; each has the style for its classes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from govkit.errors import Place
from govkit.findings import Finding, Witness
from govkit.reports.excerpt import Row, side_by_side
from govkit.reports.format import RenderOptions
from govkit.reports.layout import lay_out, way_to
from govkit.reports.page import plain, text
from govkit.reports.spans import Line
from govkit.reports.wording import (
    at,
    because,
    field_of,
    is_brief,
    number,
    reason_of,
    sender,
    side_names,
    spot_in,
    users_of,
)

_MOST_OPERATIONS = 3
_LISTED_OPERATIONS = 100
_SHOWN_LINES = 12
_LINE = 400  # characters of a source line


def anchor_of(finding: Finding, taken: Counter[str]) -> str:
    """The name of a finding in the page, by which others may link to it: its fingerprint."""
    taken[finding.fingerprint] += 1
    again = taken[finding.fingerprint]
    return f"f-{finding.fingerprint}" if again == 1 else f"f-{finding.fingerprint}-{again}"


def cause(kind: str, group: Sequence[Finding], anchors: Sequence[str], options: RenderOptions) -> str:
    """A cause: open where it breaks something, folded to its title where it does not."""
    first = group[0]
    anchor = anchors[0]
    body = "".join(_body(group, anchors, options))
    if all(map(is_brief, group)):
        title = f"{text(first.message)} {_link(anchor)}"
        return (
            f'<details class="finding {kind}" data-kind="{kind}" id="{anchor}"><summary>{title}</summary>\n'
            f"{_meta(first)}{body}</details>\n"
        )
    return (
        f'<article class="finding {kind}" data-kind="{kind}" id="{anchor}">\n'
        f"<h3>{text(first.message)} {_link(anchor)}</h3>\n{_meta(first)}{body}</article>\n"
    )


def _link(anchor: str) -> str:
    return f'<a class="anchor" href="#{anchor}" aria-label="Link to this finding">#</a>'


def _meta(finding: Finding) -> str:
    kind = finding.severity.value if finding.counts else "waived"
    parts = [f'<span class="word {kind}">{kind}</span>', f"<code>{plain(finding.rule)}</code>", finding.verdict.value]
    parts += [finding.direction.value] if finding.direction else []
    parts += [f"<code>{plain(field_of(finding.subject))}</code>"] if field_of(finding.subject) else []
    if waived := finding.waived:
        parts.append(f"waived by {text(waived.approver)} until {plain(waived.until)}: {text(waived.reason)}")
    return f'<p class="quiet">{" · ".join(parts)}</p>\n'


def _body(group: Sequence[Finding], anchors: Sequence[str], options: RenderOptions) -> Iterator[str]:
    first = group[0]
    for other, anchor in zip(group[1:], anchors[1:], strict=True):
        yield f'<div id="{anchor}"><p>{text(other.message)} {_link(anchor)}</p>{_meta(other)}</div>\n'
    yield _operations(dict.fromkeys(name for finding in group for name in finding.subject.operations))
    yield _source(first, options)
    for finding in group:
        if reason := reason_of(finding):
            yield f"<p><b>{finding.verdict.value}</b>: {text(reason)}</p>\n"
        if finding.witness:
            yield _witness(finding.witness, finding.subject.path)
    for one in first.affects:
        owner = f" ({text(one.owner)})" if one.owner else ""
        yield f"<p><b>affects</b> {text(one.kind)} <code>{plain(one.name)}</code>{owner}: {text(one.how)}</p>\n"
    if users := users_of(first):
        yield f"<p><b>affects</b> {text(users)}</p>\n"
    for fix in dict.fromkeys(finding.fix for finding in group if finding.fix and not is_brief(finding)):
        yield f"<p><b>fix</b> {text(fix)}</p>\n"


def _operations(names: Iterable[str]) -> str:
    """The operations reached, all but the first folded away."""
    every = list(names)
    if not every:
        return ""
    shown = ", ".join(f"<code>{plain(name)}</code>" for name in every[:_MOST_OPERATIONS])
    if len(every) <= _MOST_OPERATIONS:
        return f'<p class="operations">{shown}</p>\n'
    rest = "".join(f"<li><code>{plain(name)}</code></li>" for name in every[_MOST_OPERATIONS:_LISTED_OPERATIONS])
    if len(every) > _LISTED_OPERATIONS:
        rest += f"<li>… {number(len(every) - _LISTED_OPERATIONS, 'more operation')}</li>"
    more = number(len(every) - _MOST_OPERATIONS, "more operation")
    return f'<details class="operations"><summary>{shown} and {more}</summary><ul>{rest}</ul></details>\n'


def _source(finding: Finding, options: RenderOptions) -> str:
    """Old and new source beside each other, under where they stand."""
    if finding.old is None and finding.new is None:
        return ""
    rows = "".join(map(_source_row, side_by_side(finding.old, finding.new, options.line_of, _SHOWN_LINES)))
    more = [place for pair in finding.more_places if (place := pair[1] or pair[0])]
    also = f'<p class="quiet">also at {", ".join(plain(at(place)) for place in more)}</p>\n' if more else ""
    head = f"<tr>{_place('old', finding.old)}{_place('new', finding.new)}</tr>"
    return f'<table class="source"><thead>{head}</thead><tbody>{rows}</tbody></table>\n{also}'


def _place(side: str, place: Place | None) -> str:
    return f'<th scope="col">{side}: {plain(at(place)) if place else "not there"}</th>'


def _source_row(row: Row) -> str:
    if row.left_out:
        gap = number(row.left_out, "more line" if row.changed else "line")
        return f'<tr><td class="gap">… {gap}</td><td class="none"></td></tr>'
    cells = ((row.old, row.old_column, "old"), (row.new, row.new_column, "new"))
    return f"<tr>{''.join(_source_cell(said, at, side if row.changed else 'same') for said, at, side in cells)}</tr>"


def _source_cell(said: str | None, column: int | None, kind: str) -> str:
    if said is None:
        return '<td class="none"></td>'
    if len(said) > _LINE:
        start = max(0, (column or 0) - 40)
        said = f"{'…' if start else ''}{said[start : start + _LINE]}…"
    spot = " spot" if column is not None and kind != "same" else ""
    return f'<td class="{kind}{spot}">{plain(said)}</td>'


def _witness(witness: Witness, pointer: str) -> str:
    """The message, the spot in it that is refused, and what each side says to it."""
    spot = spot_in(witness)
    way = None if spot is None else way_to(witness.value, spot)
    value = "\n".join(map(_marked, lay_out(witness.value, 88, pointer, way)))
    said = []
    for side, verb in zip(side_names(witness), (witness.old, witness.new), strict=True):
        accepts = verb == "accepts"
        why = f": {text(because(witness))}" if witness.because and not accepts else ""
        said.append(f'<p class="{"yes" if accepts else "no"}">{side} {plain(verb)} it{why}</p>')
    who = f": {sender(witness)}" if sender(witness) else ""
    what = f"<p><b>{plain(witness.operation)}</b>, {plain(witness.part)}{who}</p>"
    return f'<div class="witness">{what}<pre>{value}</pre>{"".join(said)}</div>\n'


def _marked(spans: Line) -> str:
    return "".join(f"<mark>{plain(span.text)}</mark>" if span.style == "mark" else plain(span.text) for span in spans)
