"""What a schema says of a value itself, where it is written around: by references, and beside null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.errors import InputError
from govkit.spec.documents import Document
from govkit.spec.openapi import Contract

_HOPS = 12
"""So many references and wrappers, one in the other, are followed."""

_PARTS = 100
"""So many parts of one schema are looked into."""

_COMBINED = ("allOf", "anyOf", "oneOf")
_WRAPPING = frozenset({"$ref", *_COMBINED})


class Plainness:
    """Schemas behind their references, worked out once each."""

    def __init__(self, contract: Contract) -> None:
        self._library = contract.library
        self._known: dict[int, dict[str, Any]] = {}
        self._members: dict[int, dict[str, dict[str, Any]]] = {}

    def of(self, document: Document, raw: Any) -> dict[str, Any]:
        """The keywords that hold for a value: those of what is referred to, of the one alternative that is not null.

        What stands beside a reference goes before what it leads to. Of several alternatives none is chosen.
        """
        if type(raw) is not dict:
            return {}
        if _WRAPPING.isdisjoint(raw):
            return raw
        known = self._known.get(id(raw))
        if known is None:
            known = self._known[id(raw)] = self._plain(document, raw)
        return known

    def members(self, document: Document, raw: Any) -> dict[str, dict[str, Any]]:
        """The properties that an object may have in any of its parts and alternatives, each with its plain schema."""
        if type(raw) is not dict:
            return {}
        known = self._members.get(id(raw))
        if known is None:
            known = self._members[id(raw)] = {}
            for home, part in self._parts(document, raw):
                properties = part.get("properties")
                for name, inner in properties.items() if isinstance(properties, dict) else ():
                    known.setdefault(name, self.of(home, inner))
        return known

    def _parts(self, document: Document, raw: dict[str, Any]) -> Iterator[tuple[Document, dict[str, Any]]]:
        """A schema and all that it is put together from."""
        seen: set[int] = set()
        waiting = [(document, raw)]
        while waiting and len(seen) < _PARTS:
            home, part = self.target(*waiting.pop())
            if id(part) not in seen:
                seen.add(id(part))
                yield home, part
                for word in _COMBINED:
                    listed = part.get(word)
                    waiting += (
                        [(home, one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
                    )

    def _plain(self, document: Document, raw: dict[str, Any]) -> dict[str, Any]:
        beside: dict[str, Any] = {}
        for _ in range(_HOPS):
            word, inner = _wrapped(raw)
            if word is None:
                break
            beside = {**{key: value for key, value in raw.items() if key != word}, **beside}
            document, raw = self.target(document, inner)
        return {**raw, **beside} if beside else raw

    def target(self, document: Document, raw: dict[str, Any]) -> tuple[Document, dict[str, Any]]:
        """The object behind references with its document; an empty one where nothing is there."""
        for _ in range(_HOPS):
            reference = raw.get("$ref")
            if not isinstance(reference, str):
                return document, raw
            try:
                node = self._library.target(document, reference)
            except InputError:
                return document, {}
            beside = {key: value for key, value in raw.items() if key != "$ref"}
            document, raw = node.document, node.value if isinstance(node.value, dict) else {}
            if beside:
                raw = {**raw, **beside}
        return document, {}


def _wrapped(raw: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The keyword by which a schema is that of another, and the other."""
    if isinstance(raw.get("$ref"), str):
        return "$ref", {"$ref": raw["$ref"]}
    for word in _COMBINED:
        parts = raw.get(word)
        if isinstance(parts, list):
            said = [part for part in parts if isinstance(part, dict) and part.get("type") != "null"]
            if len(said) == 1:
                return word, said[0]
    return None, {}
