"""Schemas of any dialect as shapes, read in one direction: references followed, allOf flattened, unions named."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from govkit.codegen.naming import pascal
from govkit.codegen.shapes import (
    Anything,
    Bounds,
    Choice,
    Definition,
    Either,
    Items,
    Key,
    Kind,
    Mapped,
    Member,
    Model,
    Named,
    Null,
    Plain,
    Scalar,
    Shape,
    Variants,
    either,
)
from govkit.codegen.texts import prose
from govkit.codegen.views import DEEPEST, ObjectView, described
from govkit.findings import Direction
from govkit.spec.documents import DanglingReference, Library, Node

_FORMATS: dict[str, Kind] = {"date": "date", "date-time": "date-time", "uuid": "uuid", "binary": "binary"}
_OBJECT_WORDS = ("properties", "additionalProperties", "required", "patternProperties")


class Shaper:
    """Reads schemas; what needs a name is kept in `definitions`, by where it stands and in which direction."""

    def __init__(self, library: Library, roots: Mapping[str, str] | None = None) -> None:
        """`roots` says what the schema is called that a document is, by the path of the document."""
        self._library = library
        self._roots = roots or {}
        self.definitions: dict[Named, Definition] = {}
        self._busy: dict[tuple[Key, Direction], Shape | None] = {}

    def shape(self, node: Node | None, direction: Direction, base: str, depth: int = 0) -> Shape:
        """What a schema says; `base` is what an object without a name of its own is called after."""
        if node is None or depth > DEEPEST:
            return Anything()
        target = self._resolved(node)
        if target is None or not isinstance(target.value, dict):
            return Anything()
        is_other = target.pointer != node.pointer or target.document is not node.document
        if is_other and not _is_component(target.pointer) and not _is_component_file(target):
            base = pascal(str(target.pointer[-1])) if target.pointer and target.pointer[-1] != "schema" else base
        key: Key = (target.document.path, target.pointer)
        known = (key, direction)
        if known in self._busy:
            found = self._busy[known]
            return found if found is not None else self._circular(target, key, direction)
        self._busy[known] = None
        shape = self._nullable(target, self._read(target, key, direction, self._base(target, base), depth))
        self._busy[known] = shape
        return shape

    def _circular(self, node: Node, key: Key, direction: Direction) -> Shape:
        """A schema that is being read already: a model by its name, anything where it is none."""
        view = ObjectView(self._library, node, direction)
        return Named(key, direction) if view.is_model or _tag_of(node) else Anything()

    def _base(self, node: Node, base: str) -> str:
        """What a model is called after: its component, its file, or where it was met."""
        if _is_component(node.pointer):
            return pascal(str(node.pointer[-1]))
        if not node.pointer and node.document.path in self._roots:
            return self._roots[node.document.path]
        if not node.pointer:
            stem = posixpath.splitext(posixpath.basename(node.document.path))[0]
            return pascal(stem) if stem else base
        if len(node.pointer) == 1 and "openapi" not in (node.document.tree or {}):
            return pascal(str(node.pointer[0]))
        return base

    def _resolved(self, node: Node) -> Node | None:
        try:
            return self._library.resolve(node)
        except DanglingReference:
            return None

    def _nullable(self, node: Node, shape: Shape) -> Shape:
        return either([shape, Null()]) if node.value.get("nullable") is True else shape

    # --------------------------------------------------------------------------------------------------- one schema

    def _read(self, node: Node, key: Key, direction: Direction, base: str, depth: int) -> Shape:
        raw = node.value
        if "const" in raw:
            return _choice([raw["const"]], direction, is_const=True)
        if isinstance(raw.get("enum"), list):
            return _choice(raw["enum"], direction)
        if isinstance(raw.get("allOf"), list) or any(isinstance(raw.get(word), list) for word in ("oneOf", "anyOf")):
            return self._combined(node, key, direction, base, depth)
        kinds = raw.get("type")
        if isinstance(kinds, list):
            return either([self._typed(node, str(kind), key, direction, base, depth) for kind in kinds])
        return self._typed(node, str(kinds or _inferred(raw)), key, direction, base, depth)

    def _typed(self, node: Node, kind: str, key: Key, direction: Direction, base: str, depth: int) -> Shape:
        raw = node.value
        if kind == "object":
            return self._object(node, key, direction, base, depth)
        if kind == "array":
            return Items(self._items(node, direction, base, depth), _bounds(raw, "minItems", "maxItems"))
        if kind == "string":
            return _text(raw, direction)
        if kind == "integer":
            return Scalar("integer", _range(raw))
        if kind == "number":
            return Scalar("float" if raw.get("format") in ("float", "double") else "number", _range(raw))
        if kind == "boolean":
            return Scalar("boolean")
        return Null() if kind == "null" else Anything()

    def _items(self, node: Node, direction: Direction, base: str, depth: int) -> Shape:
        """What stands in a list; the first items of a tuple and the rest count alike."""
        found = []
        first = node.value.get("prefixItems")
        for index in range(len(first)) if isinstance(first, list) else ():
            found.append(self.shape(node.child("prefixItems").child(index), direction, f"{base}Item", depth + 1))
        rest = node.value.get("items")
        if isinstance(rest, dict):
            found.append(self.shape(node.child("items"), direction, f"{base}Item", depth + 1))
        elif found and rest is not False:
            found.append(Anything())
        return either(found)

    # ------------------------------------------------------------------------------------------------------ objects

    def _object(self, node: Node, key: Key, direction: Direction, base: str, depth: int) -> Shape:
        view = ObjectView(self._library, node, direction)
        if view.is_model:
            return self._model(view, key, direction, base, depth)
        values = view.additional
        return Mapped(self.shape(values, direction, f"{base}Value", depth + 1) if values is not None else Anything())

    def _model(self, view: ObjectView, key: Key, direction: Direction, base: str, depth: int) -> Named:
        name = Named(key, direction)
        model = Model(base, _is_component(key[1]), closed=view.closed, text=prose(view.text))
        self.definitions[name] = model
        for member, node in view.properties.items():
            shape = self.shape(node, direction, f"{base}{pascal(member, 'Field')}", depth + 1)
            text = prose(described(node.value))
            model.members.append(Member(member, shape, member in view.required, text))
        return name

    def _combined(self, node: Node, key: Key, direction: Direction, base: str, depth: int) -> Shape:
        """A schema of allOf, oneOf, anyOf: a model of all their properties, or a union."""
        view = ObjectView(self._library, node, direction)
        if view.alternatives and not view.own_properties:
            return self._union(view, key, direction, base, depth)
        if view.is_model:
            return self._model(view, key, direction, base, depth)
        if view.alternatives:
            return self._union(view, key, direction, base, depth)
        parts = [self.shape(part, direction, base, depth + 1) for part in view.parts]
        said = [part for part in parts if not isinstance(part, Anything)]
        if any(isinstance(part, Choice) for part in said):
            said = [part for part in said if isinstance(part, Choice)]
        if not said:
            kind = node.value.get("type")
            return self._typed(node, kind, key, direction, base, depth) if isinstance(kind, str) else Anything()
        return said[0]

    def _union(self, view: ObjectView, key: Key, direction: Direction, base: str, depth: int) -> Shape:
        """Alternatives: a named union where a property tells them apart and the provider may send new ones."""
        shapes, tagged = [], []
        for index, alternative in enumerate(view.alternatives):
            name = (
                f"{base}{pascal(_title(alternative.value), 'Variant')}"
                if _title(alternative.value)
                else f"{base}{index + 1}"
            )
            shape = self.shape(alternative, direction, name, depth + 1)
            if isinstance(shape, Anything) and _says_nothing(alternative.value):
                continue
            shapes.append(shape)
            tagged.append((shape, alternative))
        if not shapes:
            return self._typed(view.node, str(view.node.value.get("type") or "any"), key, direction, base, depth)
        union = either(shapes)
        tag = _tag_of(view.node)
        if direction is not Direction.RESPONSE or tag is None or not isinstance(union, Either | Named):
            return union
        members = self._tagged(view, tag, tagged)
        if members is None:
            return union
        union_name = Named(key, direction)
        self.definitions[union_name] = Variants(base, _is_component(key[1]), tag, members, prose(view.text))
        return either([union_name, Null()]) if any(isinstance(shape, Null) for shape in shapes) else union_name

    def _tagged(
        self, view: ObjectView, tag: str, tagged: list[tuple[Shape, Node]]
    ) -> list[tuple[Named, tuple[str, ...]]] | None:
        """The models of a union with the values of the tag that name each; None where one is no model."""
        by_place = self._mapping(view.node)
        found: list[tuple[Named, tuple[str, ...]]] = []
        for shape, alternative in tagged:
            if isinstance(shape, Null):
                continue
            if not isinstance(shape, Named) or not isinstance(self.definitions.get(shape), Model):
                return None
            target = self._resolved(alternative)
            place = (target.document.path, target.pointer) if target is not None else shape.key
            values = by_place.get(place) or self._values(target, tag)
            if not values and place[1]:
                values = (str(place[1][-1]),)
            found.append((shape, values))
        seen = [value for _, values in found for value in values]
        return found if len(seen) == len(set(seen)) and all(values for _, values in found) else None

    def _mapping(self, node: Node) -> dict[Key, tuple[str, ...]]:
        """The values of a discriminator by the schema that they name."""
        said = node.value["discriminator"].get("mapping") if isinstance(node.value.get("discriminator"), dict) else None
        found: dict[Key, tuple[str, ...]] = {}
        for value, reference in said.items() if isinstance(said, dict) else ():
            if not isinstance(reference, str):
                continue
            where = (
                reference
                if "#" in reference or "/" in reference or "." in reference
                else f"#/components/schemas/{reference}"
            )
            target = self._resolved(Node(node.document, node.pointer, {"$ref": where}))
            if target is not None:
                place: Key = (target.document.path, target.pointer)
                found[place] = (*found.get(place, ()), value)
        return found

    def _values(self, node: Node | None, tag: str) -> tuple[str, ...]:
        """The values that a property may have, where a schema names them."""
        if node is None or not isinstance(node.value, dict):
            return ()
        property_ = ObjectView(self._library, node, Direction.RESPONSE).properties.get(tag)
        target = self._resolved(property_) if property_ is not None else None
        raw = target.value if target is not None and isinstance(target.value, dict) else {}
        values = [raw["const"]] if "const" in raw else raw.get("enum", [])
        return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def _is_component(pointer: tuple[str | int, ...]) -> bool:
    return (len(pointer) == 3 and pointer[:2] == ("components", "schemas")) or (
        len(pointer) == 2 and pointer[0] in ("definitions", "$defs")
    )


def _is_component_file(node: Node) -> bool:
    """Whether a schema is a file of its own, or a member at the root of one."""
    return len(node.pointer) <= 1


def _inferred(raw: Mapping[str, Any]) -> str:
    """The type of a schema that names none: its words tell."""
    if any(word in raw for word in _OBJECT_WORDS):
        return "object"
    return "array" if "items" in raw or "prefixItems" in raw else "any"


def _title(raw: Any) -> str:
    found = raw.get("title") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else ""


def _says_nothing(raw: Any) -> bool:
    """Whether an alternative only asks for members that stand beside it."""
    return isinstance(raw, dict) and not raw.keys() - {"required", "title", "description", "not"}


def _tag_of(node: Node) -> str | None:
    said = node.value.get("discriminator")
    name = said.get("propertyName") if isinstance(said, dict) else None
    return name if isinstance(name, str) else None


def _choice(values: list[Any], direction: Direction, *, is_const: bool = False) -> Shape:
    """One of some values. What Python's Literal cannot hold is written as its type."""
    plain: list[Plain] = []
    others: list[Shape] = []
    for value in values:
        if value is None:
            others.append(Null())
        elif isinstance(value, str | bool | int):
            if not any(type(value) is type(known) and value == known for known in plain):
                plain.append(value)
        else:
            others.append(Scalar("number") if isinstance(value, float | Decimal) else Anything())
    found: list[Shape] = []
    if plain:
        is_open = direction is Direction.RESPONSE and not is_const and all(isinstance(value, str) for value in plain)
        found.append(Choice(tuple(plain), is_open))
        if direction is Direction.RESPONSE and not is_const and not is_open:
            found += [Scalar("integer")] if any(type(value) is int for value in plain) else []
    return either([*found, *others])


