"""Judges an operation that moved to another group."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, operation_of
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    was, now = (code(one[0]) if one else "none" for one in (change.before, change.after))
    return f"the tag of {operation_of(change)} is {now}, before {was}"


RULE = Rule(
    id="operation-tags-changed",
    severity=Severity.INFO,
    summary="The first tag of an operation changed (in the profile `source`).",
    rationale=("No message shows it. Generators make a class of each tag, and the method moves from one to the other."),
    fix=("Keep the first tag, and add others behind it."),
    on=On("operation", "tags-changed"),
    when=check,
    examples=(
        Example(operation("tags: [invoices]"), operation("tags: [billing]"), finds=("",)),
        Example(
            operation("tags: [invoices]"),
            operation("tags: [invoices, beta]"),
            because="The first tag, by which generators group, is the same.",
        ),
    ),
)
