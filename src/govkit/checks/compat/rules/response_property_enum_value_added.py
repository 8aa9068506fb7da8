"""Judges a value added to the list of those that a client may read."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import request_properties, response_properties
from govkit.checks.compat.rules._lists import of_list
from govkit.checks.compat.rules._wording import subject, values
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    return of_list(f"{subject(change)} may also be {values(change.after)}", change)


RULE = Rule(
    id="response-property-enum-value-added",
    severity=Severity.WARNING,
    summary="A response may carry a value that was not on the list.",
    rationale=(
        "Clients that handle each value of the list meet one they do not know: generated enums fail to "
        "parse, switches run into their default, reports leave it out."
    ),
    fix=(
        "Tell consumers before the value is sent for the first time, or send it only to those who ask for "
        "it. Mark the list as one that may grow (`x-extensible-enum: true`), so that clients keep unknown values: "
        "then a new one is no more than news."
    ),
    on=On("property", "enum-value-added", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            response_properties("status: {type: string, enum: [open, paid]}"),
            response_properties("status: {type: string, enum: [open, paid, void]}"),
            finds=("/status",),
        ),
        Example(
            response_properties("status: {type: string, enum: [open, paid], x-extensible-enum: true}"),
            response_properties("status: {type: string, enum: [open, paid, void], x-extensible-enum: true}"),
            finds=("/status",),
            title="A list that is marked as one that may grow: an `info`",
        ),
        Example(
            response_properties("status: {type: string, enum: [open, paid, void]}"),
            response_properties("status: {type: string, enum: [open, paid]}"),
            because="A value that is never sent any more surprises no reader.",
        ),
        Example(
            request_properties("status: {type: string, enum: [open, paid]}"),
            request_properties("status: {type: string, enum: [open, paid, void]}"),
            because="In a request, one more value is one more choice.",
        ),
    ),
)
