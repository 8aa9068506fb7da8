"""A reference that leads to another component, while both are still there."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_body
from govkit.findings import Example, Rule, Severity

_BOTH = "Customer: {type: object, properties: {email: {type: string}}}\nParty: {type: object, properties: {email: {type: string}}}"


def _document(name: str, components: str = _BOTH) -> str:
    return request_body(f"{{$ref: '#/components/schemas/{name}'}}", components=components)


def check(change: Change) -> str | None:
    """The message for a reference to another component."""
    return f"the schema `{change.after}` stands where `{change.before}` stood"


RULE = Rule(
    id="schema-replaced",
    severity=Severity.WARNING,
    summary="Checks that references keep leading to the same component (a warning in the profile `source`).",
    rationale="Where another component stands, generated code has another class, and code that passes the old one on no longer "
    "compiles. What differs in messages is reported beside it.",
    fix="Keep the reference, or announce the new type together with a release of the generated clients.",
    on=On("schema", "replaced"),
    when=check,
    examples=(
        Example(_document("Customer"), _document("Party"), finds=("",)),
        Example(
            _document("Customer", "Customer: {type: object, properties: {email: {type: string}}}"),
            _document("Party", "Party: {type: object, properties: {email: {type: string}}}"),
            because="a component that goes by another name everywhere was renamed",
        ),
    ),
)
