"""Finds words beside a reference that nobody reads."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined


def check(site: PropertySite) -> Hit | None:
    """A property of OpenAPI 3.0 with a reference and something beside it."""
    contract = site.surface.contract
    if "$ref" not in site.raw or len(site.raw) == 1 or not (contract.is_3_0 or contract.is_swagger):
        return None
    beside = [code(key) for key in site.raw if key != "$ref" and not key.startswith("x-")]
    return Hit(f"{code(site.name)} has {joined(beside)} beside `$ref`, which OpenAPI 3.0 ignores") if beside else None


RULE = Rule(
    id="reference-siblings-ignored",
    severity=Severity.INFO,
    summary="Checks that nothing stands beside a reference in OpenAPI 3.0.",
    rationale=(
        "It is ignored (OpenAPI 3.0.3, Reference Object): a `nullable` there lets no null pass, and a description is shown "
        "to nobody."
    ),
    fix="Put the reference into `allOf: [{$ref: …}]` with the rest beside it, or move to OpenAPI 3.1.",
    on=Look("property", gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas(
                """
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    memo: {$ref: "#/components/schemas/Memo", description: What is told.}
                Memo: {type: string, description: Words on the paper.}
                """,
                openapi="3.0.3",
            ),
            finds=("/components/schemas/Invoice/properties/memo",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    memo: {$ref: "#/components/schemas/Memo", description: What is told.}
                Memo: {type: string, description: Words on the paper.}
            """),
            because="From 3.1 on both hold.",
        ),
    ),
)
