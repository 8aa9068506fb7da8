"""A schema of the same name that stands somewhere else."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import document
from govkit.findings import Example, Rule, Severity

_SCHEMA = "{type: object, properties: {email: {type: string}}}"


def _document(section: str) -> str:
    body = f"content: {{application/json: {{schema: {{$ref: '#/{section}/Customer'}}}}}}"
    paths = (
        f"paths: {{/invoices: {{post: {{requestBody: {{{body}}}, responses: {{default: {{description: Done}}}}}}}}}}"
    )
    if section == "components/schemas":
        return document(f"{paths}\ncomponents: {{schemas: {{Customer: {_SCHEMA}}}}}")
    return document(f"{paths}\n{section}: {{Customer: {_SCHEMA}}}")


def check(change: Change) -> str | None:
    """The message for a schema that stands elsewhere."""
    return f"the schema moved from `{change.before}` to `{change.after}`"


RULE = Rule(
    id="schema-moved",
    severity=Severity.WARNING,
    summary="Checks that schemas stay where they are declared (a warning in the profile `source`).",
    rationale="Generators name classes and modules after files and sections, and other descriptions refer to schemas by place: "
    "a schema that moved breaks both, and no message.",
    fix="Leave a reference at the old place.",
    on=On("schema", "moved"),
    when=check,
    examples=(
        Example(_document("x-schemas"), _document("components/schemas"), finds=("",)),
        Example(_document("components/schemas"), _document("components/schemas"), because="it stands where it stood"),
    ),
)
