"""The report as one page of HTML: complete in itself, readable without JavaScript, fetching nothing.

Its texts quote documents, which are untrusted: each is escaped, and the page's own policy (Content Security Policy,
level 3) runs no script and applies no style but the page's two, which it names by their digests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from govkit import __version__
from govkit.findings import Finding
from govkit.reports.blocks import anchor_of, cause
from govkit.reports.format import Format, RenderOptions
from govkit.reports.page import head
from govkit.reports.page import plain as _plain
from govkit.reports.page import text as _text
from govkit.reports.wording import by_cause, tally, versions

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome

_MOST_VERSIONS = 50
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
        yield cause(kind, group, [anchor_of(finding, taken) for finding in group], options)
    yield "</section>\n"


FORMAT = Format(name="html", description="one page for a browser, complete in itself", render=_render)
