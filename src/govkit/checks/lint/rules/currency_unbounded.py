"""Finds currencies that may be any text."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import BOUNDED
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: PropertySite) -> Hit | None:
    """A text that is a currency, without values, pattern or length."""
    if "string" not in site.types or (
        words(site.name)[-1:] != ("currency",) and words(site.name)[-2:] != ("currency", "code")
    ):
        return None
    if BOUNDED & site.plain.keys():
        return None
    return Hit(f"{code(site.name)} may be any text, and not only a currency")


RULE = Rule(
    id="currency-unbounded",
    severity=Severity.INFO,
    summary="Checks that currencies are codes of ISO 4217.",
    rationale=(
        "`EUR`, `eur`, `Euro` and `€` are four texts, and a ledger has one account for each. A pattern lets the gate and "
        "every client see what is meant."
    ),
    fix='Write `pattern: "^[A-Z]{3}$"`, or list the currencies that there are.',
    on=Look("property", gather=Gather.NAME),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    currency: {type: string, description: In which it is.}
            """),
            finds=("/components/schemas/Invoice/properties/currency",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    currency: {type: string, minLength: 3, maxLength: 3, description: In which it is.}
                    currency_note: {type: string, description: What else there is to be said.}
            """),
            because="Three letters are a code, and a note about the currency is none.",
        ),
    ),
)
