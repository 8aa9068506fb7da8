"""Judges a link that an answer offers in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{says(change, 'links', 'link')} to {code(change.name)} ({change.keyword})"


RULE = Rule(
    id="link-added",
    severity=Severity.INFO,
    summary="A link was added to a response.",
    rationale=("A link tells what to call next, and with what of this answer. Nobody has to follow it."),
    fix=("Nothing."),
    on=On("link", "added"),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done, links: {}}}'),
            operation('responses: {"200": {description: Done, links: {next: {operationId: getInvoice}}}}'),
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
