"""Orders read: from JSON, from a file with places, from a header; what is wrong with one is said in words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import causes_of, close_to, problem_of
from govkit.catalog.entries.schemas import DIALECT, Generator
from govkit.catalog.entries.source import Source
from govkit.catalog.texts import shown
from govkit.errors import InputError, UsageError
from govkit.mocks.faults.form import Order
from govkit.mocks.faults.kind import all_kinds
from govkit.mocks.faults.malformed import MOST, Malformed
from govkit.mocks.json_text import NotJson, read_json
from govkit.mocks.messages import JsonObject
from govkit.spec.documents import Pointer, parse

_NOWHERE = Source("", "", b"")
_TOLD = frozenset({"hits", "seen"})
"""Members that a list of faults tells of each, and that an order may have, so that a list can be given back."""

_MEMBER = re.compile(r'\s*([A-Za-z][A-Za-z0-9-]{0,50})\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;,"\s]+)\s*)?(?:([;,])|\Z)')
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?\Z")
_LONGEST_HEADER = 8_000


def order_of(raw: Any) -> Order:
    """An order in JSON. Raises Malformed."""
    found = _read(raw, _NOWHERE, ())
    if isinstance(found, Order):
        return found
    problem = found[0]
    raise Malformed(f"{problem.message}; {problem.hint}" if problem.hint else problem.message)


def orders_of(raw: Any) -> list[Order]:
    """One order in JSON, or a list of them. Raises Malformed."""
    listed = raw if isinstance(raw, list) else [raw]
    if len(listed) > MOST:
        raise Malformed(f"there are at most {MOST} faults at a time")
    made = []
    for number, one in enumerate(listed):
        try:
            made.append(order_of(one))
        except Malformed as error:
            raise Malformed(f"order {number}: {error}" if len(listed) > 1 else str(error)) from error
    return made


def _read(raw: Any, source: Source, base: Pointer) -> Order | list[Problem]:
    """An order, or what is wrong with it."""
    kinds = all_kinds()
    listed = f"the kinds are {', '.join(kinds)}"
    if not isinstance(raw, dict):
        return [Problem(source, base, "an order is a mapping with `fault`, the kind of fault", hint=listed)]
    said = {key: value for key, value in raw.items() if value is not None and key not in _TOLD}
    name = said.get("fault")
    kind = kinds.get(name) if isinstance(name, str) else None
    if kind is None:
        if "fault" not in said:
            return [Problem(source, base, "`fault` is missing: the kind of fault", hint=listed)]
        hint = close_to(str(name), kinds) or listed
        return [Problem(source, (*base, "fault"), f"there is no kind of fault {shown(name)}", hint=hint)]
    try:
        return kind.form.model_validate(said)
    except ValidationError as error:
        return [problem_of(one, base, raw, kind.form, source, "") for one in causes_of(error)]
    except RecursionError:
        return [Problem(source, base, "the order nests too deep")]


# --------------------------------------------------------------------------------------------------------------- files


def orders_in(path: Path) -> list[Order]:
    """The orders of a file, YAML or JSON: a list, or a mapping with `faults`. Raises InputError, UsageError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    document = parse(data, str(path))
    source, tree = Source(str(path), str(path), data, document), document.tree
    base: Pointer = ()
    if isinstance(tree, dict):
        unknown = next((key for key in tree if key not in ("faults", "$schema")), None)
        if unknown is not None:
            hint = close_to(unknown, ("faults",)) or "orders stand in the list `faults`"
            raise _refused(Problem(source, (unknown,), f"there is no {shown(unknown)} in a file of faults", hint=hint))
        base, tree = ("faults",), tree.get("faults")
    if not isinstance(tree, list):
        raise _refused(
            Problem(source, base, "a file of faults has a list of orders, `faults`", hint="- fault: latency")
        )
    if len(tree) > MOST:
        raise _refused(Problem(source, base, f"there are at most {MOST} faults at a time"))
    made: list[Order] = []
    names: set[str] = set()
    for number, raw in enumerate(tree):
        found = _read(raw, source, (*base, number))
        if not isinstance(found, Order):
            raise _refused(found[0])
        if found.name in names:
            raise _refused(Problem(source, (*base, number, "name"), f"another fault is named {shown(found.name)}"))
        names |= {found.name} if found.name else set()
        made.append(found)
    return made


