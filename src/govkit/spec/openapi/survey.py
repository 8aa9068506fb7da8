"""One walk over a document and all that it refers to: every object of the OpenAPI Specification by its kind.

What is data (examples, defaults, extensions) is not walked into. A spot is `(document, pointer, value)`: a document has
some hundred thousand, and a tuple is made five times as fast as a Node.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from govkit.errors import InputError
from govkit.spec.documents import DanglingReference, Document, Node, Pointer
from govkit.spec.openapi.contract import METHODS, Contract
from govkit.spec.schemas.vocabulary import Dialect

Spot: TypeAlias = tuple[Document, Pointer, dict[str, Any]]
"""An object with the place where it stands."""

REQUEST, RESPONSE, EITHER = 1, 2, 3
"""Who may send a part of a message: bits of `Survey.ways`."""

_ONE, _LIST, _MAP, _EXTENSIBLE = "one", "list", "map", "extensible map"

_Form: TypeAlias = dict[str, tuple[str, str]]

_OPERATION: _Form = {
    "parameters": (_LIST, "parameter"),
    "requestBody": (_ONE, "body"),
    "responses": (_EXTENSIBLE, "response"),
    "callbacks": (_MAP, "callback"),
}
_DESCRIBED: _Form = {"schema": (_ONE, "schema"), "content": (_MAP, "media"), "examples": (_MAP, "example")}

_ENCODED: _Form = {
    "encoding": (_MAP, "encoding"),
    "prefixEncoding": (_LIST, "encoding"),
    "itemEncoding": (_ONE, "encoding"),
}

_FORMS: dict[str, _Form] = {
    "components": {
        "schemas": (_MAP, "schema"),
        "responses": (_MAP, "response"),
        "parameters": (_MAP, "parameter"),
        "examples": (_MAP, "example"),
        "requestBodies": (_MAP, "body"),
        "headers": (_MAP, "header"),
        "securitySchemes": (_MAP, "scheme"),
        "links": (_MAP, "link"),
        "callbacks": (_MAP, "callback"),
        "pathItems": (_MAP, "path"),
        "mediaTypes": (_MAP, "media"),
    },
    "path": {**dict.fromkeys(METHODS, (_ONE, "operation")), "parameters": (_LIST, "parameter")},
    "event path": {**dict.fromkeys(METHODS, (_ONE, "event")), "parameters": (_LIST, "parameter")},
    "operation": _OPERATION,
    "event": _OPERATION,
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "body": {"content": (_MAP, "media")},
    "response": {"headers": (_MAP, "header"), "content": (_MAP, "media"), "links": (_MAP, "link")},
    "media": {
        **dict.fromkeys(("schema", "itemSchema"), (_ONE, "schema")),
        "examples": (_MAP, "example"),
        **_ENCODED,
    },
    "encoding": {"headers": (_MAP, "header"), **_ENCODED},
    "schema": {
        **dict.fromkeys(("items", "additionalProperties", "not", "if", "then", "else"), (_ONE, "schema")),
        **dict.fromkeys(("contains", "propertyNames", "contentSchema"), (_ONE, "schema")),
        **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), (_ONE, "schema")),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (_LIST, "schema")),
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), (_MAP, "schema")),
        **dict.fromkeys(("$defs", "definitions"), (_MAP, "schema")),
    },
}
"""For each kind of object, the members that hold others: how, and of which kind (OpenAPI 3.2.0, section 4)."""

_METHODS_OF_3_2: dict[str, _Form] = {
    "path": {"query": (_ONE, "operation"), "additionalOperations": (_EXTENSIBLE, "operation")},
    "event path": {"query": (_ONE, "event"), "additionalOperations": (_EXTENSIBLE, "event")},
}
"""Operations of a path item that were none before 3.2."""


_KNOWN: WeakKeyDictionary[Contract, Survey] = WeakKeyDictionary()


def survey_of(contract: Contract) -> Survey:
    """What stands where in a contract; walked once for each, so that every rule may ask."""
    known = _KNOWN.get(contract)
    if known is None:
        known = _KNOWN[contract] = Survey(contract)
    return known


class Survey:
    """What stands where in the documents of one contract."""

    def __init__(self, contract: Contract) -> None:
        self.library = contract.library
        self.dialect = contract.dialect
        self._forms = {**_FORMS, **{kind: {**_FORMS[kind], **form} for kind, form in _METHODS_OF_3_2.items()}}
        if not contract.is_3_2:
            self._forms = _FORMS
        self.documents: list[Document] = [contract.document]
        self.spots: dict[str, list[Spot]] = defaultdict(list)
        """The objects of each kind, each once however often it is referred to."""
        self.ways: dict[int, int] = defaultdict(int)
        """By the identity of an object, who may send the part of a message that it describes."""
        self.dangling: list[tuple[Document, Pointer, str]] = []
        self.referrers: dict[tuple[int, Pointer], list[tuple[Document, Pointer]]] = defaultdict(list)
        """By the place of what is referred to, the objects that do."""
        self._seen: dict[tuple[int, str], int] = {}
        self._waiting: list[tuple[str, Any, Document, Pointer, int]] = []
        document, root = contract.document, contract.root
        self._waiting.append(("components", root.get("components"), document, ("components",), EITHER))
        for section in contract.webhook_sections:
            self._members("event path", root.get(section), _EXTENSIBLE, document, (section,), EITHER)
        self._members("path", root.get("paths"), _EXTENSIBLE, document, ("paths",), EITHER)
        while self._waiting:  # the last is the first: what is used is seen from its users
            self._visit(*self._waiting.pop())

    def _visit(self, kind: str, value: Any, document: Document, at: Pointer, ways: int) -> None:
        if type(value) is not dict:
            return
        known = self._seen.get((id(value), kind), 0)
        if known and (known & ways == ways or ways == EITHER):
            return
        self._seen[id(value), kind] = known | ways
        self.ways[id(value)] |= ways
        reference = value.get("$ref")
        if isinstance(reference, str):
            self._follow(kind, reference, document, at, ways, known)
            if kind != "schema" or self.dialect is Dialect.OPENAPI_3_0:
                return  # siblings of $ref are ignored (OpenAPI 3.0.3, Reference Object)
        if not known:
            self.spots[kind].append((document, at, value))
        if kind == "callback":
            self._members("event path", value, _EXTENSIBLE, document, at, ways)
            return
        form = self._forms.get(kind, {})
        for key, inner in value.items():
            if key in form:
                how, sort = form[key]
                self._members(sort, inner, how, document, (*at, key), _ways(kind, key, sort, ways))

    def _members(self, kind: str, value: Any, how: str, document: Document, at: Pointer, ways: int) -> None:
        waiting = self._waiting
        if how == _ONE:
            waiting.append((kind, value, document, at, ways))
        elif how == _LIST:
            if isinstance(value, list):
                waiting.extend((kind, item, document, (*at, index), ways) for index, item in enumerate(value))
        elif isinstance(value, dict):
            waiting.extend(
                (kind, inner, document, (*at, name), ways)
                for name, inner in value.items()
                if how == _MAP or not name.startswith("x-")
            )

    def _follow(self, kind: str, reference: str, document: Document, at: Pointer, ways: int, known: int) -> None:
        try:
            target = self.library.target(document, reference)
        except DanglingReference:
            if not known:
                self.dangling.append((document, (*at, "$ref"), reference))
            return
        except InputError:  # it leads out of the root, or to what cannot be read: opening the document said so
            return
        if all(target.document is not other for other in self.documents):
            self.documents.append(target.document)
        pointer = _canonical(target)
        if not known:
            self.referrers[id(target.document), pointer].append((document, at))
        self._waiting.append((kind, target.value, target.document, pointer, ways))


def _ways(kind: str, key: str, sort: str, ways: int) -> int:
    """Who may send the member `key` of an object of a kind, who may send the object being known."""
    if sort == "schema":
        return EITHER
    if kind in ("operation", "path", "event", "event path"):
        asked = key in ("parameters", "requestBody")
        return REQUEST if asked != kind.startswith("event") else RESPONSE
    return ways


def _canonical(target: Node) -> Pointer:
    """The pointer of a node with numbers where lists are."""
    if not any(isinstance(part, str) and part.isdigit() for part in target.pointer):
        return target.pointer
    value, parts = target.document.tree, []
    for part in target.pointer:
        parts.append(int(part) if isinstance(value, list) else part)
        value = value[parts[-1]]
    return tuple(parts)
