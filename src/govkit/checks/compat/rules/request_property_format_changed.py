"""Judges a new or another `format` of a text that clients send."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_properties
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.before is None:
        return f"{subject(change)} must be formatted as {one_or_all(change.after)}, before there was no format"
    return f"{subject(change)} must be formatted as {one_or_all(change.after)}, before {one_or_all(change.before)}"


RULE = Rule(
    id="request-property-format-changed",
    severity=Severity.ERROR,
    summary="A text in a request must be of a format that it need not have before.",
    rationale=(
        "A date without time, a local time or an identifier that is no UUID was fine and is refused now. "
        "Clients often store what they send, so the old form comes back for years."
    ),
    fix=(
        "Accept both forms and convert on the server, or add a new property for the new form, named for "
        "it (`due_at` beside `due_date`)."
    ),
    on=(On("property", "format-added", Direction.REQUEST), On("property", "format-changed", Direction.REQUEST)),
    when=check,
    examples=(
        Example(
            request_properties("due: {type: string}"),
            request_properties("due: {type: string, format: date}"),
            finds=("/due",),
        ),
        Example(
            request_properties("due: {type: string, format: date}"),
            request_properties("due: {type: string, format: date-time}"),
            finds=("/due",),
        ),
        Example(
            request_properties("contact: {type: string}"),
            request_properties("contact: {type: string, format: email}"),
            because=(
                "Only date, date-time, uuid, int32 and int64 are held to assert something; other formats "
                "are hints (the profile `strict` asserts all)."
            ),
        ),
    ),
)
