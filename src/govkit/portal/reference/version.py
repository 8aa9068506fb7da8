"""The reference of one version, of which everything is worked out once, and by one request at a time."""

from __future__ import annotations

import threading
from functools import cached_property

from govkit.catalog.entries import VersionOf
from govkit.findings import Direction
from govkit.portal.links import path_to
from govkit.portal.reference.messages import schema_nodes
from govkit.portal.reference.reach import Reached, reached
from govkit.portal.reference.slugs import slugs
from govkit.portal.reference.trees import Trees
from govkit.portal.state import State
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract


class Reference:
    """A version with its contract, the paths of its pages, and its schemas as trees.

    `lock` is held by whoever makes trees: what they share is not made for two at a time.
    """

    def __init__(self, version: VersionOf, contract: Contract) -> None:
        self.version = version
        self.contract = contract
        self.lock = threading.Lock()
        self._trees: dict[Direction, Trees] = {}

    def trees(self, direction: Direction) -> Trees:
        """What makes trees of messages that go in a direction."""
        if direction not in self._trees:
            self._trees[direction] = Trees(self.contract, direction)
        return self._trees[direction]

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """The named schemas."""
        return schema_nodes(self.contract)

    @cached_property
    def operation_slugs(self) -> dict[str, str]:
        """The last part of the path of each operation's page."""
        return slugs(self.contract.operations)

    @cached_property
    def schema_slugs(self) -> dict[str, str]:
        """The last part of the path of each schema's page."""
        return slugs(self.nodes)

    @cached_property
    def schemas(self) -> dict[str, str]:
        """The paths of the pages of named schemas, by name."""
        listed = sorted(self.nodes, key=str.casefold)
        return {name: self._path("schemas", self.schema_slugs[name]) for name in listed}

    @cached_property
    def operations(self) -> dict[str, str]:
        """The paths of the pages of operations, by name."""
        return {name: self._path("operations", slug) for name, slug in self.operation_slugs.items()}

    @cached_property
    def reached(self) -> Reached:
        """Which operation carries which schema."""
        return reached(self.contract)

    def _path(self, *more: str) -> str:
        return path_to("api", self.version.api.name, self.version.version.version, *more)


def reference_of(state: State, version: VersionOf) -> Reference:
    """The reference of a version. Raises InputError where its document cannot be read."""
    return state.kept(("reference", version.name), lambda: Reference(version, state.contract(version)))
