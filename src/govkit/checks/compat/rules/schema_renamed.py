"""A component schema that goes by another name."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import request_body
from govkit.findings import Example, Rule, Severity


def _document(name: str) -> str:
    schema = "{type: object, properties: {email: {type: string}}}"
    return request_body(f"{{$ref: '#/components/schemas/{name}'}}", components=f"{name}: {schema}")


def check(change: Change) -> str | None:
    """The message for a component that was renamed."""
    return f"the schema `{change.before}` is called `{change.after}` now"


RULE = Rule(
    id="schema-renamed",
    severity=Severity.WARNING,
    summary="Checks that components keep their names (a warning in the profile `source`).",
    rationale="No message carries the name of a component, and generated code is full of it: classes, imports and type "
    "hints of every client change with it.",
    fix="Keep the name, or announce the new one together with a release of the generated clients.",
    on=On("schema", "renamed"),
    when=check,
    examples=(
        Example(_document("Customer"), _document("Party"), finds=("",)),
        Example(
            _document("Customer"),
            request_body("{type: object, properties: {email: {type: string}}}"),
            because="a schema that was written out in place has no name to lose",
        ),
    ),
)
