"""Rulesets are read: files in YAML and JSON, what they extend, their overrides, and what cannot be taken over."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from govkit.checks.lint.spectral.discovery import core_functions
from govkit.checks.lint.spectral.functions._options import UnsupportedOptionsError
from govkit.checks.lint.spectral.functions.schema import missing_reference
from govkit.checks.lint.spectral.model import Function, OptionsError, Then
from govkit.checks.lint.spectral.paths import PathError, field
from govkit.checks.lint.spectral.rulesets.builtin import NAMES, NOT_SUPPORTED, PREFIX, builtin
from govkit.checks.lint.spectral.rulesets.definition import Asked, Definition, Extended, Overriding
from govkit.checks.lint.spectral.rulesets.renamed import with_names_of_today
from govkit.checks.lint.spectral.rulesets.validity import mistakes
from govkit.errors import InputError, Place
from govkit.spec.documents import Document, Files, Library, Pointer, hinted_if_empty, parse_pointer

_MOST_RULESETS = 1_000
_DEEPEST = 100
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DATA = (".json", ".yaml", ".yml")
_SCRIPT = (".js", ".mjs", ".cjs", ".ts")
_PACKAGE = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*(?:/[a-z0-9~-][a-z0-9._~-]*)*")


def read_definition(files: Files, path: str) -> Definition:
    """The ruleset at a path of some files, and all that it extends. Raises InputError with the place and a hint."""
    library = Library(files)
    return _Reader(library, posixpath.dirname(path)).file(posixpath.normpath(path), frozenset(), ())


class _Reader:
    """One reading. `home` is the folder of the first ruleset, from which bare names are looked for, too."""

    def __init__(self, library: Library, home: str) -> None:
        self._library = library
        self._home = home
        self._known: dict[tuple[str, frozenset[str]], Definition] = {}

    def file(self, path: str, scripts: frozenset[str], passed: tuple[str, ...]) -> Definition:
        """The ruleset of a file. `scripts` are the functions in JavaScript that those who extend it have."""
        if path.lower().endswith(_SCRIPT):
            place = Place(self._library.files.label(path))
            raise InputError(
                "a ruleset in JavaScript is a program, which is not run", place=place, hint="write it as YAML or JSON"
            )
        key = (path, scripts)
        if key not in self._known:
            with hinted_if_empty("a ruleset has `extends`, `rules` or both"):
                document = self._library.open(path)
            for wrong in mistakes(document.tree):
                raise InputError(wrong.message, place=document.place(wrong.at), hint=wrong.hint)
            self._known[key] = self._whole(document, scripts, (*passed, path))
        return self._known[key]

    def _whole(self, document: Document, scripts: frozenset[str], passed: tuple[str, ...]) -> Definition:
        tree = with_names_of_today(document.tree)
        scripts |= frozenset(map(_name_of, tree.get("functions", [])))
        source = _Source(document, scripts, passed)
        one = self._definition(tree, source, ())
        overrides = [
            self._override(said, source, ("overrides", index)) for index, said in enumerate(tree.get("overrides", []))
        ]
        overrides += [_excepted(pattern, rules, document) for pattern, rules in tree.get("except", {}).items()]
        return replace(one, overrides=tuple(overrides))

    def _override(self, said: dict[str, Any], source: _Source, at: Pointer) -> Overriding:
        return Overriding(_files_of(said["files"]), self._definition(said, source, at))

    def _definition(self, tree: Mapping[str, Any], source: _Source, at: Pointer) -> Definition:
        extends: list[Extended] = []
        left_out: list[tuple[str, str, Place | None]] = []
        said = tree.get("extends", [])
        several = isinstance(said, list)
        for index, one in enumerate(said if several else [said]):
            where = (*at, "extends", index) if several else (*at, "extends")
            name, mode = (one[0], one[1]) if isinstance(one, list) else (one, None)
            found = self._extended(name, source, where)
            if isinstance(found, str):
                left_out.append((name, found, source.document.place(where)))
            else:
                extends.append(Extended(found, mode, found.size))
        definition = Definition(
            tree,
            tuple(extends),
            (),
            source.asked(tree, at),
            source.places(tree, at),
            tuple(left_out),
        )
        if definition.size > _MOST_RULESETS:
            raise InputError(
                f"it extends more than {_MOST_RULESETS:,} rulesets, one way and another",
                place=source.document.place((*at, "extends")),
                hint="extend each of them once",
            )
        return definition

    def _extended(self, name: str, source: _Source, at: Pointer) -> Definition | str:
        """A ruleset that is extended, or why it is left out."""
        if name in NOT_SUPPORTED:
            return NOT_SUPPORTED[name]
        if name.startswith(PREFIX):
            return self._builtin(name, source, at)
        if _URL.match(name):
            return "it is on the network, from which nothing is fetched: keep a copy beside the ruleset"
        if name.lower().endswith(_SCRIPT):
            return "it is a program in JavaScript, which is not run"
        path = self._found(name, source, at)
        if path is None:
            return "it is a package of npm, which is not installed: keep a copy beside the ruleset"
        if path in source.passed:
            circle = " → ".join((*source.passed[source.passed.index(path) :], path))
            raise InputError(
                f"the ruleset extends itself: {circle}", place=source.document.place(at), hint="remove one of the two"
            )
        if len(source.passed) >= _DEEPEST:
            raise InputError("rulesets extend each other too deep", place=source.document.place(at))
        return self.file(path, source.scripts, source.passed)

    def _builtin(self, name: str, source: _Source, at: Pointer) -> Definition:
        key = (name, frozenset[str]())
        if key not in self._known:
            found = builtin(name)
            if found is None:
                near = get_close_matches(name, NAMES, 1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(NAMES)}"
                raise InputError(f"there is no ruleset {name}", place=source.document.place(at), hint=hint)
            functions = {**core_functions(), **found.functions}
            asked = {
                rule: _asked(said["then"], functions, frozenset()) for rule, said in found.definition["rules"].items()
            }
            self._known[key] = Definition(found.definition, asked=asked)
        return self._known[key]

    def _found(self, name: str, source: _Source, at: Pointer) -> str | None:
        """The path of a ruleset among the files, None for what is a package. Raises InputError for one that is none."""
        own = posixpath.dirname(source.document.path)
        is_bare = _PACKAGE.fullmatch(name) is not None
        for folder in dict.fromkeys((self._home, own) if is_bare else (own,)):
            path = posixpath.normpath(posixpath.join(folder, name))
            if path.startswith(("../", "/")) or path == "..":
                raise InputError(
                    f"the ruleset {name} lies outside the root",
                    place=source.document.place(at),
                    hint="move it inside the root",
                )
            if self._library.files.exists(path):
                return path if path.lower().endswith(_DATA) else None
        if is_bare and not name.endswith(_DATA):
            return None
        raise InputError(f"there is no ruleset {name}", place=source.document.place(at), hint=self._close(name, own))

    def _close(self, name: str, folder: str) -> str:
        beside = [path for path in self._library.files.list(folder) if path.lower().endswith(_DATA)]
        near = get_close_matches(posixpath.join(folder, name.removeprefix("./")), beside, 1)
        where = posixpath.relpath(near[0], folder or ".") if near else ""
        return f"did you mean ./{where}?" if near else "paths are relative to the ruleset that names them"


class _Source:
    """The document that definitions are read from, and what is known where it is extended."""

    def __init__(self, document: Document, scripts: frozenset[str], passed: tuple[str, ...]) -> None:
        self.document = document
        self.scripts = scripts
        self.passed = passed

    def asked(self, tree: Mapping[str, Any], at: Pointer) -> dict[str, Asked]:
        """What the rules ask that are written whole. Raises InputError for what no function is or takes."""
        found: dict[str, Asked] = {}
        for name, said in tree.get("rules", {}).items():
            if isinstance(said, dict):
                try:
                    found[name] = _asked(said["then"], core_functions(), self.scripts)
                except _Wrong as error:
                    where = (*at, "rules", name, "then", *error.at)
                    raise InputError(str(error), place=self.document.place(where), hint=error.hint) from error
        return found

    def places(self, tree: Mapping[str, Any], at: Pointer) -> dict[str, Place]:
        """Where what is said of rules stands."""
        pointers = {name: (*at, "rules", name) for name in tree.get("rules", {})}
        places = self.document.places(pointers.values())
        return {name: places[pointer] for name, pointer in pointers.items()}


class _Wrong(ValueError):
    """A function that there is not, or options that it does not take."""

    def __init__(self, message: str, at: Pointer, hint: str | None = None) -> None:
        super().__init__(message)
        self.at = at
        self.hint = hint


def _asked(then: Any, functions: Mapping[str, Function], scripts: frozenset[str]) -> Asked:
    made: list[Then] = []
    skipped = silent = ""
    for index, one in enumerate(then if isinstance(then, list) else [then]):
        at: Pointer = (index,) if isinstance(then, list) else ()
        name = one["function"]
        if name in scripts:
            skipped = skipped or f"its function `{name}` is a program in JavaScript, which is not run"
            continue
        if name not in functions:
            near = get_close_matches(name, functions, 1)
            hint = f"did you mean `{near[0]}`?" if near else "the ruleset's own functions stand in its `functions`"
            raise _Wrong(f"there is no function `{name}`", (*at, "function"), hint)
        try:
            check = functions[name].compile(one.get("functionOptions"))
        except UnsupportedOptionsError as error:
            skipped = skipped or str(error)
            continue
        except OptionsError as error:
            where = (*at, "functionOptions", *error.at) if "functionOptions" in one else at
            raise _Wrong(str(error), where, _example(name)) from error
        try:
            if one.get("field") is not None:
                field(one["field"])
        except PathError as error:
            skipped = skipped or f"the field `{one['field']}` cannot be read: {error}"
            continue
        if name == "schema" and (reference := missing_reference(one["functionOptions"])) is not None:
            silent = (
                f"its schema refers to `{reference}`, which is not in it, and finds nothing then: write that into the "
                "schema's `definitions`, and refer to it there"
            )
        made.append(Then(check, name, one.get("field")))
    return Asked((), skipped) if skipped else Asked(tuple(made), silent=silent)


_OPTIONS = {
    "alphabetical": "{keyedBy: name}",
    "casing": "{type: camel}",
    "enumeration": "{values: [public, internal]}",
    "length": "{min: 1, max: 80}",
    "or": "{properties: [summary, description]}",
    "pattern": "{match: '^[a-z]+$'}",
    "schema": "{schema: {type: string}}",
    "unreferencedReusableObject": "{reusableObjectsLocation: '#/components/schemas'}",
    "xor": "{properties: [value, externalValue]}",
}


def _example(function: str) -> str:
    """How a function is asked, as a hint."""
    said = _OPTIONS.get(function)
    return f"such as {{function: {function}, functionOptions: {said}}}" if said else "leave `functionOptions` out"


def _name_of(function: Any) -> str:
    """The name of a function in JavaScript, which may stand with the schema of its options."""
    first = function[0] if isinstance(function, list) and function else function
    return posixpath.basename(str(first)).removesuffix(".js")


def _files_of(patterns: Iterable[str]) -> tuple[tuple[str, Pointer | None], ...]:
    found: list[tuple[str, Pointer | None]] = []
    for pattern in patterns:
        glob, hash_, pointer = pattern.partition("#")
        found.append((glob, parse_pointer(pointer) if hash_ else None))
    return tuple(found)


def _excepted(pattern: str, rules: list[str], document: Document) -> Overriding:
    """The old form of an override: rules that are off in a file, or at a pointer in it."""
    tree = {"rules": dict.fromkeys(rules, "off")}
    places = dict.fromkeys(rules, document.place(("except", pattern)))
    files = _files_of([f"**{pattern}" if pattern.startswith("#") else pattern])
    return Overriding(files, Definition(tree, places=places))
