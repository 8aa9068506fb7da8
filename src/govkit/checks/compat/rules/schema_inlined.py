"""A component schema that is written out where it was referred to."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_body
from govkit.findings import Example, Rule, Severity

_CUSTOMER = "{type: object, properties: {email: {type: string}}}"
_BY_NAME = request_body("{$ref: '#/components/schemas/Customer'}", components=f"Customer: {_CUSTOMER}")
_IN_PLACE = request_body(_CUSTOMER)


def check(change: Change) -> str | None:
    """The message for a component that is no longer referred to."""
    return f"the schema `{change.before}` is written out in place now"


RULE = Rule(
    id="schema-inlined",
    severity=Severity.WARNING,
    summary="Checks that schemas which had a name keep it (a warning in the profile `source`).",
    rationale="A schema that stands in place has no name of its own: generators make one up, and classes of the old name are "
    "gone from every client. No message changes.",
    fix="Keep the reference to the component, or announce it together with a release of the generated clients.",
    on=On("schema", "inlined"),
    when=check,
    examples=(
        Example(_BY_NAME, _IN_PLACE, finds=("",)),
        Example(
            _BY_NAME,
            request_body("{allOf: [{$ref: '#/components/schemas/Customer'}]}", components=f"Customer: {_CUSTOMER}"),
            because="an `allOf` of one is the reference itself",
        ),
    ),
)
