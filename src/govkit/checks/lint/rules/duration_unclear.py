"""Finds durations of which nobody knows the unit."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_DURATIONS = frozenset({"duration", "timeout", "interval", "ttl", "delay"})
_UNIT = re.compile(r"milli|micro|second|minute|hour|day|week|month|year|\bms\b|ISO.?8601|\bunit", re.IGNORECASE)


def check(site: PropertySite) -> Hit | None:
    """A number that by its name is a duration, of which neither name nor description says what it counts."""
    if words(site.name)[-1:] and words(site.name)[-1] in _DURATIONS and site.types & {"integer", "number"}:
        said = f"{site.plain.get('description', '')} {site.plain.get('title', '')} {site.owner.get('description', '')}"
        if not _UNIT.search(said[:5_000]) and "enum" not in site.plain:
            return Hit(f"nothing says what {code(site.name)} counts: seconds, milliseconds, days")
    return None


RULE = Rule(
    id="duration-unclear",
    severity=Severity.INFO,
    summary="Checks that durations say what they count.",
    rationale="`30` is half a minute or a month. Whoever guesses wrong notices in production.",
    fix="Put the unit into the name (`timeout_seconds`), or use text with `format: duration` (ISO 8601).",
    on=Look("property", gather=Gather.OWNER),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Job:
                  type: object
                  description: What is done.
                  properties:
                    timeout: {type: integer, description: How long at most.}
            """),
            finds=("/components/schemas/Job/properties/timeout",),
        ),
        Example(
            None,
            schemas("""
                Job:
                  type: object
                  description: What is done.
                  properties:
                    timeout: {type: integer, description: How many seconds at most.}
                    delay: {type: string, format: duration, description: How long before.}
            """),
            because="The description says it, and so does the format.",
        ),
    ),
)
