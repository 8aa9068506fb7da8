"""Finds enumerations that allow nothing."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity


def check(site: Site) -> Hit | None:
    """An enumeration without values."""
    return (
        Hit(f"{where(site)} has an enumeration without values, which allows nothing")
        if site.raw.get("enum") == []
        else None
    )


RULE = Rule(
    id="enum-empty",
    severity=Severity.ERROR,
    summary="Checks that enumerations list a value.",
    rationale="No value is one of none, so that nothing is valid where the schema is required.",
    fix="List the values, or remove `enum`.",
    on=Look("schema", keys=("enum",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Size: {type: string, description: How large., enum: []}
            """),
            finds=("/components/schemas/Size",),
        ),
        Example(
            None,
            schemas("""
                Size: {type: string, description: How large., enum: [""]}
            """),
            because="The empty text is a value.",
        ),
    ),
)
