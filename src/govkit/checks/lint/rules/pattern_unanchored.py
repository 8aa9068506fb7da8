"""Finds patterns that hold for more than is meant."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: Site) -> Hit | None:
    """A pattern with neither a start nor an end."""
    said = site.raw.get("pattern")
    if not isinstance(said, str) or not said or "^" in said or "$" in said or "\\\\b" in said:
        return None
    return Hit(f"the pattern {code(said)} may be found anywhere in a text", ("pattern",))


RULE = Rule(
    id="pattern-unanchored",
    severity=Severity.INFO,
    summary="Checks that patterns say where they begin and end.",
    rationale=(
        "A pattern is looked for anywhere (JSON Schema Validation, section 6.3.3): `[A-Z]{3}` lets `xxEURxx` pass, which "
        "is rarely meant."
    ),
    fix="Write `^` and `$` around it, where the whole text is meant; where it is released, that is a break.",
    on=Look("schema", keys=("pattern",), gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Currency: {type: string, pattern: "[A-Z]{3}", description: In which it is.}
            """),
            finds=("/components/schemas/Currency/pattern",),
        ),
        Example(
            None,
            schemas("""
                Currency: {type: string, pattern: "^[A-Z]{3}$", description: In which it is.}
                Path: {type: string, pattern: "^/", description: Where it is.}
            """),
            because="One end is enough to see that somebody thought of it.",
        ),
    ),
)
