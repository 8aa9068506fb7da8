"""Judges a status that an operation did not announce."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Direction, Example, Rule, Severity


def check(change: Change) -> Proposal | None:
    """Words one such change."""
    if change.operation is not None and f"{change.name[:1]}XX" in change.operation.responses:
        return None  # its class had announced it
    severity = Severity.WARNING if change.name[:1] in ("2", "3") else None
    return Proposal(f"{says(change, 'may', 'may')} answer {code(change.name)}", severity)


RULE = Rule(
    id="response-status-added",
    severity=Severity.INFO,
    summary="An operation may answer with a status that was not announced.",
    rationale=(
        "Clients treat an unknown error by its class (RFC 9110, section 15), so a new 4xx or 5xx is for "
        "information. A new success is a warning: code that compares with 200 takes a 202 for a failure, "
        "or finds no body in a 204."
    ),
    fix=(
        "Answer with a known status of the same class where it says the same. Announce a new success "
        "before it is sent, and only send it to those who asked for it."
    ),
    on=On("status", "added", Direction.RESPONSE),
    when=check,
    examples=(
        Example(
            operation('responses: {"200": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "202": {description: Done}}'),
            title="A new success: a warning",
            finds=("/202",),
        ),
        Example(
            operation('responses: {"200": {description: Done}}'),
            operation('responses: {"200": {description: Done}, "409": {description: Done}}'),
            title="A new error",
            finds=("/409",),
        ),
        Example(
            operation('responses: {"200": {description: Done}, "4XX": {description: Done}}'),
            operation(
                'responses: {"200": {description: Done}, "4XX": {description: Done}, "409": {description: Done}}'
            ),
            because="`4XX` had announced it.",
        ),
    ),
)
