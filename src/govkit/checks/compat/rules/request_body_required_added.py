"""Judges a request body that an operation did not take and demands at once."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'demands', 'demand')} a body: an old client sends none"


RULE = Rule(
    id="request-body-required-added",
    severity=Severity.ERROR,
    summary="An operation demands a request body that it did not take before.",
    rationale=(
        "No client that exists sends a body to an operation that takes none. Every one of their calls is refused."
    ),
    fix="Make the body optional, with today's behaviour where it is missing. Otherwise offer a new operation.",
    on=On("body", "required-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            operation("summary: Draft an invoice"),
            operation("requestBody: {required: true, content: {application/json: {schema: {type: object}}}}"),
            finds=("",),
        ),
        Example(
            operation("summary: Draft an invoice"),
            operation("requestBody: {content: {application/json: {schema: {type: object}}}}"),
            because="A body that may be left out asks nothing of old clients.",
        ),
    ),
    unpaired=(
        "A webhook that gains a body sends more than its receivers know, which `response-body-added` "
        "reports; nobody is refused."
    ),
)
