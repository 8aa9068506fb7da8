"""Defaults and examples that stand in a document, and why their schemas refuse them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from govkit.direction import Direction
from govkit.errors import InputError
from govkit.spec.documents import Document, Node, Pointer
from govkit.spec.openapi.survey import EITHER, REQUEST, RESPONSE, Survey
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shapes
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.standalone import BudgetExceeded, Role, Standalone
from govkit.spec.schemas.validators import Refusal, Validator
from govkit.spec.schemas.vocabulary import WIRE_FORMATS, Dialect

MOST = 100_000
"""So many defaults and examples of a document are judged."""

MOST_SCHEMAS = 20
"""So many schemas judge one shared example."""

_REFUSED = re.compile(
    r"bad|broken|conflict|denied|error|fail|forbidden|illegal|invalid|malformed|missing|not.?found|refused|reject"
    r"|unauthori|unprocess|wrong|\b4\d\d\b",
    re.IGNORECASE,
)
"""Names of examples of requests that are meant to be refused."""

_DIRECTIONS = {REQUEST: Direction.REQUEST, RESPONSE: Direction.RESPONSE}
_UNREADABLE = (ValueError, TypeError, RecursionError, BudgetExceeded)


class Spelling(Enum):
    """How else a value may be meant than as the JSON that stands there."""

    NONE = "as it stands"
    JSON = "a text may hold the JSON"
    TEXT = "it is sent as text, so 5 and '5' are alike"


@dataclass(frozen=True, slots=True)
class Case:
    """A value with the schema that must allow it. `ways` is who may send it; one of them is enough."""

    keyword: str
    document: Document
    pointer: Pointer
    value: Any
    schema: Node
    ways: int
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the defaults and examples of a document: the refused ones, and how many were not looked at."""

    refused: tuple[tuple[Case, tuple[Refusal, ...]], ...]
    left_out: int


_KNOWN: WeakKeyDictionary[Survey, Judged] = WeakKeyDictionary()


def judged(survey: Survey) -> Judged:
    """Every default and example that its schema refuses, with the reasons; worked out once for a survey."""
    known = _KNOWN.get(survey)
    if known is None:
        cases, left_out = _cases(survey)
        refused = _Judge(survey).refused(cases[:MOST])
        known = _KNOWN[survey] = Judged(tuple(refused), left_out + max(0, len(cases) - MOST))
    return known


# ------------------------------------------------------------------------------------------------------- what there is


def _cases(survey: Survey) -> tuple[list[Case], int]:
    """The values with each schema that judges them, and how many more schemas of shared examples there are."""
    left_out = 0
    known: dict[tuple[int, Pointer, int], Case] = {}
    schemas: dict[tuple[int, Pointer], int] = defaultdict(int)
    for case in (*_of_schemas(survey), *_of_carriers(survey)):
        value = (id(case.document), case.pointer)
        key = (*value, _identity(survey, case.schema))
        other = known.get(key)
        if other is not None:
            known[key] = replace(other, ways=other.ways | case.ways)
        elif schemas[value] < MOST_SCHEMAS:
            schemas[value] += 1
            known[key] = case
        else:
            left_out += 1
    return list(known.values()), left_out


def _identity(survey: Survey, schema: Node) -> int:
    """What tells one schema from another, whether it is written in place or referred to."""
    value = schema.value
    if isinstance(value, dict) and "$ref" in value and (survey.dialect is Dialect.OPENAPI_3_0 or len(value) == 1):
        try:
            return id(survey.library.resolve(schema).value)
        except InputError:
            return id(value)
    return id(value)


def _of_schemas(survey: Survey) -> Iterator[Case]:
    for document, at, raw in survey.spots["schema"]:
        for keyword in ("default", "example"):
            if keyword in raw and not (keyword == "example" and raw[keyword] is None):
                node = Node(document, at, raw)
                yield Case(keyword, document, (*at, keyword), raw[keyword], node, EITHER, Spelling.NONE)
        examples = raw.get("examples")
        if isinstance(examples, list) and survey.dialect is not Dialect.OPENAPI_3_0:
            node = Node(document, at, raw)
            for index, value in enumerate(examples):
                yield Case("example", document, (*at, "examples", index), value, node, EITHER, Spelling.NONE)


