"""Resources inferred one by one, as somebody asks for them: a large API has a thousand, and a test calls three."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Protocol, TypeVar

from govkit.mocks.schemas import Checked
from govkit.mocks.state.keys import Key, compound
from govkit.mocks.state.sightings import Sightings
from govkit.mocks.state.words import ends_in_parameter, plain
from govkit.mocks.system import Served
from govkit.spec.schemas.shape import Spot, spot_key


class Kind(Protocol):
    """What is asked of a resource here."""

    name: str
    item: Checked
    key: Key


K = TypeVar("K", bound=Kind)


class Inferred(Mapping[str, K]):
    """The resources of a system by the paths of their collections.

    Collections whose items have paths come before others, and short paths before long ones. A collection whose items
    have no paths leads to the first resource of their kind. Nothing depends on the order of the questions.
    """

    def __init__(
        self,
        paths: Mapping[str, Mapping[str, Served]],
        item_of: Callable[[str, str | None], Checked | None],
        made: Callable[[str, Checked, str | None], K],
    ) -> None:
        """`item_of` tells the schema of the items of a collection, by the path of an item too; `made` is a resource."""
        self._paths = paths
        self._item_of = item_of
        self._made = made
        self._item_paths: dict[str, list[str]] = {}
        for path in paths:
            if ends_in_parameter(path) and path.count("/") > 1:
                self._item_paths.setdefault(path.rpartition("/")[0], []).append(path)
        self._deep = dict(self._named_by_several())
        for path, collection in self._deep.items():
            self._item_paths.setdefault(collection, []).append(path)
        self._shared: dict[str, bool] = {}
        self._order = {path: place for place, path in enumerate(paths)}
        self._items: dict[str, tuple[Checked, str | None] | None] = {}
        self._known: dict[str, K | None] = {}

    def __getitem__(self, path: str) -> K:
        if path not in self._known:
            self._known[path] = self._inferred(path)
        found = self._known[path]
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ordered(dict.fromkeys([*self._item_paths, *self._paths])))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def leading_to(self, resource: K) -> set[str]:
        """The paths of the collections whose records those of a resource are."""
        seen = self._showing(resource.item.spot)
        return {resource.name, *(path for path in seen if self.get(path) is resource)}

    def above(self, path: str) -> str:
        """The path above one: of an item that several parameters name together, that of the collection above all."""
        collection = self._deep.get(path)
        if collection is None:
            return path.rpartition("/")[0]
        if path not in self._shared:
            self._shared[path] = self._is_shared(collection, path)
        return collection if self._shared[path] else path.rpartition("/")[0]

    # ------------------------------------------------------------------------------------------------------- inference

    def _named_by_several(self) -> Iterator[tuple[str, str]]:
        """Paths that several parameters end, each with the path above them, where nothing is served between the two."""
        for path in filter(ends_in_parameter, self._paths):
            above = path.rpartition("/")[0]
            is_single = not ends_in_parameter(above)
            while ends_in_parameter(above) and above not in self._paths:
                above = above.rpartition("/")[0]
            is_listed = above in self._paths and not ends_in_parameter(above) and above not in self._item_paths
            if is_listed and not is_single:
                yield path, above

    def _is_shared(self, collection: str, path: str) -> bool:
        """Whether a collection lists what a path shows that several parameters end, all of them fields of it."""
        listed, shown = self._item_of(collection, None), self._item_of(path.rpartition("/")[0], path)
        if listed is None or shown is None or spot_key(listed.spot) != spot_key(shown.spot):
            return False
        return compound(listed, collection, path) is not None

    def _inferred(self, path: str) -> K | None:
        found = self._item(path)
        if found is None:
            return None
        item, item_path = found
        if item_path is None:
            first = self._first(path, item.spot)
            known = self[first] if first != path else None
            if known is not None and known.key.ways:
                return known
        return self._made(path, item, item_path)

    def _first(self, path: str, spot: Spot) -> str:
        """The first collection of the kind of one."""
        key = spot_key(spot)
        return next(
            other
            for other in self._ordered({path, *self._showing(spot)})
            if (item := self._item(other)) is not None and spot_key(item[0].spot) == key
        )

    def _ordered(self, paths: Iterable[str]) -> list[str]:
        """The collections among some paths, in their order."""
        found = [(item[1], path) for path in paths if (item := self._item(path)) is not None]
        found.sort(key=lambda one: (one[0] is None, one[1].count("/"), self._order[one[0] or one[1]]))
        return [path for _, path in found]

    def _item(self, path: str) -> tuple[Checked, str | None] | None:
        """What a path is a collection of, and the path of an item; None where it is no collection."""
        if path not in self._items:
            self._items[path] = self._looked_for(path)
        return self._items[path]

    def _looked_for(self, path: str) -> tuple[Checked, str | None] | None:
        by_likelihood = sorted(self._item_paths.get(path, ()), key=lambda one: not _names_identifier(one))
        for item_path in by_likelihood:
            if self.above(item_path) != path:
                continue
            item = self._item_of(path, item_path)
            if item is not None:
                return item, item_path
        if path not in self._paths or ends_in_parameter(path):
            return None
        item = self._item_of(path, None)
        return (item, None) if item is not None else None

    def _showing(self, spot: Spot) -> set[str]:
        """The collections that may show what stands at a spot."""
        seen = self._sightings.of(spot)
        return {self.above(path) if ends_in_parameter(path) else path for path in seen} | seen

    @cached_property
    def _sightings(self) -> Sightings:
        return Sightings({path: methods.values() for path, methods in self._paths.items()})


def _names_identifier(path: str) -> bool:
    """Whether the parameter at the end of a path is called an identifier, and not a number or a file's name."""
    return plain(path[path.rindex("{") :]).endswith(("id", "uuid", "guid"))
