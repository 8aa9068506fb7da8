"""Why a schema refuses a value, in the order in which the validator of rulesets finds it.

That validator stops at the first reason, and tells where that is. So the order in which keywords are asked decides
what is found: those for values of any type first, then those of numbers, texts, lists and objects; the order within
these is that of `keywords.groups`. A union tells the reasons of its branches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from govkit.spec.documents import Pointer, parse_pointer
from govkit.spec.schemas.equality import is_number

Check = Callable[["Evaluation", "Asked"], None]
_REFERENCES = frozenset({"$ref", "$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor"})


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason: the keyword, where in the value, in words, and what the keyword allows where it lists that."""

    keyword: str
    way: Pointer
    message: str
    allowed: tuple[Any, ...] = ()
    extra: str | None = None
    """The name of a member that is not expected, or not there."""


class Seen:
    """Which members and items keywords of a schema have looked at, for those that ask about the others."""

    __slots__ = ("items", "names", "whole")

    def __init__(self) -> None:
        self.whole = False
        self.names: list[Iterable[str]] = []
        self.items: int | bool = 0

    def add(self, other: Seen) -> None:
        """What is seen by a part is seen by the whole."""
        self.whole = self.whole or other.whole
        self.names += other.names
        if self.items is not True:
            self.items = True if other.items is True else max(self.items, other.items)


