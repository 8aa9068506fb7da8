"""The body of a request: what a consumer may send, held against what the provider takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from govkit.checks.pacts.answers import Spoken, Tell
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.origins import member_origin, origin_of
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.unions import Unions, member_of
from govkit.checks.pacts.ways import Components, Way
from govkit.checks.pacts.witnesses import Shown
from govkit.findings import Verdict, Witness
from govkit.spec.documents import Node, Pointer, format_pointer
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import ALL_TYPES, Shape, Spot
from govkit.spec.schemas.validators import Refusal

_MISSING = re.compile(r'^"(.*)" is a required property$', re.DOTALL)
_UNDECLARED = frozenset({"additionalProperties", "unevaluatedProperties", "false"})
_CHOOSING = frozenset({"anyOf", "oneOf"})
_LIMITS = frozenset({"maxLength", "minLength", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"})
_DEPTH = 60


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place of the body: its term, its way, and what the provider asks of it."""

    term: Term | None
    way: Way
    spot: Spot


class Bodies:
    """Compares the bodies that consumers send with what a contract takes."""

    def __init__(self, provider: Provider, unions: Unions, components: Components) -> None:
        self._provider = provider
        self._unions = unions
        self._components = components

    def compare(self, term: Term, spot: Spot, operation: str, part: str, tell: Tell, sends: set[str]) -> None:
        """Tells of all that is wrong in one body; `sends` gets the fields that it holds."""
        walk = _Walk(self._provider, self._unions, self._components, operation, part, tell, sends, len(term.at))
        walk.refusals(term, spot)
        walk.walk(term, spot, Way(), 0)


