"""A request as orders see it: which operation it is for, and the values that it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from govkit.mocks.json_text import NotJson, read_json
from govkit.mocks.messages import Request
from govkit.mocks.system import Served

if TYPE_CHECKING:
    from govkit.mocks.faults.form import Match, Order

_NAME = re.compile(r"\{([^{}]*)\}")
_MOST_FIELDS = 1_000
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_NOTHING = object()


@dataclass
class Asking:
    """A request, and the operation that it is for."""

    system: str
    served: Served
    request: Request
    segments: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """By what the operation is called: its id, `METHOD /template`, and `METHOD /path` as it was sent."""
        return self.served.id, self.served.operation.name, f"{self.request.method} {self.request.path}"

    @property
    def is_write(self) -> bool:
        """Whether something may be written."""
        return self.request.method in _WRITES

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the query; the last of equals."""
        try:
            return dict(parse_qsl(self.request.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            return {}

    @cached_property
    def path(self) -> dict[str, str]:
        """The parameters of the path."""
        return dict(zip(_NAME.findall(self.served.operation.path), map(unquote, self.segments), strict=False))

    @cached_property
    def body(self) -> Any:
        """What the body says: JSON, or a form; nothing else is looked into."""
        data = self.request.body
        if self.request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            try:
                return dict(parse_qsl(data.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS))
            except ValueError:
                return None
        try:
            return read_json(data) if data else None
        except NotJson:
            return None

    def _value(self, place: str, name: str) -> Any:
        match place:
            case "header":
                return self.request.headers.get(name.lower(), _NOTHING)
            case "query":
                return self.query.get(name, _NOTHING)
            case "path":
                return self.path.get(name, _NOTHING)
        return _pointed(self.body, name)

    def fits(self, order: Order) -> bool:
        """Whether an order speaks of this request."""
        if not fnmatchcase(self.system, order.system):
            return False
        if order.operation != "*" and not any(fnmatchcase(name, order.operation) for name in self.names):
            return False
        if order.by is not None and self._of_group(order.by) is _NOTHING:
            return False
        return order.match is None or self._holds(order.match)

    def _holds(self, match: Match) -> bool:
        return all(
            self._is(self._value(place, name), wanted)
            for place in type(match).model_fields
            for name, wanted in getattr(match, place).items()
        )

    def _is(self, held: Any, wanted: Any) -> bool:
        if held is _NOTHING:
            return False
        if isinstance(wanted, tuple):
            return any(self._is(held, one) for one in wanted)
        if isinstance(held, dict | list):
            return False
        return fnmatchcase(_text(held), _text(wanted))

    def group(self, order: Order) -> str:
        """The value by which an order counts."""
        return "" if order.by is None else _text(self._of_group(order.by))[:200]

    def _of_group(self, by: str) -> Any:
        place, _, name = by.partition(":")
        return self._value(place, name)


def _pointed(value: Any, name: str) -> Any:
    """A value by its JSON Pointer (RFC 6901), or by the name of a member."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in name[1:].split("/")] if name[:1] == "/" else [name]
    for part in parts:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and len(part) < 7 and int(part) < len(value):
            value = value[int(part)]
        else:
            return _NOTHING
    return value


def _text(value: Any) -> str:
    """A value as people write it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
