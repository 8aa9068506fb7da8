"""Who sends what a schema describes, found by following references from the operations."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi import X_WEBHOOKS, Contract
from govkit.spec.openapi.survey import REQUEST, RESPONSE, Survey

_Place: TypeAlias = "tuple[int, Pointer]"

_ASKED = ("parameters", "requestBody")


class Ways:
    """Who may send the values of schemas: bits REQUEST and RESPONSE; 0 where no operation reaches the schema."""

    def __init__(self, contract: Contract, survey: Survey) -> None:
        self._root = contract.document
        self._targets = survey.referrers
        self._deep: set[_Place] = {key for key in self._targets if not self._is_head(key)}
        """What is referred to and stands inside of something that has a name itself."""
        self._known: dict[_Place, int] = {}
        self._heads: dict[_Place, int] = {}
        self._spread()

    def of(self, document: Document, pointer: Pointer) -> int:
        """Who may send what stands at a pointer."""
        key = (id(document), _head(pointer))
        if not self._deep:
            known = self._heads.get(key)
            if known is None:
                known = self._heads[key] = self._direct(*key) | self._known.get(key, 0)
            return known
        found = self._direct(*key)
        for place in self._around(id(document), pointer):
            found |= self._known[place]
        return found

    def _is_head(self, key: _Place) -> bool:
        return key[0] == id(self._root) and key[1][:1] == ("components",) and len(key[1]) == 3

    def _around(self, document: int, pointer: Pointer) -> list[_Place]:
        """What has a name, is referred to, and holds the place."""
        return [
            (document, pointer[:size]) for size in range(len(pointer) + 1) if (document, pointer[:size]) in self._known
        ]

    def _spread(self) -> None:
        """Follows the references from the operations to all that they reach."""
        inside: dict[_Place, list[_Place]] = defaultdict(list)
        waiting: list[tuple[_Place, int]] = []
        self._known = dict.fromkeys(self._targets, 0)
        for target, referrers in self._targets.items():
            for document, pointer in referrers:
                for around in self._around(id(document), pointer):
                    inside[around].append(target)
                waiting.append((target, self._direct(id(document), pointer)))
        while waiting:
            place, ways = waiting.pop()
            if ways & ~self._known[place]:
                self._known[place] |= ways
                waiting.extend((further, self._known[place]) for further in inside[place])

    def _direct(self, document: int, pointer: Pointer) -> int:
        """Who sends what stands in an operation: the caller asks, and of a webhook or a callback the provider does."""
        if document != id(self._root) or pointer[:1] not in (("paths",), ("webhooks",), (X_WEBHOOKS,)):
            return 0
        turned = pointer[0] != "paths"
        rest = pointer[2:]
        if not rest:  # a path that stands elsewhere: both are in it
            return REQUEST | RESPONSE
        while rest[1:2] == ("callbacks",):
            rest, turned = rest[4:], True
        asks = any(word in _ASKED for word in rest[:2])
        return REQUEST if asks != turned else RESPONSE


def _head(pointer: Pointer) -> Pointer:
    """The part of a pointer on which it depends who sends what is there."""
    if pointer[:1] == ("components",):
        return pointer[:3]
    if "callbacks" in pointer:
        return pointer
    return pointer[:4]
