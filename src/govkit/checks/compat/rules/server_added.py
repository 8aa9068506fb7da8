"""Judges an address that the API is served at in addition."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import served
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"{code(change.after)} is a further server"


RULE = Rule(
    id="server-added",
    severity=Severity.INFO,
    summary="The API is served at a further address.",
    rationale=(
        "Clients go on calling the address that they know. It is listed for those who choose: a region that is nearer, a sandbox to try things in."
    ),
    fix=("Nothing. Say in the server's description who should use it."),
    on=On("server", "added"),
    when=check,
    examples=(
        Example(
            served("""\
- url: https://api.example.com/v1
"""),
            served("""\
- url: https://api.example.com/v1
- url: https://sandbox.example.com/v1
"""),
            finds=("",),
        ),
        Example(
            served("""\
- url: https://api.example.com/v1
"""),
            served("""\
- {url: "https://API.example.com/v1/", description: Production}
"""),
            because="A host has no case, the last slash means nothing, and a description is for people.",
        ),
    ),
)
