"""Records mapped as a mapping declares: what becomes of each, and what of it has no place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.catalog.entries import Estate
from govkit.catalog.mapping.compiled import KnownIdentities, Unmapped
from govkit.catalog.mapping.transforms import Inward, Outward
from govkit.errors import Place, UsageError
from govkit.gate.answers.report import guess


@dataclass(frozen=True, slots=True)
class MappedRecord:
    """What was made of the record at a place, and what of it could not be mapped."""

    place: Place
    value: dict[str, Any]
    unmapped: tuple[Unmapped, ...]


class RecordMapping:
    """A mapping ready to run over records, from the API to the entity, or `back`. Raises UsageError where it cannot."""

    def __init__(
        self, estate: Estate, name: str, *, back: bool = False, identities: KnownIdentities | None = None
    ) -> None:
        if name not in estate.mappings:
            raise UsageError(
                f"there is no mapping {name!r}", hint=guess(name, list(estate.mappings), "the mappings are")
            )
        self.entry = estate.mappings[name]
        spec = self.entry.spec
        self.back = back
        if (back and spec.direction == "in") or (not back and spec.direction == "out"):
            way = "back to the API" if back else "from the API"
            other = "without --back" if back else "with --back"
            raise UsageError(f"{name} does not lead {way}", hint=f"its direction is `{spec.direction}`: run it {other}")
        self._run: Inward | Outward = (
            Outward(estate, self.entry, identities) if back else Inward(estate, self.entry, identities)
        )

    def over(self, records: Iterable[tuple[Place, dict[str, Any]]]) -> Iterator[MappedRecord]:
        """Each record, mapped; with its place, as `read_records` gives it."""
        for place, record in records:
            mapped = self._run(record)
            yield MappedRecord(place, mapped.value, mapped.unmapped)
