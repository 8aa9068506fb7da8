"""The body of a request: what a consumer may send, held against what the provider takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govkit.checks.pacts.answers import Spoken, Tell
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.origins import member_origin, origin_of
from govkit.checks.pacts.places import Place
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.unions import choice
from govkit.checks.pacts.ways import Way
from govkit.checks.pacts.witnesses import Shown, changed, putting
from govkit.findings import Verdict, Witness
from govkit.spec.documents import Node, Pointer, format_pointer
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Shape
from govkit.spec.schemas.validators import Refusal

_MISSING = re.compile(r'^"(.*)" is a required property$', re.DOTALL)
_UNDECLARED = frozenset({"additionalProperties", "unevaluatedProperties", "false"})
_CHOOSING = frozenset({"anyOf", "oneOf"})
_LIMITS = frozenset({"maxLength", "minLength", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"})
_DEPTH = 60


class Bodies:
    """Compares the bodies that consumers send with what a contract takes."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def compare(self, term: Term, place: Place, operation: str, part: str, tell: Tell, sends: set[str]) -> None:
        """Tells of all that is wrong in one body; `sends` gets the fields that it holds."""
        walk = _Walk(self._provider, term, place, operation, part, tell, sends)
        walk.refusals()
        walk.walk(term, place, 0)


