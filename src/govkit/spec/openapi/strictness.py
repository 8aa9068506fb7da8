"""The strict pass: what openapi-spec-validator, a second opinion, says of one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from govkit.errors import InputError, MissingExtra
from govkit.findings import Finding, discover
from govkit.spec.documents import Library, Pointer
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem
from govkit.spec.openapi.semantics import RULES, findings_of

MOST = 200
"""So many findings of one document are told."""

_OPERATION = re.compile(r"for '(\w+)' (?:operation )?in '([^']+)'")
"""How an error names an operation."""

_BASE = "file:///"
"""Where the files of a library seem to lie: nothing is read from there."""


def strict_findings(contract: Contract) -> list[Finding]:
    """What openapi-spec-validator finds in a contract's document, at most 200 findings.

    Raises MissingExtra where it is not installed.
    """
    rule = discover(RULES)["openapi-invalid"]
    return findings_of(contract, [(rule, problem) for problem in problems(contract)])


def check_installed() -> None:
    """Raises MissingExtra where openapi-spec-validator is not installed: for whoever would ask questions first."""
    if find_spec("openapi_spec_validator") is None:
        raise MissingExtra(
            "the strict pass needs openapi-spec-validator, which is not installed",
            hint="pip install 'govkit[strict]'",
        )


def problems(contract: Contract) -> Iterator[Problem]:
    """Each error of openapi-spec-validator; where it crashes, one that says so. No file is opened, no host is asked."""
    check_installed()
    from openapi_spec_validator.shortcuts import get_validator_cls

    found: list[tuple[Pointer, str]] = []
    try:
        errors = get_validator_cls(contract.source.tree)(_path_of(contract)).iter_errors()
        whereabouts = _Whereabouts(contract)
        found.extend((whereabouts.of(error), _message(error)) for error in islice(errors, MOST))
    except Exception as crash:  # noqa: BLE001 - a foreign validator crashes in more ways than anybody has listed
        reason = " ".join(f"{type(crash).__name__}: {crash}".partition(" within {")[0].split())
        found.append(((), f"openapi-spec-validator cannot judge this document: {_short(reason)}"))
    places = contract.source.places({pointer for pointer, _ in found})
    for pointer, message in found:
        yield Problem(contract.document, contract.standing(pointer), message, place=places[pointer])


def _path_of(contract: Contract) -> Any:
    """The document as openapi-spec-validator walks it, its references read from the library and nowhere else."""
    from jsonschema_path import SchemaPath

    uri = _BASE + quote(contract.source.path)
    return SchemaPath.from_dict(contract.source.tree, base_uri=uri, handlers=_Readers(contract.source_library))


class _Readers(dict[str, Any]):
    """For every scheme of URIs, the library: without an answer here, the network would be asked."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library

    def __contains__(self, scheme: object) -> bool:
        return True

    def __getitem__(self, scheme: str) -> Any:
        return self._read

    def _read(self, uri: str) -> Any:
        if not uri.startswith(_BASE):
            raise InputError(f"the reference {uri!r} leads to another machine or scheme")
        return self._library.open(unquote(urlsplit(uri).path.lstrip("/"))).tree


class _Whereabouts:
    """Finds where in a document an error lies.

    Errors of the document's form say it. Those of a schema or of a value only know their way inside it, but hold the
    very object of the tree that they speak of, or name the operation.
    """

    def __init__(self, contract: Contract) -> None:
        self._root = contract.source.tree

    @cached_property
    def _pointers(self) -> dict[int, Pointer]:
        """The places of all objects and lists of the document, by identity."""
        found: dict[int, Pointer] = {}
        waiting: list[tuple[Pointer, Any]] = [((), self._root)]
        while waiting:
            at, value = waiting.pop()
            if isinstance(value, dict | list) and id(value) not in found:
                found[id(value)] = at
                members = value.items() if isinstance(value, dict) else enumerate(value)
                waiting.extend(((*at, key), inner) for key, inner in members)
        return found

    def of(self, error: Any) -> Pointer:
        """The pointer of an error; the root where nothing tells."""
        known = self._followed(error.absolute_path)
        if known:
            return known
        for thing in (error.instance, error.schema):
            if isinstance(thing, dict | list) and self._pointers.get(id(thing)):
                return self._pointers[id(thing)]
        named = _OPERATION.search(error.message)
        return self._followed(("paths", named[2], named[1])) if named else ()

    def _followed(self, path: Iterable[str | int]) -> Pointer:
        """The part of a path that leads somewhere, numbers as keys where objects have them (`200`)."""
        value, found = self._root, []
        for part in path:
            key = str(part) if isinstance(value, dict) else part
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                break
            found.append(key)
        return tuple(found)


def _message(error: Any) -> str:
    """The first paragraph of an error's words: what follows repeats the document."""
    return _short(" ".join(str(error.message).partition("\n\n")[0].split()))


def _short(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:200]}…{text[-99:]}"