def _refused(problem: Problem) -> InputError:
    return InputError(problem.message, place=problem.place, hint=problem.hint or None)


# -------------------------------------------------------------------------------------------------------------- headers


def orders_in_header(text: str) -> list[Order]:
    """The orders of `X-Govkit-Fault`, for one request. Raises Malformed.

    `fault[=value][;member[=value]]…`, several with commas between, or JSON. The value after the kind is that of its
    usual member: `error=503`, `latency=250ms`, `drop=in-answer`. A member alone is true: `timeout=2;afterCommit`.
    """
    if len(text) > _LONGEST_HEADER:
        raise Malformed(f"the header is longer than {_LONGEST_HEADER} characters")
    if text.lstrip()[:1] in ("{", "["):
        try:
            return orders_of(read_json(text.encode("latin-1", "replace")))
        except NotJson as error:
            raise Malformed(f"the header is no JSON: {error}") from error
    made: list[JsonObject] = []
    at, ends = 0, ","
    while at < len(text) or ends == ",":
        found = _MEMBER.match(text, at)
        if found is None:
            at_it = (
                f"`{text[at : at + 30]}` is not understood" if text[at:].strip() else "something is missing at the end"
            )
            raise Malformed(f"{at_it}; write `fault=value;member=value, …`")
        name, value = found[1], None if found[2] is None else _meant(found[2])
        if ends == ",":
            made.append(_begun(name, value))
        else:
            made[-1][_camel(name)] = True if value is None else value
        at, ends = found.end(), found[3]
    if ends == ";":
        raise Malformed("a member is missing at the end")
    return orders_of(made)


def _begun(name: str, value: Any) -> JsonObject:
    """An order of a kind, and the value of its usual member."""
    kind = all_kinds().get(name)
    if value is None:
        return {"fault": name}
    if kind is not None and kind.short is None:
        raise Malformed(f"`{name}` has no value; write `{name};member=value`")
    return {"fault": name, kind.short if kind is not None and kind.short else "value": value}


def _meant(text: str) -> Any:
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text


def _camel(name: str) -> str:
    """`after-commit` as orders have it."""
    first, *others = name.split("-")
    return first + "".join(one[:1].upper() + one[1:] for one in others)


# ----------------------------------------------------------------------------------------------------------- the schema


@cache
def order_schema() -> JsonObject:
    """The JSON Schema of one order."""
    forms = tuple(kind.form for kind in all_kinds().values())
    places, found = models_json_schema(
        [(form, "validation") for form in forms], by_alias=True, schema_generator=Generator
    )
    for inner in found["$defs"].values():
        inner.pop("title", None)
    return {"oneOf": [places[form, "validation"] for form in forms], "$defs": found["$defs"]}


def orders_schema() -> JsonObject:
    """The JSON Schema of one order or a list of them, as the control API takes it."""
    one = dict(order_schema())
    definitions = one.pop("$defs")
    return {"anyOf": [one, {"type": "array", "items": one}], "$defs": definitions}


def file_schema() -> JsonObject:
    """The JSON Schema of a file of faults."""
    one = dict(order_schema())
    definitions = one.pop("$defs")
    listed = {"type": "array", "items": one, "maxItems": MOST, "description": "The orders, the first first."}
    whole = {
        "type": "object",
        "properties": {"$schema": {"type": "string"}, "faults": listed},
        "required": ["faults"],
        "additionalProperties": False,
    }
    return {"$schema": DIALECT, "title": "Faults", "anyOf": [whole, listed], "$defs": definitions}
