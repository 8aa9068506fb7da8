"""Judges a `format` lifted from, or changed for, a text that clients read."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import response_properties
from govkit.checks.compat.rules._wording import one_or_all, subject
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.after is None:
        return f"{subject(change)} may be any text, before it was formatted as {one_or_all(change.before)}"
    return f"{subject(change)} is formatted as {one_or_all(change.after)}, before as {one_or_all(change.before)}"


RULE = Rule(
    id="response-property-format-changed",
    severity=Severity.WARNING,
    summary="A text in a response need not be of the format that it had before.",
    rationale=(
        "Clients parse by format: a date into a date, a UUID into 16 bytes. A text of another form throws "
        "in the deserializer, before the consumer's own code sees anything."
    ),
    fix="Leave the format, and add a property for the new form beside it (`issued_at` beside `issued_on`).",
    on=(On("property", "format-removed", Direction.RESPONSE), On("property", "format-changed", Direction.RESPONSE)),
    when=check,
    examples=(
        Example(
            response_properties("issued: {type: string, format: date}"),
            response_properties("issued: {type: string, format: date-time}"),
            finds=("/issued",),
        ),
        Example(
            response_properties("site: {type: string, format: uri}"),
            response_properties("site: {type: string}"),
            because=(
                "Only date, date-time, uuid, int32 and int64 are held to assert something; other formats "
                "are hints (the profile `strict` asserts all)."
            ),
        ),
    ),
)
