"""A contract: what an OpenAPI document promises, read operation by operation, when somebody asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from govkit.direction import Direction
from govkit.errors import InputError
from govkit.spec.documents import DanglingReference, Derived, Document, Library, Node, Pointer
from govkit.spec.openapi.swagger import converted
from govkit.spec.schemas.vocabulary import Dialect

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The members of a path item that are operations, in every version; 3.2 has `query` and `additionalOperations` too."""

X_WEBHOOKS = "x-webhooks"
"""What documents of 3.0 call the section that is `webhooks` from 3.1 on."""

_IGNORED_HEADERS = ("accept", "content-type", "authorization")
_SWAGGER = "2.0"
_READ = re.compile(r"3\.[012](\.|$)")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation; `key` identifies it on the wire, whatever a path parameter is called.

    The location `querystring` is the whole query as one value, whose name is seen nowhere (3.2).
    """

    key: str
    name: str
    location: str
    required: bool
    node: Node
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class MediaType:
    """One representation of a body; `item_schema` describes each item of a stream of them (3.2)."""

    name: str
    node: Node

    @property
    def schema(self) -> Node | None:
        """The schema of the body as a whole, where one is said."""
        return self.node.child("schema") if "schema" in _mapping(self.node) else None

    @property
    def item_schema(self) -> Node | None:
        """The schema of each item, where one is said."""
        return self.node.child("itemSchema") if "itemSchema" in _mapping(self.node) else None


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered under one status (`200`, `4XX`, `default`)."""

    status: str
    node: Node
    content: dict[str, MediaType]
    headers: dict[str, Node]


