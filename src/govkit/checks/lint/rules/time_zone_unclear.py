"""Finds time zones that may be any text."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import BOUNDED
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_ZONE = re.compile(r"IANA|Olson|\btz|zoneinfo|[A-Z][a-z]+/[A-Z][a-z]+", re.IGNORECASE)


def check(site: PropertySite) -> Hit | None:
    """A text that is a time zone, of which nothing says how it is written."""
    if "string" not in site.types or "".join(words(site.name)[-2:]) not in ("timezone", "timezoneid"):
        return None
    shown = (site.plain.get(word, "") for word in ("description", "example", "examples", "default"))
    if BOUNDED & site.plain.keys() or _ZONE.search(" ".join(map(str, shown))[:5_000]):
        return None
    return Hit(f"nothing says how the zone in {code(site.name)} is written")


RULE = Rule(
    id="time-zone-unclear",
    severity=Severity.INFO,
    summary="Checks that time zones are names of the IANA.",
    rationale=(
        "`CET`, `+01:00` and `Europe/Berlin` are not the same: only the last knows when summer time begins, and a renewal at "
        "midnight depends on it."
    ),
    fix="Say that it is a name of the IANA's database, and show one: `example: Europe/Berlin`.",
    on=Look("property", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Account:
                  type: object
                  description: A customer.
                  properties:
                    time_zone: {type: string, description: Where it is.}
            """),
            finds=("/components/schemas/Account/properties/time_zone",),
        ),
        Example(
            None,
            schemas("""
                Account:
                  type: object
                  description: A customer.
                  properties:
                    timezone: {type: string, description: Where it is., examples: [Asia/Singapore]}
            """),
            because="The example shows how.",
        ),
    ),
)
