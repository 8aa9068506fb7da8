"""Judges another title of the API."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import document
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the API is called {code(change.after)}, before {code(change.before)}"


RULE = Rule(
    id="api-renamed",
    severity=Severity.INFO,
    summary="The API has another title (in the profile `source`).",
    rationale=(
        "No message carries the title. Generators name packages and modules by it, and govkit its findings where the catalog has no name for the API."
    ),
    fix=("Keep the title, and put the news into the description."),
    on=On("api", "renamed"),
    when=check,
    examples=(
        Example(
            document("paths: {}"), document("paths: {}").replace("title: Billing", "title: Invoicing"), finds=("",)
        ),
        Example(
            document("paths: {}"),
            document("paths: {}").replace("version: 1.0.0", "version: 1.1.0"),
            because="The number of a revision is no name.",
        ),
    ),
)
