"""A Swagger 2.0 document, and all that it refers to, in the form of OpenAPI 3.0.

Places stay those of the text: each converted document is a Derived one. What is said once in 2.0 and in several places
in 3.0 is shared, so that a conversion is not larger than its text by much. Source: Swagger 2.0 Specification
(https://spec.openapis.org/oas/v2.0.html).
"""

from __future__ import annotations

from typing import Any

from govkit.errors import InputError
from govkit.spec.documents import Derived, Document, Library, Node, Origin, Pointer, format_pointer
from govkit.spec.openapi.swagger.messages import MediaTypes, Messages
from govkit.spec.openapi.swagger.paths import BODIES, Paths
from govkit.spec.openapi.swagger.references import References, is_swagger
from govkit.spec.openapi.swagger.schemas import RENAMED, Schemas
from govkit.spec.openapi.swagger.servers import scheme, servers

_MOVED = frozenset(
    {
        "swagger", "host", "basePath", "schemes", "consumes", "produces", "definitions", "parameters", "responses",
        "securityDefinitions", "paths", "components", "webhooks",
    }
)  # fmt: skip


def converted(library: Library, document: Document) -> tuple[Library, Derived]:
    """A 2.0 document in the form of 3.0, with a library in which its references are followed.

    Raises InputError where references go round in a circle.
    """
    made = Library(library.files, library.limits)
    waiting, seen = [document], {document}

    def reached(other: Document) -> None:
        if other not in seen:
            seen.add(other)
            waiting.append(other)

    first: Derived | None = None
    unsettled: list[References] = []
    while waiting:
        source = waiting.pop()
        if not isinstance(source.tree, dict | list) or (isinstance(source.tree, dict) and "openapi" in source.tree):
            made.add(source)
            continue
        references = References(library, source, reached)
        one = _Conversion(references).document()
        made.add(one)
        unsettled.append(references)
        first = first or one
    for references in unsettled:
        _settle(references, made)
    if first is None:
        raise InputError("this is no Swagger document", place=document.place(()))
    return made, first


def _settle(references: References, made: Library) -> None:
    """Lets references that lead to moved places lead to where they are now."""
    for holder, target, pointer in references.waiting:
        home = made.open(target.path)
        here = home.standing(target, pointer) if isinstance(home, Derived) else None
        if here is not None:
            location = holder["$ref"].partition("#")[0]
            holder["$ref"] = f"{location}#{format_pointer(here).replace('%', '%25')}"


class _Conversion:
    """The conversion of one document."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._source = references.home
        self._schemas = Schemas(references)
        self._messages = Messages(self._schemas)
        self._made: dict[str, Any] = {}
        self._origin = Origin(self._source)

    def document(self) -> Derived:
        """The converted document; of one that is not itself a description, only the schemas change."""
        source = self._source
        if not is_swagger(source.tree):
            return Derived(source, self._schemas.schema(source.tree, source), self._origin, renamed=RENAMED)
        root = source.root
        self._made["openapi"] = "3.0.4"
        self._origin.inside["openapi"] = Origin(source, ("swagger",))
        for key, value in root.value.items():
            if key.startswith("x-"):
                self._made[key] = self._schemas.schema(value, source)  # schemas may stand there, and be referred to
            elif key not in _MOVED:
                self._made[key] = value
        found = servers(root, root)
        if found is not None:
            self._put(("servers",), *found)
        paths = Paths(root, self._references, self._messages)
        if "paths" in root.value:
            self._put(("paths",), root.value["paths"], Origin(source, ("paths",)))
        if isinstance(root.value.get("paths"), dict):
            self._made["paths"] = {}
            for path, item in root.value["paths"].items():
                if path.startswith("x-"):
                    self._made["paths"][path] = item
                else:
                    self._put(("paths", path), *paths.item(root.child("paths").child(path)))
        self._components(root, paths)
        return Derived(source, self._made, self._origin, renamed=RENAMED)

    def _components(self, root: Node, paths: Paths) -> None:
        source = self._source
        self._origin.inside["components"] = Origin(source)
        definitions = root.value.get("definitions")
        if isinstance(definitions, dict):
            schemas = {name: self._schemas.schema(value, source) for name, value in definitions.items()}
            self._put(("components", "schemas"), schemas, Origin(source, ("definitions",)))
        for section, into in (("parameters", "parameters"), ("responses", "responses")):
            self._empty(root, section, ("components", into))
        self._empty(root, "securityDefinitions", ("components", "securitySchemes"))
        produced = MediaTypes.of("produces", root)
        self._parameters(root, paths)
        for name, node in _objects(root, "responses"):
            if "$ref" in node.value:
                self._reference(("components", "responses", name), node)
            else:
                self._put(("components", "responses", name), *self._messages.response(node, produced))
        for name, node in _objects(root, "securityDefinitions"):
            self._put(("components", "securitySchemes", name), *scheme(node))

    def _parameters(self, root: Node, paths: Paths) -> None:
        """Shared parameters; bodies are request bodies, and fields of forms stand in the operations that use them."""
        consumed = MediaTypes.of("consumes", root)
        for name, node in _objects(root, "parameters"):
            if "$ref" in node.value:
                target = paths.followed(node)
                if target is None or not isinstance(target.value, dict) or target.value.get("in") not in BODIES:
                    self._reference(("components", "parameters", name), node)
            elif node.value.get("in") == "body":
                self._put(("components", "requestBodies", name), *self._messages.body(node, consumed))
            elif node.value.get("in") != "formData":
                self._put(("components", "parameters", name), *self._messages.parameter(node))

    def _empty(self, root: Node, section: str, into: Pointer) -> None:
        """A section of the root, before its members."""
        if isinstance(root.value.get(section), dict):
            self._put(into, {}, Origin(self._source, (section,)))

    def _reference(self, at: Pointer, node: Node) -> None:
        made: dict[str, Any] = {}
        if isinstance(node.value["$ref"], str):
            self._references.write(made, node.document, node.value["$ref"])
        self._put(at, made, Origin(node.document, node.pointer))

    def _put(self, at: Pointer, value: Any, origin: Origin) -> None:
        """Sets a part of the converted document."""
        holder, above = self._made, self._origin
        for part in at[:-1]:
            holder = holder.setdefault(str(part), {})
            above = above.child(part)
        holder[str(at[-1])] = value
        above.inside[at[-1]] = origin


def _objects(root: Node, section: str) -> list[tuple[str, Node]]:
    """The objects of a section of the root by name."""
    value = root.value.get(section)
    if not isinstance(value, dict):
        return []
    parent = root.child(section)
    return [(name, parent.child(name)) for name, inner in value.items() if isinstance(inner, dict)]
