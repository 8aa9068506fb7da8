"""Finds numbers in requests that may be of any size."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import sent
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.survey import REQUEST

_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "enum", "const", "format", "multipleOf"})


def check(site: Site) -> Hit | Fine | None:
    """An integer that a caller sends, without a bound or a format."""
    if "integer" not in types_of(site.raw) or not site.surface.ways.of(site.document, site.pointer) & REQUEST:
        return None
    return FINE if _BOUNDS & site.raw.keys() else Hit(f"{where(site)} may be of any size in a request")


RULE = Rule(
    id="request-integer-unbounded",
    severity=Severity.INFO,
    summary="Checks that integers in requests have a bound or a format.",
    rationale=(
        "Integers of JSON have no end, those of databases and languages do: what is too large is cut, wraps round, or is a "
        "500 (OWASP API4:2023)."
    ),
    fix="Write `minimum` and `maximum`, or at least `format: int32` or `int64`.",
    on=Look(
        "schema", keys=("type",), gather=Gather.OWNER, habit="{few} of the {count} integers in requests have a bound"
    ),
    when=check,
    examples=(
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  properties:
                    quantity: {type: integer, description: How many.}
            """),
            finds=("/components/schemas/Invoice/properties/quantity",),
        ),
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  properties:
                    quantity: {type: integer, format: int32, description: How many.}
            """),
            because="The format has bounds.",
        ),
    ),
)
