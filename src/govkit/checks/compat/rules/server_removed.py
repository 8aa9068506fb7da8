"""Judges an address that the API is no longer served at."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{code(change.before)} is no longer a server"


RULE = Rule(
    id="server-removed",
    severity=Severity.WARNING,
    summary="The API is no longer served at an address, while others stay.",
    rationale=(
        "Whoever has the address in a configuration gets no answer there, from the day on which it is switched off. Other addresses stay, but no client moves to them by itself."
    ),
    fix=(
        "Keep the address, or let it redirect, until nobody calls it. If only the description was wrong, say so in the waiver."
    ),
    on=On("server", "removed"),
    when=check,
    examples=(
        Example(
            served("""\
- url: https://api.example.com/v1
- url: https://sandbox.example.com/v1
"""),
            served("""\
- url: https://api.example.com/v1
"""),
            finds=("",),
        ),
        Example(
            served("""\
- url: https://eu.example.com
- url: https://us.example.com
"""),
            served("""\
- {url: "https://{region}.example.com", variables: {region: {default: eu, enum: [eu, us]}}}
"""),
            because="The variable stands for both addresses that were listed.",
        ),
    ),
)
