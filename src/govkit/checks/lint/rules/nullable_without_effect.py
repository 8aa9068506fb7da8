"""Finds schemas that say `nullable` where it means nothing."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity

_ELSEWHERE = ("type", "$ref", "allOf", "anyOf", "oneOf", "enum")


def check(site: Site) -> Hit | None:
    """A `nullable` in a version of OpenAPI without it, or in 3.0 beside no type."""
    if site.raw.get("nullable") is not True:
        return None
    if not (site.surface.contract.is_3_0 or site.surface.contract.is_swagger):
        return Hit(
            f"{where(site)} says `nullable`, which OpenAPI {site.surface.contract.version} does not know", ("nullable",)
        )
    if not any(word in site.raw for word in _ELSEWHERE):
        text = f"{where(site)} says `nullable` and no `type`, so that it allows null anyway"
        return Hit(text, ("nullable",), Severity.INFO)
    return None


RULE = Rule(
    id="nullable-without-effect",
    severity=Severity.WARNING,
    summary="Checks that `nullable` has the effect that is meant.",
    rationale=(
        "OpenAPI 3.1 took it out: validators ignore it and refuse null, while some generators still read it. In 3.0 it only "
        "adds null to a `type` (OpenAPI 3.0.3, Schema Object)."
    ),
    fix='Write `type: [string, "null"]` from 3.1 on, and a `type` beside `nullable` in 3.0.',
    on=Look("schema", keys=("nullable",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Memo: {type: string, nullable: true, description: Words on the paper.}
            """),
            finds=("/components/schemas/Memo/nullable",),
        ),
        Example(
            None,
            schemas(
                """
                Memo: {type: string, nullable: true, description: Words on the paper.}
                """,
                openapi="3.0.3",
            ),
            because="In 3.0 that is how it is written.",
        ),
    ),
)
