"""Finds addresses and identifiers of a known form that may be any text."""

from __future__ import annotations

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import schemas
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, PropertySite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_FORMS = {"email": "email", "uuid": "uuid", "guid": "uuid", "url": "uri", "uri": "uri"}
_SAID = frozenset({"format", "pattern", "enum", "const"})


def check(site: PropertySite) -> Hit | Fine | None:
    """A text that by its name is an address, a UUID or a URL, and has neither format nor pattern."""
    meant = _FORMS.get((words(site.name) or ("",))[-1])
    if meant is None or "string" not in site.types:
        return None
    if _SAID & site.plain.keys():
        return FINE
    return Hit(f"{code(site.name)} may be any text, without `format: {meant}`")


RULE = Rule(
    id="string-format-missing",
    severity=Severity.INFO,
    summary="Checks that addresses of mail, UUIDs and URLs have a format.",
    rationale="With the format mocks and examples look like the real thing, and clients can refuse what is none.",
    fix="Write the format; where values are checked by it, that the old ones hold.",
    on=Look("property", gather=Gather.OWNER, habit="{few} of the {count} addresses, UUIDs and URLs have a format"),
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    pdf_url: {type: string, description: The paper.}
            """),
            finds=("/components/schemas/Invoice/properties/pdf_url",),
        ),
        Example(
            None,
            schemas("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    pdf_url: {type: string, format: uri, description: The paper.}
                    url_name: {type: string, description: What the link is called.}
            """),
            because="It has its format, and the name of a link is prose.",
        ),
    ),
)
