"""Finds updates that overwrite what somebody else has changed meanwhile."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import members_of
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_CONDITIONS = frozenset({"header if-match", "header if-unmodified-since"})
_VERSIONS = frozenset({"version", "etag", "revision", "lock version", "row version", "update token", "sync token"})


def check(site: OperationSite) -> Hit | Fine | None:
    """A PUT or PATCH of one thing that takes neither a condition nor a version."""
    if site.method not in ("PUT", "PATCH") or not site.segments[-1].startswith("{"):
        return None
    if _CONDITIONS & site.operation.parameters.keys():
        return FINE
    body = site.operation.body
    members = members_of(site.surface, body.content.values()) if body is not None else {}
    if any(" ".join(words(name)) in _VERSIONS for name in members):
        return FINE
    return Hit(f"{code(site.name, 100)} takes no `If-Match`, and overwrites what others have changed meanwhile")


RULE = Rule(
    id="update-without-precondition",
    severity=Severity.INFO,
    summary="Checks that updates take `If-Match`, or a version in their body.",
    rationale=(
        "Two people, or a person and an integration, read a record and each write it back: the first of the two changes is "
        "lost, and nobody notices (RFC 9110, section 13.1.1)."
    ),
    fix="Send an `ETag` with the record, take `If-Match` with the update, and answer 412 where they differ.",
    on=Look("operation", habit="{few} of the {count} updates take `If-Match` or a version"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}:
                  patch: {operationId: updateInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1{id}/patch",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  patch: {operationId: updateInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Id"},
                      {$ref: "#/components/parameters/Match"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
            """),
            because="It takes the condition.",
        ),
    ),
)
