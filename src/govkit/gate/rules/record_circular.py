"""Finds fields that two systems give to each other."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import ACTIVE, api, entity, entry
from govkit.findings import Example, Rule, Severity

_TWO_SYSTEMS = api(ACTIVE) + api(ACTIVE.replace("billing", "crm"), name="crm").replace("system: billing", "system: crm")
_MAPPING = "owner: revenue\nentity: customer\nschema: Customer\nfields: {name: n}"


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="record-circular",
    severity=Severity.ERROR,
    summary="Checks that no two systems both give a field of an entity and take it.",
    rationale="What one system writes comes back through the other as a change: the update never comes to rest.",
    fix=("Let one of the mappings go one way only: `direction: in` from the record, `direction: out` to the others."),
    on="report",
    when=check,
    examples=(
        Example(
            None,
            entity("fields: {}")
            + _TWO_SYSTEMS
            + entry("Mapping", "billing-customer", f"{_MAPPING}\napi: billing@1.0.0")
            + entry("Mapping", "crm-customer", f"{_MAPPING}\napi: crm@1.0.0"),
            finds=("/name",),
        ),
        Example(
            None,
            entity("fields: {}")
            + _TWO_SYSTEMS
            + entry("Mapping", "billing-customer", f"{_MAPPING}\napi: billing@1.0.0\ndirection: out")
            + entry("Mapping", "crm-customer", f"{_MAPPING}\napi: crm@1.0.0"),
            because="What is written to billing does not come back from there.",
        ),
    ),
)
