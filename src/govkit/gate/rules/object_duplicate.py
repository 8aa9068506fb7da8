"""Finds business objects of two APIs that are one thing, and that no mapping joins."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import ACTIVE, api, entity, entry, file
from govkit.findings import Example, Rule, Severity

_MEMBERS = "legalName billingAddress taxId currency parentId region"
_ENTITY = entity("fields: {}") + file(
    "catalog/entities/customer.schema.json", '{"type": "object", "properties": {"name": {"type": "string"}}}'
)


def _spec(api_name: str, schema: str, members: str) -> str:
    declared = ", ".join(f"{member}: {{type: string}}" for member in members.split())
    return file(
        f"specs/{api_name}.yaml",
        f"""
        openapi: 3.1.0
        info: {{title: {api_name}, version: 1.0.0}}
        components:
          schemas:
            {schema}: {{type: object, properties: {{{declared}}}}}
        """,
    )


def _mapping(api_name: str, schema: str) -> str:
    spec = f"owner: revenue\nentity: customer\napi: {api_name}@1.0.0\nschema: {schema}\ndirection: in\n"
    return entry("Mapping", f"{api_name}-customer", f"{spec}copies: ['*']\nfields: {{name: legalName}}")


def _estate(members: str, *mappings: str) -> str:
    return (
        _ENTITY
        + api(ACTIVE)
        + api(ACTIVE.replace("billing", "crm"), name="crm").replace("system: billing", "system: crm")
        + _spec("billing", "Customer", f"id {_MEMBERS}")
        + _spec("crm", "Company", members)
        + "".join(mappings)
    )


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="object-duplicate",
    severity=Severity.WARNING,
    summary="Checks that business objects of two APIs with mostly the same fields are mapped to one entity.",
    rationale="Where nobody says that two objects are one thing, each lives its own life, and they differ in the end.",
    fix="Map both to one canonical entity, with one of the systems as the record.",
    on="report",
    when=check,
    examples=(
        Example(None, _estate(f"companyId {_MEMBERS}"), finds=("/billing/Customer/Company",)),
        Example(
            None,
            _estate(f"companyId {_MEMBERS}", _mapping("billing", "Customer")),
            finds=("/billing/Customer/Company",),
        ),
        Example(
            None,
            _estate(f"companyId {_MEMBERS}", _mapping("billing", "Customer"), _mapping("crm", "Company")),
            because="Both are mapped to one entity: that is known.",
        ),
        Example(None, _estate(_MEMBERS), because="The one has no identifier: it is part of other objects."),
        Example(
            None,
            _estate("id name status createdAt updatedAt description type currency"),
            because="Fields that objects of any sort have tell of none.",
        ),
    ),
)
