"""Finds formats of another type."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code, joined

_TEXTS = frozenset(
    {"date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid"}
    | {"byte", "binary", "password", "regex", "json-pointer"}
)
_NUMBERS = frozenset({"int32", "float", "double"})


def check(site: Site) -> Hit | None:
    """A schema with a format that says nothing of its type."""
    said, types = site.raw.get("format"), types_of(site.raw)
    if not types or not isinstance(said, str):
        return None
    if said in _TEXTS and not types & {"string"}:
        return Hit(f"{where(site)} is {joined(sorted(types))}, and its format {code(said)} is of texts", ("format",))
    if said in _NUMBERS and not types & {"number", "integer"}:
        return Hit(f"{where(site)} is {joined(sorted(types))}, and its format {code(said)} is of numbers", ("format",))
    return None


RULE = Rule(
    id="format-misfit",
    severity=Severity.WARNING,
    summary="Checks that formats are of the type that the schema names.",
    rationale=(
        "A format says nothing of other types, so that validators ignore it; generators look at it first, and make a date of "
        "what is a number."
    ),
    fix="Correct the type or the format, whichever does not say what is sent.",
    on=Look("schema", keys=("format",)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Day: {type: integer, format: date, description: When.}
            """),
            finds=("/components/schemas/Day/format",),
        ),
        Example(
            None,
            schemas("""
                Count: {type: string, format: int64, description: How many.}
                Day: {type: string, format: date, description: When.}
            """),
            because="`int64` is registered for texts too, and dates are texts.",
        ),
    ),
)
