"""The body of an answer: what the provider may send, held against what a consumer handles, at the fields it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from govkit.checks.pacts.expected.matchers import validator_of
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.handled import Handled
from govkit.checks.pacts.origins import member_origin, origin_of
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.unions import Unions, member_of
from govkit.checks.pacts.ways import Components, Way
from govkit.checks.pacts.witnesses import Messages, Shown
from govkit.findings import Verdict
from govkit.spec.documents import Node, Pointer
from govkit.spec.schemas.fit import Fit
from govkit.spec.schemas.languages import all_texts
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Shape, Spot, contains_value, is_false, plainly_allowed, typed

_NUMBERS = frozenset({"integer", "number"})
_MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is found at one place of an answer, for whoever makes it a fact."""

    kind: str
    way: Way
    term: Term
    origin: Node | None
    shown: Shown | None
    said: dict[str, Any]
    reason: str = ""
    verdict: Verdict | None = None


Tell = Callable[[Spoken], None]


class Answers:
    """Compares expected bodies with what a contract says of them."""

    def __init__(self, provider: Provider, unions: Unions, components: Components) -> None:
        self._provider = provider
        self._unions = unions
        self._components = components

    def compare(
        self, term: Term, spot: Spot, handled: Handled, messages: Messages, tell: Tell, reads: set[str]
    ) -> None:
        """Tells of all that is wrong in one expected body; `reads` gets the fields that it relies on."""
        _Walk(self._provider, self._unions, self._components, handled, messages, tell, reads, term.at).walk(
            term, spot, Way()
        )


