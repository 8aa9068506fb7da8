"""Judges a component that is gone."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    severity = None if change.name.startswith("schemas ") else Severity.INFO
    return Proposal(f"the component {code(change.name)} is gone", severity)


RULE = Rule(
    id="component-removed",
    severity=Severity.WARNING,
    summary="A component was removed (in the profile `source`).",
    rationale=(
        "No message changes by it alone. Generated packages lose a class, and code that names it no longer compiles, even if no operation used it. Few generators make classes of anything but schemas: of those it is for information."
    ),
    fix=("Keep the component until the next major version of the generated package."),
    on=On("component", "removed"),
    when=check,
    examples=(
        Example(
            operation("summary: Draft", components="Invoice: {type: object}\nOrder: {type: object}"),
            operation("summary: Draft", components="Invoice: {type: object}"),
            finds=("",),
        ),
        Example(
            operation("summary: Draft", components="Invoice: {type: object}\nOrder: {type: object}"),
            operation("summary: Draft", components="Order: {type: object}\nInvoice: {type: object}"),
            because="The order of components means nothing.",
        ),
    ),
)
