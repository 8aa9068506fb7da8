"""Templates: every text is escaped, whatever a document says, and nothing that hides or reorders text gets through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from govkit import __version__
from govkit.gate.answers.picture import Picture
from govkit.gate.answers.report import Cell, Column, ColumnType
from govkit.portal.links import KINDS, Links, path_to
from govkit.portal.page import Ask, menu
from govkit.reports.jsontext import dumps
from govkit.reports.page import text as prose
from govkit.reports.spans import visible
from govkit.reports.tables.cells import NOTHING, pieces
from govkit.sync.words import money, span

_OF_COLUMN = {"owner": "team", "businessOwner": "team", "successor": "api", "provider": "api", "record": "system"}
"""What columns of reports name that are not called by a kind."""


@cache
def environment() -> Environment:
    """The templates of the portal."""
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        extensions=["jinja2.ext.do"],
    )
    made.filters |= {"prose": _prose, "number": _number, "day": _day, "moment": _moment, "span": span, "money": money}
    made.filters |= {"json": _json, "lines": _lines}
    made.globals |= {
        "rows_html": _rows,
        "to": _to,
        "entry": _entry,
        "picture": _picture,
        "drawn": _drawn,
        "version": __version__,
    }
    return made


def rendered(ask: Ask, template: str, here: str, values: dict[str, Any]) -> str:
    """A page as HTML."""
    found = environment().get_template(template)
    common = {
        "links": ask.links,
        "live": ask.links.live,
        "estate": ask.state.estate,
        "paths": ask.state.kept("paths", dict[tuple[str, str], str | None]),
        "shown": {},
        "here": here,
        "menu": menu(),
    }
    return found.render(**{**common, "person": ask.person, **values})


def _source(name: str) -> str | None:
    place = files("govkit.portal") / "templates"
    for part in name.split("/"):
        place = place / part
    return place.read_text(encoding="utf-8") if place.is_file() else None


def _shown(value: Any) -> Any:
    if type(value) is str:
        return visible(value)
    return "" if value is None else value


def _prose(value: object) -> Markup:
    """Prose, names in backticks in the typeface of code; escaped where that is done."""
    return Markup(prose(str(value)))  # noqa: S704


def _number(value: float) -> str:
    return f"{value:,}"


def _day(value: date | datetime | None) -> Markup | str:
    if value is None:
        return ""
    shown = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)


def _moment(at: float | None) -> Markup | str:
    """Seconds since 1970 as a moment, in UTC."""
    return "" if at is None else _day(datetime.fromtimestamp(at, UTC))


def _json(value: Any) -> Markup:
    """A value as JSON over several lines, whose numbers are exact."""
    return _lines(dumps(value))


def _lines(text: str) -> Markup:
    """A text of several lines, which stay lines; whatever else hides or reorders is shown for what it is."""
    return Markup("\n").join(visible(line) for line in text.splitlines())


@pass_context
def _to(context: Context, path: str, **query: str | int) -> str:
    """The reference to a page."""
    links: Links = context["links"]
    return links.to(path, query)


@pass_context
def _entry(context: Context, kind: str, name: str | None, shown: str | None = None) -> Markup | str:
    """The name of something in the catalog, with a reference to its page where there is one."""
    if not name:
        return ""
    known: dict[tuple[str, str, str | None], Markup] = context["shown"]
    key = (kind, str(name), shown)
    if key not in known:
        paths: dict[tuple[str, str], str | None] = context["paths"]
        if key[:2] not in paths:
            paths[key[:2]] = _path_of(context, kind, str(name))
        path = paths[key[:2]]
        label = f"<code>{escape(visible(str(name)))}</code>" if shown is None else str(escape(visible(shown)))
        if path:
            label = f'<a href="{escape(context["links"].to(path))}">{label}</a>'
        known[key] = Markup(label)  # noqa: S704 - its texts are escaped above
    return known[key]


def _path_of(context: Context, kind: str, name: str) -> str | None:
    """The path of the page about something, None where the catalog does not have it."""
    estate = context["estate"]
    name = name.removeprefix(f"{kind}:")
    if kind == "api":
        api, _, version = name.partition("@")
        if api not in estate.apis:
            return None
        exact = any(one.version.version == version for one in estate.versions(api))
        return path_to("api", api, version) if exact else path_to("api", api)
    if kind not in KINDS or estate.named(f"{kind}:{name}") is None:
        return None
    return path_to(kind, name)


@pass_context
def _rows(context: Context, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Markup:
    """The rows of a table of a report; made here, for they are many."""
    heads = [f'<td class="{escape(one.type.value)}" data-title="{escape(visible(one.title))}">' for one in columns]
    made = []
    for row in rows:
        cells = (
            f"{head}{_cell(context, column, value) or NOTHING}</td>"
            for head, column, value in zip(heads, columns, row, strict=False)
        )
        made.append(f"<tr>{''.join(cells)}</tr>\n")
    return Markup("".join(made))  # noqa: S704 - every text is escaped above or in `_cell`


def _cell(context: Context, column: Column, value: Cell) -> str:
    """What a cell of a report shows, as markup."""
    texts = pieces(value)
    if column.type not in (ColumnType.NAME, ColumnType.NAMES):
        return "<br>".join(map(prose, texts))
    kind = _OF_COLUMN.get(column.name, column.name.removesuffix("s"))
    return "<br>".join(_named(context, kind, text) for text in texts)


def _named(context: Context, kind: str, text: str) -> str:
    before, separator, after = text.partition(":")
    if separator and before in KINDS:
        kind, text = before, after
    return str(_entry(context, kind, text))


def _drawn(svg: str) -> Markup:
    """What `drawing` made; its texts are escaped there."""
    return Markup(svg)  # noqa: S704


def _picture(drawn: Picture) -> Markup:
    """A graph; its texts are escaped where it is drawn, and what hides or reorders in them is shown for what it is."""
    return Markup("\n".join(map(visible, drawn.svg().splitlines())))  # noqa: S704
