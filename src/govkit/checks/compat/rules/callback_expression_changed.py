"""Judges a callback whose address is found elsewhere."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import operation
from govkit.checks.compat.rules._wording import code, operation_of
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{operation_of(change)} goes to {code(change.after)}, before to {code(change.before)}"


RULE = Rule(
    id="callback-expression-changed",
    severity=Severity.WARNING,
    summary="The address of a callback is taken from elsewhere.",
    rationale=(
        "The consumer says where it wants to be called, in a place of the request. When the provider looks in another place it finds nothing, and the call never comes."
    ),
    fix=("Look in both places; the old one first."),
    on=On("operation", "expression-changed"),
    when=check,
    examples=(
        Example(
            operation('callbacks: {paid: {"{$request.query.url}": {post: {responses: {"204": {description: Done}}}}}}'),
            operation(
                'callbacks: {paid: {"{$request.query.target}": {post: {responses: {"204": {description: Done}}}}}}'
            ),
            finds=("",),
        ),
        Example(
            operation('callbacks: {paid: {"{$request.query.url}": {post: {responses: {"204": {description: Done}}}}}}'),
            operation('callbacks: {paid: {"{$request.query.url}": {post: {responses: {"204": {description: Done}}}}}}'),
            because="Nothing changed.",
        ),
    ),
)
