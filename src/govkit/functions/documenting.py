"""The OpenAPI document of functions, made of their types, of their docstrings and of calls that serve as examples."""

from __future__ import annotations

import copy
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from govkit.catalog.entries import Entry
from govkit.catalog.entries.functions import FUNCTIONS
from govkit.errors import InputError, Place
from govkit.functions import SchemaOf
from govkit.functions.calling import answer_of
from govkit.functions.describing import COMPONENTS, Describing, Json, Undescribed, closed, text_of
from govkit.functions.form import FunctionsSpec

_JSON, _PROBLEM = "application/json", "application/problem+json"
_PROBLEM_SCHEMA: Json = {
    "type": "object",
    "description": "Why there is no answer (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "description": "Kind of the problem.",
            "format": "uri-reference",
            "maxLength": 200,
        },
        "title": {"type": "string", "description": "The kind in words.", "minLength": 1, "maxLength": 200},
        "status": {"type": "integer", "description": "The HTTP status.", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "This case in words.", "minLength": 1, "maxLength": 1000},
    },
}


def documented(
    entry: Entry[FunctionsSpec],
    version: str,
    functions: Mapping[str, Callable[..., Any]],
    refer: Callable[[SchemaOf], str],
) -> Json:
    """The document of a version; `refer` says where the schema of another API stands.

    The functions are called with the bodies of the examples. Raises InputError with the place of a function whose type
    cannot be described, or of an example that fails or is of no function.
    """
    making = _Making(entry, Describing(refer))
    paths = {f"/{_dashed(name)}": {"post": making.operation(name, one)} for name, one in functions.items()}
    for name in entry.spec.examples:
        if name not in functions:
            known = f"the functions are {', '.join(functions)}"
            raise InputError(f"there is no function `{name}`", place=_of_example(entry, name), hint=known)
    schemas = dict(sorted({**making.describing.schemas, "Problem": _PROBLEM_SCHEMA}.items()))
    return {
        "openapi": "3.1.0",
        "info": _info(entry, version),
        FUNCTIONS: True,
        "servers": [{"url": "/", "description": "Nothing listens anywhere: calls are made in the process."}],
        "security": [],
        "tags": [{"name": name, **({"description": text} if text else {})} for name, text in _tags(functions)],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _info(entry: Entry[FunctionsSpec], version: str) -> Json:
    contact, license_ = entry.spec.contact, entry.spec.license
    found: Json = {"title": entry.metadata.title or entry.name, "version": version}
    if entry.metadata.description is not None:
        found["description"] = entry.metadata.description
    if contact is not None:
        found["contact"] = contact.model_dump(exclude_none=True)
    if license_ is not None:
        found["license"] = license_.model_dump(exclude_none=True)
    return found


class _Making:
    """Operations, one after the other."""

    def __init__(self, entry: Entry[FunctionsSpec], describing: Describing) -> None:
        self.describing = describing
        self._entry = entry

    def operation(self, name: str, function: Callable[..., Any]) -> Json:
        """What a call takes and answers."""
        try:
            taken, given, told = self._body(name, function), *self._answer(function)
        except Undescribed as error:
            raise InputError(f"`{name}` cannot be described: {error}", place=_stands(function)) from None
        bodies, answers, refusals = self._examples(name, function)
        summary, text = _docstring(function)
        return {
            "operationId": name,
            "summary": summary or name,
            **({"description": text} if text else {}),
            "tags": [_tag(function)[0]],
            "requestBody": {"required": True, "content": {_JSON: _media(taken, bodies)}},
            "responses": {
                "200": {"description": told, "content": {_JSON: _media(given, answers)}},
                "422": {
                    "description": "The function has no answer to this.",
                    "content": {_PROBLEM: _media({"$ref": f"{COMPONENTS}Problem"}, refusals)},
                },
            },
        }

    def _body(self, name: str, function: Callable[..., Any]) -> Json:
        """The members of the body: the parameters."""
        hints, properties, required = _hints(function), dict[str, Json](), list[str]()
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                raise Undescribed(f"`{parameter.name}` has no name in the body of a call")
            if parameter.name not in hints:
                raise Undescribed(f"its parameter `{parameter.name}` has no type")
            properties[parameter.name] = self.describing.of(hints[parameter.name])
            if parameter.default is parameter.empty:
                required.append(parameter.name)
            elif parameter.default is not None:
                properties[parameter.name] = {**properties[parameter.name], "default": parameter.default}
        called = f"{name[:1].upper()}{name[1:]}Body"
        if called in self.describing.schemas:
            raise Undescribed(f"there is a type `{called}` as well, which is what its body would be called")
        self.describing.schemas[called] = closed(f"What {name} takes.", properties, required)
        return {"$ref": COMPONENTS + called}

    def _answer(self, function: Callable[..., Any]) -> tuple[Json, str]:
        """The schema of the answer, and what is said of it."""
        hints = _hints(function)
        if "return" not in hints:
            raise Undescribed("it does not say what it returns")
        hint, text = hints["return"], ""
        if get_origin(hint) is Annotated:
            text = " ".join(one for one in get_args(hint)[1:] if isinstance(one, str))
            hint = Annotated[(get_args(hint)[0], *(one for one in get_args(hint)[1:] if not isinstance(one, str)), "")]
        plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        return self.describing.of(hint), text or (text_of(plain) if isinstance(plain, type) else "") or "The answer."

    def _examples(self, name: str, function: Callable[..., Any]) -> tuple[Json, Json, Json]:
        """The bodies of calls, their answers and their refusals, each by the name of its example."""
        found: tuple[Json, Json, Json] = ({}, {}, {})
        for called, example in self._entry.spec.examples.get(name, {}).items():
            said = {"summary": example.summary} if example.summary is not None else {}
            status, value = answer_of(function, copy.deepcopy(example.body))
            if status not in (200, 422):
                why = f"the example `{called}` of `{name}` fails: {value['detail']}"
                raise InputError(why, place=_of_example(self._entry, name, called))
            found[0][called] = {**said, "value": copy.deepcopy(example.body)}
            found[1 if status == 200 else 2][called] = {**said, "value": value}
        return found


def _media(schema: Json, examples: Json) -> Json:
    return {"schema": schema, **({"examples": examples} if examples else {})}


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except (NameError, TypeError) as error:
        raise Undescribed(str(error)) from None


def _docstring(function: Callable[..., Any]) -> tuple[str, str]:
    """What a function does in short, and at length: its first paragraph, and the others as they stand."""
    first, _, others = inspect.cleandoc(function.__doc__ or "").partition("\n\n")
    return " ".join(first.split()).removesuffix("."), others.strip()


def _dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _tag(function: Callable[..., Any]) -> tuple[str, str]:
    """The file of a function, as the title of what stands in it, and what that is."""
    module = sys.modules[function.__module__]
    title = Path(str(module.__file__)).stem.replace("_", " ").capitalize()
    return title, " ".join((module.__doc__ or "").strip().partition("\n\n")[0].split())


def _tags(functions: Mapping[str, Callable[..., Any]]) -> Iterator[tuple[str, str]]:
    return iter(dict.fromkeys(_tag(one) for one in functions.values()))


def _stands(function: Callable[..., Any]) -> Place:
    code = function.__code__
    return Place(code.co_filename, code.co_firstlineno, 1)


def _of_example(entry: Entry[FunctionsSpec], *way: str) -> Place:
    return entry.source.place(("spec", "examples", *way))
