"""The examples of a description, each held against its schema by a validator that govkit's own rules do not use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from govkit.spec.documents import FolderFiles, Library, Node, format_pointer, parse
from govkit.spec.openapi import X_WEBHOOKS, Contract, MediaType, Operation
from tests.rewriting import as_3_1


class Described:
    """A description in a folder of its own, or one that refers to others below `root`."""

    def __init__(self, file: Path, root: Path | None = None) -> None:
        self._folder = root or file.parent
        library = Library(FolderFiles(self._folder))
        self.contract = Contract(library, library.open(file.relative_to(self._folder).as_posix()))
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        found = []
        for file in sorted(self._folder.rglob("*.yaml")):
            path = file.relative_to(self._folder).as_posix()
            tree = parse(file.read_bytes(), path).tree
            found.append((f"estate:/{path}", as_3_1(tree) if self.contract.is_3_0 else tree))
        return jsonschema_rs.Registry(found)

    def media(self) -> Iterator[tuple[Operation, str, MediaType]]:
        """Every representation of a body, with its operation and what it is: `request`, or the status."""
        for operation in self.contract.operations.values():
            if operation.body is not None:
                yield from ((operation, "request", one) for one in operation.body.content.values())
            for response in operation.responses.values():
                yield from ((operation, response.status, one) for one in response.content.values())

    def examples(self, node: Node) -> Iterator[Any]:
        """The values of the examples that stand beside a schema, those of components among them."""
        value: Any = node.value
        if "example" in value:
            yield value["example"]
        for name in value.get("examples") or ():
            shown = self.contract.resolved(node.child("examples").child(name))
            assert shown is not None, name
            yield from (shown.value[key] for key in ("value", "dataValue") if key in shown.value)

    def refusals(self) -> Iterator[str]:
        """What is wrong with examples of bodies and parameters: place and reason."""
        for operation, part, media in self.media():
            if media.schema is not None:
                yield from (f"{operation.name} {part}: {why}" for why in self._refused(media.schema, media.node))
            if media.item_schema is not None:
                items = [item for example in self.examples(media.node) for item in example]
                yield from (f"{operation.name} {part}: {why}" for why in self._told(media.item_schema, items))
        for operation in self.contract.operations.values():
            for parameter in operation.parameters.values():
                if "schema" in parameter.node.value:
                    schema = parameter.node.child("schema")
                    why = self._refused(schema, parameter.node)
                    yield from (f"{operation.name} {parameter.name}: {one}" for one in why)

    def _refused(self, schema: Node, owner: Node) -> Iterator[str]:
        return self._told(schema, self.examples(owner))

    def _told(self, schema: Node, values: Iterable[Any]) -> Iterator[str]:
        validator = self._validator(schema)
        for example in values:
            yield from (f"{error.instance_path} {error.message}" for error in validator.iter_errors(example))

    def _validator(self, schema: Node) -> jsonschema_rs.Validator:
        first, *rest = schema.pointer
        pointer = ("webhooks" if self.contract.is_3_0 and first == X_WEBHOOKS else first, *rest)  # as it is rewritten
        reference = f"estate:/{schema.document.path}#{quote(format_pointer(pointer))}"
        if reference not in self._validators:
            self._validators[reference] = jsonschema_rs.Draft202012Validator(
                {"$ref": reference}, registry=self._registry, validate_formats=True, offline=True
            )
        return self._validators[reference]

    @property
    def scopes(self) -> set[str]:
        """The scopes that the security schemes declare."""
        flows = [scheme.value.get("flows", {}) for scheme in self.contract.security_schemes.values()]
        return {scope for flow in flows for one in flow.values() for scope in one.get("scopes", {})}

    def has_field(self, field: str) -> bool:
        """Whether `Invoice/lines/*/amount` leads from a schema component to a property."""
        name, *parts = field.split("/")
        schemas = self.contract.document.root.child("components").child("schemas")
        if name not in schemas.value:
            return False
        found = self._alternatives(schemas.child(name))
        for part in parts:
            found = [one for node in found for below in self._below(node, part) for one in self._alternatives(below)]
        return bool(found)

    def _alternatives(self, node: Node) -> list[Node]:
        """A schema, and those that it is made of."""
        target = self.contract.resolved(node)
        if target is None:
            return []
        words = [word for word in ("allOf", "anyOf", "oneOf") if word in target.value]
        inner = [target.child(word).child(at) for word in words for at in range(len(target.value[word]))]
        return [target, *(one for node in inner for one in self._alternatives(node))]

    @staticmethod
    def _below(node: Node, part: str) -> Iterator[Node]:
        if part == "*" and "items" in node.value:
            yield node.child("items")
        elif part in node.value.get("properties", {}):
            yield node.child("properties").child(part)
