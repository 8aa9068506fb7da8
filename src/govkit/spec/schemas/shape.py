"""The shape of a schema: what all its conjuncts say together, keyword by keyword.

References are followed, `allOf` is merged, unions that only choose between types or add null are folded in. Two schemas
that say the same in different words mostly have equal shapes; what a shape cannot hold stays in `opaque`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

from govkit.spec.schemas.equality import is_number, same
from govkit.spec.schemas.patterns import is_formatted, matches
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.space import Space

ALL_TYPES = frozenset({"null", "boolean", "number", "string", "array", "object"})
_OF_TYPE = {
    "string": ("maxLength", "minLength", "pattern", "format"),
    "number": ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"),
    "array": ("maxItems", "minItems", "uniqueItems"),
    "object": ("maxProperties", "minProperties"),
}
_UPPER = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_LOWER = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
_SETS = ("pattern", "format", "multipleOf", "uniqueItems")
_OPAQUE = (
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedItems",
    "unevaluatedProperties",
)


class Atom(NamedTuple):
    """A schema in the space that understands its references."""

    schema: Schema
    space: Space


Spot: TypeAlias = tuple[Atom, ...]
"""Schemas that all hold at one place of a message."""


@dataclass(frozen=True, slots=True)
class Union:
    """An `anyOf` or `oneOf`: its branches, the schema that it stands in, and the discriminator beside it."""

    kind: str
    branches: tuple[Atom, ...]
    owner: Atom


@dataclass(frozen=True, slots=True)
class Shape:
    """What a spot allows.

    `types` has `integer` where every number must be one. `limits` holds the merged numeric keywords, `sets` the values
    of each keyword that adds up (`pattern`, `format`, `multipleOf`, `uniqueItems`). `additional` holds the schemas for
    properties that nobody names; `open` tells whether the text itself says that such properties may come.
    """

    types: frozenset[str]
    enum: tuple[Any, ...] | None = None
    limits: dict[str, float | int] = field(default_factory=dict)
    sets: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    properties: dict[str, Spot] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    unsent: frozenset[str] = frozenset()
    patterns: tuple[tuple[str, Atom], ...] = ()
    additional: Spot = ()
    open: bool = False
    items: Spot = ()
    prefix: tuple[Spot, ...] = ()
    unions: tuple[Union, ...] = ()
    opaque: tuple[tuple[str, Any, Atom], ...] = ()
    dangling: bool = False
    at: dict[str, Atom] = field(default_factory=dict)
    """For each keyword, the atom that says it (the strictest, where several do)."""

    @property
    def impossible(self) -> bool:
        """Whether nothing at all is allowed."""
        return not self.types or self.enum == ()

    def allows_additional(self, closed_by_writer: bool) -> bool:
        """Whether properties that nobody names may come, for a writer that sends what it declares only."""
        if any(is_false(atom) for atom in self.additional):
            return False
        return self.open or not (closed_by_writer and self.properties)


def is_false(atom: Atom) -> bool:
    """Whether an atom is the schema `false`."""
    return atom.schema.get("not") == {} and len(atom.schema) == 1


def typed(value: Any) -> str:
    """The JSON type of a value; `integer` for a number without fraction."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if is_number(value):
        return "integer" if isinstance(value, int) or value == int(value) else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def missing(values: Iterable[Any], among: Iterable[Any]) -> list[Any]:
    """Those of some JSON values that are not among others, in time that grows with both together."""
    known = {_value_key(value) for value in among}
    return [value for value in values if _value_key(value) not in known]


