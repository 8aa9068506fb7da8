"""Finds operations that create something and cannot be repeated safely."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.bodies import members_of
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code

_READS = frozenset({"search", "query", "token", "login", "logout", "validate", "preview", "estimate", "calculate"})
_READS |= {"test", "verify", "lookup", "check", "simulate", "refresh", "introspect", "revoke", "count", "filter"}
_KEYS = frozenset({"idempotency key", "idempotency", "client token", "request id", "client request id"})
_KEYS |= {"x idempotency key", "x request id", "idempotency id", "external id"}


def check(site: OperationSite) -> Hit | Fine | None:
    """A POST that may do something, without a key in its headers, its query or its body."""
    if site.method != "POST" or _READS.intersection(words(site.segments[-1])):
        return None
    names = [one.name for one in site.operation.parameters.values()]
    if site.operation.body is not None:
        names += members_of(site.surface, site.operation.body.content.values())
    if any(" ".join(words(name)) in _KEYS for name in names):
        return FINE
    return Hit(f"{code(site.name, 100)} takes no `Idempotency-Key`, so that nobody can repeat it safely")


RULE = Rule(
    id="post-without-idempotency-key",
    severity=Severity.INFO,
    summary="Checks that operations by POST take an idempotency key.",
    rationale=(
        "After a time-out nobody knows whether the request was carried out. With a key it is simply sent again; without one "
        "the caller risks a second invoice, or none."
    ),
    fix="Take the header `Idempotency-Key`, keep it with the answer for a day or more, and answer the same again.",
    on=Look("operation", habit="{few} of the {count} operations by POST take an `Idempotency-Key`"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  post: {operationId: createInvoice, ABOUT, requestBody: {required: true, BILL},
                    responses: {"204": {description: Done}, FAILURES}}
            """),
            finds=("/paths/~1invoices/post",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  post: {operationId: createInvoice, ABOUT, parameters: [{$ref: "#/components/parameters/Key"}],
                    requestBody: {required: true, BILL}, responses: {"204": {description: Done}, FAILURES}}
                /invoices/search:
                  post: {operationId: searchInvoices, ABOUT, requestBody: {required: true, BILL},
                    responses: {"200": {description: Done, BILL}, FAILURES}}
            """),
            because="A search changes nothing.",
        ),
    ),
)
