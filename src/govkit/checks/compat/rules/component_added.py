"""Judges a component that came."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the component {code(change.name)} is new"


RULE = Rule(
    id="component-added",
    severity=Severity.INFO,
    summary="A component was added (in the profile `source`).",
    rationale=(
        "No message changes by it alone. Generated packages get a further class, which may collide with one that a client wrote."
    ),
    fix=("Nothing."),
    on=On("component", "added"),
    when=check,
    examples=(
        Example(
            operation("summary: Draft", components="Invoice: {type: object}"),
            operation("summary: Draft", components="Invoice: {type: object}\nOrder: {type: object}"),
            finds=("",),
        ),
        Example(
            operation("summary: Draft", components="Invoice: {type: object}\nOrder: {type: object}"),
            operation("summary: Draft", components="Order: {type: object}\nInvoice: {type: object}"),
            because="The order of components means nothing.",
        ),
    ),
)