def _value_key(value: Any) -> Any:
    """Something hashable that equal JSON values share."""
    if isinstance(value, dict):
        return "object", tuple(sorted((key, _value_key(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return "array", tuple(map(_value_key, value))
    return "number" if is_number(value) else type(value).__name__, value


def contains_value(values: Iterable[Any], value: Any) -> bool:
    """Whether a JSON value is among others."""
    return any(same(value, other) for other in values)


def types_overlap(a: str, b: str) -> bool:
    """Whether a value can be of both types: an integer is a number."""
    return a == b or {a, b} == {"integer", "number"}


class Shapes:
    """Shapes of spots, each built once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[Spot, Shape]] = {}
        self._raw: dict[tuple[int, ...], tuple[Spot, Shape]] = {}
        self._folding: set[tuple[int, ...]] = set()

    def of(self, spot: Spot) -> Shape:
        """The shape of a spot, unions folded where that loses nothing."""
        key = spot_key(spot)
        found = self._known.get(key)
        if found is not None:
            return found[1]
        raw = self.raw(spot)
        if key in self._folding:  # a union that is a branch of itself
            return raw
        self._folding.add(key)
        folded = self._folded(raw)
        self._folding.discard(key)
        self._known[key] = (spot, folded)
        return folded

    def raw(self, spot: Spot) -> Shape:
        """The shape of a spot with every union kept as written."""
        key = spot_key(spot)
        found = self._raw.get(key)
        if found is None:
            found = self._raw[key] = (spot, _merged(spot))
        return found[1]

    def _folded(self, shape: Shape) -> Shape:
        kept: list[Union] = []
        folded = shape
        for union in shape.unions:
            as_shape = self._fold(union)
            if as_shape is None:
                kept.append(union)
                folded = replace(folded, types=_meet_types(folded.types, self._types_of(union)))
            else:
                folded = replace(meet(replace(folded, unions=()), as_shape), unions=folded.unions)
                kept.extend(as_shape.unions)
        return simplified(replace(folded, unions=tuple(kept))) if shape.unions else folded

    def _types_of(self, union: Union) -> frozenset[str]:
        """The types that any branch of a union allows."""
        types = frozenset(kind for branch in union.branches for kind in self.of((branch,)).types)
        return types - {"integer"} if "number" in types else types

    def _fold(self, union: Union) -> Shape | None:
        """The one shape that says what a union of disjoint types says; None where there is none."""
        branches = [self.of((branch,)) for branch in union.branches]
        branches = [branch for branch in branches if not branch.impossible]
        if len(branches) == 1:
            return branches[0]
        nulls = [branch for branch in branches if branch.types == {"null"}]
        others = [branch for branch in branches if branch.types != {"null"}]
        if nulls and len(others) == 1 and not others[0].unions and not others[0].opaque:
            return _with_null(others[0])
        if not branches or any(b.unions or b.opaque or b.enum is not None or b.dangling for b in branches):
            return None
        seen: set[str] = set()
        for branch in branches:
            if any(types_overlap(a, b) for a in branch.types for b in seen):
                return None
            seen |= branch.types
        return _side_by_side(branches, frozenset(seen))


def spot_key(spot: Spot) -> tuple[int, ...]:
    """What identifies a spot: the schemas that its references end in."""
    return tuple([id(atom.schema if len(atom.schema) != 1 else dereferenced(atom).schema) for atom in spot])


def dereferenced(atom: Atom) -> Atom:
    """The atom behind a pure reference, or an `allOf` of one, however many hops away."""
    for _ in range(100):
        schema = atom.schema
        if len(schema) != 1:
            return atom
        if "$ref" in schema:
            atom = Atom(atom.space.resolve(schema["$ref"]), atom.space)
        elif "allOf" in schema and len(schema["allOf"]) == 1:
            atom = Atom(schema["allOf"][0], atom.space)
        else:
            return atom
    return atom


def conjuncts(spot: Spot) -> Iterator[Atom]:
    """Every schema that holds at a spot: itself, what it refers to, what its `allOf` names; each once."""
    seen: set[int] = set()
    waiting = list(reversed(spot))
    while waiting:
        atom = waiting.pop()
        if id(atom.schema) in seen:
            continue
        seen.add(id(atom.schema))
        yield atom
        waiting.extend(Atom(part, atom.space) for part in reversed(atom.schema.get("allOf", ())))
        if "$ref" in atom.schema:
            waiting.append(Atom(atom.space.resolve(atom.schema["$ref"]), atom.space))


def _merged(spot: Spot) -> Shape:
    merged: Shape | None = None
    for atom in conjuncts(spot):
        leaf = _leaf(atom)
        merged = leaf if merged is None else meet(merged, leaf)
    return simplified(_evaluated(merged or Shape(types=ALL_TYPES), spot))


def _evaluated(shape: Shape, spot: Spot) -> Shape:
    """The shape with `unevaluated…` as what it comes to where all that counts as evaluated is in the shape itself."""
    keywords = {key for key, _, _ in shape.opaque}
    if not keywords & _UNEVALUATED or len(spot) != 1 or shape.unions or keywords & _EVALUATING:
        return shape
    outer = dereferenced(spot[0]).schema
    inner = [atom.schema for atom in conjuncts(spot) if atom.schema is not outer]
    named = any("additionalProperties" in s for s in (outer, *inner)) or any(
        "unevaluatedProperties" in s for s in inner
    )
    counted = any("items" in s for s in (outer, *inner)) or any("unevaluatedItems" in s for s in inner)
    kept: list[tuple[str, Any, Atom]] = []
    additional, items, open_ = shape.additional, shape.items, shape.open
    for keyword, value, atom in shape.opaque:
        if atom.schema is not outer or keyword not in _UNEVALUATED:
            kept.append((keyword, value, atom))
        elif keyword == "unevaluatedProperties" and not named:
            additional = (Atom(value, atom.space),)
            open_ = open_ or not is_false(additional[0])
        elif keyword == "unevaluatedItems" and not counted:
            items = (Atom(value, atom.space),)
    return replace(shape, opaque=tuple(kept), additional=additional, items=items, open=open_)


_UNEVALUATED = frozenset({"unevaluatedProperties", "unevaluatedItems"})
_EVALUATING = frozenset({"if", "dependentSchemas", "contains"})
"""What evaluates more than the shape itself tells."""


def _leaf(atom: Atom) -> Shape:
    """The shape of one schema's own keywords."""
    schema, space = atom
    at: dict[str, Atom] = dict.fromkeys(schema, atom)
    limits = {key: schema[key] for key in (*_UPPER, *_LOWER) if key in schema}
    sets = {key: (schema[key],) for key in _SETS if key in schema}
    named = schema.get("type")
    types = ALL_TYPES if named is None else frozenset(named) - ({"integer"} if "number" in named else set())
    additional = schema.get("additionalProperties")
    properties: dict[str, Spot] = {name: (Atom(value, space),) for name, value in schema.get("properties", {}).items()}
    unions = tuple(
        Union(kind, tuple(Atom(branch, space) for branch in schema[kind]), atom)
        for kind in ("anyOf", "oneOf")
        if kind in schema
    )
    patterns = tuple((text, Atom(value, space)) for text, value in schema.get("patternProperties", {}).items())
    free_form = named is not None and "object" in named and not properties and not unions
    free_form = free_form and not schema.keys() & {"allOf", "$ref", "additionalProperties"}
    return Shape(
        types=types if schema.get("not") != {} else frozenset(),
        enum=tuple(schema["enum"]) if "enum" in schema else None,
        limits=limits,
        sets=sets,
        properties=properties,
        required=frozenset(schema.get("required", ())),
        unsent=frozenset(schema.get("unsent", ())),
        patterns=patterns,
        additional=(Atom(additional, space),) if additional else (),
        open=free_form or bool(patterns) or (additional is not None and additional.get("not") != {}),
        items=(Atom(schema["items"], space),) if "items" in schema else (),
        prefix=tuple((Atom(part, space),) for part in schema.get("prefixItems", ())),
        unions=unions,
        opaque=tuple((key, schema[key], atom) for key in _OPAQUE if key in schema and schema[key] != {}),
        dangling="dangling" in schema,
        at=at,
    )


def meet(a: Shape, b: Shape) -> Shape:
    """The shape of what both allow."""
    limits, at = dict(a.limits), {**b.at, **a.at}
    for key, value in b.limits.items():
        if key not in limits or (value < limits[key] if key in _UPPER else value > limits[key]):
            limits[key] = value
            if key in b.at:
                at[key] = b.at[key]
    names = {**a.properties, **b.properties}
    return Shape(
        types=_meet_types(a.types, b.types),
        enum=_meet_enums(a.enum, b.enum),
        limits=limits,
        sets={key: _both(a.sets.get(key, ()), b.sets.get(key, ())) for key in {**a.sets, **b.sets}},
        properties={name: _property(name, a) + _property(name, b) for name in names},
        required=a.required | b.required,
        unsent=a.unsent | b.unsent,
        patterns=a.patterns + b.patterns,
        additional=a.additional + b.additional,
        open=a.open or b.open,
        items=a.items + b.items,
        prefix=_meet_prefixes(a, b),
        unions=a.unions + b.unions,
        opaque=a.opaque + b.opaque,
        dangling=a.dangling or b.dangling,
        at=at,
    )


def _property(name: str, shape: Shape) -> Spot:
    """What one side says of a property: what it declares, or what it says of all that it does not."""
    if name in shape.properties:
        return shape.properties[name]
    by_pattern = tuple(atom for pattern, atom in shape.patterns if matches(pattern, name))
    return by_pattern or shape.additional


def _meet_prefixes(a: Shape, b: Shape) -> tuple[Spot, ...]:
    count = max(len(a.prefix), len(b.prefix))
    return tuple(
        (a.prefix[i] if i < len(a.prefix) else a.items) + (b.prefix[i] if i < len(b.prefix) else b.items)
        for i in range(count)
    )


def _both(a: tuple[Any, ...], b: tuple[Any, ...]) -> tuple[Any, ...]:
    return a + tuple(value for value in b if not contains_value(a, value))


def _meet_types(a: frozenset[str], b: frozenset[str]) -> frozenset[str]:
    common = a & b
    integer = ("integer" in a and "number" in b) or ("number" in a and "integer" in b)
    return common | {"integer"} if integer else common


def _meet_enums(a: tuple[Any, ...] | None, b: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if a is None or b is None:
        return b if a is None else a
    gone = {id(value) for value in missing(a, b)}
    return tuple(value for value in a if id(value) not in gone)


def _with_null(shape: Shape) -> Shape:
    enum = shape.enum
    if enum is not None and None not in enum:
        enum = (*enum, None)
    return replace(shape, types=shape.types | {"null"}, enum=enum)


def _side_by_side(branches: list[Shape], types: frozenset[str]) -> Shape:
    """Shapes of disjoint types as one: each keyword speaks of its own type only."""
    first, *rest = branches
    one = replace(first, types=ALL_TYPES)
    for branch in rest:
        one = meet(one, replace(branch, types=ALL_TYPES))
    return replace(one, types=types)


def simplified(shape: Shape) -> Shape:
    """The shape without what says nothing: keywords of absent types, enum values that other keywords refuse."""
    types, enum = shape.types, shape.enum
    if enum is not None:
        enum = tuple(value for value in enum if plainly_allowed(value, shape))
        types = _types_of(enum)
    gone = {key for kind, keys in _OF_TYPE.items() if not _has(types, kind) or enum is not None for key in keys}
    limits = {key: value for key, value in shape.limits.items() if key not in gone}
    _tighten(limits, types)
    simple = replace(
        shape,
        types=types,
        enum=enum,
        limits=limits,
        sets={key: value for key, value in shape.sets.items() if key not in gone},
        required=shape.required - shape.unsent,
    )
    if "object" not in types:
        simple = replace(
            simple, properties={}, required=frozenset(), unsent=frozenset(), patterns=(), additional=(), open=False
        )
    if "array" not in types:
        simple = replace(simple, items=(), prefix=())
    return simple


def _has(types: frozenset[str], kind: str) -> bool:
    return kind in types or (kind == "number" and "integer" in types)


def _types_of(values: tuple[Any, ...]) -> frozenset[str]:
    types = {typed(value) for value in values}
    return frozenset(types - {"integer"} if "number" in types else types)


def _tighten(limits: dict[str, float | int], types: frozenset[str]) -> None:
    """Bounds in one spelling: `minLength: 0` is none, integers have inclusive bounds, the stricter bound stays."""
    for key in ("minLength", "minItems", "minProperties"):
        if limits.get(key) == 0:
            del limits[key]
    if "integer" in types:
        for inclusive, exclusive, step in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
            if exclusive in limits:
                bound = limits.pop(exclusive)
                whole = int(bound // 1) + 1 if step == 1 else -int(-bound // 1) - 1
                pick = max if step == 1 else min
                limits[inclusive] = pick(limits.get(inclusive, whole), whole)
            if inclusive in limits:
                bound = limits[inclusive]
                limits[inclusive] = -int(-bound // 1) if step == 1 else int(bound // 1)
        return
    for inclusive, exclusive, low in (("minimum", "exclusiveMinimum", True), ("maximum", "exclusiveMaximum", False)):
        if inclusive in limits and exclusive in limits:
            a, b = limits[inclusive], limits[exclusive]
            del limits[inclusive if (b >= a if low else b <= a) else exclusive]


def plainly_allowed(value: Any, shape: Shape) -> bool:
    """Whether a value is of the shape's types and within its bounds; unions and sub-schemas are not asked."""
    kind = typed(value)
    if kind not in shape.types and not (kind == "integer" and "number" in shape.types):
        return False
    if kind == "string":
        size_fits = shape.limits.get("minLength", 0) <= len(value) <= shape.limits.get("maxLength", len(value))
        formatted = all(is_formatted(value, name) for name in shape.sets.get("format", ()))
        return size_fits and formatted and all(matches(pattern, value) for pattern in shape.sets.get("pattern", ()))
    if kind in ("integer", "number"):
        return number_fits(value, shape)
    return True


def number_fits(value: float, shape: Shape) -> bool:
    """Whether a number is within the shape's bounds and a multiple of what it must be."""
    limits = shape.limits
    return (
        value >= limits.get("minimum", value)
        and value <= limits.get("maximum", value)
        and ("exclusiveMinimum" not in limits or value > limits["exclusiveMinimum"])
        and ("exclusiveMaximum" not in limits or value < limits["exclusiveMaximum"])
        and all(is_multiple(value, step) for step in shape.sets.get("multipleOf", ()))
    )


def is_multiple(value: float, step: float) -> bool:
    """Whether a number is a whole multiple of another, judged on their decimal text."""
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    from fractions import Fraction

    return (Fraction(repr(value)) / Fraction(repr(step))).denominator == 1


def whole_part(value: float, step: float) -> int:
    """How many whole steps a number holds; 0 where that is beyond what a number can say."""
    try:
        return int(value // step)
    except (OverflowError, ValueError):
        return 0
