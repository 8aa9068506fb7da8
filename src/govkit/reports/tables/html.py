"""A report as one page of HTML, in the look of all pages: complete in itself, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from govkit import __version__
from govkit.gate.answers.picture import DARK
from govkit.gate.answers.report import ColumnType
from govkit.reports.format import RenderOptions
from govkit.reports.formats.changelog import body_of
from govkit.reports.page import head, plain, text
from govkit.reports.spans import elide
from govkit.reports.tables.cells import NOTHING, heading, pieces
from govkit.reports.wording import at

if TYPE_CHECKING:
    from govkit.findings import Finding
    from govkit.gate.answers.picture import Picture
    from govkit.gate.answers.report import Column, Release, Report, Table

_LONGEST = 500
_STYLE = """
.figures{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;padding:0;margin:1rem 0}
.figures li{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .9rem;background:var(--soft)}
.figures b{display:block;font-size:1.5rem;line-height:1.2}
.figures .bad b{color:var(--error)}
.scroll{overflow-x:auto}
.data{width:100%;border-collapse:collapse;font-size:.92rem;overflow-wrap:normal}
.data th{text-align:left;color:var(--quiet);font-weight:600;white-space:nowrap}
.data th,.data td{padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.data td.text{min-width:12rem;overflow-wrap:anywhere}
.data td.day,.data td code{white-space:nowrap}
.data :is(.count,.quantity){text-align:right;padding-right:1.6rem;font-variant-numeric:tabular-nums}
.data td code.long{white-space:normal;overflow-wrap:anywhere}
.data tbody tr:hover{background:var(--soft)}
.over{color:var(--error)}
summary{cursor:pointer}summary h2{display:inline-block;margin:.4rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0}
.release ul{padding-left:1.3rem}.release h3{margin:1rem 0 .3rem}
@media(max-width:44rem){.data thead{display:none}.data,.data tbody,.data tr,.data td{display:block;width:auto}
.data tr{padding:.5rem 0;border-bottom:1px solid var(--line)}.data td,
.data td.count,.data td.quantity{border:0;padding:.1rem 0;text-align:left}
.data td::before{content:attr(data-title) ": ";color:var(--quiet)}}
"""


def render(report: Report, options: RenderOptions) -> str:
    """The page."""
    page = [
        head(f"{report.title}, {heading(report)}", style=_STYLE + (DARK if report.pictures else "")),
        _header(report),
        "<main>\n",
        _findings(report),
        *map(_picture, report.pictures),
        *map(_table, report.tables),
        *(_release(release, options) for release in report.releases),
        f"</main>\n<footer>govkit {__version__}</footer>\n</body>\n</html>\n",
    ]
    return "".join(page)


def _header(report: Report) -> str:
    figures = "".join(
        f"<li{' class=' + chr(34) + 'bad' + chr(34) if one.bad else ''}><b>{one.value:,}</b> {text(one.title)}</li>"
        for one in report.figures
    )
    shown = f'<ul class="figures">{figures}</ul>\n' if figures else ""
    links = "".join(f'<li><a href="#t-{plain(one.name)}">{text(one.title)}</a></li>' for one in report.tables)
    notes = "".join(f"<p>{text(note)}</p>\n" for note in report.notes)
    nav = f'<nav aria-label="On this page"><ul>{links}</ul></nav>\n' if links else ""
    return (
        f'<header>\n<p class="quiet">govkit {plain(report.outcome.command)}, {text(heading(report))}</p>\n'
        f"<h1>{text(report.title)}</h1>\n{notes}{shown}{nav}</header>\n"
    )


def _findings(report: Report) -> str:
    if not report.findings:
        return ""
    found = "".join(map(_finding, report.outcome.ordered))
    count = f'<span class="quiet">{len(report.findings):,}</span>'
    return f'<section id="findings">\n<h2>What is wrong {count}</h2>\n{found}</section>\n'


def _finding(finding: Finding) -> str:
    place = finding.new or finding.old
    where = f" · <code>{plain(at(place))}</code>" if place else ""
    kind = finding.severity.value
    return (
        f'<article class="finding {kind}"><p>{text(finding.message)}</p><p class="quiet">'
        f'<span class="word {kind}">{kind}</span> · <code>{plain(finding.rule)}</code>{where}</p></article>\n'
    )


def _picture(picture: Picture) -> str:
    return (
        f'<section id="p-{plain(picture.name)}">\n<details><summary><h2>{text(picture.title)}</h2></summary>\n'
        f'<div class="scroll">{picture.svg()}</div></details>\n</section>\n'
    )


def _table(table: Table) -> str:
    title = f'<h2>{text(table.title)} <span class="quiet">{len(table.rows):,}</span></h2>\n'
    if not table.rows:
        return f'<section id="t-{plain(table.name)}">\n{title}<p class="quiet">{text(table.empty)}</p>\n</section>\n'
    heads = "".join(f'<th scope="col" class="{one.type.value}">{text(one.title)}</th>' for one in table.columns)
    rows = "".join(
        f"<tr>{''.join(_cell(column, pieces(cell)) for column, cell in zip(table.columns, row, strict=True))}</tr>\n"
        for row in table.rows
    )
    note = f'<p class="quiet">{text(table.note)}</p>\n' if table.note else ""
    return (
        f'<section id="t-{plain(table.name)}">\n{title}<div class="scroll"><table class="data"><thead><tr>{heads}</tr>'
        f"</thead>\n<tbody>\n{rows}</tbody></table></div>\n{note}</section>\n"
    )


def _cell(column: Column, texts: Sequence[str]) -> str:
    shown = [elide(one, _LONGEST, word=_LONGEST) for one in texts]
    named = column.type in (ColumnType.NAME, ColumnType.NAMES)
    inner = "<br>".join(_code(one) if named else text(one) for one in shown) or f'<span class="quiet">{NOTHING}</span>'
    over = " over" if column.type is ColumnType.COUNT and texts and texts[0].startswith("-") else ""
    return f'<td class="{column.type.value}{over}" data-title="{plain(column.title)}">{inner}</td>'


def _code(name: str) -> str:
    return f"<code{' class=' + chr(34) + 'long' + chr(34) if len(name) > 40 else ''}>{plain(name)}</code>"


# ------------------------------------------------------------------------------------------------------------ releases


def _release(release: Release, options: RenderOptions) -> str:
    day = f' <span class="quiet">{release.released.isoformat()}</span>' if release.released else ""
    kind = {"deprecated": "warning", "retired": "error"}.get(release.lifecycle, "info")
    word = f'<span class="word {kind}">{plain(release.lifecycle)}</span>'
    note = f"<p>{text(release.note)}</p>\n" if release.note else ""
    body = "".join(_from_markdown(body_of(release.outcome, options))) if release.outcome is not None else ""
    return f'<section class="release">\n<h2>{text(release.version)}{day} {word}</h2>\n{note}{body}</section>\n'


def _from_markdown(body: str) -> Iterator[str]:
    """The headings and lists of a changelog; whatever else Markdown knows, none of it is in there."""
    depth = 0
    for row in body.split("\n"):
        found = re.match(r"( *)- (.*)", row)
        wanted = len(found[1]) // 2 + 1 if found else 0
        if not found and not row.strip():
            continue
        while depth < wanted:
            yield "<ul>"
            depth += 1
        while depth > wanted:
            yield "</ul>"
            depth -= 1
        if found:
            yield f"<li>{_inline(found[2])}</li>\n"
        elif row.startswith("### "):
            yield f"<h3>{_inline(row[4:])}</h3>\n"
        else:
            yield f"<p>{_inline(row)}</p>\n"
    yield "</ul>" * depth


def _inline(row: str) -> str:
    """Text in which names stand in backticks, of as many as it takes (CommonMark, section 6.1)."""
    parts = re.split(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", row)
    told = []
    for index, part in enumerate(parts):
        if index % 3 == 0:
            told.append(plain(unescape(part)))
        elif index % 3 == 2:
            told.append(f"<code>{plain(part.strip() if '`' in part else part)}</code>")
    return "".join(told)
