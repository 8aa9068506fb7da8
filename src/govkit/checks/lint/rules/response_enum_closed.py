"""Finds values in answers to which none may be added."""

from __future__ import annotations

import re

from govkit.checks.lint.look import Gather, Look
from govkit.checks.lint.rules._samples import answered
from govkit.checks.lint.rules._values import where
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, Site
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.survey import RESPONSE

_OPEN = re.compile(
    r"new values|other values|more values|may be added|be extended|extensible|unknown values|future|open set|not limited|"
    r"additional values|such as",
    re.IGNORECASE,
)


def check(site: Site) -> Hit | Fine | None:
    """An enumeration of texts that is answered, and does not say that more values may come."""
    listed = site.raw.get("enum")
    if not isinstance(listed, list) or len(listed) < 3 or not isinstance(listed[0], str):
        return None
    if site.raw.get("x-extensible-enum") or _OPEN.search(str(site.raw.get("description", ""))[:5_000]):
        return FINE
    if not site.surface.ways.of(site.document, site.pointer) & RESPONSE:
        return None
    return Hit(f"{where(site)} is answered with one of {len(listed)} values, and does not say whether more may come")


RULE = Rule(
    id="response-enum-closed",
    severity=Severity.INFO,
    summary="Checks that values in answers say whether more may come.",
    rationale=(
        "Generated clients make an enumeration of them, and many refuse an answer with a value that they do not know: the "
        "next status of an invoice breaks them, though for its provider it is an addition."
    ),
    fix="Write `x-extensible-enum: true`, or say in the description that more values may come; or that none ever will.",
    on=Look(
        "schema",
        keys=("enum",),
        gather=Gather.OWNER,
        habit="{few} of the {count} enumerations in answers say whether more values may come",
    ),
    when=check,
    examples=(
        Example(
            None,
            answered("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    status: {type: string, enum: [draft, open, paid], description: How far it is.}
            """),
            finds=("/components/schemas/Invoice/properties/status",),
        ),
        Example(
            None,
            answered("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    status: {type: string, enum: [draft, open, paid], description: How far. More values may be added.}
                    copy: {type: string, enum: [first, second], description: Which of the two.}
            """),
            because="The description says it, and of two values there is mostly no third.",
        ),
    ),
)
