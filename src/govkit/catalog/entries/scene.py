"""What the rules about entries look at: the estate, the day, and what the specs say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from govkit.catalog.entries.estate import Estate
from govkit.spec.openapi import Contract


@dataclass(frozen=True, slots=True)
class Definition:
    """What the document of an API version says: its `info.version`, and the names of its operations."""

    version: str | None
    operations: frozenset[str]

    @classmethod
    def of(cls, contract: Contract) -> Definition:
        """What a contract says."""
        info = contract.root.get("info")
        version = info.get("version") if isinstance(info, dict) else None
        operations = frozenset(operation.name for operation in contract.operations.values())
        return cls(version if isinstance(version, str) else None, operations)


@dataclass(frozen=True, slots=True)
class Scene:
    """The estate on a day. `definitions` are those documents that could be read, by `VersionOf.files`."""

    estate: Estate
    today: date
    definitions: Mapping[tuple[str, ...], Definition] = field(default_factory=dict)
