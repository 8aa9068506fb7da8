"""Finds schemas that may be null by one keyword and not by another."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity


def check(site: Site) -> Hit | None:
    """An enumeration without null whose type allows it."""
    listed, types = site.raw.get("enum"), site.raw.get("type")
    nullable = site.raw.get("nullable") is True or (isinstance(types, list) and "null" in types)
    if nullable and isinstance(listed, list) and listed and None not in listed:
        return Hit(f"{where(site)} may be null by its type, and not by its values", ("enum",))
    return None


RULE = Rule(
    id="nullable-enum-without-null",
    severity=Severity.INFO,
    summary="Checks that an enumeration lists null where its type allows it.",
    rationale=(
        "Both hold, so that null is refused (OpenAPI 3.0.3 has clarified that). Some validators let it pass all the same, "
        "and an answer is valid here and not there."
    ),
    fix="Add `null` to the values.",
    on=Look("schema", keys=("enum",), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Size: {type: [string, "null"], description: How large., enum: [small, large]}
            """),
            finds=("/components/schemas/Size/enum",),
        ),
        Example(
            None,
            schemas("""
                Size: {type: [string, "null"], description: How large., enum: [small, large, null]}
            """),
            because="Null is among the values.",
        ),
    ),
)