def _of_carriers(survey: Survey) -> Iterator[Case]:
    for kind in ("parameter", "header", "media"):
        for document, at, raw in survey.spots[kind]:
            if "schema" not in raw or not ("example" in raw or "examples" in raw):
                continue
            if kind == "media" and not any(map(_is_json, _media_types(survey, document, at))):
                continue
            node, ways = Node(document, at, raw), survey.ways[id(raw)]
            spelling = Spelling.JSON if kind == "media" else Spelling.TEXT
            for where, pointer, value in _examples(survey, node, ways):
                yield Case("example", where, pointer, value, node.child("schema"), ways, spelling)


def _examples(survey: Survey, node: Node, ways: int) -> Iterator[tuple[Document, Pointer, Any]]:
    """The values that a parameter, header or media type shows.

    Left out are those of other files, null (which is written where there is nothing to show), and examples of requests
    whose name says that they are refused.
    """
    if "example" in node.value:
        value = node.value["example"]
        if value is not None and not (isinstance(value, dict) and "$ref" in value):  # not allowed, and still written
            yield node.document, (*node.pointer, "example"), value
    named = node.value.get("examples")
    for name in named if isinstance(named, dict) else ():
        if ways == REQUEST and _REFUSED.search(name):
            continue
        try:
            target = survey.library.resolve(node.child("examples").child(name))
        except InputError:
            continue
        for key in ("value", "dataValue"):
            value = target.value.get(key) if isinstance(target.value, dict) else None
            if value is not None:
                yield target.document, (*target.pointer, key), value


def _media_types(survey: Survey, document: Document, at: Pointer) -> Iterator[str]:
    """What a media type object is called: its key, or the keys of those that refer to it."""
    if at[:2] != ("components", "mediaTypes") or len(at) != 3:
        yield str(at[-1])
    for _, referrer in survey.referrers.get((id(document), at), ()):
        yield str(referrer[-1])


