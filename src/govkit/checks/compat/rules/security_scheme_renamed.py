"""Judges credentials that go by another name in the document."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.before)} are called {code(change.after)} now"


RULE = Rule(
    id="security-scheme-renamed",
    severity=Severity.INFO,
    summary="A security scheme goes by another name (in the profile `source`).",
    rationale=(
        "No request carries the name. Generated clients take it for the name of an option or of an environment variable."
    ),
    fix=("Keep the name, or announce the new one together with a release of the generated clients."),
    on=On("security-scheme", "renamed"),
    when=check,
    examples=(
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"),
            secured("{type: apiKey, in: header, name: X-Key}", "[{token: []}]", name="token"),
            finds=("",),
        ),
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"),
            secured("{type: apiKey, in: header, name: X-Key, description: From the console}"),
            because="A description is no name.",
        ),
    ),
)
