"""Judges a value that an address may no longer have."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code, values
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.before is None:
        return f"the variable {code(change.name)} of the server is one of {values(change.after)}, before it might be anything"
    return f"the variable {code(change.name)} of the server may no longer be {values(change.before)}"


RULE = Rule(
    id="server-variable-value-removed",
    severity=Severity.WARNING,
    summary="A variable of a server's address may no longer have some values.",
    rationale=("Those who chose the value call an address that the API is not served at any more."),
    fix=("Serve the old value until nobody uses it, or let it redirect."),
    on=On("server", "variable-value-removed"),
    when=check,
    examples=(
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu, us]}}}
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu]}}}
"""),
            finds=("",),
        ),
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu, us]}}}
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu]}}}
- url: https://us.example.com
"""),
            because="The address is listed on its own now.",
        ),
    ),
)
