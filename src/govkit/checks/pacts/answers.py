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
from govkit.checks.pacts.places import Place
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.unions import choice, strays
from govkit.checks.pacts.ways import Way
from govkit.checks.pacts.witnesses import Messages, Shown
from govkit.findings import Verdict
from govkit.spec.documents import Node, Pointer
from govkit.spec.schemas.fit import Fit
from govkit.spec.schemas.languages import all_texts
from govkit.spec.schemas.patterns import includes
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Shape, contains_value, plainly_allowed

_NUMBERS = frozenset({"integer", "number"})


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

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def compare(
        self, term: Term, place: Place, handled: Handled, messages: Messages, tell: Tell, reads: set[str]
    ) -> None:
        """Tells of all that is wrong in one expected body; `reads` gets the fields that it relies on."""
        _Walk(self._provider, handled, messages, tell, reads, term.at).walk(term, place)


class _Walk:
    def __init__(
        self,
        provider: Provider,
        handled: Handled,
        messages: Messages,
        tell: Tell,
        reads: set[str],
        root: Pointer,
    ) -> None:
        self._provider = provider
        self._handled = handled
        self._messages = messages
        self._tell = tell
        self._reads = reads
        self._depth_of_root = len(root)

    def walk(self, term: Term, place: Place) -> None:
        """Compares a place and all below it."""
        self._reads |= place.way.fields
        if place.is_plain_for(term.kind, term.exact) and (term.exact or term.by_type) and not term.unknown:
            return
        for unknown in term.unknown:
            self._say("response-matcher-unknown", term, place, {"what": unknown}, verdict=Verdict.UNPROVEN)
        if place.is_single:
            self._place(term, place)
            return
        chosen = choice(term, place)
        if not chosen.fitting:
            self._say("response-value-impossible", term, place, {"variants": True})
            return
        for other in () if term.exact else chosen.others:
            if not any(strays(one, other) == 0 for one in self._handled.at(place.way.path)):
                self._variant(term, place, other)
        for one in chosen.fitting:
            self._place(term, one)

    def _variant(self, term: Term, place: Place, other: Place) -> None:
        shown = self._messages.with_value(term, self._at(term), self._provider.values.some(other.spot))
        if shown.witness is not None:
            named = other.way.component if not other.way.below else None
            origin = origin_of(other.shape, other.branch or other.spot)
            self._tell(Spoken("response-variant-unhandled", place.way, term, origin, shown, {"variant": named}))

    def _place(self, term: Term, place: Place) -> None:
        shape = place.shape
        if shape.dangling:
            return
        kind = term.kind
        if not _is_among(kind, shape.types) and (kind == "null" or not _is_open(term)):
            self._say("response-value-impossible", term, place, {"types": _listed(shape.types)})
            return
        if kind == "null":
            return
        if "null" in shape.types and not (term.exact or place.is_anything):
            self._null(term, place)
        if kind == "object":
            self._other_types(term, place, _OBJECT)
            self._object(term, place)
        elif kind == "array":
            self._other_types(term, place, _ARRAY)
            self._list(term, place)
        elif term.exact:
            if not self._may_be(term.value, place):
                self._say("response-value-impossible", term, place, _asked(shape))
        else:
            self._matched(term, place)

    # ------------------------------------------------------------------------------------------------------------ null

    def _null(self, term: Term, place: Place) -> None:
        if _is_scalar(term) and _takes(term.schema, None):
            return
        if self._handled.takes(place.way.path, None):
            return
        shown = self._messages.with_value(term, self._at(term), [None])
        if not shown.always:
            self._say("response-property-nullable", term, place, {}, shown=shown, keyword="nullable")

    def _other_types(self, term: Term, place: Place, own: frozenset[str]) -> None:
        others = place.shape.types - own - _NULL
        if not others or term.exact or place.is_anything:
            return
        if any(one is not term and _is_among(one.kind, others) for one in self._handled.at(place.way.path)):
            return
        values = self._provider.values.of_shape(replace(place.shape, types=others))
        shown = self._messages.with_value(term, self._at(term), values)
        if shown.witness is not None:
            said = {"types": _listed(others)}
            self._say("response-type-unhandled", term, place, said, shown=shown, keyword="type")

    # --------------------------------------------------------------------------------------------------------- objects

    def _object(self, term: Term, place: Place) -> None:
        shape, way = place.shape, place.way
        if term.members and place.says_nothing:
            self._reads |= {field for name in term.members for field in way.member(name).fields}
            self._say("response-schema-unspecified", term, place, {}, verdict=Verdict.UNPROVEN)
            return
        for name, inner in term.members.items():
            member = place.member(name)
            if name in shape.unsent:
                self._lacking("response-property-write-only", inner, place, name, {})
            elif member is None or (not member.spot and name not in shape.properties):
                said = {"open": shape.open and member is not None}
                self._lacking("response-property-undeclared", inner, place, name, said)
            else:
                if name not in shape.required and name in shape.properties and not term.loose:
                    self._optional(inner, place, name)
                self.walk(inner, member)

    def _lacking(self, kind: str, term: Term, owner: Place, name: str, said: dict[str, Any]) -> None:
        """Tells of a member that the description does not promise at all."""
        way = owner.way.member(name)
        self._reads |= way.fields
        shown = self._messages.without(self._at(term)[:-1], name)
        origin = member_origin(owner.shape, owner.spot, name)
        self._tell(Spoken(kind, way, term, origin, shown, said | {"name": name}))

    def _optional(self, term: Term, owner: Place, name: str) -> None:
        if self._handled.lacks(owner.way.path, name):
            return
        shown = self._messages.without(self._at(term)[:-1], name)
        if shown.always:
            return
        origin = member_origin(owner.shape, owner.spot, name)
        way = owner.way.member(name)
        self._tell(Spoken("response-property-optional", way, term, origin, shown, {"name": name}))

    # ----------------------------------------------------------------------------------------------------------- lists

    def _list(self, term: Term, place: Place) -> None:
        self._counts(term, place)
        for index, inner in enumerate(term.items):
            item = place.item(index)
            if item is not None:
                self.walk(inner, item)
            else:
                way = place.way.item()
                self._reads |= way.fields
                origin = origin_of(place.shape, place.spot)
                verdict = Verdict.UNPROVEN
                self._tell(Spoken("response-schema-unspecified", way, inner, origin, None, {}, verdict=verdict))
                return

    def _counts(self, term: Term, place: Place) -> None:
        low, high = place.shape.limits.get("minItems", 0), place.shape.limits.get("maxItems")
        count = len(term.items)
        if not term.many and not term.contains:
            if count < low or (high is not None and count > high):
                said = {"count": count, "least": low, "most": high}
                self._say("response-items-impossible", term, place, said)
            return
        if term.least is not None and term.least > 1 and low < term.least and not self._shorter(place, term.least):
            self._say("response-items-unhandled", term, place, {"least": term.least})
        if term.most is not None and (high is None or high > term.most):
            self._say("response-items-unhandled", term, place, {"most": term.most})

    def _shorter(self, place: Place, least: int) -> bool:
        """Whether another interaction handles fewer items."""
        others = (one for one in self._handled.at(place.way.path) if isinstance(one.value, list))
        return any(len(one.items) < least and (one.least or 0) < least for one in others)

    # --------------------------------------------------------------------------------------------------------- scalars

    def _matched(self, term: Term, place: Place) -> None:
        schema, shape = term.schema, place.shape
        named = schema.get("type")
        takes = frozenset({named}) if isinstance(named, str) else frozenset(named) if isinstance(named, list) else None
        if takes is not None:
            self._types(term, place, takes)
        if not self._may_be(term.value, place):
            self._unlikely(term, place)
        if takes is not None and (len(schema) == 1 or not (shape.types & takes)):
            return
        self._values(term, place)

    def _types(self, term: Term, place: Place, takes: frozenset[str]) -> None:
        """Types that may come beside those that are handled."""
        kinds = takes | {"integer"} if "number" in takes else takes
        others = place.shape.types - kinds - _NULL
        if not others or place.is_anything:
            return
        if others == {"number"} and "integer" in kinds:
            values = [0.5, 1.5, *islice(self._provider.values.of_shape(place.shape), 4)]
            self._unhandled("response-fraction-unhandled", term, place, values, {})
            return
        self._other_types(term, place, kinds)

    def _unlikely(self, term: Term, place: Place) -> None:
        """An example that cannot come: an error where nothing of what is handled can, else a bad example."""
        shape = place.shape
        known = shape.enum if shape.enum is not None else _of_formats(shape)
        possible = not known or any(_takes(term.schema, value) for value in known)
        type_fits = term.kind in shape.types or (term.kind in _NUMBERS and shape.types & _NUMBERS)
        kind = "response-example-impossible" if possible and type_fits else "response-value-impossible"
        self._say(kind, term, place, _asked(shape))

    def _values(self, term: Term, place: Place) -> None:
        """Values that may come and that no matcher stands for."""
        shape, path = place.shape, place.way.path
        if shape.enum is not None:
            missed = [one for one in shape.enum if one is not None and not _takes(term.schema, one)]
            missed = [one for one in missed if not self._handled.takes(path, one)]
            if missed:
                said = {"values": missed, "closed": True}
                self._unhandled("response-enum-value-unhandled", term, place, missed, said, keyword="enum")
            return
        fit = self._fit(term, place)
        if fit.holds:
            return
        if fit.holds is None:
            because = fit.because
            self._say(
                "response-value-unproven", term, place, {"what": because}, verdict=Verdict.UNPROVEN, reason=because
            )
            return
        if self._handled.takes(path, fit.value):
            return
        said = {"handled": term.schema, "closed": _is_closed(term.schema), "constrained": _is_constrained(shape)}
        self._unhandled("response-text-unhandled", term, place, [fit.value], said)

    def _fit(self, term: Term, place: Place) -> Fit:
        """Whether the matchers stand for all values that may come and are not null."""
        if _includes_format(term.schema, place.shape):
            return Fit(True)
        missed = next((one for one in _of_formats(place.shape) if not _takes(term.schema, one)), None)
        if missed is not None:
            return Fit(False, missed)
        present = self._provider.fitting.present(place.spot)
        return self._provider.fit(present, self._provider.made(term.schema))

    def _unhandled(
        self, kind: str, term: Term, place: Place, values: list[Any], said: dict[str, Any], keyword: str = "type"
    ) -> None:
        shown = self._messages.with_value(term, self._at(term), values)
        if not shown.always:
            self._say(kind, term, place, said | {"value": values[0]}, shown=shown, keyword=keyword)

    # ---------------------------------------------------------------------------------------------------------- shared

    def _may_be(self, value: Any, place: Place) -> bool:
        shape = place.shape
        if shape.enum is not None:
            return contains_value(shape.enum, value)
        if not plainly_allowed(value, shape):
            return False
        return not (shape.unions or shape.opaque) or self._provider.accepts(place.spot, value)

    def _at(self, term: Term) -> Pointer:
        """Where a term stands in the message."""
        return term.at[self._depth_of_root :]

    def _say(
        self,
        kind: str,
        term: Term,
        place: Place,
        said: dict[str, Any],
        *,
        shown: Shown | None = None,
        keyword: str = "",
        verdict: Verdict | None = None,
        reason: str = "",
    ) -> None:
        origin = origin_of(place.shape, place.spot, keyword)
        self._tell(Spoken(kind, place.way, term, origin, shown, said, reason, verdict))


_NULL, _OBJECT, _ARRAY = (frozenset({kind}) for kind in ("null", "object", "array"))


def _is_scalar(term: Term) -> bool:
    return not isinstance(term.value, dict | list)


def _is_open(term: Term) -> bool:
    """Whether a matcher stands for values of several types."""
    return not term.exact and _is_scalar(term) and "type" not in term.schema


def _listed(types: frozenset[str] | set[str]) -> list[str]:
    return sorted(types)


def _is_among(kind: str, types: frozenset[str]) -> bool:
    return kind in types or (kind == "integer" and "number" in types)


def _takes(schema: Schema, value: Any) -> bool:
    return validator_of(schema).accepts(value)


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


_LANGUAGES = {
    "date-time": r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$",
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "uuid": r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
}
"""Expressions that all values of a format match, and few others."""


def _includes_format(schema: Schema, shape: Shape) -> bool:
    """Whether an expression stands for all values of a format that the description asks for."""
    pattern = schema.get("pattern")
    known = [_LANGUAGES[name] for name in shape.sets.get("format", ()) if name in _LANGUAGES]
    return isinstance(pattern, str) and schema.get("type") == "string" and any(includes(pattern, one) for one in known)


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
