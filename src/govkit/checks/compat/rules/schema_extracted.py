"""A schema that stood in place and is a component now."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_body
from govkit.findings import Example, Rule, Severity

_CUSTOMER = "{type: object, properties: {email: {type: string}}}"
_BY_NAME = request_body("{$ref: '#/components/schemas/Customer'}", components=f"Customer: {_CUSTOMER}")
_IN_PLACE = request_body(_CUSTOMER)


def check(change: Change) -> str | None:
    """The message for a schema that got a name."""
    return f"what was written out in place is the schema `{change.after}` now"


RULE = Rule(
    id="schema-extracted",
    severity=Severity.WARNING,
    summary="Checks that schemas which stood in place stay there (a warning in the profile `source`).",
    rationale="Generators name a schema that stands in place after where they met it; as a component it has another class in "
    "every client. No message changes.",
    fix="Nothing for messages; release the generated clients with it.",
    on=On("schema", "extracted"),
    when=check,
    examples=(
        Example(_IN_PLACE, _BY_NAME, finds=("",)),
        Example(
            request_body("{type: string}"),
            request_body("{$ref: '#/components/schemas/Name'}", components="Name: {type: string}"),
            because="no code is generated for a plain text, wherever it is declared",
        ),
    ),
)
