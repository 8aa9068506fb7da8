"""Judges another `operationId` of the same operation."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, says
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.after is None:
        return f"{says(change, 'has', 'have')} no operationId any more, before {code(change.before)}"
    if change.before is None:
        return f"{says(change, 'has', 'have')} the operationId {code(change.after)}, before it had none"
    return f"{says(change, 'has', 'have')} the operationId {code(change.after)}, before {code(change.before)}"


RULE = Rule(
    id="operation-id-changed",
    severity=Severity.WARNING,
    summary="The operationId of an operation changed.",
    rationale=(
        "No message shows it, but generated clients name their methods by it: the next update of the "
        "package breaks the build of everyone who uses it. Found in the profile `source` only."
    ),
    fix=(
        "Keep the operationId for as long as the operation lives, even if it reads badly; a better name "
        "belongs into the summary."
    ),
    on=On("operation", "id-changed"),
    when=check,
    examples=(
        Example(
            operation("operationId: createInvoice"),
            operation("operationId: draftInvoice"),
            finds=("",),
        ),
        Example(
            operation("operationId: createInvoice"),
            operation("""\
operationId: createInvoice
summary: Draft an invoice
"""),
            because="The summary names no method.",
        ),
    ),
)