@dataclass(frozen=True, slots=True)
class Body:
    """A request body."""

    required: bool
    node: Node
    content: dict[str, MediaType]


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation. `key` is its identity on the wire, which operations of ambiguous paths share.

    A `webhook` or `callback` is sent by the API's provider, so its directions are turned round. `method` is the member
    of the path item, or of its `additionalOperations`.
    """

    key: str
    name: str
    kind: str
    path: str
    method: str
    node: Node
    item: Node
    contract: Contract = field(repr=False)

    @property
    def sent(self) -> Direction:
        """The direction of what the operation's caller sends."""
        return Direction.REQUEST if self.kind == "path" else Direction.RESPONSE

    @property
    def answered(self) -> Direction:
        """The direction of what is answered."""
        return Direction.RESPONSE if self.kind == "path" else Direction.REQUEST

    @property
    def id(self) -> str | None:
        """The operationId, where there is one."""
        value = _mapping(self.node).get("operationId")
        return value if isinstance(value, str) else None

    @property
    def deprecated(self) -> bool:
        """Whether the operation says that it is deprecated."""
        return _mapping(self.node).get("deprecated") is True

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters by wire identity; those of the operation stand before those of its path item."""
        names = _TEMPLATE.findall(self.path)
        found: dict[str, Parameter] = {}
        for owner in (self.item, self.node):
            for node in _items(owner, "parameters"):
                parameter = self._parameter(node, names)
                if parameter is not None:
                    found[parameter.key] = parameter
        return found

    def _parameter(self, node: Node, names: list[str]) -> Parameter | None:
        target = self.contract.resolved(node)
        raw = _mapping(target) if target else {}
        name, location = raw.get("name"), raw.get("in")
        if not isinstance(name, str) or not isinstance(location, str) or target is None:
            return None
        if location not in self.contract.locations:
            return None
        key = f"{location} {name}"
        if location == "header":
            if name.lower() in _IGNORED_HEADERS:
                return None
            key = f"header {name.lower()}"
        elif location == "querystring":
            key = location
        elif location == "path":
            if name not in names:
                return None
            key = f"path {names.index(name)}"
        required = raw.get("required") is True or location == "path"
        return Parameter(key, name, location, required, target, raw.get("deprecated") is True)

    @cached_property
    def body(self) -> Body | None:
        """The request body, where there is one."""
        if "requestBody" not in _mapping(self.node):
            return None
        target = self.contract.resolved(self.node.child("requestBody"))
        if target is None:
            return None
        return Body(_mapping(target).get("required") is True, target, self._content(target))

    @cached_property
    def responses(self) -> dict[str, Response]:
        """The responses by status, `4xx` written `4XX`."""
        found = {}
        for status, node in _members(self.node, "responses"):
            target = self.contract.resolved(node)
            if target is None or status.startswith("x-"):
                continue
            headers = {
                name.lower(): header
                for name, node in _members(target, "headers")
                if name.lower() not in _IGNORED_HEADERS and (header := self.contract.resolved(node)) is not None
            }
            name = status.upper() if status[:1].isdigit() else status
            found[name] = Response(name, target, self._content(target), headers)
        return found

    def _content(self, owner: Node) -> dict[str, MediaType]:
        found = {}
        for name, node in _members(owner, "content"):
            target = self.contract.resolved(node)
            if target is not None:
                found[_media_type(name)] = MediaType(name, target)
        return found

    @cached_property
    def security(self) -> list[dict[str, Any]]:
        """The alternatives of security requirements; an empty list, or an empty alternative, asks for nothing."""
        value = _mapping(self.node).get("security", self.contract.root.get("security"))
        return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []

    @cached_property
    def callbacks(self) -> list[Operation]:
        """The operations that the provider calls back."""
        found: list[Operation] = []
        for name, node in _members(self.node, "callbacks"):
            target = self.contract.resolved(node)
            for expression in _mapping(target) if target else ():
                if target is None or expression.startswith("x-"):
                    continue
                place = f"callback {name} {expression}"
                found += self.contract.operations_of(target.child(expression), place, "callback", self)
        return found


class Contract:
    """An OpenAPI document of any version, with everything it refers to.

    `document` is what is read, in the form of 3.x, and `library` follows its references. `source` and `source_library`
    are the same as they were written, which differs for Swagger 2.0 only.
    """

    def __init__(self, library: Library, document: Document, called: str = "") -> None:
        """`called` is what a catalog calls the API. Raises InputError where the root is no OpenAPI that is read."""
        self.source, self.source_library = document, library
        self.called = called
        root = document.tree
        if not isinstance(root, dict) or not ({"openapi", "swagger"} & root.keys()):
            raise InputError(
                "this is no OpenAPI document: its root has neither `openapi` nor `swagger`",
                place=document.place(()),
                hint="an OpenAPI document starts with a line like `openapi: 3.1.0`",
            )
        self.version = _version(document)
        if self.is_swagger:
            library, document = converted(library, document)
        self.library = library
        self.document = document
        self.root: dict[str, Any] = document.tree
        self.is_3_0 = self.version.startswith("3.0")
        is_3_0 = self.is_3_0 or self.is_swagger
        self.dialect = Dialect.OPENAPI_3_0 if is_3_0 else Dialect.OPENAPI_3_1
        self.is_3_2 = self.version.startswith("3.2")
        self.locations = ("path", "query", "header", "cookie", *(("querystring",) if self.is_3_2 else ()))

    @property
    def is_swagger(self) -> bool:
        """Whether the contract was written in Swagger 2.0, whose words are not those of 3.x."""
        return self.version == _SWAGGER

    def standing(self, pointer: Pointer) -> Pointer:
        """Where in `document` stands what stands at a pointer of `source`; the pointer itself where it is not read."""
        if not isinstance(self.document, Derived) or self.document is self.source:
            return pointer
        return self.document.standing(self.source, pointer) or pointer

    @property
    def title(self) -> str:
        """What the document calls the API."""
        info = self.root.get("info")
        title = info.get("title") if isinstance(info, dict) else None
        return title if isinstance(title, str) else ""

    @property
    def name(self) -> str:
        """The API's name for people and fingerprints: that of the catalog, else the title in kebab case."""
        return self.called or re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or "api"

    def resolved(self, node: Node) -> Node | None:
        """The node behind a reference, or None where it leads nowhere."""
        try:
            return self.library.resolve(node)
        except DanglingReference:
            return None

    @property
    def webhook_sections(self) -> tuple[str, ...]:
        """The members of the root that hold webhooks; 3.0 has no word for them, and tools widely say `x-webhooks`."""
        return ("webhooks", X_WEBHOOKS) if self.is_3_0 else ("webhooks",)

    def section(self, operation: Operation) -> Node | None:
        """The section of this contract where an operation stands, or would, be it one of another; None without it."""
        names = ("paths",) if operation.kind == "path" else self.webhook_sections
        found = [self.document.root.child(name) for name in names if isinstance(self.root.get(name), dict)]
        return next((one for one in found if operation.path in _mapping(one)), found[0] if found else None)

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Every operation of `paths` and `webhooks`, by name."""
        found: dict[str, Operation] = {}
        for section, kind in (("paths", "path"), *((section, "webhook") for section in self.webhook_sections)):
            for path, node in _members(self.document.root, section):
                if path.startswith("x-"):
                    continue
                for operation in self.operations_of(node, path, kind, None):
                    found.setdefault(operation.name, operation)
        return found

    def operations_of(self, node: Node, path: str, kind: str, owner: Operation | None) -> Iterator[Operation]:
        """The operations of one path item."""
        item = self.resolved(node)
        if item is None or not isinstance(item.value, dict):
            return
        for word, method, entry in self._methods_of(item):
            operation = self.resolved(entry) if isinstance(entry.value, dict) else None
            if operation is not None:
                if owner is not None:
                    name, key = f"{owner.name} {path} {word}", f"{owner.key} {path} {word}"
                elif kind == "webhook":
                    name = key = f"{word} webhook:{path}"
                else:
                    name, key = f"{word} {path}", f"{word} {wire_path(path)}"
                yield Operation(key, name, kind, path, method, operation, item, self)

    def _methods_of(self, item: Node) -> Iterator[tuple[str, str, Node]]:
        """The operations of a path item, each with its method on the wire and as the item writes it.

        Methods are case-sensitive; only those that have a member of their own are written in lower case there.
        """
        for method in METHODS if not self.is_3_2 else (*METHODS, "query"):
            if method in item.value:
                yield method.upper(), method, item.child(method)
        if self.is_3_2:
            for method, node in _members(item, "additionalOperations"):
                if not method.startswith("x-"):
                    yield method, method, node

    def component_of(self, node: Node) -> tuple[str, Pointer] | None:
        """The schema component that a node of another file stands in, and the way from there."""
        for size in range(len(node.pointer), -1, -1):
            name = self._elsewhere.get((node.document.path, node.pointer[:size]))
            if name is not None:
                return name, node.pointer[size:]
        return None

    @cached_property
    def _elsewhere(self) -> dict[tuple[str, Pointer], str]:
        """Where in other files schemas stand that components refer to, with the names of those components.

        Of several names for one schema the one that it has in its file counts, else the first.
        """
        found: dict[tuple[str, Pointer], str] = {}
        components = self.document.root.child("components") if "components" in self.root else self.document.root
        for name, node in _members(components, "schemas"):
            target = self.resolved(node) if "$ref" in _mapping(node) else None
            if target is not None and target.document is not self.document:
                key = (target.document.path, target.pointer)
                if key not in found or target.pointer[-1:] == (name,):
                    found[key] = name
        return found

    @cached_property
    def security_schemes(self) -> dict[str, Node]:
        """The declared security schemes by name."""
        found = {}
        if isinstance(self.root.get("components"), dict):
            for name, node in _members(self.document.root.child("components"), "securitySchemes"):
                target = self.resolved(node)
                if target is not None:
                    found[name] = target
        if self.is_3_2:
            self._referred_schemes(found)
        return found

    def _referred_schemes(self, found: dict[str, Node]) -> None:
        """Adds the schemes that requirements name by a reference (OpenAPI 3.2, Security Requirement Object)."""
        for owner in (self.document.root, *(operation.node for operation in self.operations.values())):
            for requirement in _items(owner, "security"):
                for name in _mapping(requirement):
                    if name not in found and ("/" in name or "#" in name):
                        target = self.resolved(Node(owner.document, (), {"$ref": name}))
                        if target is not None:
                            found[name] = target


def _version(document: Document) -> str:
    """The version of OpenAPI that a document says it is. Raises InputError where it is none that is read."""
    keyword = "openapi" if "openapi" in document.tree else "swagger"
    version = document.tree[keyword]
    text = str(version)
    if keyword == "swagger":
        if text == _SWAGGER or (version == 2 and not isinstance(version, bool)):  # written as a number
            return _SWAGGER
        name = f"Swagger {text}" if isinstance(version, str | int | float) else "this version of Swagger"
    elif _READ.match(text):
        return text
    else:
        name = f"OpenAPI {text}"
    raise InputError(
        f"{name} is not read; Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are",
        place=document.place((keyword,)),
        hint=f"the member `{keyword}` at the root says which version a document is written in",
    )


def wire_path(path: str) -> str:
    """A path template without the names of its parameters, which are not seen on the wire."""
    return _TEMPLATE.sub("{}", path)


def _media_type(name: str) -> str:
    """A media type as it is compared: lower case, parameters without spaces (RFC 9110, section 8.3.1)."""
    return re.sub(r"\s*;\s*", ";", name.strip().lower())


def _mapping(node: Node) -> dict[str, Any]:
    return node.value if isinstance(node.value, dict) else {}


def _members(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    value = _mapping(node).get(key)
    if isinstance(value, dict):
        parent = node.child(key)
        for name in value:
            yield name, parent.child(name)


def _items(node: Node, key: str) -> Iterator[Node]:
    value = _mapping(node).get(key)
    if isinstance(value, list):
        parent = node.child(key)
        for index in range(len(value)):
            yield parent.child(index)
