"""What an operation of the API is: data with a function that answers, from which its description is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from govkit.portal.api.schemas import MOST, NUMBER, PLAIN, Json, ref
from govkit.portal.page import Absent, Ask, all_pages
from govkit.portal.rows import Rows
from govkit.portal.security.roles import Role
from govkit.spec.schemas.validators import Validator


class Problem(Exception):
    """A request that is not answered (RFC 9457): the kind, this case in words, and headers of the answer."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})


TITLES: Mapping[str, tuple[int, str]] = {
    "request": (400, "The request cannot be answered"),
    "token": (401, "Nobody knows who asks"),
    "role": (403, "Who asks may not do this"),
    "origin": (403, "The request comes from another page"),
    "absent": (404, "There is no such thing"),
    "address": (404, "There is nothing here"),
    "method": (405, "This is not asked like that"),
    "conflict": (409, "As things stand this cannot be done"),
    "large": (413, "The request is too large"),
    "media": (415, "The body is no JSON"),
    "wait": (429, "There were too many tries"),
    "failed": (500, "The portal failed"),
    "runtime": (503, "Nothing is known of what runs"),
}
"""The status and the title of each kind of problem."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the path or the query; its schema is that of one text, integer or boolean."""

    name: str
    description: str
    schema: Json
    place: str = "query"
    required: bool = False


def asked(name: str, description: str, longest: int = 200, **more: Any) -> Parameter:
    """A text of the query."""
    schema = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": PLAIN, **more}
    return Parameter(name, description, schema)


def chosen(name: str, description: str, values: Sequence[str], **more: Any) -> Parameter:
    """A choice of the query."""
    return Parameter(name, description, {"type": "string", "enum": list(values), **more})


def named(name: str, description: str, **more: Any) -> Parameter:
    """A part of the path."""
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": PLAIN, **more}
    return Parameter(name, description, schema, "path", required=True)


def part_of(name: str, description: str, values: Sequence[str]) -> Parameter:
    """A choice of the path."""
    return Parameter(name, description, {"type": "string", "enum": list(values)}, "path", required=True)


LIMIT = Parameter(
    "limit",
    "How many items a page has at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST},
)
CURSOR = Parameter(
    "cursor",
    "The `nextCursor` of the page before.",
    {"type": "string", "minLength": 1, "maxLength": 18, "pattern": NUMBER},
)
PAGED = (LIMIT, CURSOR)
KEY = Parameter(
    "Idempotency-Key",
    "What tells this request from all others: sent again within an hour, it is answered as before.",
    {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"},
    "header",
)
"""What requests may be repeated by; see `repeating`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it is understood: `values` are its parameters, by name, and `body` is what was sent."""

    ask: Ask
    values: Mapping[str, Any]
    body: Json = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """A parameter; None where it is not said."""
        return self.values.get(name)

    def page(self, called: str, query: Mapping[str, str | None] | None = None, /, **parts: str) -> dict[str, Any]:
        """What the page of that name makes of a query and the parts of its path. Raises Absent, Problem."""
        page = next(one for one in all_pages() if one.name == called)
        said = {key: value for key, value in (query or {}).items() if value}
        made = page.make(replace(self.ask, parts=parts, query=said))
        if made.get("template") == "no-runtime":
            raise Problem("runtime", f"{made['why']}. {made['hint'] or ''}".strip())
        return made


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation: `answer` names the schema of what `make` gives; without one it answers with nothing (204).

    `needs` is the role of who may ask. `example` is an answer, and `sent` a body, of the description.
    """

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    make: Callable[[Call], Any]
    answer: str | None = None
    told: str = "The answer."
    parameters: tuple[Parameter, ...] = ()
    body: Json | None = None
    sent: Json | None = None
    example: Any = None
    needs: Role = Role.VIEWER
    status: int = 200
    of_runtime: bool = False
    may_conflict: bool = False

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "get"

    @cached_property
    def validator(self) -> Validator | None:
        """What holds bodies against their schema."""
        return Validator(self.body) if self.body is not None else None

    @property
    def media(self) -> Json:
        """The schema of the answer."""
        assert self.answer is not None, "the caller looked"
        return ref("schemas", self.answer)


def page_said(rows: Rows[Any], items: Sequence[Json]) -> Json:
    """One page of a list that counts its pages."""
    more = {"nextCursor": str(rows.page + 1)} if rows.page < rows.pages else {}
    return {"items": list(items), **more, "total": rows.total}


def needed(value: Any, what: str) -> Any:
    """What there is. Raises Absent for None."""
    if value is None:
        raise Absent(what)
    return value
