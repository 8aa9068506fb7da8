"""Matching rules and generators as they are written: by path in version 2, by category from version 3 on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.pacts.reading.paths import Any_, BadPath, Path, path_of
from govkit.checks.pacts.reading.rules import Generator, Matcher, Rule, Ruling
from govkit.errors import InputError
from govkit.spec.documents import Document, Pointer

CATEGORIES = ("method", "path", "query", "header", "body", "status", "metadata")
_OTHER_NAMES = {"headers": "header", "content": "body", "contents": "body", "metaData": "metadata"}


class Ruled:
    """The rules of one part of an interaction, by category."""

    def __init__(self, document: Document, owner: dict[str, Any], at: Pointer) -> None:
        """Raises InputError where what is written under `matchingRules` or `generators` cannot be read."""
        self._document = document
        self.rules: dict[str, list[Rule]] = {}
        self.generators: dict[str, dict[Path, Generator]] = {}
        self._read_rules(owner.get("matchingRules"), (*at, "matchingRules"))
        self._read_generators(owner.get("generators"), (*at, "generators"))

    def of(self, category: str) -> tuple[Rule, ...]:
        """The rules of a category."""
        return tuple(self.rules.get(category, ()))

    def named(self, category: str) -> dict[str, tuple[Rule, ...]]:
        """The rules of a category by the name that their path begins with, and their paths behind it."""
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules.get(category, ()):
            name, *rest = rule.path or ("",)
            key = str(name.value) if isinstance(name, Any_) else str(name)
            key = key.lower() if category == "header" else key
            found[key] = (*found.get(key, ()), Rule(tuple(rest), rule.ruling))
        return found

    def generated(self, category: str) -> frozenset[str]:
        """The names in a category whose values are generated; the empty name for the category itself."""
        return frozenset(str(path[0]) if path else "" for path in self.generators.get(category, ()))

    # ------------------------------------------------------------------------------------------------------ as written

    def _read_rules(self, said: Any, at: Pointer) -> None:
        for category, path, rule, place in self._entries(said, at):
            ruling = self._ruling(rule, place)
            if ruling is not None:
                self.rules.setdefault(category, []).append(Rule(path, ruling))

    def _read_generators(self, said: Any, at: Pointer) -> None:
        for category, path, generator, _ in self._entries(said, at):
            if isinstance(generator.get("type"), str):
                self.generators.setdefault(category, {})[path] = generator

    def _entries(self, said: Any, at: Pointer) -> Iterator[tuple[str, Path, dict[str, Any], Pointer]]:
        """Category, path and what is said there, of all that is written."""
        if said is None:
            return
        if not isinstance(said, dict):
            raise self._error("must be an object", at)
        for key, value in said.items():
            place = (*at, key)
            if not isinstance(value, dict):
                raise self._error("must be an object", place)
            if key.startswith("$"):
                yield (*self._by_path(key, place), value, place)
            else:
                yield from self._by_category(_category(key), value, place)

    def _by_path(self, text: str, at: Pointer) -> tuple[str, Path]:
        """A path of version 2, which begins with its category: `$.body.items[0].id`."""
        first, *rest = self._path(text, at) or ("body",)
        category = _category(str(first))
        if category not in CATEGORIES:
            raise self._error(f"{text!r} begins with none of $.{', $.'.join(CATEGORIES)}", at)
        return category, tuple(rest)

    def _by_category(
        self, category: str, said: dict[str, Any], at: Pointer
    ) -> Iterator[tuple[str, Path, dict[str, Any], Pointer]]:
        if category in ("path", "method", "status") and (said.keys() & {"matchers", "match", "type", "combine"}):
            yield category, (), said, at
            return
        for key, value in said.items():
            place = (*at, key)
            if not isinstance(value, dict):
                raise self._error("must be an object", place)
            yield category, self._category_path(key, category, place), value, place

    def _category_path(self, key: str, category: str, at: Pointer) -> Path:
        if not key or key == "$":
            return ()
        if key.startswith("$"):
            return self._path(key, at)
        name, bracket, index = key.partition("[")
        if category in ("query", "header") and bracket and index.rstrip("]").isdigit():
            return (name, int(index.rstrip("]")))
        return (key,)

    def _path(self, text: str, at: Pointer) -> Path:
        try:
            return path_of(text)
        except BadPath:
            raise self._error(
                f"{text[:80]!r} is no path expression", at, "a path looks like `$.items[*].id` or `$['a b']`"
            ) from None

    def _ruling(self, said: dict[str, Any], at: Pointer) -> Ruling | None:
        listed = said.get("matchers")
        if listed is None:
            listed = [said]
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self._error("`matchers` must be a list of objects", at)
        matchers = tuple(matcher_of(one) for one in listed)
        return Ruling(matchers, str(said.get("combine", "AND")).upper() == "OR") if matchers else None

    def _error(self, what: str, at: Pointer, hint: str | None = None) -> InputError:
        return InputError(f"this rule of the pact cannot be read: {what}", place=self._document.place(at), hint=hint)


def _category(name: str) -> str:
    """The name of a category, of which some have several."""
    return _OTHER_NAMES.get(name, name)


def matcher_of(said: dict[str, Any]) -> Matcher:
    """One matcher under the name of version 4; the older ones have it say what it does by its members."""
    name = said.get("match")
    if not isinstance(name, str):
        name = next((word for word in ("regex", "timestamp", "date", "time") if word in said), "type")
    return Matcher({"timestamp": "datetime", "array-contains": "arrayContains"}.get(name, name), said)
