"""Proofs that whatever a writer may send, a reader accepts: keyword by keyword, over recursion.

Only `True` is a statement. A proof goes through shapes: every way to choose a branch on the writer's side must fit
every union of the reader's. A pair of spots that is met again inside its own proof may be assumed (JSON values are
finite, and between two meetings the proof went one level down).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from govkit.spec.schemas.digest import Digests
from govkit.spec.schemas.languages import all_texts, widths
from govkit.spec.schemas.patterns import includes, matches
from govkit.spec.schemas.shape import (
    Atom,
    Shape,
    Shapes,
    Spot,
    Union,
    contains_value,
    is_false,
    is_multiple,
    missing,
    plainly_allowed,
    spot_key,
    typed,
)
from govkit.spec.schemas.values import Budget, Values

_BUDGET = 4_000
_LENGTHS = 100
_DEPTH = 80
_ALTERNATIVES = 64
_CHOICES = 1_500
_FORMAT_LENGTHS = {"uuid": (36, 36), "date": (10, 10)}
_UPPER = ("maxLength", "maxItems", "maxProperties")
_LOWER = ("minLength", "minItems", "minProperties")


class Containment:
    """Proves containment between spots of a writer and a reader."""

    def __init__(self, shapes: Shapes, digests: Digests, *, closed: bool, tolerant: bool) -> None:
        """`closed`: the writer sends only what it declares. `tolerant`: the reader ignores what it does not know."""
        self.shapes = shapes
        self.closed = closed
        self.tolerant = tolerant
        self._digests = digests
        self.values = Values(shapes, closed)
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], bool] = {}
        self._trail: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self._left = 0
        self._depth = 0
        self.exhausted = False

    def proved(self, writer: Spot, reader: Spot) -> bool:
        """Whether it is proved that `reader` accepts all that `writer` may send. `exhausted` tells of the budget."""
        self._left, self._depth, self.exhausted = _BUDGET, 0, False
        return self._spots(writer, reader)

    def _spots(self, writer: Spot, reader: Spot) -> bool:
        key = (spot_key(writer), spot_key(reader))
        if key[0] == key[1] and not self.closed:
            return True
        known = self._known.get(key)
        if known is not None:
            return known
        self._left -= 1
        if self._left < 0:
            self.exhausted = True
            return False
        self._known[key] = True
        mark = len(self._trail)
        self._trail.append(key)
        held = self._shapes(self.shapes.of(writer), self.shapes.of(reader))
        if not held:  # what was proved on the strength of this assumption is no longer
            for assumed in self._trail[mark:]:
                self._known.pop(assumed, None)
            del self._trail[mark:]
            if not self.exhausted:
                self._known[key] = False
        return held

    def _shapes(self, writer: Shape, reader: Shape) -> bool:
        self._left -= 1
        if self._left < 0 or self._depth > _DEPTH:
            self.exhausted = True
            return False
        self._depth += 1
        held = self._every_alternative(writer, reader)
        self._depth -= 1
        return held

    def _every_alternative(self, writer: Shape, reader: Shape) -> bool:
        if writer.impossible:
            return True
        if "leads" in reader.at:  # a dynamic reference of many ends: nobody knows what is asked
            return False
        if writer.unions and reader.unions:
            said = {self._union_digest(union) for union in writer.unions}
            reader = replace(reader, unions=tuple(u for u in reader.unions if self._union_digest(u) not in said))
        if writer.unions:
            plain = replace(writer, unions=())
            if not reader.unions and self._plain(plain, reader):
                return True
            budget = Budget(_CHOICES)
            settled = list(islice(self.values.settled(writer, budget), _ALTERNATIVES + 1))
            if len(settled) > _ALTERNATIVES or budget.left < 0:
                self.exhausted = True
                return False
            return all(self._plain(one, reader) for one in settled)
        return self._plain(writer, reader)

    def _plain(self, writer: Shape, reader: Shape) -> bool:
        if writer.impossible:
            return True
        return (
            self._types_and_values(writer, reader)
            and limits_hold(writer, reader)
            and sets_hold(writer, reader)
            and self._objects(writer, reader)
            and self._arrays(writer, reader)
            and self._opaque(writer, reader)
            and all(self._union(writer, [self.shapes.of((b,)) for b in u.branches], u.kind) for u in reader.unions)
        )

    def _types_and_values(self, writer: Shape, reader: Shape) -> bool:
        if not types_hold(writer.types, reader.types):
            return False
        values = finite_values(writer)
        if values is not None and (reader.enum is not None or writer.enum is not None):
            if reader.enum is not None and missing(values, reader.enum):
                return False
            return all(self._value(value, reader) for value in values)
        return reader.enum is None

    def _value(self, value: Any, reader: Shape) -> bool:
        if typed(value) in ("array", "object"):
            return reader.enum is not None and not reader.unions and not reader.opaque
        return plainly_allowed(value, reader) and not reader.opaque

    def _objects(self, writer: Shape, reader: Shape) -> bool:
        if "object" not in writer.types or writer.enum is not None:
            return True
        if not reader.required <= writer.required:
            return False
        for name in {**writer.properties, **reader.properties}:
            sent = self.values.member_spot(writer, name)
            if sent is not None and not self._member(sent, reader, name):
                return False
        for pattern, atom in writer.patterns:
            if not self._undeclared((atom,), reader, pattern):
                return False
        if writer.allows_additional(self.closed):
            return self._undeclared(writer.additional, reader, None)
        return True

    def _member(self, sent: Spot, reader: Shape, name: str) -> bool:
        read = self.read_member(reader, name)
        return read is not None and (not read or self._spots(sent, read))

    def read_member(self, reader: Shape, name: str) -> Spot | None:
        """What the reader asks of the property `name`: None where it refuses it, empty where it asks nothing."""
        by_pattern = tuple(atom for pattern, atom in reader.patterns if matches(pattern, name))
        declared = reader.properties.get(name)
        spot = by_pattern or reader.additional if declared is None else declared + by_pattern
        if self.tolerant:
            closing = {id(atom.schema) for atom in reader.additional if is_false(atom)}
            spot = tuple(atom for atom in spot if id(atom.schema) not in closing)
        return None if any(is_false(atom) for atom in spot) else spot

    def _undeclared(self, sent: Spot, reader: Shape, pattern: str | None) -> bool:
        """Whether the reader takes any property that the writer does not name."""
        same_pattern = [(atom,) for text, atom in reader.patterns if text == pattern]
        if same_pattern:
            return all(self._spots(sent, spot) for spot in same_pattern)
        asked: list[Spot] = [(atom,) for _, atom in reader.patterns]
        extra = tuple(atom for atom in reader.additional if not (self.tolerant and is_false(atom)))
        if any(is_false(atom) for atom in extra):
            return False
        if extra:
            asked.append(extra)
        return all(self._spots(sent, spot) for spot in asked)

    def _arrays(self, writer: Shape, reader: Shape) -> bool:
        if "array" not in writer.types or writer.enum is not None:
            return True
        for index in range(max(len(writer.prefix), len(reader.prefix))):
            sent = writer.prefix[index] if index < len(writer.prefix) else writer.items
            read = reader.prefix[index] if index < len(reader.prefix) else reader.items
            if index >= writer.limits.get("maxItems", index + 1):
                return True
            if read and not self._spots(sent, read):
                return False
        return not reader.items or self._spots(writer.items, reader.items)

    def _opaque(self, writer: Shape, reader: Shape) -> bool:
        said = {self._group(atom, writer) for _, _, atom in writer.opaque}
        for keyword, value, atom in reader.opaque:
            if self.tolerant and keyword == "unevaluatedProperties" and value == {"not": {}}:
                continue
            if not _concerns(keyword, writer.types):
                continue
            if keyword == "propertyNames" and self._names_hold(writer, (Atom(value, atom.space),)):
                continue
            if self._group(atom, reader) not in said:
                return False
        return True

    def _names_hold(self, writer: Shape, asked: Spot) -> bool:
        """Whether what a writer says of its names is what a reader asks of them."""
        said = (Atom(value, atom.space) for key, value, atom in writer.opaque if key == "propertyNames")
        return any(self._spots((atom,), asked) for atom in said)

    def _group(self, atom: Atom, shape: Shape) -> str:
        """What identifies the opaque keywords of one schema: `unevaluated…` depends on all that stands beside it."""
        own = {key: value for key, value, other in shape.opaque if other.schema is atom.schema}
        whole = own.keys() & {"unevaluatedProperties", "unevaluatedItems"}
        digest = self._digests.of((atom,)) if whole else self._digests.of_schema(own, atom)
        return digest if self._digests.complete else f"unlike any other {id(atom.schema)}"

    def _union_digest(self, union: Union) -> tuple[str, ...]:
        """What identifies a union: its kind and the content of its branches."""
        digests = []
        for branch in union.branches:
            digests.append(self._digests.of((branch,)))
            if not self._digests.complete:
                return (f"unlike any other {id(union)}",)
        return (union.kind, *sorted(digests))

    def _union(self, writer: Shape, branches: list[Shape], kind: str) -> bool:
        fits = [index for index, branch in enumerate(branches) if self._shapes(writer, branch)]
        if not fits:
            return False
        if kind == "anyOf":
            return True
        return any(
            all(other == index or self.disjoint(writer, branches[other]) for other in range(len(branches)))
            for index in fits
        )

    def disjoint(self, a: Shape, b: Shape) -> bool:
        """Whether no value can be of both shapes; False where that is not seen."""
        shared = {t for t in a.types if t in b.types or ({t, "integer"} <= (b.types | {t}) and t == "number")}
        shared |= {"integer"} if "integer" in a.types and "number" in b.types else set()
        if not shared or a.impossible or b.impossible:
            return True
        a_values, b_values = finite_values(a), finite_values(b)
        if a_values is not None and b_values is not None:
            return not any(contains_value(b_values, value) for value in a_values)
        if shared != {"object"}:
            return False
        for name in a.properties.keys() & b.properties.keys():
            if name not in a.required and name not in b.required:
                continue
            mine, theirs = self.shapes.of(a.properties[name]), self.shapes.of(b.properties[name])
            if mine.unions or theirs.unions:
                continue
            left, right = finite_values(mine), finite_values(theirs)
            if left is not None and right is not None and not any(contains_value(right, v) for v in left):
                return True
            if (
                not any(t in theirs.types for t in mine.types)
                and not {"integer", "number"} <= mine.types | theirs.types
            ):
                return True
        return _lacks_required(a, b) or _lacks_required(b, a)


def _lacks_required(closed: Shape, other: Shape) -> bool:
    refuses = any(is_false(atom) for atom in closed.additional) and not closed.patterns
    return refuses and any(name not in closed.properties for name in other.required)


def _concerns(keyword: str, types: frozenset[str]) -> bool:
    if keyword in ("contains", "minContains", "maxContains", "unevaluatedItems"):
        return "array" in types
    if keyword in ("propertyNames", "dependentSchemas", "dependentRequired", "unevaluatedProperties"):
        return "object" in types
    return True


def finite_values(shape: Shape) -> tuple[Any, ...] | None:
    """All values of a shape, where it has few."""
    if shape.enum is not None:
        return shape.enum
    if not shape.types <= {"boolean", "null", "string"}:
        return None
    values = tuple(v for v, kind in ((True, "boolean"), (False, "boolean"), (None, "null")) if kind in shape.types)
    if "string" not in shape.types:
        return values
    few = next((texts for texts in map(all_texts, shape.sets.get("pattern", ())) if texts is not None), None)
    return None if few is None else (*values, *(text for text in few if plainly_allowed(text, shape)))


def types_hold(writer: frozenset[str], reader: frozenset[str]) -> bool:
    """Whether every type of the writer is one of the reader's."""
    return all(kind in reader or (kind == "integer" and "number" in reader) for kind in writer)


