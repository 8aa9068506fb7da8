"""Judges another default of a variable in an address."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code, value
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the variable {code(change.name)} of the server is {value(change.after)} where nothing is chosen, before {value(change.before)}"


RULE = Rule(
    id="server-variable-default-changed",
    severity=Severity.WARNING,
    summary="A variable of a server's address has another default.",
    rationale=(
        "Clients that chose nothing call another address after the next update: another region, another tenant, another port."
    ),
    fix=("Keep the default, and let those who want the other value choose it."),
    on=On("server", "variable-default-changed"),
    when=check,
    examples=(
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu, us]}}}
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: us, enum: [eu, us]}}}
"""),
            finds=("",),
        ),
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu, us]}}}
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [us, eu]}}}
"""),
            because="The order of the values means nothing.",
        ),
    ),
)
