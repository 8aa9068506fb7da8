"""Finds messages that an API does not send."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import case, told
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such message."""
    known = f"; it sends {listed(fact.said['known'])}" if fact.said["known"] else ""
    return Said(f"the API sends no message of this name{known}")


RULE = Rule(
    id="message-unknown",
    severity=Severity.ERROR,
    summary="The message is no webhook and no callback of the API.",
    rationale=("A message of a pact has a name only: that of the webhook in its metadata, its key or its description."),
    fix=("Name the webhook: `metadata: {webhook: invoice.paid}`; or describe it."),
    on="message-unknown",
    when=check,
    examples=(
        Example(
            None,
            case(
                "paths: {}\nwebhooks: {a.b: {post: {operationId: ab}}, c.d: {post: {operationId: cd}}}",
                "type: Asynchronous/Messages\nmetadata: {webhook: e.f}\ncontents: {content: {a: 1}, contentType: application/json, encoded: false}",
            ),
            finds=("",),
        ),
        Example(
            None,
            told("{type: object, required: [id], properties: {id: {type: string}}}", "{id: a}"),
            because="The metadata names it.",
        ),
    ),
)
