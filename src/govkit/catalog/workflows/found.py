"""What a workflow is given that repairs what a reconciliation found: who it is about, and the records as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govkit.catalog.entries import Entry, Estate
from govkit.catalog.entries.kinds.mapping import MappingSpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.reconciling import held, readings, words_of
from govkit.catalog.mapping.check import SideMissing, api_schema
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.model import FoundTrigger
from govkit.catalog.workflows.types import TEXT, Origin, Type
from govkit.findings import Direction
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import Spot

TEXTS = ("reconciliation", "entity", "object", "system")
"""Inputs that are texts; `object` is the canonical identifier."""
FIELDS = "fields"
"""The input that lists the fields that differ."""
READ_AT = "readAt"
"""The input that says when the records were read."""
_MOMENT = Type((made({"type": "string", "format": "date-time"}),))
_FIELDS = Type((made({"type": "array", "items": {"type": "string"}}),))


def record_input(system: str) -> str:
    """The input that holds the record of a system, as it was read: `billing-record`."""
    return f"{system}-record"


def records_given(estate: Estate, spec: ReconciliationSpec, trigger: FoundTrigger) -> tuple[str, ...]:
    """The systems whose records a workflow is given: those that have the last word on what it repairs, and its own."""
    entity = estate.entities.get(spec.entity.name)
    if entity is None:
        return ()
    fields = [one for one in spec.fields if held(estate, spec, trigger.system, one)]
    records = [record for one in ("", *fields) for record in words_of(entity.spec, spec, one)]
    own = [trigger.system] if trigger.finds == "differs" else []
    systems = dict.fromkeys((*own, *(one for one in records if one != trigger.system)))
    return tuple(one for one in systems if one in map(str, spec.systems))


def found_members(trigger: FoundTrigger, contracts: Contracts) -> tuple[Mapping[str, Type], frozenset[str]]:
    """The inputs by name, all of which are there in each run."""
    estate = contracts.estate
    members = {**dict.fromkeys(TEXTS, TEXT), FIELDS: _FIELDS, READ_AT: _MOMENT}
    one = estate.reconciliations.get(trigger.reconciliation)
    if one is None:
        return members, frozenset(members)
    for system in records_given(estate, one.spec, trigger):
        listed = readings(estate, one.spec, system)
        spots = tuple(_schemas(listed, contracts))
        origins = frozenset(
            Origin(str(each.spec.api), f"reconciliation {one.name}", "response body", ()) for each in listed
        )
        members[record_input(system)] = Type(spots, (), origins) if spots else Type((made({"type": "object"}),))
    return members, frozenset(members)


def _schemas(listed: list[Entry[MappingSpec]], contracts: Contracts) -> Iterator[Spot]:
    """The schemas of the records that some mappings read."""
    for one in listed:
        (version,) = contracts.estate.meant(one.spec.api)[:1] or (None,)
        contract = contracts.contract(version) if version is not None else None
        if contract is None:
            continue
        try:
            yield api_schema(contract, one.spec.schema_, Direction.RESPONSE)
        except SideMissing:
            continue
