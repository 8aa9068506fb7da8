"""A body as a tree of terms: at each place an example, and the values that it stands for.

The semantics are those of the Pact specification: what is not matched is equal, a matcher at a place holds for all
below that have no closer one, lists have their length unless a matcher speaks of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from govkit.checks.pacts.expected.matchers import STRUCTURAL, TYPE, generated, handled, kind_of
from govkit.checks.pacts.reading.pact import Body
from govkit.checks.pacts.reading.paths import BadPath, path_of, weight
from govkit.checks.pacts.reading.rules import Generators, Held, Matcher, Rule, Ruling, held_at_root
from govkit.checks.pacts.reading.ruling import matcher_of
from govkit.spec.documents import Pointer
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import typed

_DEPTH = 200

Steps: TypeAlias = tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class Term:
    """One place of a body. `kind` is the type of its example; `made` what is really sent, where a generator makes it.

    `exact`: the value itself is expected, and all that is in it. Such a value is that of one case, in one state of the
    provider: that others may come is no finding, for they are other cases.

    `loose`: the names of the members are data. `many`: a list may hold any number of items like these, within `least`
    and `most`. `contains`: among others, a list holds items like these.
    """

    value: Any
    at: Pointer
    kind: str
    said: Schema | None = None
    exact: bool = False
    by_type: bool = False
    unknown: tuple[str, ...] = ()
    made: Schema | None = None
    is_generated: bool = False
    members: dict[str, Term] = field(default_factory=dict)
    loose: bool = False
    items: list[Term] = field(default_factory=list)
    many: bool = False
    least: int | None = None
    most: int | None = None
    contains: bool = False

    @property
    def schema(self) -> Schema:
        """The schema of the values that the term of a scalar stands for."""
        return {"enum": [self.value]} if self.said is None else self.said

    def all(self) -> Iterator[Term]:
        """This term and all below it."""
        yield self
        for inner in (*self.members.values(), *self.items):
            yield from inner.all()


def term_of(body: Body) -> Term:
    """The tree of a body that is there."""
    return _Builder(body.generators).term(body.value, body.at, held_at_root(body.rules), ())


class _Builder:
    def __init__(self, generators: Generators) -> None:
        self._generators = generators

    def term(self, value: Any, at: Pointer, held: Held, way: Steps, said: Ruling | None = None) -> Term:
        """The term of a value; `said` is what its container says of it, where no rule is closer."""
        rule = held.rule
        cascaded = rule is not None and len(rule.path) < len(way)
        if said is not None and (rule is None or cascaded):
            rule, cascaded = Rule((), said), False
        if isinstance(value, dict) and len(way) < _DEPTH:
            return self._object(value, at, held, way, None if rule is None or cascaded else rule.ruling, rule)
        if isinstance(value, list) and len(way) < _DEPTH:
            return self._list(value, at, held, way, rule, cascaded=cascaded)
        term = Term(value, at, typed(value))
        ruling = rule.ruling if rule is not None and not _is_structural(rule.ruling) else None
        if ruling is None:
            term.exact = True
        else:
            term.exact = _is_exact(ruling)
            term.said, term.unknown = handled(ruling, value)
            term.by_type = all(kind_of(one) == TYPE for one in ruling.matchers)
        generator = self._generator(way) if self._generators else None
        if generator is not None:
            term.is_generated = True
            term.made = generated(generator, value)
        return term

    def _generator(self, way: Steps) -> dict[str, Any] | None:
        for path, generator in self._generators.items():
            if len(path) == len(way) and all(weight(a, b) for a, b in zip(path, way, strict=True)):
                return generator
        return None

    def _object(
        self, value: dict[str, Any], at: Pointer, held: Held, way: Steps, own: Ruling | None, rule: Rule | None
    ) -> Term:
        term = Term(value, at, "object", unknown=_unknown(rule))
        entries: Ruling | None = None
        if own is not None:
            each = own.named("eachValue")
            entries = _each(each) if each is not None else None
            term.loose = own.named("values", "eachKey", "eachValue") is not None
        depth = len(way) + 1
        for name, inner in value.items():
            term.members[name] = self.term(inner, (*at, name), held.below(name, depth), (*way, name), entries)
        term.exact = (rule is None or _is_exact(rule.ruling)) and all(one.exact for one in term.members.values())
        return term

    def _list(
        self, value: list[Any], at: Pointer, held: Held, way: Steps, rule: Rule | None, *, cascaded: bool
    ) -> Term:
        term = Term(value, at, "array", unknown=_unknown(rule))
        if rule is None or _is_exact(rule.ruling):
            term.items = self._items(value, at, held, way, None)
            term.exact = all(one.exact for one in term.items)
            return term
        contains = rule.ruling.named("arrayContains") if not cascaded else None
        if contains is not None:
            term.contains = True
            term.items = list(self._variants(contains, value, at))
            return term
        each = rule.ruling.named("eachValue") if not cascaded else None
        term.many = True
        if not cascaded:
            term.least, term.most = _counts(rule.ruling)
        term.items = self._items(value, at, held, way, _each(each) if each is not None else None)
        return term

    def _items(self, value: list[Any], at: Pointer, held: Held, way: Steps, entries: Ruling | None) -> list[Term]:
        depth = len(way) + 1
        return [
            self.term(inner, (*at, index), held.below(index, depth), (*way, index), entries)
            for index, inner in enumerate(value)
        ]

    def _variants(self, matcher: Matcher, value: list[Any], at: Pointer) -> Iterator[Term]:
        """The items that a list must hold among others, each with rules of its own (version 4, `arrayContains`)."""
        listed = matcher.said.get("variants")
        for variant in listed if isinstance(listed, list) else ():
            index = variant.get("index") if isinstance(variant, dict) else None
            if not isinstance(index, int) or not 0 <= index < len(value):
                continue
            said = variant.get("rules")
            rules: list[Rule] = []
            for key, rule in said.items() if isinstance(said, dict) else ():
                try:
                    path = path_of(key) if key else ()
                except BadPath:
                    continue
                matchers = rule.get("matchers", [rule]) if isinstance(rule, dict) else []
                ruling = Ruling(tuple(matcher_of(one) for one in matchers if isinstance(one, dict)))
                rules.append(Rule(path, ruling))
            yield _Builder({}).term(value[index], (*at, index), held_at_root(tuple(rules)), ())


def _is_structural(ruling: Ruling) -> bool:
    return bool(ruling.matchers) and all(one.name in STRUCTURAL for one in ruling.matchers)


def _is_exact(ruling: Ruling) -> bool:
    """Whether matchers say that the value itself is expected."""
    return bool(ruling.matchers) and all(one.name == "equality" for one in ruling.matchers)


def _unknown(rule: Rule | None) -> tuple[str, ...]:
    return () if rule is None else handled(rule.ruling, {})[1]


def _each(matcher: Matcher) -> Ruling:
    listed = matcher.said.get("rules")
    rules = tuple(matcher_of(one) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return Ruling(rules or (Matcher(TYPE, {}),))


def _counts(ruling: Ruling) -> tuple[int | None, int | None]:
    """The least and the most items of a list that a matcher of types names."""
    least = most = None
    for matcher in ruling.matchers:
        low, high = matcher.said.get("min"), matcher.said.get("max")
        least = low if isinstance(low, int) else least
        most = high if isinstance(high, int) else most
    return least, most
