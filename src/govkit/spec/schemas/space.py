"""Schemas in normal form: JSON Schema 2020-12 as one contract means it, seen from one direction.

A `Space` turns the schema nodes of one library into plain dicts with the vocabulary of JSON Schema 2020-12, whatever
dialect they were written in. `$ref` stays a reference, by a key that only the space understands, so that a component is
read when somebody looks into it and once only. Every normal schema remembers the node it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.direction import Direction
from govkit.spec.documents import DanglingReference, Document, Library, Node
from govkit.spec.schemas import drafts
from govkit.spec.schemas.drafts import Draft
from govkit.spec.schemas.patterns import is_regular_expression
from govkit.spec.schemas.reading import (
    ANNOTATIONS,
    Schema,
    name_every_property,
    read_bounds,
    read_keywords,
    settle_conditions,
)
from govkit.spec.schemas.vocabulary import INTEGER_RANGES, Dialect, Formats

_SINGLE = (
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas")
_MOST_PARTS = 100

ANYTHING: Schema = {}


class Space:
    """The schemas of one contract, seen from one direction, in normal form.

    In a request a property that is `readOnly` is not required, in a response one that is `writeOnly`; either is marked
    with `unsent`, because a conforming writer leaves it out (OpenAPI 3.0.3, Schema Object; 3.1: JSON Schema
    2020-12 validation, section 9.4).
    """

    def __init__(
        self, library: Library, dialect: Dialect, direction: Direction, formats: Formats, *, dispatches: bool = False
    ) -> None:
        """`dispatches`: a discriminator decides which branch of a union a value belongs to."""
        self.library = library
        self.dialect = dialect
        self.direction = direction
        self.formats = formats
        self.dispatches = dispatches
        self.closes = False
        """Whether any object that was read so far refuses additional properties."""
        self._schemas: dict[int, Schema] = {}
        self._origins: dict[int, tuple[Schema, Node]] = {}
        self._targets: dict[str, Node] = {}
        self._keys: dict[int, str] = {}
        self._members: dict[tuple[int, str], Node] = {}
        self._names_drafts: dict[Document, bool] = {}
        self._unsent = "readOnly" if direction is Direction.REQUEST else "writeOnly"

    def schema(self, node: Node) -> Schema:
        """The schema at `node` in normal form; anything where the node is no schema."""
        value = node.value
        if isinstance(value, dict):
            known = self._schemas.get(id(value))
            if known is None:
                known = self._schemas[id(value)] = {}  # before its content: a schema may contain itself
                self._origins[id(known)] = (known, node)
                known.update(self._normal(value, node))
            return known
        return self.made({"not": {}} if value is False else {}, node)

    def made(self, schema: Schema, node: Node) -> Schema:
        """A schema that stands nowhere as such, remembered as coming from `node`."""
        self._origins[id(schema)] = (schema, node)
        return schema

    def name_member(self, schema: Schema, name: str, node: Node) -> None:
        """Remembers where the property `name` of a made object schema is declared."""
        self._members[id(schema), name] = node

    def member(self, schema: Schema, name: str) -> Node | None:
        """Where `name_member` said that a property of a made schema is declared."""
        return self._members.get((id(schema), name))

    def origin(self, schema: Schema) -> Node:
        """The node that a schema of this space was read from."""
        return self._origins[id(schema)][1]

    def resolve(self, key: str) -> Schema:
        """The schema behind the `$ref` of a normal schema."""
        return self.schema(self._targets[key])

    def _draft(self, node: Node) -> Draft:
        """The draft that a schema is written in."""
        document = node.document
        names = self._names_drafts.get(document)
        if names is None:
            names = self.dialect is not Dialect.OPENAPI_3_0 and document.mentions(*drafts.WORDS)
            self._names_drafts[document] = names
        return drafts.draft_at(node) if names else Draft.DRAFT_2020_12

    def _normal(self, raw: dict[str, Any], node: Node) -> Schema:
        draft = self._draft(node)
        if draft is not Draft.DRAFT_2020_12:
            raw = drafts.known_to(draft, raw)
        reference = raw.get("$ref")
        if isinstance(reference, str) or isinstance(raw.get("$dynamicRef"), str):
            plain = isinstance(reference, str)
            normal = self._reference(str(reference), node) if plain else self._dynamic(raw["$dynamicRef"], node)
            if self.dialect is Dialect.OPENAPI_3_0:  # siblings of $ref are ignored (OpenAPI 3.0.3, Reference Object)
                return normal
            rest = {key: value for key, value in raw.items() if key not in ("$ref", "$dynamicRef")}
            return {**normal, **self._keywords(rest, node)}
        return self._keywords(raw, node)

    def _dynamic(self, reference: str, node: Node) -> Schema:
        """A reference that leads to where it was entered from (JSON Schema Core 2020-12, section 8.2.3.2).

        Where one anchor has the name it is a plain reference. Where several have, nobody knows here to which it leads:
        it counts as leading nowhere, and as another one when any of them is another.
        """
        anchors = self.library.dynamic_anchors(reference.partition("#")[2])
        if len(anchors) > 1:
            return {"dangling": reference, "leads": anchors}
        return self._reference(reference, node)

    def _reference(self, reference: str, node: Node) -> Schema:
        try:
            target = self.library.target(node.document, reference)
        except DanglingReference:
            return {"dangling": reference}
        if not isinstance(target.value, dict):
            return self.schema(target)
        key = self._keys.get(id(target.value))
        if key is None:
            key = self._keys[id(target.value)] = str(len(self._keys))
            self._targets[key] = target
        return {"$ref": key}

    def _keywords(self, raw: dict[str, Any], node: Node) -> Schema:
        if not raw:
            return {}
        normal: Schema = {}
        read_keywords(raw, normal)
        self._subschemas(raw, normal, node)
        name_every_property(normal)
        settle_conditions(raw, normal)
        read_bounds(raw, normal)
        self._format(raw, normal)
        if normal.get("additionalProperties") == {"not": {}} or normal.get("unevaluatedProperties") == {"not": {}}:
            self.closes = True
        self._leave_out_unsent(normal)
        if "allOf" in normal:
            self._require_no_unsent(normal)
        if self.dispatches and isinstance(raw.get("discriminator"), dict):
            self._dispatch(raw, normal, node)
        if raw.get("nullable") is True:
            return self._nullable(normal, node)
        return normal

    def _subschemas(self, raw: dict[str, Any], normal: Schema, node: Node) -> None:
        for keyword in _SINGLE:
            if isinstance(raw.get(keyword), dict | bool):
                normal[keyword] = self.schema(node.child(keyword))
        for keyword in _LISTS:
            value = raw.get(keyword)
            if isinstance(value, list) and value:
                parent = node.child(keyword)
                normal[keyword] = [self.schema(parent.child(index)) for index in range(len(value))]
        for keyword in _MAPS:
            value = raw.get(keyword)
            if isinstance(value, dict) and value:
                parent = node.child(keyword)
                named = (name for name in value if keyword != "patternProperties" or is_regular_expression(name))
                normal[keyword] = {name: self.schema(parent.child(name)) for name in named}
        if isinstance(raw.get("items"), list) or isinstance(raw.get("dependencies"), dict):
            self._older_subschemas(raw, normal, node)

    def _older_subschemas(self, raw: dict[str, Any], normal: Schema, node: Node) -> None:
        """What is called `prefixItems` since 2020-12, and `dependentSchemas` and `dependentRequired` since 2019-09."""
        draft, listed, dependencies = self._draft(node), raw.get("items"), raw.get("dependencies")
        if draft < Draft.DRAFT_2020_12 and isinstance(listed, list) and listed:
            parent = node.child("items")
            normal["prefixItems"] = [self.schema(parent.child(index)) for index in range(len(listed))]
            if isinstance(raw.get("additionalItems"), dict | bool):
                normal["items"] = self.schema(node.child("additionalItems"))
        if draft < Draft.DRAFT_2019_09 and isinstance(dependencies, dict):
            for name, needed in dependencies.items():
                if isinstance(needed, list):
                    normal.setdefault("dependentRequired", {})[name] = needed
                elif isinstance(needed, dict | bool):
                    schema = self.schema(node.child("dependencies").child(name))
                    normal.setdefault("dependentSchemas", {})[name] = schema

    def _format(self, raw: dict[str, Any], normal: Schema) -> None:
        format_ = raw.get("format")
        if not isinstance(format_, str) or format_ not in self.formats.asserted:
            return
        bounds = INTEGER_RANGES.get(format_)
        if bounds is None:
            normal["format"] = format_
        elif "integer" in normal.get("type", ()):
            low, high = bounds
            if normal.get("minimum", low) <= low and "exclusiveMinimum" not in normal:
                normal["minimum"] = low
            if normal.get("maximum", high) >= high and "exclusiveMaximum" not in normal:
                normal["maximum"] = high

    def _leave_out_unsent(self, normal: Schema) -> None:
        properties = normal.get("properties")
        if not properties:
            return
        unsent = [name for name, schema in properties.items() if self.is_unsent(schema)]
        if unsent:
            normal["unsent"] = unsent
            if "required" in normal:
                normal["required"] = [name for name in normal["required"] if name not in unsent]

    def _require_no_unsent(self, normal: Schema) -> None:
        """Lets no part of an `allOf` require what the whole says is not sent in this direction."""
        unsent = {name for part in self._parts(normal) for name in part.get("unsent", ())}
        if unsent:
            if "required" in normal:
                normal["required"] = [name for name in normal["required"] if name not in unsent]
            normal["allOf"] = [self._asking_less(part, unsent) for part in normal["allOf"]]

    def _parts(self, schema: Schema) -> Iterator[Schema]:
        """A schema and all that holds together with it, each once; not what is being read right now."""
        seen: set[int] = set()
        waiting = [schema]
        while waiting:
            part = waiting.pop()
            if id(part) in seen or len(seen) > _MOST_PARTS:
                continue
            seen.add(id(part))
            yield part
            waiting += part.get("allOf", ())
            if "$ref" in part:
                waiting.append(self.resolve(part["$ref"]))

    def _asking_less(self, schema: Schema, unsent: set[str], hops: int = 8) -> Schema:
        """A schema that does not require some properties: itself where it does not anyway."""
        if not hops or not any(unsent & set(part.get("required", ())) for part in self._parts(schema)):
            return schema
        less = dict(schema)
        if "$ref" in less:
            less["allOf"] = [self.resolve(less.pop("$ref")), *less.get("allOf", ())]
        if "required" in less:
            less["required"] = [name for name in less["required"] if name not in unsent]
        if "allOf" in less:
            less["allOf"] = [self._asking_less(part, unsent, hops - 1) for part in less["allOf"]]
        return self.made(less, self.origin(schema))

    def _dispatch(self, raw: dict[str, Any], normal: Schema, node: Node) -> None:
        """Lets a discriminator tell the branches apart (OpenAPI 3.1 and 3.2, Discriminator Object).

        A branch whose own schema limits the property already is left as it is. The branch of a `defaultMapping` is for
        every message whose property is not there, or has a value that is none of the other branches'.
        """
        name, fallback = raw["discriminator"].get("propertyName"), raw["discriminator"].get("defaultMapping")
        if not isinstance(name, str):
            return
        said = node.child("discriminator")
        for keyword in ("oneOf", "anyOf"):
            tags = [_tags(branch, raw["discriminator"]) for branch in raw[keyword]] if keyword in normal else []
            for index, branch in enumerate(normal.get(keyword, ())):
                if self._is_told_apart(branch, name) or "$ref" not in branch:
                    continue
                if isinstance(fallback, str) and _component(fallback) == _component(raw[keyword][index]["$ref"]):
                    others = [value for place, values in enumerate(tags) if place != index for value in values]
                    tag = self.made({"enum": others}, said)
                    other = self.made({"properties": {name: tag}, "required": [name]}, said)
                    tagged = self.made({"not": other}, said)
                elif tags[index]:
                    tag = self.made({"enum": tags[index]}, said)
                    tagged = self.made({"properties": {name: tag}, "required": [name]}, said)
                else:
                    continue  # a file has no name that a value could be
                whole = {"allOf": [branch, tagged], "variant": branch, "made": True}
                normal[keyword][index] = self.made(whole, node.child(keyword).child(index))

    def _is_told_apart(self, branch: Schema, name: str, hops: int = 6) -> bool:
        """Whether a schema limits the values of a property itself."""
        if "$ref" in branch:
            raw = self._targets[branch["$ref"]].value
            parts = (
                [raw, *raw.get("allOf", ())] if isinstance(raw, dict) and isinstance(raw.get("allOf", []), list) else []
            )
            for part in parts:
                properties = part.get("properties") if isinstance(part, dict) else None
                own = properties.get(name) if isinstance(properties, dict) else None
                if isinstance(own, dict) and own.keys() & {"enum", "const", "$ref", "allOf", "anyOf", "oneOf"}:
                    return True
                if isinstance(part, dict) and "$ref" in part and part is not raw and hops:
                    inner = self._reference(str(part["$ref"]), self._targets[branch["$ref"]])
                    if self._is_told_apart(inner, name, hops - 1):
                        return True
        return False

    def is_unsent(self, schema: Schema, seen: set[str] | None = None) -> bool:
        """Whether a conforming writer of this direction leaves out a property of this schema.

        The annotation may stand behind references and in a part of an `allOf` (JSON Schema Core 2020-12, section 7.7).
        """
        if schema.get(self._unsent) is True:
            return True
        seen = set() if seen is None else seen
        if any(self.is_unsent(part, seen) for part in schema.get("allOf", ())):
            return True
        key = schema.get("$ref")
        if key is None or key in seen:
            return False
        raw = self._targets[key].value
        if not isinstance(raw, dict):
            return False
        if raw.get(self._unsent) is True:
            return True
        seen.add(key)
        return bool({"$ref", "allOf"} & raw.keys()) and self.is_unsent(self.resolve(key), seen)

    def _nullable(self, normal: Schema, node: Node) -> Schema:
        """`nullable: true` widens a type, and where there is none the composition that it stands beside.

        With neither it says nothing (OpenAPI proposal 2019-10-31, "Clarify semantics of nullable").
        """
        if "type" in normal:
            if "null" not in normal["type"]:
                normal["type"] = [*normal["type"], "null"]
            return normal
        if not normal.keys() & {"allOf", "anyOf", "oneOf"}:
            return normal
        kept = {key: normal.pop(key) for key in ANNOTATIONS if key in normal and key != "discriminator"}
        return {**kept, "anyOf": [self.made(normal, node), self.made({"type": ["null"]}, node)]}


def _component(reference: str) -> str:
    """The name of the component that a reference, or the name itself, means."""
    return reference.rsplit("/", 1)[-1]


def _tags(branch: Any, discriminator: dict[str, Any]) -> list[str]:
    """The values of a discriminator's property that choose a branch of a union."""
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    if not isinstance(reference, str):
        return []
    component, mapping = _component(reference), discriminator.get("mapping")
    named = mapping.items() if isinstance(mapping, dict) else ()
    values = [value for value, target in named if _component(str(target)) == component]
    return values or ([component] if reference.startswith("#/components/schemas/") else [])
