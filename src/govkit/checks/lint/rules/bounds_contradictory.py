"""Finds bounds between which there is nothing."""

from __future__ import annotations

from typing import Any

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import Hit, Site
from govkit.findings import Example, Rule, Severity

_PAIRS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
    ("minContains", "maxContains"),
)


def check(site: Site) -> Hit | None:
    """A schema with a lower bound above the upper one."""
    for low, high in _PAIRS:
        least, most = _number(site.raw.get(low)), _number(site.raw.get(high))
        if least is not None and most is not None and least > most:
            return Hit(f"{where(site)} must be at least {least} ({low}) and at most {most} ({high})", (low,))
    return None


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


RULE = Rule(
    id="bounds-contradictory",
    severity=Severity.ERROR,
    summary="Checks that the lower bound of a schema is not above the upper one.",
    rationale="No value is between them, so that none is valid: whoever has to send one cannot.",
    fix="Exchange the two, or correct the one that is wrong.",
    on=Look("schema", keys=tuple(low for low, _ in _PAIRS)),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Code: {type: string, minLength: 10, maxLength: 5, description: Which.}
            """),
            finds=("/components/schemas/Code/minLength",),
        ),
        Example(
            None,
            schemas("""
                Code: {type: string, minLength: 5, maxLength: 5, description: Which.}
            """),
            because="Five is between five and five.",
        ),
    ),
)
