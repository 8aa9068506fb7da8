"""Where a schema may show itself: told by the text of the answers alone, for too many places rather than too few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govkit.errors import InputError
from govkit.mocks.system import Served
from govkit.spec.documents import Document
from govkit.spec.schemas.shape import Spot, dereferenced

_WHOLE = dict.fromkeys(("schema", "allOf", "anyOf", "oneOf", "if", "then", "else"), 0) | {"items": 1, "itemSchema": 1}
_BY_NAME = {"content": 0, "dependentSchemas": 0, "dependencies": 0, "properties": 1}
"""Words whose values lead on, and how much deeper."""

_DEEPEST = 3
"""Properties and items that may stand around what is shown."""

_SCALARS = ("string", "integer", "number", "boolean")  # no set: what stands there may not be hashable
_MOST = 20_000
"""Objects that are looked at for one path; where there are more, the path counts as one that shows everything."""


class Sightings:
    """Which paths may answer with a schema. Nothing is merged and nothing compiled for that, which is its point."""

    def __init__(self, paths: Mapping[str, Iterable[Served]]) -> None:
        self._by_id: dict[int, list[str]] = {}
        self._anything: list[str] = []
        for path, operations in paths.items():
            seen: dict[int, int] = {}
            whole = all(self._look(served, seen) for served in operations)
            if not whole:
                self._anything.append(path)
            for one in seen:
                self._by_id.setdefault(one, []).append(path)

    def of(self, spot: Spot) -> set[str]:
        """The paths that may show what stands at a spot."""
        found = set(self._anything)
        for atom in map(dereferenced, spot):
            found.update(self._by_id.get(id(atom.space.origin(atom.schema).value), ()))
        return found

    def _look(self, served: Served, seen: dict[int, int]) -> bool:
        """Notes what the answers of an operation may show; False where that cannot be told."""
        node = served.operation.node
        responses = node.value.get("responses") if isinstance(node.value, dict) else None
        if not isinstance(responses, dict):
            return True
        good = [one for status, one in responses.items() if not str(status).startswith(("4", "5"))]
        waiting = [(node.document, one, _DEEPEST) for one in good or responses.values()]
        while waiting:
            document, raw, left = waiting.pop()
            if isinstance(raw, list):
                waiting += [(document, one, left) for one in raw]
            elif isinstance(raw, dict) and seen.get(id(raw), -1) < left and raw.get("type") not in _SCALARS:
                seen[id(raw)] = left
                if len(seen) > _MOST or "$dynamicRef" in raw or "$recursiveRef" in raw:
                    return False
                if isinstance(raw.get("$ref"), str):
                    waiting.append((*_target(served, document, raw["$ref"]), left))
                waiting += [(document, inner, depth) for inner, depth in _inside(raw, left)]
        return True


def _target(served: Served, document: Document, reference: str) -> tuple[Document, Any]:
    try:
        node = served.operation.contract.library.target(document, reference)
    except InputError:
        return document, None
    return node.document, node.value


def _inside(raw: dict[str, Any], left: int) -> Iterator[tuple[Any, int]]:
    """What stands in a response, a representation or a schema, and how much deeper may be looked there."""
    for word, step in _WHOLE.items():
        if word in raw and left >= step:
            yield raw[word], left - step
    for word, step in _BY_NAME.items():
        named = raw.get(word)
        if isinstance(named, dict) and left >= step:
            for inner in named.values():
                yield inner, left - step
