"""Finds fields of entities that are filled from a system that is not their record."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import ACTIVE, api, entity, entry
from govkit.findings import Example, Rule, Severity

_MAPPING = """
owner: revenue
entity: customer
api: billing@1.0.0
schema: Customer
direction: in
fields: {name: n}
"""


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="record-overlap",
    severity=Severity.WARNING,
    summary="Checks that a field of an entity is filled from its system of record only.",
    rationale="Two systems that both claim a field will differ one day, and whoever wrote last wins.",
    fix=(
        "Let the mapping go one way (`direction: out`), leave the field out, or name the system as the record "
        "of the field."
    ),
    on="report",
    when=check,
    examples=(
        Example(
            None,
            entity("fields: {}") + api(ACTIVE) + entry("Mapping", "billing-customer", _MAPPING),
            finds=("/spec/fields/name",),
        ),
        Example(
            None,
            entity("fields: {name: {record: billing}}") + api(ACTIVE) + entry("Mapping", "billing-customer", _MAPPING),
            because="The system is the record of this field.",
        ),
    ),
)