@dataclass(slots=True)
class Asked:
    """What a keyword is asked: of which schema, of which value, and where it is."""

    keyword: str
    schema: Mapping[str, Any]
    value: Any
    way: Pointer
    inner: bool
    """Whether a union or the like around it goes on after a reason is found."""
    seen: Seen

    @property
    def said(self) -> Any:
        """The keyword's own value."""
        return self.schema[self.keyword]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a schema is asked: its types, whether they come first, and its keywords in groups by type."""

    types: tuple[str, ...]
    types_first: bool
    groups: tuple[tuple[str | None, tuple[tuple[str, Check], ...]], ...]


class Stop(Exception):
    """The first reason is found."""


class TooMuch(Exception):
    """A schema that asks without end: each of its branches asks the same again."""


_TESTS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "integer": lambda value: is_number(value) and value % 1 == 0,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def is_of(kind: str, value: Any) -> bool:
    """Whether a value is of a type of JSON Schema."""
    return _TESTS[kind](value)


@dataclass(slots=True)
class Evaluation:
    """One question to a schema. `lax` names the flag of members that need not be there, such as `readOnly`."""

    root: Any
    plan: Callable[[Mapping[str, Any]], Plan]
    everything: bool = False
    lax: frozenset[str] = frozenset()
    accepts: Callable[[str, Any], bool] | None = None
    """Quickly, whether what a reference leads to accepts a value, where somebody knows."""
    failures: list[Failure] = field(default_factory=list)
    most: int | None = None
    """After how many parts of schemas it is given up, with TooMuch."""
    anchors: dict[str, Any] = field(default_factory=dict)
    """The schemas that were asked first under a dynamic anchor, which is where dynamic references lead."""
    standing: Any = None
    """The schema that stands for itself and is asked now."""

    def ask(self, value: Any) -> list[Failure]:
        """The reasons why the root refuses a value: all of them, or the first one found."""
        self._whole(self.root, value, (), Seen())
        return self.failures

    def _whole(self, schema: Any, value: Any, way: Pointer, seen: Seen) -> bool:
        """Asks a schema that stands for itself."""
        before, self.failures = self.failures, []
        around, self.standing = self.standing, schema
        with suppress(Stop):
            self.apply(schema, value, way, False, seen)
        found, self.failures = self.failures, before + self.failures
        self.standing = around
        return not found

    def apply(self, schema: Any, value: Any, way: Pointer, inner: bool, seen: Seen) -> bool:
        """Asks a schema, and whether it accepts the value."""
        if not isinstance(schema, dict):
            if schema is False:
                self.report(Failure("false schema", way, "must not be there"), inner)
            return schema is not False
        self._count()
        start = len(self.failures)
        plan = self.plan(schema)
        if plan.types_first and not any(_TESTS[kind](value) for kind in plan.types):
            self._wrong_type(plan, way, inner)
        for kind, checks in plan.groups:
            if kind is None or _TESTS[kind](value):
                self._group(checks, Asked("", schema, value, way, inner, seen))
            elif not plan.types_first and plan.types == (kind,):
                self._wrong_type(plan, way, inner)
            if not self.everything and len(self.failures) > start:
                return False
        if self.everything and "errorMessage" in schema:
            self._in_other_words(schema["errorMessage"], start, way)
        return len(self.failures) == start

    def _count(self) -> None:
        if self.most is not None:
            self.most -= 1
            if self.most < 0:
                raise TooMuch

    def _in_other_words(self, said: Any, start: int, way: Pointer) -> None:
        """Puts messages of a schema in the place of reasons: of all it has, or of those that keywords of it have."""
        if start == len(self.failures):
            return
        own, rest = self.failures[start:], []
        keywords = said if isinstance(said, dict) else {"_": said}
        for keyword, text in keywords.items():
            meant = [one for one in own if keyword == "_" or (one.keyword, one.way) == (keyword, way)]
            if meant and isinstance(text, str):
                own = [one for one in own if one not in meant]
                rest.append(Failure("errorMessage", way, text))
        self.failures[start:] = [*own, *rest]

    def _group(self, checks: tuple[tuple[str, Check], ...], asked: Asked) -> None:
        start = len(self.failures)
        for asked.keyword, check in checks:
            check(self, asked)
            if not self.everything and len(self.failures) > start:
                return

    def _wrong_type(self, plan: Plan, way: Pointer, inner: bool) -> None:
        self.report(Failure("type", way, f"must be {','.join(plan.types)}"), inner)

    def report(self, failure: Failure, inner: bool, *, beside: bool = False) -> None:
        """Notes a reason; `beside` those that are there. Ends the evaluation where the first one is enough."""
        if self.everything or inner or beside:
            self.failures.append(failure)
        else:
            self.failures = [failure]
        if not (self.everything or inner):
            raise Stop

    def fail(self, asked: Asked, message: str, *, beside: bool = False, **more: Any) -> None:
        """Notes that the keyword that is asked refuses its value."""
        self.report(Failure(asked.keyword, asked.way, message, **more), asked.inner, beside=beside)

    def part(self, asked: Asked, schema: Any, *, inner: bool | None = None, seen: Seen | None = None) -> bool:
        """Asks a part of a schema about the same value."""
        within = asked.inner if inner is None else inner
        return self.apply(schema, asked.value, asked.way, within, asked.seen if seen is None else seen)

    def holds(self, asked: Asked, schema: Any, *, lax: bool = True) -> tuple[bool, Seen]:
        """Whether a part of a schema accepts the value, with no reason noted."""
        before, everything, flags = self.failures, self.everything, self.lax
        self.failures, self.everything = [], False
        self.lax = flags if lax else frozenset()
        seen = Seen()
        held = self.apply(schema, asked.value, asked.way, True, seen)
        self.failures, self.everything, self.lax = before, everything, flags
        return held, seen

    def follow(self, asked: Asked, reference: str) -> None:
        """Asks what a reference leads to."""
        try:
            target = resolved(self.root, reference)
        except (KeyError, IndexError):
            return  # in a part that need not have been asked: where it matters, nothing was asked at all
        if self.accepts is not None and not _is_open(target) and self.accepts(reference, asked.value):
            return
        if reference not in ("#", "#/") and not refers(target):
            self.part(asked, target)
            return
        self._whole(target, asked.value, asked.way, asked.seen)

    def follow_dynamic(self, asked: Asked, anchor: str) -> None:
        """Asks the schema that was asked first under an anchor, or else again the one that stands for itself here."""
        self._whole(self.anchors.get(anchor, self.standing), asked.value, asked.way, asked.seen)


def _is_open(schema: Any) -> bool:
    """Whether others may ask which members a schema has looked at."""
    return "properties" in schema and not schema.keys() & {"additionalProperties", "unevaluatedProperties"}


def resolved(root: Any, reference: str) -> Any:
    """What a reference within a schema leads to. Raises KeyError where that is nothing."""
    if reference in ("#", "#/"):
        return root
    if isinstance(root, dict) and not reference.startswith("#"):
        home, _, fragment = reference.partition("#")
        own = root.get("$id", root.get("id"))
        if not (isinstance(own, str) and own.removesuffix("#") == home):
            raise KeyError(reference)
        reference = f"#{fragment}"
    if reference.startswith("#/"):
        return _at(root, parse_pointer(reference[1:]))
    return _named(root, reference[1:])


def _at(value: Any, way: Pointer) -> Any:
    for part in way:
        if isinstance(value, list) and str(part).isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value[part]
        else:
            raise KeyError(part)
    return value


def _named(root: Any, name: str) -> Any:
    """The part of a schema that bears an anchor."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if name in (one.get("$anchor"), one.get("$dynamicAnchor")) or one.get("id", one.get("$id")) == f"#{name}":
                return one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    raise KeyError(name)


def refers(schema: Any) -> bool:
    """Whether a reference stands anywhere in a schema."""
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not _REFERENCES.isdisjoint(one):
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False
