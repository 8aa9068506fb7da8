"""Judges a value that an address may have in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code, values
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    if change.after is None:
        return f"the variable {code(change.name)} of the server may be anything, before it was one of {values(change.before)}"
    return f"the variable {code(change.name)} of the server may also be {values(change.after)}"


RULE = Rule(
    id="server-variable-value-added",
    severity=Severity.INFO,
    summary="A variable of a server's address may have further values.",
    rationale=("There are more addresses to choose from; those in use stay."),
    fix=("Nothing."),
    on=On("server", "variable-value-added"),
    when=check,
    examples=(
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu]}}}
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu, us]}}}
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
