"""A path parameter that goes by another name."""

from __future__ import annotations

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operations
from govkit.findings import Direction, Example, Rule, Severity


def _document(name: str, path: str = "") -> str:
    return operations(
        f"""/invoices/{{{path or name}}}:
  get:
    parameters: [{{name: {name}, in: path, required: true, schema: {{type: string}}}}]
    responses: {{'200': {{description: fine}}}}
"""
    )


def check(change: Change) -> str | None:
    """The message for a path parameter that was renamed."""
    return f"path parameter `{change.before}` is called `{change.after}` now"


RULE = Rule(
    id="request-parameter-renamed",
    severity=Severity.WARNING,
    summary="Checks that path parameters keep their names (in the profile `source`).",
    rationale="A path parameter is its position on the wire; in generated clients its name is that of an argument, and "
    "callers that pass it by name no longer compile.",
    fix="Keep the name, or announce the new one together with a release of the generated clients.",
    on=On("parameter", "renamed", Direction.REQUEST),
    when=check,
    examples=(
        Example(_document("id"), _document("invoice_id"), finds=("/id",)),
        Example(_document("id"), _document("id"), because="nothing was renamed"),
    ),
    unpaired="answers have no path",
)
