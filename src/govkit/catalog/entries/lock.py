"""The lock: what each released version said, as one digest of its data, so that a later edit is seen.

A digest is `sha256:v1:` and 64 hex digits, over the definition of a version, its overlays and every file that they
reach by `$ref`: each as its path in the estate and its tree as JSON with sorted keys and exact integers, sorted by
path. Nothing is bundled or normalised, so that no version of govkit sees it otherwise. What may be edited after the
release stays out: `deprecated`, the headers `Deprecation` and `Sunset`, `x-sunset` and `x-deprecation-…`,
descriptions, summaries, examples, `externalDocs`.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from govkit.catalog.entries.form import VERSION
from govkit.catalog.entries.kinds.api import ApiVersion
from govkit.errors import InputError, Place
from govkit.spec.documents import DEFAULT_LIMITS, Document, Files, Tree, parse

LOCK = "released.lock"
"""The name of the file, in the folder of the catalog."""

_FORM = "sha256:v1:"
_LINE = re.compile(rf"(?P<name>[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?@{VERSION}): (?P<digest>sha256:v1:[0-9a-f]{{64}})")
_MARK = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/")

_DATA = frozenset({"default", "enum", "const", "security", "value"})
"""Keywords whose values are data, each word of which counts."""
_NAMING = frozenset(
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies",
        "dependentRequired", "schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes",
        "securityDefinitions", "links", "callbacks", "pathItems", "paths", "webhooks", "x-webhooks", "content",
        "mediaTypes", "encoding", "variables", "additionalOperations", "mapping", "scopes",
    }
)  # fmt: skip
"""Keywords whose members are names that somebody chose: `description` in `properties` is a property."""
_FREE_EXTENSION = re.compile(r"x-(?:sunset|deprecat(?:ed|ion))(?:$|-.*)", re.IGNORECASE)
_FREE_HEADERS = frozenset({"deprecation", "sunset"})


# -------------------------------------------------------------------------------------------------------------- digest


def digest(files: Files, version: ApiVersion) -> str:
    """The digest of what a version says. Raises InputError where a file of it cannot be read."""
    hashed = hashlib.sha256()
    for path, tree in sorted(locked_trees(files, version).items()):
        hashed.update(_json([path, tree]).encode("ascii"))
        hashed.update(b"\n")
    return _FORM + hashed.hexdigest()


def locked_trees(files: Files, version: ApiVersion) -> dict[str, Tree]:
    """What a version says, by path: the trees of its files without what may be edited. Raises InputError."""
    found: dict[str, Tree] = {}
    start = posixpath.normpath(version.definition)
    waiting = [start]
    for overlay in version.overlays:
        path = posixpath.normpath(overlay)
        found[path] = locked_tree(_read(files, path).tree)
        waiting += _reached(files, start, found[path])  # what an overlay writes stands in the definition
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        if len(found) >= DEFAULT_LIMITS.files:
            raise InputError(
                f"more than {DEFAULT_LIMITS.files:,} files refer to each other", place=Place(files.label(start))
            )
        found[path] = locked_tree(_read(files, path).tree)
        waiting += _reached(files, path, found[path])
    return found


def _read(files: Files, path: str) -> Document:
    return parse(files.read(path), files.label(path), path, shared=True)


def _reached(files: Files, home: str, tree: Tree) -> Iterator[str]:
    """The files to which the references of a tree lead; a reference to another machine is only text."""
    for reference in _references(tree):
        location = unquote(reference.partition("#")[0])
        if not location or _SCHEME.match(location):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(home), location))
        if not path.startswith("../") and files.exists(path):
            yield path


def _references(tree: Tree) -> Iterator[str]:
    waiting: list[Any] = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                yield reference
            waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(inner for inner in value if isinstance(inner, dict | list))


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def locked_tree(tree: Tree) -> Tree:
    """A tree of a description without what may be edited after the release."""
    return _object(tree, "")


def _object(value: Any, named: str) -> Any:
    """What counts of a value; `named` is the keyword above it where its members are names."""
    if isinstance(value, list):
        return [_object(item, "") for item in value]
    if not isinstance(value, dict):
        return value
    if named:
        return _members(value, named)
    found = {}
    for key, inner in value.items():
        if _may_be_edited(key, inner):
            continue
        if key in _DATA or (key.startswith("x-") and key not in _NAMING):
            found[key] = inner
        elif key in _NAMING and isinstance(inner, dict):
            kept = _object(inner, key)
            if kept or key != "headers":  # the map may be there for the free headers alone
                found[key] = kept
        else:
            found[key] = _object(inner, "")
    return found


def _members(value: Mapping[str, Any], named: str) -> dict[str, Any]:
    if named == "headers":
        value = {name: inner for name, inner in value.items() if name.lower() not in _FREE_HEADERS}
    if named == "links":
        return {name: _link(inner) for name, inner in value.items()}
    return {name: inner if name.startswith("x-") and named == "paths" else _object(inner, "")
            for name, inner in value.items()}  # fmt: skip


def _link(value: Any) -> Any:
    """A link, whose parameters and body are data."""
    if not isinstance(value, dict):
        return value
    data = {key: value[key] for key in ("parameters", "requestBody") if key in value}
    return {**_object({key: inner for key, inner in value.items() if key not in data}, ""), **data}


def _may_be_edited(key: str, value: Any) -> bool:
    """Whether a member of an object is free: what has the name of a keyword and not its form is something else."""
    if key in ("description", "summary"):
        return isinstance(value, str) or (isinstance(value, dict) and value.keys() == {"$ref"} and _is_prose(value))
    if key == "deprecated":
        return isinstance(value, bool)
    if key == "externalDocs":
        return isinstance(value, dict)
    return key in ("example", "examples") or _FREE_EXTENSION.fullmatch(key) is not None


def _is_prose(value: Mapping[str, Any]) -> bool:
    """Whether a reference leads to a text."""
    return str(value["$ref"]).lower().endswith((".md", ".markdown", ".txt", ".html", ".htm", ".adoc", ".rst"))


# ---------------------------------------------------------------------------------------------------------------- file


@dataclass(frozen=True)
class Lock:
    """The digests of released versions by their names (`billing@2.1.0`); `lines` says where each stands, from 1."""

    digests: Mapping[str, str] = field(default_factory=dict)
    label: str = LOCK
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, name: str) -> Place:
        """Where the line of a version stands; the file where there is none."""
        return Place(self.label, self.lines.get(name), 1 if name in self.lines else None)

    def with_version(self, name: str, value: str) -> Lock:
        """The lock with one version more."""
        return Lock({**self.digests, name: value}, self.label, self.lines)


def read_lock(files: Files, folder: str) -> Lock:
    """The lock of an estate, empty where there is no file. Raises InputError with the place of a bad line."""
    path = posixpath.join(folder, LOCK)
    if not files.exists(path):
        return Lock(label=files.label(path))
    return parse_lock(files.read(path), files.label(path))


def parse_lock(data: bytes, label: str) -> Lock:
    """The lock in a file: a line a version, empty lines and `#` comments between. Raises InputError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise InputError("this is not UTF-8 text", place=Place(label, number, 1)) from error
    digests: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, row in enumerate(text.split("\n"), start=1):
        row = row.rstrip("\r")  # noqa: PLW2901  as checked out on Windows
        if not row.strip() or row.startswith("#"):
            continue
        found = _LINE.fullmatch(row)
        if found is None:
            raise _bad_line(row, Place(label, number, 1))
        name = found["name"]
        if digests.setdefault(name, found["digest"]) != found["digest"]:
            hint = f"line {lines[name]} has another: keep that of the version that was released"
            raise InputError(f"{name} is locked twice, with two digests", place=Place(label, number, 1), hint=hint)
        lines.setdefault(name, number)
    return Lock(digests, label, lines)


def _bad_line(row: str, place: Place) -> InputError:
    if _MARK.match(row):
        return InputError(
            "there is the mark of a merge conflict",
            place=place,
            hint="keep the lines of both sides, and remove its marks",
        )
    shown = row if len(row) <= 60 else f"{row[:59]}…"
    hint = "a line is `api@version: sha256:v1:` and 64 hex digits; `govkit release` writes it"
    return InputError(f"this is no line of the lock: `{shown}`", place=place, hint=hint)


def write_lock(lock: Lock, old: bytes = b"") -> bytes:
    """The file of a lock: sorted lines, after the comments with which the old file began."""
    newline = "\r\n" if b"\r\n" in old else "\n"
    head: list[str] = []
    for row in old.decode("utf-8-sig").splitlines():
        if not row.startswith("#"):
            break
        head.append(row)
    rows: Iterable[str] = (f"{name}: {value}" for name, value in sorted(lock.digests.items()))
    return "".join(f"{row}{newline}" for row in (*head, *rows)).encode()