class _Walk:
    def __init__(
        self,
        provider: Provider,
        unions: Unions,
        components: Components,
        handled: Handled,
        messages: Messages,
        tell: Tell,
        reads: set[str],
        root: Pointer,
    ) -> None:
        self._provider = provider
        self._unions = unions
        self._components = components
        self._handled = handled
        self._messages = messages
        self._tell = tell
        self._reads = reads
        self._depth_of_root = len(root)

    def walk(self, term: Term, spot: Spot, way: Way) -> None:
        """Compares a place and all below it."""
        way = self._components.entered(way, spot)
        self._reads |= way.fields
        for unknown in term.unknown:
            self._say("response-matcher-unknown", term, way, spot, {"what": unknown}, verdict=Verdict.UNPROVEN)
        choice = self._unions.choice(term, spot)
        if not choice.fitting:
            self._say("response-value-impossible", term, way, spot, {"variants": True})
            return
        for other in choice.others:
            if not any(self._unions.strays(one, other) == 0 for one in self._handled.at(way.path)):
                self._variant(term, way, other)
        for chosen in choice.fitting:
            self._place(term, chosen, way)

    def _variant(self, term: Term, way: Way, other: Spot) -> None:
        shown = self._messages.with_value(self._at(term), self._provider.values.some(other))
        if shown.witness is not None:
            names = self._components.entered(Way(), other[-1:]).component
            self._say("response-variant-unhandled", term, way, other[-1:], {"variant": names}, shown=shown)

    def _place(self, term: Term, spot: Spot, way: Way) -> None:
        shape = self._provider.shape(spot)
        if shape.dangling:
            return
        kind = typed(term.value)
        if not _of_types(term.value, shape.types) and (kind == "null" or not _is_open(term)):
            self._say("response-value-impossible", term, way, spot, {"types": _listed(shape.types)})
            return
        if kind == "null":
            return
        self._null(term, shape, spot, way)
        if kind == "object":
            self._other_types(term, shape, spot, way, {"object"})
            self._object(term, shape, spot, way)
        elif kind == "array":
            self._other_types(term, shape, spot, way, {"array"})
            self._list(term, shape, spot, way)
        elif term.exact:
            self._exact(term, shape, spot, way)
        else:
            self._matched(term, shape, spot, way)

    # ------------------------------------------------------------------------------------------------------------ null

    def _null(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        if (
            "null" not in shape.types
            or term.value is None
            or shape.types == _ANY_TYPE
            or (term.exact and _is_scalar(term))
        ):
            return
        if _is_scalar(term) and _takes(term.schema, None):
            return
        if self._handled.takes(way.path, None):
            return
        shown = self._messages.with_value(self._at(term), [None])
        if not shown.always:
            self._say("response-property-nullable", term, way, spot, {}, shown=shown, keyword="nullable")

    def _other_types(self, term: Term, shape: Shape, spot: Spot, way: Way, own: set[str]) -> None:
        others = shape.types - own - {"null"}
        if not others or shape.types >= _ANY_TYPE:
            return
        if any(_of_types(one.value, others) for one in self._handled.at(way.path)):
            return
        values = self._provider.values.of_shape(replace(shape, types=frozenset(others)))
        shown = self._messages.with_value(self._at(term), list(islice(values, _MOST_VALUES)))
        if shown.witness is not None:
            said = {"types": _listed(others)}
            self._say("response-type-unhandled", term, way, spot, said, shown=shown, keyword="type")

    # --------------------------------------------------------------------------------------------------------- objects

    def _object(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        if term.members and _says_nothing(shape):
            self._reads |= {field for name in term.members for field in way.member(name).fields}
            self._say("response-schema-unspecified", term, way, spot, {}, verdict=Verdict.UNPROVEN)
            return
        for name, inner in term.members.items():
            member = member_of(shape, name)
            there = way.member(name)
            if name in shape.unsent:
                self._reads |= there.fields
                self._lacking("response-property-write-only", inner, there, spot, name, {})
            elif member is None or (not member and name not in shape.properties):
                self._reads |= there.fields
                said = {"open": shape.open and member is not None}
                self._lacking("response-property-undeclared", inner, there, spot, name, said)
            else:
                if name not in shape.required and name in shape.properties and not term.loose:
                    self._optional(inner, there, spot, way, name)
                self.walk(inner, member, there)

    def _lacking(self, kind: str, term: Term, way: Way, owner: Spot, name: str, said: dict[str, Any]) -> None:
        """Tells of a member that the description does not promise at all."""
        shown = self._messages.without(self._at(term)[:-1], name)
        origin = member_origin(self._provider.shape(owner), owner, name)
        self._tell(Spoken(kind, way, term, origin, shown, said | {"name": name}))

    def _optional(self, term: Term, way: Way, owner: Spot, above: Way, name: str) -> None:
        if self._handled.lacks(above.path, name):
            return
        shown = self._messages.without(self._at(term)[:-1], name)
        if shown.always:
            return
        origin = member_origin(self._provider.shape(owner), owner, name)
        self._tell(Spoken("response-property-optional", way, term, origin, shown, {"name": name}))

    # ----------------------------------------------------------------------------------------------------------- lists

    def _list(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        self._counts(term, shape, spot, way)
        there = way.item()
        for index, inner in enumerate(term.items):
            item = shape.prefix[index] if index < len(shape.prefix) else shape.items
            if item:
                self.walk(inner, item, there)
            else:
                self._reads |= there.fields
                self._say("response-schema-unspecified", inner, there, spot, {}, verdict=Verdict.UNPROVEN)
                return

    def _counts(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        low, high = shape.limits.get("minItems", 0), shape.limits.get("maxItems")
        count = len(term.items)
        if not term.many and not term.contains:
            if count < low or (high is not None and count > high):
                said = {"count": count, "least": low, "most": high}
                self._say("response-items-impossible", term, way, spot, said)
            return
        if term.least is not None and term.least > 1 and low < term.least and not self._shorter(way, term.least):
            self._say("response-items-unhandled", term, way, spot, {"least": term.least})
        if term.most is not None and (high is None or high > term.most):
            self._say("response-items-unhandled", term, way, spot, {"most": term.most})

    def _shorter(self, way: Way, least: int) -> bool:
        """Whether another interaction handles fewer items."""
        others = (one for one in self._handled.at(way.path) if isinstance(one.value, list))
        return any(len(one.items) < least and (one.least or 0) < least for one in others)

    # --------------------------------------------------------------------------------------------------------- scalars

    def _exact(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        if not self._may_be(term.value, shape, spot):
            self._say("response-value-impossible", term, way, spot, _asked(shape))

    def _matched(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        schema = term.schema
        named = schema.get("type")
        takes = {named} if isinstance(named, str) else set(named) if isinstance(named, list) else None
        if takes is not None:
            self._types(term, shape, spot, way, takes)
        if not self._may_be(term.value, shape, spot):
            self._unlikely(term, shape, spot, way)
        if takes is not None and (len(schema) == 1 or not (shape.types & takes)):
            return
        self._values(term, shape, spot, way)

    def _types(self, term: Term, shape: Shape, spot: Spot, way: Way, takes: set[str]) -> None:
        """Types that may come beside those that are handled."""
        kinds = takes | ({"integer"} if "number" in takes else set())
        others = shape.types - kinds - {"null"}
        if shape.types >= _ANY_TYPE:
            return
        if others == {"number"} and "integer" in kinds:
            values = [0.5, 1.5, *islice(self._provider.values.of_shape(shape), 4)]
            self._unhandled("response-fraction-unhandled", term, spot, way, values, {})
            return
        self._other_types(term, shape, spot, way, kinds)

    def _unlikely(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        """An example that cannot come: an error where nothing of what is handled can, else a bad example."""
        possible = shape.enum is None or any(_takes(term.schema, value) for value in shape.enum)
        type_fits = typed(term.value) in shape.types or ({typed(term.value)} <= _NUMBERS and shape.types & _NUMBERS)
        kind = "response-example-impossible" if possible and type_fits else "response-value-impossible"
        self._say(kind, term, way, spot, _asked(shape))

    def _values(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        """Values that may come and that no matcher stands for."""
        present = self._provider.fitting.present(spot)
        if shape.enum is not None:
            missed = [one for one in shape.enum if one is not None and not _takes(term.schema, one)]
            missed = [one for one in missed if not self._handled.takes(way.path, one)]
            if missed:
                said = {"values": missed, "closed": True}
                self._unhandled("response-enum-value-unhandled", term, spot, way, missed, said, keyword="enum")
            return
        missed = [one for one in _of_formats(shape) if not _takes(term.schema, one)]
        fit = self._provider.fit(present, self._provider.made(term.schema)) if not missed else Fit(False, missed[0])
        if fit.holds:
            return
        if fit.holds is None:
            said = {"what": fit.because}
            self._say("response-value-unproven", term, way, spot, said, verdict=Verdict.UNPROVEN, reason=fit.because)
            return
        if self._handled.takes(way.path, fit.value):
            return
        said = {"handled": term.schema, "closed": _is_closed(term.schema), "constrained": _is_constrained(shape)}
        self._unhandled("response-text-unhandled", term, spot, way, [fit.value], said)

    def _unhandled(
        self,
        kind: str,
        term: Term,
        spot: Spot,
        way: Way,
        values: list[Any],
        said: dict[str, Any],
        keyword: str = "type",
    ) -> None:
        shown = self._messages.with_value(self._at(term), values)
        if not shown.always:
            self._say(kind, term, way, spot, said | {"value": values[0]}, shown=shown, keyword=keyword)

    # ---------------------------------------------------------------------------------------------------------- shared

    def _may_be(self, value: Any, shape: Shape, spot: Spot) -> bool:
        if shape.enum is not None:
            return contains_value(shape.enum, value)
        if not plainly_allowed(value, shape):
            return False
        return (not shape.unions and not shape.opaque) or self._provider.accepts(spot, value)

    def _at(self, term: Term) -> Pointer:
        """Where a term stands in the message."""
        return term.at[self._depth_of_root :]

    def _say(
        self,
        kind: str,
        term: Term,
        way: Way,
        spot: Spot,
        said: dict[str, Any],
        *,
        shown: Shown | None = None,
        keyword: str = "",
        verdict: Verdict | None = None,
        reason: str = "",
    ) -> None:
        origin = origin_of(self._provider.shape(spot), spot, keyword)
        self._tell(Spoken(kind, way, term, origin, shown, said, reason, verdict))


_ANY_TYPE = frozenset({"null", "boolean", "number", "string", "array", "object"})


def _is_scalar(term: Term) -> bool:
    return not isinstance(term.value, dict | list)


def _is_open(term: Term) -> bool:
    """Whether a matcher stands for values of several types."""
    return not term.exact and _is_scalar(term) and "type" not in term.schema


def _listed(types: frozenset[str] | set[str]) -> list[str]:
    return sorted(types)


def _of_types(value: Any, types: frozenset[str] | set[str]) -> bool:
    kind = typed(value)
    return kind in types or (kind == "integer" and "number" in types)


def _takes(schema: Schema, value: Any) -> bool:
    return validator_of(schema).accepts(value)


def _says_nothing(shape: Shape) -> bool:
    """Whether a shape says nothing of the members of an object, and does not refuse any."""
    if shape.properties or shape.patterns or shape.opaque or shape.unions:
        return False
    return not any(is_false(atom) or atom.schema for atom in shape.additional)


def _is_closed(schema: Schema) -> bool:
    """Whether a schema lists its values."""
    if "enum" in schema:
        return True
    return isinstance(schema.get("pattern"), str) and all_texts(schema["pattern"]) is not None


_FORMS = {
    "date-time": ("2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00.123Z", "2026-01-31T12:00:00Z"),
    "date": ("2026-01-31",),
    "uuid": ("123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"),
}
"""Values of formats that differ in what the formats leave open: offsets, fractions, case."""


def _of_formats(shape: Shape) -> list[str]:
    found = (value for name in shape.sets.get("format", ()) for value in _FORMS.get(name, ()))
    return [value for value in found if plainly_allowed(value, shape)]


def _is_constrained(shape: Shape) -> bool:
    return bool(shape.sets.keys() & {"pattern", "format"} or shape.limits)


def _asked(shape: Shape) -> dict[str, Any]:
    """What the description says of a value, for words."""
    return {
        "types": _listed(shape.types),
        "enum": list(shape.enum) if shape.enum is not None else None,
        "formats": list(shape.sets.get("format", ())),
        "patterns": list(shape.sets.get("pattern", ())),
        "limits": dict(shape.limits),
    }
