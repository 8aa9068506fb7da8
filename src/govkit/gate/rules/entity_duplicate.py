"""Finds canonical entities that are one thing under two names."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entity, file
from govkit.findings import Example, Rule, Severity


def _schema(name: str, fields: str) -> str:
    members = ", ".join(f'"{field}": {{"type": "string"}}' for field in fields.split())
    return file(f"catalog/entities/{name}.schema.json", f'{{"type": "object", "properties": {{{members}}}}}')


_FIELDS = "id legalName billingAddress taxId currency parentId region"


def _estate(fields: str, said: str = "fields: {}") -> str:
    return (
        entity(said)
        + _schema("customer", _FIELDS)
        + entity(said, name="business-partner")
        + _schema("business-partner", fields)
    )


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="entity-duplicate",
    severity=Severity.WARNING,
    summary="Checks that no two canonical entities have mostly the same fields.",
    rationale="Half of the systems are mapped to the one and half to the other, and nobody has the whole object.",
    fix="Keep one entity, move the mappings of the other to it, and take the other out.",
    on="report",
    when=check,
    examples=(
        Example(None, _estate("id legal_name BillingAddress tax-id currency parentId"), finds=("/business-partner",)),
        Example(
            None,
            _estate("id legalName currency openingHours floorSpace managerId"),
            because="Some fields are the same, most are not.",
        ),
        Example(
            None,
            _estate(
                _FIELDS, "fields: {legalName: {perSystem: true}, taxId: {perSystem: true}, region: {perSystem: true}}"
            ),
            because="What each system has its own value of does not tell of an entity, and the rest is too little.",
        ),
    ),
)
