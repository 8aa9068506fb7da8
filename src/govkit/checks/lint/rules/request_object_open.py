"""Finds bodies of requests that do not say what becomes of unknown members."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import sent
from govkit.checks.lint.surface.bodies import json_schemas
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_SAID = frozenset({"additionalProperties", "unevaluatedProperties", "patternProperties"})


def check(site: OperationSite) -> Hit | Fine | None:
    """A body that is an object and says nothing of members that are not declared."""
    body = site.operation.body
    for document, raw in json_schemas(body.content.values()) if body is not None else ():
        plain = site.surface.plainness.of(document, raw)
        if "properties" in plain:
            if _SAID & plain.keys():
                return FINE
            return Hit(
                f"the body of {code(site.name, 100)} does not say what becomes of unknown members", ("requestBody",)
            )
    return None


RULE = Rule(
    id="request-object-open",
    severity=Severity.INFO,
    summary="Checks that bodies of requests say what becomes of unknown members.",
    rationale=(
        "A member that is misspelt is unknown. A server that ignores it does something else than was asked for, and says "
        "200; and one that takes whatever comes may write what nobody was to write (OWASP API3:2023)."
    ),
    fix="Write `additionalProperties: false` and refuse what is unknown, or `true` where it is kept on purpose.",
    on=Look("operation", habit="{few} of the {count} bodies of requests say what becomes of unknown members"),
    when=check,
    examples=(
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  properties:
                    memo: {type: string, maxLength: 99, description: Words on the paper.}
            """),
            finds=("/paths/~1invoices/post/requestBody",),
        ),
        Example(
            None,
            sent("""
                Invoice:
                  type: object
                  description: What a customer owes.
                  additionalProperties: {type: string, maxLength: 99}
                  properties:
                    memo: {type: string, maxLength: 99, description: Words on the paper.}
            """),
            because="It says which members may come.",
        ),
    ),
)
