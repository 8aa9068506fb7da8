"""Finds arrays of anything."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity


def check(site: Site) -> Hit | None:
    """An array that does not say of what."""
    if "array" not in types_of(site.raw) or {"items", "prefixItems", "contains", "unevaluatedItems"} & site.raw.keys():
        return None
    worse = None if site.surface.contract.is_3_0 else Severity.INFO
    return Hit(f"{where(site)} is an array, and does not say of what", severity=worse)


RULE = Rule(
    id="array-without-items",
    severity=Severity.WARNING,
    summary="Checks that arrays say what they hold.",
    rationale=(
        "Generated code gets a list of anything, and no change of the items is ever seen as a break. OpenAPI 3.0 demands "
        "`items`."
    ),
    fix="Write `items` with the schema of one item.",
    on=Look("schema", keys=("type",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Lines: {type: array, description: For what.}
            """),
            finds=("/components/schemas/Lines",),
        ),
        Example(
            None,
            schemas("""
                Pair: {type: array, description: From and to., prefixItems: [{type: string}, {type: string}]}
            """),
            because="Each place has its schema.",
        ),
    ),
)
