"""Judges a link that leads elsewhere, or with other arguments."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, joined, operation_of
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    parts = [key for key in {**change.before, **change.after} if change.before.get(key) != change.after.get(key)]
    return f"the link {code(change.name)} of {operation_of(change)} has changed: {joined(parts)} ({change.keyword})"


RULE = Rule(
    id="link-changed",
    severity=Severity.WARNING,
    summary="A link of a response leads elsewhere, or is followed with other arguments.",
    rationale=("Who follows the link calls another operation, another server, or the same one with other values."),
    fix=("Add a link of a new name, and keep the old one."),
    on=On("link", "changed"),
    when=check,
    examples=(
        Example(
            operation(
                'responses: {"200": {description: Done, links: {next: {operationId: getInvoice, parameters: {id: $response.body#/id}}}}}'
            ),
            operation(
                'responses: {"200": {description: Done, links: {next: {operationId: getInvoice, parameters: {id: $response.body#/number}}}}}'
            ),
            finds=("/next",),
        ),
        Example(
            operation('responses: {"200": {description: Done, links: {next: {operationId: getInvoice}}}}'),
            operation(
                'responses: {"200": {description: Done, links: {next: {operationId: getInvoice, parameters: {}}}}}'
            ),
            because="No arguments are as good as none said.",
        ),
    ),
)
