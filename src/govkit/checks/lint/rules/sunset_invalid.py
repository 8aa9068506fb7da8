"""Finds ends of which nobody can tell the day."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|[T ])|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} ")


def check(site: OperationSite) -> Hit | None:
    """An operation with an `x-sunset` that is no day."""
    for key, said in site.raw.items():
        if key.lower() == "x-sunset" and not (isinstance(said, str) and _DAY.match(said)):
            return Hit(f"{code(str(said))} is no day on which something can end", (key,))
    return None


RULE = Rule(
    id="sunset-invalid",
    severity=Severity.WARNING,
    summary="Checks that `x-sunset` is a day.",
    rationale="Calendars, headers and alerts are made from it. What is no day is in none of them.",
    fix="Write the day as `2027-06-30`.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, x-sunset: next year,
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/x-sunset",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, x-sunset: "Wed, 30 Jun 2027 23:59:59 GMT",
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="That is how the header writes it.",
        ),
    ),
)