class _Walk:
    def __init__(
        self,
        provider: Provider,
        term: Term,
        place: Place,
        operation: str,
        part: str,
        tell: Tell,
        sends: set[str],
    ) -> None:
        self._provider = provider
        self._term = term
        self._whole = place
        self._operation = operation
        self._part = part
        self._tell = tell
        self._sends = sends
        self._root = len(term.at)
        self._refused: set[Pointer] = set()
        self._body: Any = self._sent()

    # ----------------------------------------------------------------------------------------------- the example itself

    def refusals(self) -> None:
        """Tells why the provider refuses the body as it is sent."""
        if self._provider.accepts(self._whole.spot, self._body):
            return
        told: set[tuple[Pointer, str, str]] = set()
        for refusal, chosen in self._reasons():
            missing = _MISSING.match(refusal.message) if refusal.keyword == "required" else None
            key = (refusal.path, refusal.keyword, missing[1] if missing else "")
            if key not in told:
                told.add(key)
                self._refusal(chosen, refusal, missing[1] if missing else None)

    def _sent(self) -> Any:
        """The body as it goes over the wire: where a generator makes a value, one of its values."""
        body = self._term.value
        for one in self._term.all():
            if one.is_generated:
                body = changed(body, one.at[self._root :], putting(self._representative(one)))
        return body

    def _representative(self, term: Term) -> Any:
        """A value that a generator makes: the example where it is one, or where nobody knows."""
        if term.made is None:
            return term.value
        spot = self._provider.made(term.made)
        if self._provider.accepts(spot, term.value):
            return term.value
        return next(self._provider.values.some(spot), term.value)

    def _reasons(self) -> Iterator[tuple[Refusal, Place]]:
        """Why a body is refused, told of the branches that it is closest to where it may be of several."""
        found = self._provider.refusals(self._whole.spot, self._body)
        if not any(one.keyword in _CHOOSING and not one.path for one in found):
            yield from ((one, self._whole) for one in found)
            return
        judged = [(self._told(one), one) for one in self._whole.alternatives]
        judged = [(reasons, one) for reasons, one in judged if reasons]
        if len(judged) < 2:
            yield from ((one, self._whole) for one in found)
            return
        reasons, best = min(judged, key=lambda pair: _distance(pair[0]))
        yield from ((one, best) for one in reasons)

    def _told(self, place: Place) -> list[Refusal]:
        """The reasons of one alternative, without those of the union that it was chosen from."""
        found = self._provider.refusals(place.spot, self._body)
        return [one for one in found if one.keyword not in _CHOOSING or one.path] or found

    def _refusal(self, chosen: Place, refusal: Refusal, missing: str | None) -> None:
        place, term = self._followed(chosen, refusal.path)
        self._refused.add(refusal.path)
        because = f"{format_pointer(refusal.path)}: {refusal.message}" if refusal.path else refusal.message
        shown = Shown(Witness(self._operation, f"pact {self._part}", self._body, "accepts", "refuses", because))
        said: dict[str, Any] = {"because": refusal.message, "keyword": refusal.keyword}
        if missing is not None:
            way = place.way.member(missing)
            origin = member_origin(place.shape, place.spot, missing)
            self._tell(Spoken("request-property-missing", way, term, origin, shown, said | {"name": missing}))
        elif refusal.keyword in _UNDECLARED and isinstance(term.value, dict):
            for name, inner in term.members.items():
                if place.member(name) is None:
                    self._refused.add((*refusal.path, name))
                    origin = origin_of(place.shape, place.spot, refusal.keyword)
                    way = place.way.member(name)
                    self._tell(Spoken("request-property-refused", way, inner, origin, shown, said | {"name": name}))
        else:
            origin = origin_of(place.shape, place.spot, refusal.keyword)
            self._tell(Spoken("request-value-refused", place.way, term, origin, shown, said))

    def _followed(self, place: Place, path: Pointer) -> tuple[Place, Term]:
        """The place that a path leads to, and its term, as far as the schemas and the pact know it."""
        term = self._term
        place = _settled(place, term)
        for part in path:
            below = place.member(part) if isinstance(part, str) else place.item(part)
            inner = term.members.get(part) if isinstance(part, str) else _item(term, part)
            if below is None or inner is None:
                break
            place, term = _settled(below, inner), inner
        return place, term

    # ------------------------------------------------------------------------------------------- what else it may send

    def walk(self, term: Term, place: Place, depth: int) -> None:
        """Tells of what the provider does not know, and of values that a matcher stands for and it refuses."""
        self._sends |= place.way.fields
        for unknown in term.unknown:
            self._say("request-matcher-unknown", term, place, {"what": unknown}, verdict=Verdict.UNPROVEN)
        if depth > _DEPTH:
            return
        fitting = choice(term, place).fitting
        if not fitting:
            self._only_fields(term, place.way)
        elif isinstance(term.value, dict):
            self._object(term, fitting, depth)
        elif isinstance(term.value, list):
            self._list(term, fitting[0], depth)
        elif (term.is_generated or not term.exact) and term.at[self._root :] not in self._refused:
            self._scalar(term, place)

    def _only_fields(self, term: Term, way: Way) -> None:
        for name, inner in term.members.items():
            self._sends |= way.member(name).fields
            self._only_fields(inner, way.member(name))

    def _object(self, term: Term, fitting: tuple[Place, ...], depth: int) -> None:
        first = fitting[0]
        shape = first.shape
        for name, inner in term.members.items():
            known = next((found for one in fitting if (found := one.member(name)) is not None), None)
            if name in shape.unsent:
                self._say_member("request-property-read-only", inner, first, name)
            elif known is None or (not known.spot and name not in shape.properties and not shape.open):
                if shape.properties and (*term.at[self._root :], name) not in self._refused:
                    self._say_member("request-property-ignored", inner, first, name)
            else:
                self.walk(inner, known, depth + 1)

    def _list(self, term: Term, place: Place, depth: int) -> None:
        low, high = place.shape.limits.get("minItems", 0), place.shape.limits.get("maxItems")
        here = term.at[self._root :]
        if here not in self._refused and (
            (term.least is not None and term.least < low)
            or (term.most is not None and high is not None and term.most > high)
        ):
            said = {"least": term.least, "most": term.most, "low": low, "high": high}
            self._say("request-items-may-be-refused", term, place, said)
        for index, inner in enumerate(term.items):
            item = place.item(index)
            if item is not None:
                self.walk(inner, item, depth + 1)

    def _scalar(self, term: Term, place: Place) -> None:
        schema, shape = sent_schema(term), place.shape
        if schema is None or place.is_anything:
            return
        if len(schema) == 1 and place.takes_any_of_its_type and _is_of(schema, shape):
            return
        fit = self._provider.takes(schema, place.spot)
        if fit.holds is not False:
            return
        body = changed(self._body, term.at[self._root :], putting(fit.value))
        said = {"value": fit.value, "because": fit.because, "by_type": term.by_type and not term.is_generated}
        said["limits_only"] = _only_limits(shape)
        witness = None
        if not self._provider.accepts(self._whole.spot, body):
            witness = Witness(self._operation, f"pact {self._part}", body, "accepts", "refuses", fit.because)
        self._say("request-value-may-be-refused", term, place, said, shown=Shown(witness))

    def _say_member(self, kind: str, term: Term, owner: Place, name: str) -> None:
        way = owner.way.member(name)
        self._sends |= way.fields
        origin = member_origin(owner.shape, owner.spot, name)
        self._tell(Spoken(kind, way, term, origin, None, {"name": name}))

    def _say(
        self,
        kind: str,
        term: Term,
        place: Place,
        said: dict[str, Any],
        *,
        shown: Shown | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        origin: Node | None = origin_of(place.shape, place.spot)
        self._tell(Spoken(kind, place.way, term, origin, shown, said, verdict=verdict))


def _distance(reasons: list[Refusal]) -> tuple[int, int, int]:
    """How far a body is from a branch: one that its listed values tell it is not of is farther than any other."""
    told_apart = sum(one.keyword in ("enum", "const") for one in reasons)
    return len(reasons), told_apart, -max(len(one.path) for one in reasons)


def _settled(place: Place, term: Term) -> Place:
    """A place with the alternative that an example is of."""
    return next(iter(choice(term, place).fitting), place)


def _item(term: Term, index: int) -> Term | None:
    return term.items[index] if index < len(term.items) else None


def sent_schema(term: Term) -> Schema | None:
    """The values that are sent where a term stands; None where nobody knows.

    A whole number that is matched by its type stays one: nobody who records `5` sends `5.5`.
    """
    if term.is_generated:
        return term.made
    if term.by_type and isinstance(term.value, int) and not isinstance(term.value, bool):
        return {"type": "integer"}
    return term.schema or None


def _is_of(schema: Schema, shape: Shape) -> bool:
    """Whether all values of a schema that names nothing but its type are of the types of a shape."""
    kind = schema.get("type")
    return kind in shape.types or (kind == "integer" and "number" in shape.types)


def _only_limits(shape: Shape) -> bool:
    return shape.enum is None and not shape.sets and not shape.opaque and shape.limits.keys() <= _LIMITS
