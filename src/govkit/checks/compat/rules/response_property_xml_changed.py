"""Judges a value that is written in XML in another way."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, joined, subject
from govkit.findings import Direction, Example, Rule, Severity


def _how(said: dict[str, object] | None) -> str:
    words = [key if content is True else f"{key} {code(str(content))}" for key, content in (said or {}).items()]
    return f"with {joined(words)}" if words else "as it is called"


def check(change: Change) -> str:
    """Words one such change."""
    return f"{subject(change)} is written in XML {_how(change.after)}, before {_how(change.before)}"


RULE = Rule(
    id="response-property-xml-changed",
    severity=Severity.ERROR,
    summary="A value is written in XML in another way.",
    rationale=(
        "The element has another name or namespace, became an attribute, or got an element around it. Clients look for it where it was and find nothing. It is told only of bodies that are XML."
    ),
    fix=("Keep the spelling; offer the new one as another media type."),
    on=On("property", "xml-changed", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation(
                'responses: {"200": {description: Done, content: {application/xml: {schema: {type: object, properties: {id: {type: string}}}}}}}'
            ),
            operation(
                'responses: {"200": {description: Done, content: {application/xml: {schema: {type: object, properties: {id: {type: string, xml: {attribute: true}}}}}}}}'
            ),
            finds=("/id",),
        ),
        Example(
            operation(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}'
            ),
            operation(
                'responses: {"200": {description: Done, content: {application/json: {schema: {type: object, properties: {id: {type: string, xml: {attribute: true}}}}}}}}'
            ),
            because="The body is JSON: nobody writes it in XML.",
        ),
        Example(
            operation(
                'responses: {"200": {description: Done, content: {application/xml: {schema: {type: object, properties: {id: {type: string}}}}}}}'
            ),
            operation(
                'responses: {"200": {description: Done, content: {application/xml: {schema: {type: object, properties: {id: {type: string, xml: {attribute: false}}}}}}}}'
            ),
            because="`false` is what holds where nothing is said.",
        ),
    ),
)
