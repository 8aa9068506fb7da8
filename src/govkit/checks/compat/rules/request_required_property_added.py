"""Judges a property that a request declares anew and demands at once."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is new and required: an old client does not send it"


RULE = Rule(
    id="request-required-property-added",
    severity=Severity.ERROR,
    summary="A required property was added to a request.",
    rationale=(
        "No client that exists sends a property that did not exist. Every request of every old client is refused."
    ),
    fix=(
        "Make it optional with a default on the server. If nothing can be assumed, put it into a new "
        "operation or version, and give clients time to move."
    ),
    on=On("property", "required-property-added", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_properties("id: {type: string}"),
            request_properties(
                """\
id: {type: string}
memo: {type: string}
""",
                required="memo",
            ),
            finds=("/memo",),
        ),
        Example(
            request_properties("id: {type: string}"),
            request_properties(
                """\
id: {type: string}
created: {type: string, readOnly: true}
""",
                required="created",
            ),
            because="What is `readOnly` is demanded of the provider, not of clients.",
        ),
    ),
    unpaired=("Its counterpart is `response-required-property-removed`: there the reader misses what was always sent."),
)