class _Walk:
    def __init__(
        self,
        provider: Provider,
        unions: Unions,
        components: Components,
        operation: str,
        part: str,
        tell: Tell,
        sends: set[str],
        root: int,
    ) -> None:
        self._provider = provider
        self._unions = unions
        self._components = components
        self._operation = operation
        self._part = part
        self._tell = tell
        self._sends = sends
        self._root = root
        self._refused: set[Pointer] = set()
        self._body: Any = None
        self._whole: Spot = ()

    # ----------------------------------------------------------------------------------------------- the example itself

    def refusals(self, term: Term, spot: Spot) -> None:
        """Tells why the provider refuses the body as it is sent."""
        self._whole, self._body = spot, self._sent(term)
        if self._provider.accepts(spot, self._body):
            return
        told: set[tuple[Pointer, str, str]] = set()
        for refusal, chosen in self._reasons(spot):
            missing = _MISSING.match(refusal.message) if refusal.keyword == "required" else None
            key = (refusal.path, refusal.keyword, missing[1] if missing else "")
            if key not in told:
                told.add(key)
                self._refusal(term, chosen, refusal, missing[1] if missing else None)

    def _sent(self, term: Term) -> Any:
        """The body as it goes over the wire: where a generator makes a value, one of its values."""
        if not any(one.is_generated for one in term.all()):
            return term.value
        body = deepcopy(term.value)
        for one in term.all():
            if one.is_generated:
                made = self._representative(one)
                body = _replaced(body, one.at[self._root :], made)
        return body

    def _representative(self, term: Term) -> Any:
        """A value that a generator makes: the example where it is one, or where nobody knows."""
        if term.made is None:
            return term.value
        spot = self._provider.made(term.made)
        if self._provider.accepts(spot, term.value):
            return term.value
        return next(self._provider.values.some(spot), term.value)

    def _reasons(self, spot: Spot) -> Iterator[tuple[Refusal, Spot]]:
        """Why a body is refused, told of the branches that it is closest to where it may be of several."""
        found = self._provider.refusals(spot, self._body)
        if not any(one.keyword in _CHOOSING and not one.path for one in found):
            yield from ((one, spot) for one in found)
            return
        alternatives = self._unions.alternatives(spot)
        judged = [(self._told(one), one) for one in alternatives]
        judged = [(reasons, one) for reasons, one in judged if reasons]
        if len(judged) < 2:
            yield from ((one, spot) for one in found)
            return
        reasons, best = min(judged, key=lambda pair: (len(pair[0]), -max(len(one.path) for one in pair[0])))
        yield from ((one, best) for one in reasons)

    def _told(self, spot: Spot) -> list[Refusal]:
        """The reasons of one alternative, without those of the union that it was chosen from."""
        found = self._provider.refusals(spot, self._body)
        return [one for one in found if one.keyword not in _CHOOSING or one.path] or found

    def _refusal(self, root: Term, spot: Spot, refusal: Refusal, missing: str | None) -> None:
        place = self._followed(root, spot, refusal.path)
        self._refused.add(refusal.path)
        because = f"{format_pointer(refusal.path)}: {refusal.message}" if refusal.path else refusal.message
        witness = Witness(self._operation, f"pact {self._part}", self._body, "refuses", "accepts", because)
        term = place.term or root
        shown = Shown(witness)
        shape = self._provider.shape(place.spot)
        said: dict[str, Any] = {"because": refusal.message, "keyword": refusal.keyword}
        if missing is not None:
            way = place.way.member(missing)
            origin = member_origin(shape, place.spot, missing)
            self._tell(Spoken("request-property-missing", way, term, origin, shown, said | {"name": missing}))
        elif refusal.keyword in _UNDECLARED and isinstance(term.value, dict):
            for name, inner in term.members.items():
                if member_of(shape, name) is None:
                    self._refused.add((*refusal.path, name))
                    origin = origin_of(shape, place.spot, refusal.keyword)
                    way = place.way.member(name)
                    self._tell(Spoken("request-property-refused", way, inner, origin, shown, said | {"name": name}))
        else:
            origin = origin_of(shape, place.spot, refusal.keyword)
            self._tell(Spoken("request-value-refused", place.way, term, origin, shown, said))

    def _followed(self, term: Term, spot: Spot, path: Pointer) -> _Spot:
        """The place that a path leads to, as far as the schemas are known."""
        place = _Spot(term, self._components.entered(Way(), spot), spot)
        for part in path:
            inner = None
            if place.term is not None:
                members, items = place.term.members, place.term.items
                inner = members.get(part) if isinstance(part, str) else items[part] if part < len(items) else None
            shape = self._chosen(place)
            if isinstance(part, str):
                below, way = member_of(shape, part) or (), place.way.member(part)
            else:
                below = shape.prefix[part] if part < len(shape.prefix) else shape.items
                way = place.way.item()
            place = _Spot(inner, self._components.entered(way, below), below)
        return place

    def _chosen(self, place: _Spot) -> Shape:
        if place.term is not None and place.spot:
            choice = self._unions.choice(place.term, place.spot)
            if choice.fitting:
                return self._provider.shape(choice.fitting[0])
        return self._provider.shape(place.spot)

    # ------------------------------------------------------------------------------------------- what else it may send

    def walk(self, term: Term, spot: Spot, way: Way, depth: int) -> None:
        """Tells of what the provider does not know, and of values that a matcher stands for and it refuses."""
        way = self._components.entered(way, spot)
        self._sends |= way.fields
        for unknown in term.unknown:
            self._say("request-matcher-unknown", term, way, spot, {"what": unknown}, verdict=Verdict.UNPROVEN)
        if depth > _DEPTH:
            return
        choice = self._unions.choice(term, spot)
        if not choice.fitting:
            self._only_fields(term, way)
            return
        shape = self._provider.shape(choice.fitting[0])
        if isinstance(term.value, dict):
            self._object(term, shape, choice.fitting, way, depth)
        elif isinstance(term.value, list):
            self._list(term, shape, spot, way, depth)
        elif not term.exact and term.at[self._root :] not in self._refused:
            self._scalar(term, shape, spot, way)

    def _only_fields(self, term: Term, way: Way) -> None:
        for name, inner in term.members.items():
            self._sends |= way.member(name).fields
            self._only_fields(inner, way.member(name))

    def _object(self, term: Term, shape: Shape, fitting: tuple[Spot, ...], way: Way, depth: int) -> None:
        for name, inner in term.members.items():
            there = way.member(name)
            spots = [member_of(self._provider.shape(one), name) for one in fitting]
            known = next((one for one in spots if one is not None), None)
            if name in shape.unsent:
                self._sends |= there.fields
                self._say_member("request-property-read-only", inner, there, fitting[0], name)
            elif known is None or (not known and name not in shape.properties and not shape.open):
                self._sends |= there.fields
                if shape.properties and (*term.at[self._root :], name) not in self._refused:
                    self._say_member("request-property-ignored", inner, there, fitting[0], name)
            else:
                self.walk(inner, known, there, depth + 1)

    def _list(self, term: Term, shape: Shape, spot: Spot, way: Way, depth: int) -> None:
        low, high = shape.limits.get("minItems", 0), shape.limits.get("maxItems")
        here = term.at[self._root :]
        if here not in self._refused and (
            (term.least is not None and term.least < low)
            or (term.most is not None and high is not None and term.most > high)
        ):
            said = {"least": term.least, "most": term.most, "low": low, "high": high}
            self._say("request-items-may-be-refused", term, way, spot, said)
        for index, inner in enumerate(term.items):
            item = shape.prefix[index] if index < len(shape.prefix) else shape.items
            if item:
                self.walk(inner, item, way.item(), depth + 1)

    def _scalar(self, term: Term, shape: Shape, spot: Spot, way: Way) -> None:
        schema = sent_schema(term)
        if schema is None or shape.types >= ALL_TYPES:
            return
        if len(schema) == 1 and _takes_whole_type(schema, shape):
            return
        fit = self._provider.fit(self._provider.made(schema), spot)
        if fit.holds is not False:
            return
        body = _replaced(deepcopy(self._body), term.at[self._root :], fit.value)
        refused = not self._provider.accepts(self._whole, body)
        said = {"value": fit.value, "because": fit.because, "by_type": term.by_type and not term.is_generated}
        said["limits_only"] = _only_limits(shape)
        witness = (
            Witness(self._operation, f"pact {self._part}", body, "refuses", "accepts", fit.because) if refused else None
        )
        self._say("request-value-may-be-refused", term, way, spot, said, shown=Shown(witness))

    def _say_member(self, kind: str, term: Term, way: Way, owner: Spot, name: str) -> None:
        origin = member_origin(self._provider.shape(owner), owner, name)
        self._tell(Spoken(kind, way, term, origin, None, {"name": name}))

    def _say(
        self,
        kind: str,
        term: Term,
        way: Way,
        spot: Spot,
        said: dict[str, Any],
        *,
        shown: Shown | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        origin: Node | None = origin_of(self._provider.shape(spot), spot)
        self._tell(Spoken(kind, way, term, origin, shown, said, verdict=verdict))


def sent_schema(term: Term) -> Schema | None:
    """The values that are sent where a term stands; None where nobody knows.

    A whole number that is matched by its type stays one: nobody who records `5` sends `5.5`.
    """
    if term.is_generated:
        return term.made
    if term.by_type and isinstance(term.value, int) and not isinstance(term.value, bool):
        return {"type": "integer"}
    return term.schema or None


def _takes_whole_type(schema: Schema, shape: Shape) -> bool:
    """Whether a provider that asks for nothing more than a type takes all values of it."""
    if shape.enum is not None or shape.limits or shape.sets or shape.opaque or shape.unions:
        return False
    kind = schema.get("type")
    return kind in shape.types or (kind == "integer" and "number" in shape.types)


def _only_limits(shape: Shape) -> bool:
    return shape.enum is None and not shape.sets and not shape.opaque and shape.limits.keys() <= _LIMITS


def _replaced(body: Any, pointer: Pointer, value: Any) -> Any:
    if not pointer:
        return value
    owner = body
    for part in islice(pointer, len(pointer) - 1):
        owner = owner[part]
    owner[pointer[-1]] = value
    return body
