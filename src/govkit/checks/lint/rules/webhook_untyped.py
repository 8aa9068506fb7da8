"""Finds events that do not say what happened."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._events import called, tells
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.sites import FINE, Fine, Hit, OperationSite
from govkit.findings import Example, Rule, Severity

_HEADERS = frozenset({"event", "type", "topic"})
_MEMBERS = frozenset({"type", "event", "event type", "topic", "action", "kind", "name", "event name", "webhook type"})


def check(site: OperationSite) -> Hit | Fine:
    """An event without its kind in its headers or its body."""
    return FINE if tells(site, _HEADERS, _MEMBERS) else Hit(f"{called(site)} does not say what kind of event it is")


RULE = Rule(
    id="webhook-untyped",
    severity=Severity.INFO,
    summary="Checks that webhooks say what kind of event they are.",
    rationale=(
        "All events go to one address, mostly. A receiver that has to guess the kind by which members are there breaks "
        "with the next kind."
    ),
    fix="Send the kind in a member `type` such as `invoice.paid`, or in a header.",
    on=Look("event", habit="{few} of the {count} webhooks say what kind of event they are"),
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
                      id: {type: string, description: Names the event.},
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
                      schema: {type: string}}],
                    requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
                      meta: {type: object, description: The envelope., properties: {
                        id: {type: string, description: Names it.}, event: {type: string, description: The kind.},
                        time: {type: string, format: date-time, description: When.}}}}}}}},
                    responses: {"204": {description: Taken}}}}
            """),
            because="The kind stands in the envelope.",
        ),
    ),
)
