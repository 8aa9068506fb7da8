"""Judges an address that became another."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the API is served at {code(change.after)}, before at {code(change.before)}"


RULE = Rule(
    id="server-url-changed",
    severity=Severity.ERROR,
    summary="The API is served at another address than before.",
    rationale=(
        "Every request of every client begins with the address. Where the old one stops answering, all of them fail at once, whatever else stayed the same."
    ),
    fix=(
        "Serve both addresses for as long as clients use the old one, and list both. A new version of an API gets its own address beside the old one, not in its place."
    ),
    on=On("server", "url-changed"),
    when=check,
    examples=(
        Example(
            served("""\
- url: https://api.example.com/v1
"""),
            served("""\
- url: https://api.example.com/v2
"""),
            finds=("",),
        ),
        Example(served("- url: https://api.example.com/v1"), served("[]"), finds=("",)),
        Example(served("[]"), served("- url: /"), because="`/` is what holds where no server is named."),
    ),
)
