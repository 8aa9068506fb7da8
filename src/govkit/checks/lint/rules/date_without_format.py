"""Finds days that may be any text."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_DAYS = frozenset({("birthday",), ("dob",), ("date", "of", "birth")})


def check(site: PropertySite) -> Hit | Fine | None:
    """A text that by its name is a day, and has neither format nor pattern."""
    said = words(site.name)
    if "string" not in site.types or not (said[-1:] == ("date",) or said in _DAYS or _is_on(said)):
        return None
    if {"format", "pattern", "enum", "const"} & site.plain.keys():
        return FINE
    return Hit(f"{code(site.name)} is a day by its name, and may be any text")


def _is_on(said: tuple[str, ...]) -> bool:
    return len(said) > 1 and said[-1] == "on" and said[-2].endswith(("ed", "es", "paid", "sent"))


RULE = Rule(
    id="date-without-format",
    severity=Severity.WARNING,
    summary="Checks that days have a format.",
    rationale="Whether `04/05/2026` is in April or in May is known to nobody but the server. A format says it to all.",
    fix="Write `format: date`, or `format: date-time` where there is a time as well.",
    on=Look("property", gather=Gather.OWNER, habit="{few} of the {count} texts that are days have a format"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    due_date: {type: string, description: The day.}
            """),
            finds=("/components/schemas/Invoice/properties/due_date",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    due_date: {type: string, format: date, description: The day.}
                    based_on: {type: object, description: The order., properties: {}}
                    update: {type: string, description: What is new.}
            """),
            because="It has its format, and the others are no days.",
        ),
    ),
)
