"""The parameters of a request: decoded in all their styles, and held against their schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, unquote_plus, unquote_to_bytes

from govkit.direction import Direction
from govkit.mocks.messages import Flaw, Refused, Request, pointer_of
from govkit.mocks.schemas import Checked, Schemas
from govkit.spec.openapi import Operation, Parameter
from govkit.spec.openapi.messages import Sent, pairs_in, readings, spelling_of

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,4000})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\Z", re.ASCII)
_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})
_MOST_READINGS = 64


class Parameters:
    """The parameters of one operation, ready to be read."""

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        self._operation = operation
        self._schemas = schemas
        self._all = [_Compiled(one, schemas) for one in operation.parameters.values()]
        self._places = {one.parameter.location for one in self._all}

    def read(self, request: Request, segments: list[str]) -> dict[tuple[str, str], Any]:
        """The values of the parameters by place and name. Raises Refused."""
        found: dict[tuple[str, str], Any] = {}
        if not self._all:
            return found
        flaws: list[Flaw] = []
        sent = Sent(
            {f"path {index}": text for index, text in enumerate(segments)},
            request.query,
            pairs_in(request.query, "&") if request.query else [],
            request.headers,
            pairs_in(request.headers.get("cookie", ""), ";") if "cookie" in self._places else [],
        )
        for one in self._all:
            values = one.fast(sent) if one.plain else None
            if values is None:
                values = list(self._slow(one.parameter, sent, one.checked))
            if not values:
                if one.parameter.required or one.is_sent(sent):
                    reason = "cannot be read" if one.is_sent(sent) else "is required"
                    flaws.append(Flaw(one.location, one.name, f"{one.location} parameter `{one.name}` {reason}"))
                continue
            for value in values:
                if one.checked.accepts(value):
                    found[one.location, one.name] = value
                    break
            else:
                if not (one.may_be_empty and values[-1] == ""):
                    flaws.append(one.flaw(values))
        if flaws:
            raise Refused(400, flaws[0].reason, tuple(flaws), others=(422, 404))
        return found

    def _slow(self, parameter: Parameter, sent: Sent, checked: Checked) -> Iterator[Any]:
        try:
            for number, value in enumerate(
                readings(self._schemas.reader, self._operation, parameter, sent, checked.spot)
            ):
                if number == _MOST_READINGS:
                    return
                yield value
        except (ValueError, RecursionError):
            return


class _Compiled:
    """One parameter with what its reading takes."""

    def __init__(self, parameter: Parameter, schemas: Schemas) -> None:
        self.parameter = parameter
        self.location, self.name = parameter.location, parameter.name
        self.spelling = spelling_of(parameter)
        self.checked = schemas.value(parameter.node, Direction.REQUEST)
        self.types = self.checked.shape.types
        raw = parameter.node.value if isinstance(parameter.node.value, dict) else {}
        self.may_be_empty = parameter.location == "query" and raw.get("allowEmptyValue") is True
        styled = self.spelling.style in ("simple", "form")
        self.plain = self.types <= _SCALARS and self.spelling.media is None and styled
        if self.location not in ("path", "query", "header", "cookie"):
            self.plain = False

    def fast(self, sent: Sent) -> list[Any] | None:
        """What a plain scalar may say; None where it is written in a way that needs another look."""
        if self.location == "path":
            text = sent.segments.get(self.parameter.key)
            texts = [] if text is None else [unquote(text)]
        elif self.location == "header":
            text = sent.headers.get(self.name.lower())
            texts = [] if text is None else [text]
        else:
            pairs = sent.query if self.location == "query" else sent.cookies
            texts = [
                unquote_plus(value)
                for name, value in pairs
                if name == self.name or (("%" in name or "+" in name) and unquote_plus(name) == self.name)
            ]
        return _typed(texts[0], self.types) if len(texts) == 1 else [] if not texts else None

    def is_sent(self, sent: Sent) -> bool:
        """Whether something bears the parameter's name."""
        if self.location == "header":
            return self.name.lower() in sent.headers
        if self.location in ("query", "cookie"):
            pairs = sent.query if self.location == "query" else sent.cookies
            return any(unquote_plus(name).partition("[")[0] == self.name for name, _ in pairs)
        return self.location == "path"

    def flaw(self, values: list[Any]) -> Flaw:
        """Why none of the readings is taken."""
        refusals = self.checked.refusals(values[0])
        where = pointer_of(refusals[0].path) if refusals else ""
        because = refusals[0].message if refusals else "is refused"
        keyword = refusals[0].keyword if refusals else ""
        place = f" at {where}" if where else ""
        return Flaw(self.location, self.name, f"{self.location} parameter `{self.name}`{place}: {because}", keyword)


def _typed(text: str, types: frozenset[str]) -> list[Any]:
    """The scalars that a text can stand for."""
    found: list[Any] = []
    if types & {"integer", "number"} and _NUMBER.match(text):
        found.append(float(text) if not text.lstrip("-").isdigit() else int(text))
    if "boolean" in types and text in ("true", "false"):
        found.append(text == "true")
    if "null" in types and text == "":
        found.append(None)
    return [*found, text]


def refuse_bad_escapes(request: Request) -> None:
    """Raises Refused where an escaped text is no UTF-8."""
    if "%" not in request.path and "%" not in request.query:
        return
    for place, text in (("path", request.path), ("query", request.query)):
        if "%" in text:
            try:
                unquote_to_bytes(text).decode()
            except UnicodeDecodeError as error:
                raise Refused(400, f"the {place} is not UTF-8", others=(422,)) from error