def limits_hold(writer: Shape, reader: Shape, only: tuple[str, ...] | None = None) -> bool:
    """Whether the writer's bounds lie within the reader's."""
    if writer.enum is not None:
        return True  # its values are asked one by one
    return all(limit_holds(key, writer, reader) for key in reader.limits if only is None or key in only)


def limit_holds(key: str, writer: Shape, reader: Shape) -> bool:
    """Whether the writer's values keep one bound of the reader."""
    bound = reader.limits[key]
    if key in ("maxLength", "minLength"):
        if "string" not in writer.types:
            return True
        lengths: list[tuple[int, int | None]]
        lengths = [_FORMAT_LENGTHS[f] for f in writer.sets.get("format", ()) if f in _FORMAT_LENGTHS]
        lengths += map(widths, writer.sets.get("pattern", ()))
        if key == "maxLength":
            return min([writer.limits.get(key, float("inf")), *(n for _, n in lengths if n is not None)]) <= bound
        return max([writer.limits.get(key, 0), *(low for low, _ in lengths)]) >= bound
    kind = {"maxItems": "array", "minItems": "array", "maxProperties": "object", "minProperties": "object"}.get(key)
    if kind is not None:
        if kind not in writer.types:
            return True
        if key in _UPPER:
            return bool(writer.limits.get(key, float("inf")) <= bound)
        least = max(writer.limits.get(key, 0), len(writer.required) if key == "minProperties" else 0)
        return bool(least >= bound)
    if not writer.types & {"integer", "number"}:
        return True
    return _bound_holds(key, bound, writer.limits)


