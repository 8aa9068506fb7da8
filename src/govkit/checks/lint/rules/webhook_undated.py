"""Finds events that do not say when they happened."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._events import called, tells
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity

_HEADERS = frozenset({"timestamp", "time", "date"})
_MEMBERS = frozenset({"created", "created at", "timestamp", "time", "occurred at", "date", "event date", "sent at"})
_MEMBERS |= {
    "event time",
    "created date",
    "updated at",
    "at",
    "triggered at",
    "creation date",
    "notified at",
    "happened at",
}


def check(site: OperationSite) -> Hit | Fine:
    """An event without a time in its headers or its body."""
    return FINE if tells(site, _HEADERS, _MEMBERS) else Hit(f"{called(site)} does not say when it happened")


RULE = Rule(
    id="webhook-undated",
    severity=Severity.INFO,
    summary="Checks that webhooks say when what they tell happened.",
    rationale=(
        "Events come late and in another order than they happened. Without a time a receiver writes what is old over what "
        "is new, and cannot refuse one that somebody recorded and sends again."
    ),
    fix="Send the time as a `date-time` in the body, or as `webhook-timestamp`.",
    on=Look("event", habit="{few} of the {count} webhooks say when it happened"),
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
                      id: {type: string, description: Names the event.}, type: {type: string, description: The kind.}}}}}},
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
                      schema: {type: string}}],
                    requestBody: {required: true, content: {application/octet-stream: {}}},
                    responses: {"204": {description: Taken}}}}
            """),
            because="Of a body that is no JSON nothing is known.",
        ),
    ),
)
