"""Judges a part of an address that can be chosen now."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code, value
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the variable {code(change.name)} of the server is described, with {value(change.after)} for a default"


RULE = Rule(
    id="server-variable-added",
    severity=Severity.INFO,
    summary="A variable of a server's address is described that was not.",
    rationale=(
        "The address is written as before, but now it says what may stand in its place. Clients that knew the value go on using it."
    ),
    fix=("Choose the default that clients used before."),
    on=On("server", "variable-added"),
    when=check,
    examples=(
        Example(
            served("""\
- url: "https://{region}.example.com"
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu}}}
"""),
            finds=("",),
        ),
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu}}}
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, description: Where the data is}}}
"""),
            because="Only the description is new.",
        ),
    ),
)
