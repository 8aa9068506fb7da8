"""Finds events of which nobody can tell who sent them."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._events import called
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.bodies import members_of
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity

_SIGNS = frozenset({"signature", "hmac", "digest", "signed", "authorization", "jwt", "sig"})


def check(site: OperationSite) -> Hit | Fine:
    """An event without a signature in its headers or its body, and without a requirement of its own."""
    operation = site.operation
    names = [one.name for one in operation.parameters.values() if one.location == "header"]
    if operation.body is not None:
        names += members_of(site.surface, operation.body.content.values())
    if site.raw.get("security") or any(_SIGNS.intersection(words(name)) for name in names):
        return FINE
    return Hit(f"{called(site)} declares no header for a signature")


RULE = Rule(
    id="webhook-unsigned",
    severity=Severity.WARNING,
    summary="Checks that webhooks declare how they are signed.",
    rationale=(
        "The address to which events go is found out sooner or later, and then anybody can send an event that an invoice "
        "was paid. A signature is what a receiver can check, if it is told in which header it stands."
    ),
    fix="Declare the header, best those of Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.",
    on=Look("event", habit="{few} of the {count} webhooks declare how they are signed"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                webhooks:
                  paid: {post: {operationId: paid, tags: [Invoices], summary: Paid, description: An invoice was paid.,
                    requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
                      id: {type: string, description: Names the event.}, type: {type: string, description: The kind.},
                      created_at: {type: string, format: date-time, description: When.}}}}}},
                    responses: {"204": {description: Taken}}}}
            """),
            finds=("/webhooks/paid/post",),
        ),
        Example(
            None,
            whole("""
                webhooks:
                  paid: {post: {operationId: paid, tags: [Invoices], summary: Paid, description: An invoice was paid.,
                    parameters: [{name: Webhook-Signature, in: header, description: By our key., required: true,
                      schema: {type: string}}],
                    requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
                      id: {type: string, description: Names the event.}, type: {type: string, description: The kind.},
                      created_at: {type: string, format: date-time, description: When.}}}}}},
                    responses: {"204": {description: Taken}}}}
            """),
            because="The header is declared.",
        ),
    ),
)
