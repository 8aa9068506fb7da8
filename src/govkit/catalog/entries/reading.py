"""One file of the catalog → what it holds, or what is wrong with it, in words for whoever wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from govkit.catalog.entries import fuzzings, verifications
from govkit.catalog.entries.entry import Entry, PactFile, WorkflowDocument
from govkit.catalog.entries.form import Form, Metadata, form_tagged
from govkit.catalog.entries.fuzzings import Fuzzing, FuzzingForm
from govkit.catalog.entries.kind import API_VERSION, Kind, all_kinds
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.verifications import Verification, VerificationForm
from govkit.catalog.texts import named, shown
from govkit.errors import InputError
from govkit.spec.documents import Pointer, parse

_ENVELOPE = ("apiVersion", "kind", "metadata", "spec")
_MOST_PROBLEMS = 50

Read = Entry[Form] | WorkflowDocument | PactFile | Verification | Fuzzing
"""What a file of the catalog may hold."""


def read_entry(
    data: bytes, path: str, label: str, kinds: Mapping[str, Kind] | None = None
) -> Read | list[Problem] | None:
    """What a file holds, or what is wrong with it; None for a file that is none of the catalog's (a schema, data).

    `kinds` are those that the entry may be of; those of the catalog where nothing is said.
    """
    try:
        document = parse(data, label, path)
    except InputError as error:
        at = (error.place.line, error.place.column) if error.place else (None, None)
        return [Problem(Source(path, label, data), (), error.message, hint=_unread_hint(error), at=at)]
    source = Source(path, label, data, document)
    tree = document.tree
    if isinstance(tree, dict) and "apiVersion" not in tree and "kind" not in tree:
        if "arazzo" in tree:
            return WorkflowDocument(source, tree)
        if RESULTS.keys() & tree.keys():
            return result_of(tree, source)
        if path.endswith(".json") or _ELSEWHERE & tree.keys():
            return _pact(tree, source)
    if path.endswith(".json") and not isinstance(tree, dict):
        return None
    kinds = all_kinds() if kinds is None else kinds
    problems = list(_envelope(tree, source, kinds))
    return problems or entry_of(tree, source, kinds)


RESULTS: Mapping[str, type[VerificationForm | FuzzingForm]] = {
    verifications.MARK: VerificationForm,
    fuzzings.MARK: FuzzingForm,
}
"""The forms of results of providers that were asked, by the member that tells them."""

_ELSEWHERE = {"$schema", "openapi", "swagger", "overlay", "asyncapi"}
"""Root keys of documents that may lie beside entries, and are none."""


def _unread_hint(error: InputError) -> str:
    """What the reader of API descriptions suggests does not hold for an entry."""
    hint = error.hint or ""
    return f"an entry begins with `apiVersion: {API_VERSION}`" if "OpenAPI" in hint else hint


def _pact(tree: dict[str, Any], source: Source) -> PactFile | None:
    """A pact file (Pact specification 2 to 4), told by its two parties."""
    parties = [tree.get(key) for key in ("consumer", "provider")]
    names = [party.get("name") for party in parties if isinstance(party, dict)]
    texts = [name for name in names if isinstance(name, str)]
    if len(texts) == 2 and {"interactions", "messages"} & tree.keys():
        return PactFile(texts[0], texts[1], source)
    return None


def result_of(tree: dict[str, Any], source: Source) -> Verification | Fuzzing | list[Problem]:
    """What came of asking a provider, in a tree that one of `RESULTS` tells, or what is wrong with it."""
    form = next(form for mark, form in RESULTS.items() if mark in tree)
    try:
        said = form.model_validate(tree)
    except ValidationError as error:
        return [problem_of(detail, (), tree, form, source, "") for detail in causes_of(error)]
    return Verification(said, source) if isinstance(said, VerificationForm) else Fuzzing(said, source)


def _envelope(tree: Any, source: Source, kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    if not isinstance(tree, dict):
        yield Problem(source, (), "an entry is a mapping with `apiVersion`, `kind`, `metadata` and `spec`")
        return
    for pointer, at in (source.document.duplicate_keys if source.document else [])[:_MOST_PROBLEMS]:
        message = f"{shown(pointer[-1])} stands here twice"
        yield Problem(source, pointer, message, _about(tree), "keep one of them", (at.line, at.column))
    for key in _ENVELOPE:
        if key not in tree:
            yield Problem(source, (), f"`{key}` is missing", hint=_MISSING[key])
    if "apiVersion" in tree and tree["apiVersion"] != API_VERSION:
        message = f"`apiVersion` must be {API_VERSION}, not {shown(tree['apiVersion'])}"
        yield Problem(source, ("apiVersion",), message, hint=f"write `apiVersion: {API_VERSION}`")
    kind = tree.get("kind", "")
    listed = f"the kinds are {', '.join(kinds)}" if len(kinds) > 1 else f"write `kind: {next(iter(kinds))}`"
    if kind and (not isinstance(kind, str) or kind not in kinds):
        hint = close_to(str(kind), kinds) or listed
        yield Problem(source, ("kind",), f"there is no kind {shown(kind)}", hint=hint)
    elif "kind" in tree and not kind:
        yield Problem(source, ("kind",), "`kind` says nothing", hint=listed)


def _about(tree: Any) -> str:
    """What a tree says that it is, as far as it says so."""
    kind = tree.get("kind") if isinstance(tree, dict) else None
    metadata = tree.get("metadata") if isinstance(tree, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return f"{kind.lower()}:{name}" if isinstance(kind, str) and isinstance(name, str) else ""


_MISSING = {
    "apiVersion": f"begin the file with `apiVersion: {API_VERSION}`",
    "kind": "say what it is, such as `kind: API`",
    "metadata": "give it a name: `metadata: {name: …}`",
    "spec": "say what it says under `spec:`",
}


def entry_of(
    tree: dict[str, Any], source: Source, kinds: Mapping[str, Kind] | None = None
) -> Entry[Form] | list[Problem]:
    """The entry in a tree whose envelope is in order, or what is wrong with it."""
    kind = (all_kinds() if kinds is None else kinds)[tree["kind"]]
    problems: list[Problem] = []
    read: dict[str, Form] = {}
    about = _about(tree)
    for key in sorted(tree.keys() - set(_ENVELOPE)):
        hint = close_to(key, _ENVELOPE) or f"an entry has {', '.join(_ENVELOPE)}"
        problems.append(Problem(source, (key,), f"there is no {shown(key)} at the top of an entry", about, hint))
    for key, form in (("metadata", Metadata), ("spec", kind.spec)):
        try:
            read[key] = form.model_validate(tree[key])
        except ValidationError as error:
            problems += [problem_of(detail, (key,), tree[key], form, source, about) for detail in causes_of(error)]
        except RecursionError:
            problems.append(Problem(source, (key,), f"`{key}` nests too deep", about))
    if problems:
        return problems
    metadata = read["metadata"]
    assert isinstance(metadata, Metadata)
    return Entry(kind.name, metadata, read["spec"], source)


def causes_of(error: ValidationError) -> list[ErrorDetails]:
    """What is wrong, without what follows from it: a list is called too short for the items that were refused."""
    details = error.errors()
    inside = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    return [one for one in details if one["type"] != "too_short" or one["loc"] not in inside][:_MOST_PROBLEMS]


def problem_of(detail: ErrorDetails, base: Pointer, tree: Any, form: type[Form], source: Source, about: str) -> Problem:
    """What is wrong in a tree that stands at a place of a file and was held against a form."""
    pointer = (*base, *_in_tree(detail["loc"], tree))
    owner, last = ".".join(map(str, pointer[:-1])), "".join(map(str, pointer[-1:]))
    kind = detail["type"]
    if kind == "missing":
        missing = str(detail["loc"][-1]) if detail["loc"] else last
        where = f" in `{owner}`" if owner else ""
        return Problem(source, pointer, f"`{missing}` is missing{where}", about, _said_of(form, detail["loc"]))
    if kind == "extra_forbidden":
        known = _keys(form, detail["loc"][:-1])
        hint = close_to(last, known) or f"{f'`{owner}` has' if owner else 'there are'} {', '.join(known)}"
        return Problem(source, pointer, f"there is no `{last}` in `{owner}`".removesuffix(" in ``"), about, hint)
    name = f"`{'.'.join(map(str, pointer))}` " if pointer else ""
    return Problem(source, pointer, f"{name}{_wording(detail)}", about, _hint(detail))


def _in_tree(loc: tuple[int | str, ...], value: Any) -> Pointer:
    """The way of an error as far as it is one in the tree: pydantic names branches of unions and functions, too."""
    way: list[str | int] = []
    for position, part in enumerate(loc):
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif position < len(loc) - 1:
            continue
        elif not isinstance(value, dict):
            break
        way.append(part)
    return tuple(way)


def _wording(detail: ErrorDetails) -> str:
    """What is wrong, after the name of the field."""
    context = detail.get("ctx") or {}
    kind = detail["type"]
    if kind == "value_error":
        return str(context["error"])
    if kind in ("literal_error", "enum"):
        return f"must be {context['expected']}, not {shown(detail['input'])}"
    if kind in _TYPES:
        return f"must be {_TYPES[kind]}, not {named(detail['input'])}"
    if kind in ("greater_than_equal", "less_than_equal"):
        least, most = context.get("ge"), context.get("le")
        return f"must be at least {least}" if most is None else f"must be at most {most}"
    if kind == "too_short":
        return f"needs at least {context['min_length']}"
    if kind == "too_long" and context.get("actual_length") is not None:
        return f"has {context['actual_length']}, and {context['max_length']} are the most"
    return detail["msg"][:1].lower() + detail["msg"][1:]


_TYPES = {
    "string_type": "text",
    "greater_than": "a number above 0",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
}


def _hint(detail: ErrorDetails) -> str:
    kind, value = detail["type"], detail["input"]
    if kind in ("literal_error", "enum") and isinstance(value, str):
        return close_to(
            value,
            [word.strip(" '") for word in str((detail.get("ctx") or {})["expected"]).replace(" or ", ",").split(",")],
        )
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return f'write it in quotes: "{value}"'
    if kind == "tuple_type":
        return "begin each item with `- `, or write `[…]`"
    return ""


def close_to(word: str, known: Iterable[str]) -> str:
    """A hint at the name that was probably meant."""
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower()[:100], by_lower, 1, 0.7)
    return f"did you mean `{by_lower[found[0]]}`?" if found else ""


def _keys(form: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that a mapping at a place of a form may have."""
    at = _form_at(form, loc)
    return [field.alias or name for name, field in at.model_fields.items()] if at else []


def _said_of(form: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    """What a field is for, as its form says."""
    at = _form_at(form, loc[:-1])
    if at is None or not loc:
        return ""
    field = next((f for name, f in at.model_fields.items() if (f.alias or name) == loc[-1]), None)
    said = field.description if field is not None else None
    return said[:1].lower() + said[1:].rstrip(".") if said else ""


def _form_at(form: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The form of the mapping at a place, found through lists, mappings and choices."""
    current: type[BaseModel] | None = form
    for part in loc:
        named_form = form_tagged(part) if isinstance(part, str) else None
        if named_form is not None:
            current = named_form
        if isinstance(part, int) or current is None or named_form is not None:
            continue
        field = next((f for name, f in current.model_fields.items() if (f.alias or name) == part), None)
        if field is not None:
            current = _form_in(field.annotation)
    return current


def _form_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple, dict, list):
        return next((found for part in get_args(annotation) if (found := _form_in(part)) is not None), None)
    return None
