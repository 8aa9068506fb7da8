"""The report as one page of HTML: complete in itself, readable without JavaScript, fetching nothing.

Its texts quote documents, which are untrusted: each is escaped, and the page's own policy (Content Security Policy,
level 3) runs no script and applies no style but the page's two, which it names by their digests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from govkit import __version__
from govkit.errors import Place
from govkit.findings import Finding, Witness
from govkit.reports.excerpt import Row, side_by_side
from govkit.reports.format import Format, RenderOptions
from govkit.reports.layout import lay_out, way_to
from govkit.reports.page import head
from govkit.reports.page import plain as _plain
from govkit.reports.page import text as _text
from govkit.reports.spans import Line
from govkit.reports.wording import (
    at,
    because,
    by_cause,
    field_of,
    is_brief,
    number,
    reason_of,
    sender,
    side_names,
    spot_in,
    tally,
    users_of,
    versions,
)

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_MOST_OPERATIONS = 3
_LISTED_OPERATIONS = 100
_MOST_VERSIONS = 50
_SHOWN_LINES = 12
_LINE = 400  # characters of a source line
_SECTIONS = {"error": "Errors", "warning": "Warnings", "info": "Information", "waived": "Waived"}

_SCRIPT = """
(()=>{const form=document.querySelector('form'),said=form.querySelector('output');
const word=form.querySelector('[type=search]');
const boxes=[...form.querySelectorAll('[type=checkbox]')];
const all=[...document.querySelectorAll('.finding')].map(e=>({e,kind:e.dataset.kind,text:e.textContent.toLowerCase()}));
const show=()=>{const kinds=new Set(boxes.filter(b=>b.checked).map(b=>b.value));
const words=word.value.toLowerCase().split(/\\s+/).filter(Boolean);let seen=0;
for(const f of all){const fits=kinds.has(f.kind)&&words.every(w=>f.text.includes(w));f.e.hidden=!fits;seen+=fits}
for(const s of document.querySelectorAll('main section'))s.hidden=!s.querySelector('.finding:not([hidden])');
said.textContent=seen===all.length?'':seen+' of '+all.length+' shown'};
const open=()=>{const e=location.hash.length>1&&document.getElementById(location.hash.slice(1));
const d=e&&e.closest('details');if(d)d.open=true};
form.addEventListener('input',show);form.addEventListener('submit',e=>e.preventDefault());
addEventListener('hashchange',open);form.hidden=false;open();show()})();
"""


def _render(outcome: Outcome, options: RenderOptions) -> str:
    sections = _sections(outcome)
    taken: Counter[str] = Counter()
    refused = outcome.fails(options.fail_on)
    counts = "".join(span.text for span in tally(outcome))
    title = f"govkit {outcome.command}: {'refused' if refused else 'let through'}, {counts}"
    page = [
        head(title, script=_SCRIPT),
        _header(outcome, sections, counts, refused=refused),
        _filter(sections),
        "<main>\n",
        *(piece for kind, groups in sections.items() for piece in _section(kind, groups, taken, options)),
        f"</main>\n<footer>govkit {__version__}</footer>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n",
    ]
    return "".join(page)


def _sections(outcome: Outcome) -> dict[str, list[list[Finding]]]:
    """The causes by the severity of their worst finding, the waived last."""
    sections: dict[str, list[list[Finding]]] = {kind: [] for kind in _SECTIONS}
    for group in by_cause(outcome.ordered):
        sections[group[0].severity.value if group[0].counts else "waived"].append(group)
    return {kind: groups for kind, groups in sections.items() if groups}


def _header(outcome: Outcome, sections: dict[str, list[list[Finding]]], counts: str, *, refused: bool) -> str:
    decision = '<span class="refused">Refused</span>' if refused else "Let through"
    facts = [("old", outcome.old), ("new", outcome.new), ("profile", outcome.profile)]
    rows = "".join(f"<dt>{name}</dt><dd><code>{_plain(value)}</code></dd>" for name, value in facts if value)
    links = "".join(
        f'<li><a class="{kind}" href="#{kind}">{_SECTIONS[kind]}: {sum(map(len, groups)):,}</a></li>'
        for kind, groups in sections.items()
    )
    notes = "".join(f"<p>{_text(note)}</p>\n" for note in outcome.notes)
    return (
        f'<header>\n<p class="quiet">govkit {_plain(outcome.command)}</p>\n<h1>{decision}: {_plain(counts)}</h1>\n'
        f'<dl>{rows}{_versions(outcome)}</dl>\n{notes}<ul class="counts">{links}</ul>\n</header>\n'
    )


def _versions(outcome: Outcome) -> str:
    told, rest = versions(outcome, _MOST_VERSIONS)
    rows = []
    for version in told:
        api = f" of {_plain(version.api)}" if version.api else ""
        remark = {True: ' class="yes"', False: ' class="no"', None: ""}[version.sufficient]
        said = f"<br><span{remark}>{_text(version.remark)}</span>" if version.remark else ""
        rows.append(f"<dt>SemVer step{api}</dt><dd><b>{version.level.value}</b>: {_text(version.because)}{said}</dd>")
    if rest:
        rows.append(f"<dt>other APIs</dt><dd>{rest}</dd>")
    return "".join(rows)


def _filter(sections: dict[str, list[list[Finding]]]) -> str:
    """The controls that the script shows; there is no use for them without it."""
    boxes = "".join(
        f'<label><input type="checkbox" value="{kind}" checked> {_SECTIONS[kind].lower()}</label>' for kind in sections
    )
    search = '<input type="search" aria-label="Filter by words" placeholder="Filter: a field, an operation, a rule">'
    return f"<form hidden>{search}{boxes}<output></output></form>\n"


def _section(kind: str, groups: Sequence[list[Finding]], taken: Counter[str], options: RenderOptions) -> Iterator[str]:
    count = sum(map(len, groups))
    yield f'<section id="{kind}">\n<h2>{_SECTIONS[kind]} <span class="quiet">{count:,}</span></h2>\n'
    for group in groups:
        yield _cause(kind, group, [_anchor(finding, taken) for finding in group], options)
    yield "</section>\n"


def _anchor(finding: Finding, taken: Counter[str]) -> str:
    """The name of a finding in the page, by which others may link to it: its fingerprint."""
    taken[finding.fingerprint] += 1
    again = taken[finding.fingerprint]
    return f"f-{finding.fingerprint}" if again == 1 else f"f-{finding.fingerprint}-{again}"


def _cause(kind: str, group: Sequence[Finding], anchors: Sequence[str], options: RenderOptions) -> str:
    """A cause: open where it breaks something, folded to its title where it does not."""
    first = group[0]
    anchor = anchors[0]
    body = "".join(_body(group, anchors, options))
    if all(map(is_brief, group)):
        title = f"{_text(first.message)} {_link(anchor)}"
        return (
            f'<details class="finding {kind}" data-kind="{kind}" id="{anchor}"><summary>{title}</summary>\n'
            f"{_meta(first)}{body}</details>\n"
        )
    return (
        f'<article class="finding {kind}" data-kind="{kind}" id="{anchor}">\n'
        f"<h3>{_text(first.message)} {_link(anchor)}</h3>\n{_meta(first)}{body}</article>\n"
    )


def _link(anchor: str) -> str:
    return f'<a class="anchor" href="#{anchor}" aria-label="Link to this finding">#</a>'


def _meta(finding: Finding) -> str:
    kind = finding.severity.value if finding.counts else "waived"
    parts = [f'<span class="word {kind}">{kind}</span>', f"<code>{_plain(finding.rule)}</code>", finding.verdict.value]
    parts += [finding.direction.value] if finding.direction else []
    parts += [f"<code>{_plain(field_of(finding.subject))}</code>"] if field_of(finding.subject) else []
    if waived := finding.waived:
        parts.append(f"waived by {_text(waived.approver)} until {_plain(waived.until)}: {_text(waived.reason)}")
    return f'<p class="quiet">{" · ".join(parts)}</p>\n'


def _body(group: Sequence[Finding], anchors: Sequence[str], options: RenderOptions) -> Iterator[str]:
    first = group[0]
    for other, anchor in zip(group[1:], anchors[1:], strict=True):
        yield f'<div id="{anchor}"><p>{_text(other.message)} {_link(anchor)}</p>{_meta(other)}</div>\n'
    yield _operations(dict.fromkeys(name for finding in group for name in finding.subject.operations))
    yield _source(first, options)
    for finding in group:
        if reason := reason_of(finding):
            yield f"<p><b>{finding.verdict.value}</b>: {_text(reason)}</p>\n"
        if finding.witness:
            yield _witness(finding.witness, finding.subject.path)
    for one in first.affects:
        owner = f" ({_text(one.owner)})" if one.owner else ""
        yield f"<p><b>affects</b> {_text(one.kind)} <code>{_plain(one.name)}</code>{owner}: {_text(one.how)}</p>\n"
    if users := users_of(first):
        yield f"<p><b>affects</b> {_text(users)}</p>\n"
    for fix in dict.fromkeys(finding.fix for finding in group if finding.fix and not is_brief(finding)):
        yield f"<p><b>fix</b> {_text(fix)}</p>\n"


def _operations(names: Iterable[str]) -> str:
    """The operations reached, all but the first folded away."""
    every = list(names)
    if not every:
        return ""
    shown = ", ".join(f"<code>{_plain(name)}</code>" for name in every[:_MOST_OPERATIONS])
    if len(every) <= _MOST_OPERATIONS:
        return f'<p class="operations">{shown}</p>\n'
    rest = "".join(f"<li><code>{_plain(name)}</code></li>" for name in every[_MOST_OPERATIONS:_LISTED_OPERATIONS])
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
    also = f'<p class="quiet">also at {", ".join(_plain(at(place)) for place in more)}</p>\n' if more else ""
    head = f"<tr>{_place('old', finding.old)}{_place('new', finding.new)}</tr>"
    return f'<table class="source"><thead>{head}</thead><tbody>{rows}</tbody></table>\n{also}'


def _place(side: str, place: Place | None) -> str:
    return f'<th scope="col">{side}: {_plain(at(place)) if place else "not there"}</th>'


def _source_row(row: Row) -> str:
    if row.left_out:
        gap = number(row.left_out, "more line" if row.changed else "line")
        return f'<tr><td class="gap">… {gap}</td><td class="none"></td></tr>'
    cells = ((row.old, row.old_column, "old"), (row.new, row.new_column, "new"))
    return f"<tr>{''.join(_source_cell(text, at, side if row.changed else 'same') for text, at, side in cells)}</tr>"


def _source_cell(text: str | None, column: int | None, kind: str) -> str:
    if text is None:
        return '<td class="none"></td>'
    if len(text) > _LINE:
        start = max(0, (column or 0) - 40)
        text = f"{'…' if start else ''}{text[start : start + _LINE]}…"
    spot = " spot" if column is not None and kind != "same" else ""
    return f'<td class="{kind}{spot}">{_plain(text)}</td>'


def _witness(witness: Witness, pointer: str) -> str:
    """The message, the spot in it that is refused, and what each side says to it."""
    spot = spot_in(witness)
    way = None if spot is None else way_to(witness.value, spot)
    value = "\n".join(map(_marked, lay_out(witness.value, 88, pointer, way)))
    said = []
    for side, verb in zip(side_names(witness), (witness.old, witness.new), strict=True):
        accepts = verb == "accepts"
        why = f": {_text(because(witness))}" if witness.because and not accepts else ""
        said.append(f'<p class="{"yes" if accepts else "no"}">{side} {_plain(verb)} it{why}</p>')
    who = f": {sender(witness)}" if sender(witness) else ""
    what = f"<p><b>{_plain(witness.operation)}</b>, {_plain(witness.part)}{who}</p>"
    return f'<div class="witness">{what}<pre>{value}</pre>{"".join(said)}</div>\n'


def _marked(spans: Line) -> str:
    return "".join(f"<mark>{_plain(span.text)}</mark>" if span.style == "mark" else _plain(span.text) for span in spans)


FORMAT = Format(name="html", description="one page for a browser, complete in itself", render=_render)
