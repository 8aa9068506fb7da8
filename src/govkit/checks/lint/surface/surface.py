"""The sites of a contract by their kind, made from its survey when a rule asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from govkit.checks.lint.surface.plain import Plainness
from govkit.checks.lint.surface.reach import Ways
from govkit.checks.lint.surface.sites import (
    OperationSite,
    ParameterSite,
    PropertySite,
    Raw,
    ResponseSite,
    Site,
    ValueSite,
)
from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi import Contract, Operation
from govkit.spec.openapi.operations import every_operation
from govkit.spec.openapi.security import schemes_of
from govkit.spec.openapi.survey import Survey, survey_of


class Surface:
    """One contract as the rules look at it. `known_owner`: a catalog says who owns the API."""

    def __init__(self, contract: Contract, *, known_owner: bool = False) -> None:
        self.contract = contract
        self.known_owner = known_owner
        self.survey: Survey = survey_of(contract)
        self.plainness = Plainness(contract)
        self.ways = Ways(contract, self.survey)

    @cached_property
    def info(self) -> Raw:
        """What the document says of the API as a whole."""
        return mapping(self.contract.root.get("info"))

    @cached_property
    def operations(self) -> list[OperationSite]:
        """The operations of paths."""
        return [one for one in self._operations if one.operation.kind == "path"]

    @cached_property
    def events(self) -> list[OperationSite]:
        """The operations that the provider calls: webhooks and callbacks."""
        return [one for one in self._operations if one.operation.kind != "path"]

    @cached_property
    def _operations(self) -> list[OperationSite]:
        return [self._operation(one) for one in every_operation(self.contract)]

    def _operation(self, operation: Operation) -> OperationSite:
        node, raw = operation.node, mapping(operation.node.value)
        method = operation.method.upper()
        return OperationSite(self, node.document, node.pointer, raw, operation.name, operation, method, operation.path)

    @cached_property
    def responses(self) -> list[ResponseSite]:
        """What operations of paths answer."""
        return [
            ResponseSite(
                self, one.node.document, one.node.pointer, mapping(one.node.value), one.status, site, one, one.status
            )
            for site in self.operations
            for one in site.operation.responses.values()
        ]

    @cached_property
    def paths(self) -> list[Site]:
        """The paths; the name is the template."""
        paths = mapping(self.contract.root.get("paths"))
        document = self.contract.document
        return [
            Site(self, document, ("paths", path), mapping(raw), path)
            for path, raw in paths.items()
            if not path.startswith("x-")
        ]

    @cached_property
    def servers(self) -> list[Site]:
        """The servers of the document, of paths and of operations; the name is the address."""
        found: list[Site] = []
        root = (self.contract.document, (), self.contract.root)
        for document, at, raw in (root, *self._spots("path"), *self._spots("operation")):
            listed = raw.get("servers")
            for index, one in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(one, dict) and isinstance(one.get("url"), str):
                    found.append(Site(self, document, (*at, "servers", index), one, one["url"]))
        return found

    @cached_property
    def schemes(self) -> list[Site]:
        """The security schemes by name."""
        return [
            Site(self, node.document, node.pointer, mapping(node.value), name)
            for name, node in self.contract.security_schemes.items()
        ]

    @cached_property
    def scoped(self) -> frozenset[str]:
        """The security schemes that offer scopes."""
        return frozenset(name for name, scheme in schemes_of(self.contract).items() if scheme.scopes())

    @cached_property
    def parameters(self) -> list[ParameterSite]:
        """The parameters, each where it is declared."""
        found = []
        for document, at, raw in self._spots("parameter"):
            name, location = raw.get("name"), raw.get("in")
            if isinstance(name, str) and isinstance(location, str):
                plain = self.plainness.of(document, raw.get("schema"))
                found.append(ParameterSite(self, document, at, raw, name, plain, types_of(plain), location))
        return found

    @cached_property
    def headers(self) -> list[ValueSite]:
        """The headers of responses, each once under the name that it has there."""
        found: dict[tuple[int, Pointer], ValueSite] = {}
        for document, at, raw in self._spots("response"):
            for name, one in mapping(raw.get("headers")).items():
                if isinstance(one, dict):
                    target = self.target(document, one)
                    plain = self.plainness.of(document, target.get("schema"))
                    site = ValueSite(self, document, (*at, "headers", name), target, name, plain, types_of(plain))
                    found.setdefault((id(document), site.pointer), site)
        return list(found.values())

    @cached_property
    def media(self) -> list[Site]:
        """What bodies are, by media type; the name is the media type."""
        return [
            Site(self, document, at, raw, _last(at))
            for document, at, raw in self._spots("media")
            if at[:2] != ("components", "mediaTypes")
        ]

    @cached_property
    def schemas(self) -> list[Site]:
        """Every schema that is more than a reference; the name is that of the component, property or keyword."""
        return [
            Site(self, document, at, raw, _last(at))
            for document, at, raw in self._spots("schema")
            if len(raw) > 1 or "$ref" not in raw
        ]

    @cached_property
    def components(self) -> list[Site]:
        """The schemas of the components by name."""
        document = self.contract.document
        schemas = mapping(mapping(self.contract.root.get("components")).get("schemas"))
        return [
            Site(self, document, ("components", "schemas", name), raw, name)
            for name, raw in schemas.items()
            if isinstance(raw, dict)
        ]

    @cached_property
    def properties(self) -> list[PropertySite]:
        """The properties that schemas declare, each where it is declared."""
        found = []
        plainness = self.plainness
        for document, at, owner in self._spots("schema"):
            properties = owner.get("properties")
            if type(properties) is not dict:
                continue
            required = owner.get("required")
            needed = required if isinstance(required, list) else ()
            for name, raw in properties.items():
                if type(raw) is dict:
                    plain = plainness.of(document, raw)
                    where = (*at, "properties", name)
                    types = types_of(plain)
                    found.append(PropertySite(self, document, where, raw, name, plain, types, owner, name in needed))
        return found

    def members(self, document: Document, raw: Any) -> dict[str, Raw]:
        """The properties that an object of a schema may have, by name, with what their schemas say of them."""
        return self.plainness.members(document, raw)

    def target(self, document: Document, raw: Raw) -> Raw:
        """The object behind a reference, the object itself where it is none, an empty one where nothing is there."""
        return self.plainness.target(document, raw)[1]

    def _spots(self, kind: str) -> Iterator[tuple[Document, Pointer, Raw]]:
        """The objects of a kind, those that come first in the text mostly first."""
        return reversed(self.survey.spots.get(kind, []))


def mapping(value: Any) -> Raw:
    """A value where it is an object; an empty one where it is not."""
    return value if isinstance(value, dict) else {}


def types_of(plain: Raw) -> frozenset[str]:
    """The types that a schema names, without null; those of its values where it lists them and names none."""
    said = plain.get("type")
    if isinstance(said, str):
        return _TYPES.get(said) or frozenset({said})
    if isinstance(said, list):
        return frozenset(one for one in said if isinstance(one, str) and one != "null")
    if "properties" in plain:
        return _TYPES["object"]
    return _TYPES["array"] if "items" in plain else frozenset()


_TYPES = {name: frozenset({name}) for name in ("string", "integer", "number", "boolean", "object", "array")}
_TYPES["null"] = frozenset()


def _last(pointer: Pointer) -> str:
    return str(pointer[-1]) if pointer else ""