def _bound_holds(key: str, bound: float, limits: dict[str, float | int]) -> bool:
    inclusive, exclusive = ("maximum", "exclusiveMaximum") if "aximum" in key else ("minimum", "exclusiveMinimum")
    sign = 1 if inclusive == "maximum" else -1
    if inclusive in limits:
        own = limits[inclusive] * sign
        if own < bound * sign or (own == bound * sign and key == inclusive):
            return True
    return exclusive in limits and limits[exclusive] * sign <= bound * sign


def sets_hold(writer: Shape, reader: Shape) -> bool:
    """Whether the writer's patterns, formats and steps imply the reader's."""
    if writer.enum is not None:
        return True
    return all(set_holds(key, writer, reader) for key in reader.sets)


def _pattern_holds(asked: str, writer: Shape, said: tuple[Any, ...]) -> bool:
    """Whether texts of the writer match a pattern, by one of its own, within its lengths where these are few."""
    if any(includes(asked, own) for own in said):
        return True
    low, high = int(writer.limits.get("minLength", 0)), writer.limits.get("maxLength")
    if high is None or high > _LENGTHS:
        return False
    return any(includes(asked, own, low, int(high)) for own in said or (".*",))


def set_holds(key: str, writer: Shape, reader: Shape) -> bool:
    """Whether the writer keeps every value of one such keyword of the reader."""
    asked, said = reader.sets[key], writer.sets.get(key, ())
    if key == "pattern":
        return "string" not in writer.types or all(_pattern_holds(pattern, writer, said) for pattern in asked)
    if key == "format":
        return "string" not in writer.types or all(f in said for f in asked)
    if key == "multipleOf":
        if not writer.types & {"integer", "number"}:
            return True
        steps = [*said, *([1] if "number" not in writer.types else [])]
        return all(any(is_multiple(q, p) for q in steps) for p in asked)
    return "array" not in writer.types or bool(said) or writer.limits.get("maxItems", 2) < 2
