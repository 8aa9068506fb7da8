"""Judges a link that an answer no longer offers."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'no longer links', 'no longer link')} to {code(change.name)} ({change.keyword})"


RULE = Rule(
    id="link-removed",
    severity=Severity.WARNING,
    summary="A link was removed from a response.",
    rationale=(
        "Clients that follow links, and the tests and workflows that are generated from them, no longer know where to go from here."
    ),
    fix=("Keep the link for as long as the operation that it leads to is there."),
    on=On("link", "removed"),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done, links: {next: {operationId: getInvoice}}}}'),
            operation('responses: {"200": {description: Done, links: {}}}'),
            finds=("/next",),
        ),
        Example(
            operation('responses: {"200": {description: Done, links: {next: {operationId: getInvoice}}}}'),
            operation(
                'responses: {"200": {description: Done, links: {next: {operationId: getInvoice, description: The invoice}}}}'
            ),
            because="A description is for people.",
        ),
    ),
)
