"""Finds events that cannot be told from their repetition."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._events import called, tells
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity

_HEADERS = frozenset({"id", "delivery", "uuid"})
_MEMBERS = frozenset(
    {"id", "event id", "uuid", "event uuid", "message id", "delivery id", "webhook id", "notification id"}
)


def check(site: OperationSite) -> Hit | Fine:
    """An event without an identifier in its headers or its body."""
    if tells(site, _HEADERS, _MEMBERS):
        return FINE
    return Hit(f"{called(site)} has no identifier, so that a repetition looks like another event")


RULE = Rule(
    id="webhook-unidentified",
    severity=Severity.WARNING,
    summary="Checks that webhooks have an identifier.",
    rationale=(
        "An event is sent again when the answer gets lost. A receiver that cannot tell it from another one books the "
        "payment twice."
    ),
    fix="Send an identifier that is the same in every repetition, as `webhook-id` or in the body.",
    on=Look("event", habit="{few} of the {count} webhooks have an identifier"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                webhooks:
                  paid: {post: {operationId: paid, tags: [Invoices], summary: Paid, description: An invoice was paid.,
                    parameters: [{name: Signature, in: header, description: By our key., required: true,
                      schema: {type: string}}],
                    requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
                      type: {type: string, description: The kind.},
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
                    parameters: [{name: Signature, in: header, description: By our key., required: true,
                      schema: {type: string}}, {name: Webhook-Id, in: header, description: Names the event.,
                      required: true, schema: {type: string}}],
                    requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
                      type: {type: string, description: The kind.},
                      created_at: {type: string, format: date-time, description: When.}}}}}},
                    responses: {"204": {description: Taken}}}}
            """),
            because="A header names it.",
        ),
    ),
)
