"""Finds values of the system of record that a copy cannot hold."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import ACTIVE, api, entity, entry, file
from govkit.findings import Example, Rule, Severity

_MAPPING = "owner: revenue\nentity: customer\nschema: Customer\ndirection: in\nfields: {name: n}\ncopies: ['*']"
_ENTITY = file(
    "catalog/entities/customer.schema.json", '{"type": "object", "properties": {"name": {"type": "string"}}}'
)


def _spec(name: str, longest: int) -> str:
    return file(
        f"specs/{name}.yaml",
        f"""
        openapi: 3.1.0
        info: {{title: {name}, version: 1.0.0}}
        components:
          schemas:
            Customer: {{type: object, properties: {{n: {{type: string, maxLength: {longest}}}}}}}
        """,
    )


def _estate(record: int, copy: int) -> str:
    return (
        entity("fields: {}")
        + _ENTITY
        + api(ACTIVE)
        + api(ACTIVE.replace("billing", "crm"), name="crm").replace("system: billing", "system: crm")
        + _spec("crm", record)
        + _spec("billing", copy)
        + entry("Mapping", "crm-customer", f"{_MAPPING}\napi: crm@1.0.0")
        + entry("Mapping", "billing-customer", f"{_MAPPING}\napi: billing@1.0.0")
    )


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="drift-value-lost",
    severity=Severity.WARNING,
    summary="Checks that what the system of record may hold of a field has a place in each system that has a copy.",
    rationale=(
        "A value that the copy cannot hold is cut off, refused or replaced on its way there, and the two systems "
        "differ for good."
    ),
    fix="Let the copy hold what the record may, or the record no more than the copy; till then, say who decides.",
    on="report",
    when=check,
    examples=(
        Example(None, _estate(300, 200), finds=("/name",)),
        Example(None, _estate(200, 300), because="The copy holds more than the record ever has."),
        Example(None, _estate(200, 200), because="Both hold the same."),
    ),
)
