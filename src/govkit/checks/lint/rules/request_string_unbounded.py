"""Finds texts in requests that may be of any length."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import sent
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.checks.lint.surface.surface import types_of
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.survey import REQUEST

_BOUNDS = frozenset({"maxLength", "enum", "const"})
_FORMATS = frozenset({"date", "date-time", "time", "uuid", "ipv4", "ipv6", "binary", "duration", "email"})
_ENDLESS = re.compile(r"(?<!\\)[*+]|,\}|\.\*")


def check(site: Site) -> Hit | Fine | None:
    """A text that a caller sends, without a longest length; a whole body has one of its own."""
    if site.pointer[-3:-2] == ("content",):
        return None
    if "string" not in types_of(site.raw) or not site.surface.ways.of(site.document, site.pointer) & REQUEST:
        return None
    pattern = site.raw.get("pattern")
    bounded = isinstance(pattern, str) and pattern.startswith("^") and pattern.endswith("$")
    if (
        _BOUNDS & site.raw.keys()
        or site.raw.get("format") in _FORMATS
        or (bounded and not _ENDLESS.search(pattern or ""))
    ):
        return FINE
    return Hit(f"{where(site)} may be of any length in a request")


RULE = Rule(
    id="request-string-unbounded",
    severity=Severity.INFO,
    summary="Checks that texts in requests have a longest length.",
    rationale=(
        "What has no bound in the contract has one in a database or in memory, where it ends as a 500 (OWASP API4:2023). "
        "A bound that comes later is a break."
    ),
    fix="Write the `maxLength` that the server keeps to, generously.",
    on=Look(
        "schema",
        keys=("type",),
        gather=Gather.OWNER,
        habit="{few} of the {count} texts in requests have a longest length",
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
                    memo: {type: string, description: Words on the paper.}
            """),
            finds=("/components/schemas/Invoice/properties/memo",),
        ),
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: false
                  properties:
                    memo: {type: string, maxLength: 200, description: Words on the paper.}
                    day: {type: string, format: date, description: When.}
                    code: {type: string, pattern: "^[A-Z]{3}$", description: Which.}
            """),
            because="Lengths, formats and patterns bound them.",
        ),
    ),
)
