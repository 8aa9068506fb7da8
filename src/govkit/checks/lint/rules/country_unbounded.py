"""Finds codes of countries that may be any text."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.rules._values import BOUNDED
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_CODED = re.compile(r"ISO.?3166|alpha.?[23]|(?:two|2|three|3)[- ](?:letter|character|digit)", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2,3}")


def check(site: PropertySite) -> Hit | None:
    """A text that is the code of a country, without values, pattern or length."""
    said = words(site.name)
    if "string" not in site.types or BOUNDED & site.plain.keys() or said[-1:] not in (("country",), ("code",)):
        return None
    shown = site.plain.get("example")
    is_code = _CODED.search(str(site.plain.get("description"))[:2_000]) or (
        isinstance(shown, str) and _CODE.fullmatch(shown)
    )
    if any({"phone", "area", "extension"}.intersection(words(name)) for name in site.owner["properties"]):
        return None  # what is dialled before a number
    if said[-2:] == ("country", "code") or (said[-1] == "country" and is_code):
        return Hit(f"{code(site.name)} may be any text, and not only the code of a country")
    return None


RULE = Rule(
    id="country-unbounded",
    severity=Severity.INFO,
    summary="Checks that countries are codes of ISO 3166, where they are codes.",
    rationale=(
        "Taxes, addresses and sanctions depend on it. `UK` is no country and `GB` is; a text that may be anything is found "
        "out by the tax office."
    ),
    fix='Write `pattern: "^[A-Z]{2}$"`, or list the countries that there are.',
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
                    country: {type: string, description: As ISO 3166 has it.}
            """),
            finds=("/components/schemas/Invoice/properties/country",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    country: {type: string, description: As people write it on the envelope.}
                    country_code: {type: string, pattern: "^[A-Z]{2}$", description: The code.}
            """),
            because="The name of a country is prose.",
        ),
    ),
)