def _text(raw: Mapping[str, Any], direction: Direction) -> Scalar:
    kind = _FORMATS.get(str(raw.get("format")), "string")
    if kind == "binary" and direction is Direction.REQUEST:  # a member of a multipart body
        return Scalar("file")
    return Scalar(kind, _bounds(raw, "minLength", "maxLength") if kind == "string" else ())


def _bounds(raw: Mapping[str, Any], *words: str) -> Bounds:
    return tuple(
        (word, raw[word]) for word in words if isinstance(raw.get(word), int) and not isinstance(raw[word], bool)
    )


def _range(raw: Mapping[str, Any]) -> Bounds:
    """The limits of a number; of 3.0, an exclusive one is a boolean beside the limit."""
    found: list[tuple[str, int | str]] = []
    for word, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit, strict = raw.get(word), raw.get(exclusive)
        if _is_number(limit):
            found.append((exclusive if strict is True else word, _exact(limit)))
        if _is_number(strict):
            found.append((exclusive, _exact(strict)))
    return tuple(found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _exact(value: Any) -> int | str:
    return value if isinstance(value, int) else str(value)


def members_of(shape: Shape) -> Iterator[Named]:
    """The models that a shape names."""
    if isinstance(shape, Named):
        yield shape
    elif isinstance(shape, Items | Mapped):
        yield from members_of(shape.of)
    elif isinstance(shape, Either):
        for inner in shape.of:
            yield from members_of(inner)
