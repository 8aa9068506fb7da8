"""What APIs, entities and schemas of APIs are told by, whatever they are called: fields with types, operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govkit.catalog.entries import EntitySpec, Entry, Estate, MappingSpec
from govkit.catalog.mapping.check import entity_schema
from govkit.catalog.mapping.lineage import lines_of
from govkit.catalog.mapping.ways import unescaped
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract
from govkit.spec.schemas.shape import Atom, Shapes, Spot, conjuncts, dereferenced
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import ALL_FORMATS

# fmt: off
GENERAL = frozenset(
    {
        "id", "name", "title", "description", "status", "state", "type", "kind", "code", "number", "version",
        "revision", "object", "notes", "metadata", "tags", "labels", "links", "self", "url", "uri", "createdat",
        "createdby", "createdon", "updatedat", "updatedby", "updatedon", "modifiedat", "deletedat", "archivedat",
        "externalid", "externalids", "externalreference", "customfields", "attributes",
    }
)
# fmt: on
"""Names of fields that objects of any sort have: they tell of none, and are not compared."""

_SEPARATORS = re.compile(r"[^a-z0-9]")
_BASE = re.compile(r"api|v[0-9]+([.][0-9]+)*", re.IGNORECASE)
_PARAMETER = re.compile(r"\{[^{}]*\}")
_IDENTIFIERS = ("id", "number", "key", "uuid")

Identity = tuple[str, tuple[str | int, ...]]
"""Where a schema stands: a document and a pointer."""


def plain_name(name: str) -> str:
    """A name without case and separators: `legal_name`, `legalName` and `Legal-Name` are one."""
    return _SEPARATORS.sub("", name.lower())


@dataclass(frozen=True)
class Described:
    """A schema of an API: its name, its node, and the fields that tell of it, its identifiers apart."""

    name: str
    node: Node
    fields: frozenset[str]
    is_object: bool
    """Whether it is an object of its own, known by an identifier."""

    @property
    def identity(self) -> Identity:
        """Where it stands."""
        return self.node.document.path, self.node.pointer


def operations_of(contract: Contract) -> frozenset[str]:
    """The operations of an API as methods and templates of paths, without names of parameters and a leading `v1`."""
    return frozenset(
        f"{operation.method.upper()} {_plain_path(operation.path)}"
        for operation in contract.operations.values()
        if operation.kind == "path"
    )


def _plain_path(path: str) -> str:
    segments = path.strip("/").split("/")
    while segments and _BASE.fullmatch(segments[0]):
        segments = segments[1:]
    return "/" + "/".join(
        _PARAMETER.sub("{}", segment) if "{" in segment else plain_name(segment) for segment in segments
    )


class Schemas:
    """The named schemas of a contract, each read once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._space = Space(contract.library, contract.dialect, Direction.RESPONSE, ALL_FORMATS)
        self._shapes = Shapes()

    def described(self) -> Iterator[Described]:
        """Every named schema of an object that is no event, in the order of the document."""
        events = self._events()
        for name, node in self._named():
            if (node.document.path, node.pointer) in events:
                continue
            shape = self._shapes.of(self._spot(node))
            if "object" in shape.types and shape.properties:
                others = {one: spot for one, spot in shape.properties.items() if not _identifies(one, name)}
                fields = frozenset(_fields(others, self._shapes))
                yield Described(name, node, fields, len(others) < len(shape.properties))

    def _events(self) -> set[Identity]:
        """The bodies of webhooks, with what they are put together from: an envelope is like any other."""
        bodies = [one.body for one in self._contract.operations.values() if one.kind == "webhook"]
        nodes = [media.schema for body in bodies if body is not None for media in body.content.values()]
        atoms = [atom for node in nodes if node is not None for atom in conjuncts(self._spot(node))]
        found = (self._space.origin(dereferenced(atom).schema) for atom in atoms)
        return {(node.document.path, node.pointer) for node in found}

    def mapped(self, spec: MappingSpec) -> set[Identity]:
        """The schemas that a mapping reads or writes, and those below them that it goes through."""
        named = dict(self._named())
        found: set[Identity] = set()
        for line in lines_of(spec):
            for trail in line.api:
                schema, *steps = map(unescaped, trail.split("/"))
                if schema in named:
                    found |= {*self._passed(self._spot(named[schema]), steps)}
        return found

    def _passed(self, spot: Spot, steps: list[str]) -> Iterator[Identity]:
        for step in ("", *steps):
            shape = self._shapes.of(spot)
            below = spot if not step else shape.items if step == "*" else shape.properties.get(step, ())
            if not below:
                return
            spot = below
            atom = dereferenced(spot[0])
            node = self._space.origin(atom.schema)
            yield node.document.path, node.pointer

    def _named(self) -> Iterator[tuple[str, Node]]:
        components = self._contract.document.root.child("components") if "components" in self._contract.root else None
        schemas = self._contract.resolved(components) if components is not None else None
        value = schemas.value.get("schemas") if schemas is not None and isinstance(schemas.value, dict) else None
        if schemas is None or not isinstance(value, dict):
            return
        for name in value:
            node = self._contract.resolved(schemas.child("schemas").child(name))
            if node is not None and isinstance(node.value, dict):
                yield str(name), node

    def _spot(self, node: Node) -> Spot:
        return (Atom(self._space.schema(node), self._space),)


def entity_fields(estate: Estate, entity: Entry[EntitySpec]) -> frozenset[str]:
    """The fields that tell of an entity, those of its newest version. Raises SideMissing."""
    shapes = Shapes()
    own = {plain_name(name) for name, said in entity.spec.fields.items() if said.per_system}
    properties = shapes.of(entity_schema(estate, entity, None)).properties
    return frozenset(one for one in _fields(properties, shapes) if one.partition(": ")[0] not in own)


def _fields(properties: Mapping[str, Spot], shapes: Shapes) -> Iterator[str]:
    """Fields with their types, as far as they tell: `legalname: string`."""
    for name, spot in properties.items():
        plain = plain_name(name)
        if plain and plain not in GENERAL:
            kinds = {"number" if kind == "integer" else kind for kind in shapes.of(spot).types} - {"null"}
            yield f"{plain}: {' or '.join(sorted(kinds)) if len(kinds) < len(_ANY) else 'anything'}"


_ANY = ("array", "boolean", "number", "object", "string")


def _identifies(field: str, schema: str) -> bool:
    """Whether a field is the identifier of the object that it stands in: `id`, `customerNumber` of a Customer."""
    plain, of = plain_name(field), plain_name(schema)
    return any(plain.endswith(end) and of.endswith(plain.removesuffix(end)) for end in _IDENTIFIERS)
