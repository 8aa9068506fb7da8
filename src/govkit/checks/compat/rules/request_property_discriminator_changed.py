"""Judges another way to tell variants apart."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_body
from govkit.checks.compat.rules._wording import code, subject, values
from govkit.findings import Direction, Example, Rule, Severity

_PAY = "{{oneOf: [{{$ref: '#/components/schemas/Card'}}, {{$ref: '#/components/schemas/Cash'}}], discriminator: {{propertyName: {}}}}}"
_VARIANTS = """\
Card: {type: object, required: [kind, sort], properties: {kind: {const: Card}, sort: {const: Card}}}
Cash: {type: object, required: [kind, sort], properties: {kind: {const: Cash}, sort: {const: Cash}}}
"""


def _tags(said: dict[str, object]) -> str:
    rest = [content for key, content in said.items() if key != "propertyName"]
    listed = [values(content if isinstance(content, list) else [content]) for content in rest]
    return code(str(said["propertyName"])) + (f" ({', '.join(listed)})" if listed else "")


def check(change: Change) -> str:
    """Words one such change."""
    was, now = ("nothing" if one is None else _tags(one) for one in (change.before, change.after))
    return f"the variants of {subject(change)} are told apart by {now}, before by {was}"


RULE = Rule(
    id="request-property-discriminator-changed",
    severity=Severity.WARNING,
    summary="The variants of a value are told apart by something else.",
    rationale=(
        "The discriminator decides which schema a message is read by. Servers that look at another property, or know other values of it, read the message as another variant or not at all. It is told only where no finding of a variant says it already."
    ),
    fix=("Keep the property and its values; add new values beside the old ones."),
    on=On("property", "discriminator-changed", Direction.REQUEST),
    when=check,
    examples=(
        Example(
            request_body(_PAY.format("kind"), components=_VARIANTS),
            request_body(_PAY.format("sort"), components=_VARIANTS),
            finds=("",),
        ),
        Example(
            request_body(_PAY.format("kind"), components=_VARIANTS),
            request_body(_PAY.format('kind, mapping: {Card: "#/components/schemas/Card"}'), components=_VARIANTS),
            because="The name of a component is a value of the discriminator, whether it is said or not.",
        ),
    ),
)
