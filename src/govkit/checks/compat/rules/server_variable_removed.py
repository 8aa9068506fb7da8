"""Judges a part of an address that nobody can choose any more."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code, value
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the variable {code(change.name)} of the server is no longer described, before it was {value(change.before)} by default"


RULE = Rule(
    id="server-variable-removed",
    severity=Severity.WARNING,
    summary="A variable of a server's address is no longer described.",
    rationale=(
        "The address still has the place, and nothing says what belongs there: clients that are generated or configured from the description have no value for it."
    ),
    fix=("Describe the variable, or write the address out."),
    on=On("server", "variable-removed"),
    when=check,
    examples=(
        Example(
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu}}}
"""),
            served("""\
- url: "https://{region}.example.com"
"""),
            finds=("",),
        ),
        Example(
            served("""\
- {url: "https://api.example.com", variables: {region: {default: eu}}}
"""),
            served("""\
- {url: "https://api.example.com"}
"""),
            because="The variable stood in no address.",
        ),
    ),
)
