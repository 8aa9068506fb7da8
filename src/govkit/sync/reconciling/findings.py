"""What a reconciliation finds: differences one by one, and how far systems agree, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is not as its record has it."""

    DIFFERS = "differs"
    MISSING = "missing"
    """The record says something, and the system nothing."""
    SURPLUS = "surplus"
    """The record says nothing, and the system something."""
    ABSENT = "absent"
    """The system does not have the object."""
    EXTRA = "extra"
    """The record does not know the object."""
    SEVERAL = "several"
    """Several records could be the object."""
    UNFIT = "unfit"
    """A value, or a record, that has no place in the entity."""
    DOUBLE = "double"
    """Two records of one system may be one object."""


FIELDWISE = (Kind.DIFFERS, Kind.MISSING, Kind.SURPLUS)
"""Those that a value of the record would settle."""


class State(StrEnum):
    """Where a difference stands."""

    OPEN = "open"
    SENT = "sent"
    """A workflow was started that repairs it."""
    REPAIRED = "repaired"
    GONE = "gone"
    """It was not found any more, and nothing of ours wrote it."""
    FLAPPING = "flapping"
    """It came back after each repair, so that it is not repaired again by itself."""


STANDING = (State.OPEN, State.SENT, State.FLAPPING)
"""States of what is not settled yet."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as its record has it. `field` is empty where it is about the object."""

    system: str
    object: str
    kind: Kind
    record: str
    field: str = ""
    local: str | None = None
    expected: str | None = None
    found: str | None = None
    detail: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same as one of another run."""
        return self.system, self.object, self.field


@dataclass(slots=True)
class OfField:
    """How far a system agrees with the record of a field."""

    record: str
    both: int = 0
    equal: int = 0
    differs: int = 0
    missing: int = 0
    surplus: int = 0


@dataclass(slots=True)
class OfSystem:
    """What was found of a system: its records, objects that it shares with the record of the entity, and the rest."""

    records: int = 0
    both: int = 0
    absent: int = 0
    extra: int = 0
    several: int = 0
    unfit: int = 0
    double: int | None = None
    """Records that may be one object with another; None where nobody looked."""
    fields: dict[str, OfField] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """All numbers of a run. `base` is the record of the entity, `kept` how many differences are listed one by one."""

    entity: str
    base: str
    systems: dict[str, OfSystem] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    kept: int = 0
    found: int = 0

    @property
    def agreement(self) -> float | None:
        """The part of all values compared that is equal; None where nothing was."""
        fields = [one for system in self.systems.values() for one in system.fields.values()]
        both = sum(one.both for one in fields)
        return sum(one.equal for one in fields) / both if both else None

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def parse(cls, said: Mapping[str, Any]) -> Figures:
        """Out of the database."""
        systems = {
            name: OfSystem(**{**one, "fields": {at: OfField(**each) for at, each in one["fields"].items()}})
            for name, one in said["systems"].items()
        }
        return cls(**{**said, "systems": systems})
