"""Who used which grant of an API that serves entities, and which grants nobody used (in what was counted)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.access import granted_operations
from govkit.sync.calls.grants import grants_of
from govkit.sync.store.tables import ACCESSES

_REFUSED = 400


@dataclass(frozen=True, slots=True)
class Usage:
    """What a consumer did with an operation of a version. `granted` says whether it may; nothing was answered: 0."""

    consumer: str
    version: str
    operation: str
    granted: bool
    answered: int
    refused: int
    last_at: float | None

    @property
    def is_unused(self) -> bool:
        """Whether it is granted, and was never used."""
        return self.granted and not self.answered


def operations_of(version: VersionOf) -> list[str]:
    """The operations of a version that serves entities: `GET /customers/{id}`."""
    found = []
    for one in version.version.entities:
        found += [f"GET /{one.segment}"] if one.lists else []
        found += [f"GET /{one.segment}/{{id}}", f"GET /{one.segment}/{{id}}/lineage"]
    return found


def usages(connection: Connection, estate: Estate, versions: Iterable[VersionOf], since: str | None) -> list[Usage]:
    """What is granted, and what was asked for, since a day; by consumer, in the order of the operations."""
    counted: dict[tuple[str, str, str], list[tuple[int, int, float]]] = {}
    asked = sa.select(ACCESSES) if since is None else sa.select(ACCESSES).where(ACCESSES.c.day >= since)
    for row in connection.execute(asked):
        key = (row.consumer, row.version, row.operation)
        counted.setdefault(key, []).append((row.status, row._mapping["count"], row.last_at))
    found = [one for version in versions for one in _of(estate, version, counted)]
    return sorted(found, key=lambda one: (one.consumer, one.version))


def _of(
    estate: Estate, version: VersionOf, counted: dict[tuple[str, str, str], list[tuple[int, int, float]]]
) -> Iterator[Usage]:
    for consumer in estate.consumers:
        grants = grants_of(estate, consumer, version.name)
        for operation in operations_of(version):
            granted = granted_operations(operation, grants)
            rows = counted.get((consumer, version.name, operation), [])
            if granted or rows:
                yield Usage(
                    consumer,
                    version.name,
                    operation,
                    granted,
                    sum(count for status, count, _ in rows if status < _REFUSED),
                    sum(count for status, count, _ in rows if status >= _REFUSED),
                    max((last for _, _, last in rows), default=None),
                )