def _is_json(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip().lower()
    return name in ("application/json", "text/json", "*/*", "application/*") or name.endswith("+json")


# ------------------------------------------------------------------------------------------------------------- judging


class _Judge:
    """Judges many values at once: one schema whose members are theirs is compiled, and what they share is read once."""

    def __init__(self, survey: Survey) -> None:
        self._spaces = {
            way: Space(survey.library, survey.dialect, direction, WIRE_FORMATS)
            for way, direction in _DIRECTIONS.items()
        }
        self._shapes = Shapes()

    def refused(self, cases: Sequence[Case]) -> list[tuple[Case, tuple[Refusal, ...]]]:
        """The cases that are refused by whoever may send them, in whatever spelling, with the reasons."""
        reasons = {
            index: told
            for index, found in self._refusals([(case, case.value) for case in cases], loose=False).items()
            if (told := [refusal for refusal in found if not _is_lenient(refusal, cases[index].value)])
        }
        strictly = [cases[index] for index in sorted(reasons)]
        again = [(case, value) for case in strictly for value in _readings(case)]
        still = self._refusals(again, loose=True)
        accepted = {id(case) for index, (case, _) in enumerate(again) if index not in still}
        return [
            (cases[index], tuple(found))
            for index, found in reasons.items()
            if id(cases[index]) not in accepted and not self._is_serialised(cases[index])
        ]

    def _refusals(self, asked: Sequence[tuple[Case, Any]], *, loose: bool) -> dict[int, list[Refusal]]:
        """By index, why each of the senders refuses; the reasons are those of the last."""
        refused = self._by(REQUEST, asked, [i for i, (case, _) in enumerate(asked) if case.ways & REQUEST], loose)
        second = [
            i for i, (case, _) in enumerate(asked) if case.ways & RESPONSE and (i in refused or not case.ways & REQUEST)
        ]
        after = self._by(RESPONSE, asked, second, loose)
        for index in second:
            refused.pop(index, None)
        return {**refused, **after}

    def _by(
        self, way: int, asked: Sequence[tuple[Case, Any]], chosen: Sequence[int], loose: bool
    ) -> dict[int, list[Refusal]]:
        """What one sender's schemas refuse of the chosen values. What cannot be judged is not refused."""
        if not chosen:
            return {}
        try:
            return self._together(way, asked, chosen, loose)
        except _UNREADABLE:
            if len(chosen) == 1:
                return {}
        middle = len(chosen) // 2
        return {
            **self._by(way, asked, chosen[:middle], loose),
            **self._by(way, asked, chosen[middle:], loose),
        }

    def _together(
        self, way: int, asked: Sequence[tuple[Case, Any]], chosen: Sequence[int], loose: bool
    ) -> dict[int, list[Refusal]]:
        space = self._spaces[way]
        members: dict[str, Schema] = {}
        for index in chosen:
            try:
                members[str(index)] = space.schema(asked[index][0].schema)
            except (InputError, RecursionError):
                continue
        whole = space.made({"properties": members}, asked[chosen[0]][0].schema)
        schema = Standalone(Role.PLAIN).document((Atom(whole, space),))
        validator = Validator(_loosened(schema) if loose else schema)
        values = {str(index): asked[index][1] for index in chosen}
        found: dict[int, list[Refusal]] = {}
        for refusal in validator.all_refusals(values):
            if refusal.path:
                found.setdefault(int(refusal.path[0]), []).append(replace(refusal, path=refusal.path[1:]))
        return found

    def _is_serialised(self, case: Case) -> bool:
        """Whether a text stands for an array or an object, as a parameter's style writes it."""
        if case.spelling is not Spelling.TEXT or not isinstance(case.value, str):
            return False
        space = self._spaces[REQUEST]
        types = self._shapes.of((Atom(space.schema(case.schema), space),)).types
        return "string" not in types and bool(types & {"array", "object"})


def _is_lenient(refusal: Refusal, value: Any) -> bool:
    """Whether a value is refused in a way that is not its own fault.

    Two alternatives of a `oneOf` allow it, or it is null and `nullable` stands beside an `enum` without null.
    """
    if refusal.keyword == "oneOf":
        return "more than one" in refusal.message
    if refusal.keyword != "enum":
        return False
    for part in refusal.path:
        value = value[part]
    return value is None


def _readings(case: Case) -> Iterator[Any]:
    """The value, and what else it may mean where it is spelled otherwise."""
    yield case.value
    if case.spelling is Spelling.JSON and isinstance(case.value, str):
        parsed = _parsed(case.value)
        if isinstance(parsed, dict | list):
            yield parsed
    elif case.spelling is Spelling.TEXT:
        yield _retyped(case.value, _as_text)
        yield _retyped(case.value, lambda value: _parsed(value) if isinstance(value, str) else value)


def _retyped(value: Any, change: Callable[[Any], Any]) -> Any:
    return [change(item) for item in value] if isinstance(value, list) else change(value)


def _as_text(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, bool | int | float) else value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _loosened(schema: Any) -> Any:
    """The schema with `anyOf` for `oneOf`: that two alternatives allow a value is not the value's fault."""
    if not isinstance(schema, dict):
        return schema
    out: Schema = {}
    for keyword, value in schema.items():
        if keyword in ("$defs", "properties", "patternProperties", "dependentSchemas"):
            out[keyword] = {name: _loosened(inner) for name, inner in value.items()}
        elif keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            out[keyword] = [_loosened(inner) for inner in value]
        elif keyword not in ("enum", "required", "type"):
            out[keyword] = _loosened(value)
        else:
            out[keyword] = value
    if "oneOf" in out:
        out["allOf"] = [*out.get("allOf", ()), {"anyOf": out.pop("oneOf")}]
    return out
