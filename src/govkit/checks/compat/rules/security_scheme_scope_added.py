"""Judges a further scope that can be asked for."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code, values
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} know the scope {values(change.after)}, before they did not"


RULE = Rule(
    id="security-scheme-scope-added",
    severity=Severity.INFO,
    summary="A security scheme has a further scope.",
    rationale=("Nobody has to ask for it as long as no operation does. It is listed for those who hand out grants."),
    fix=("Nothing. If operations ask for it now, `request-security-narrowed` says which."),
    on=On("security-scheme", "scope-added"),
    when=check,
    examples=(
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read, write: Write}}}}"
            ),
            finds=("",),
        ),
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read, write: Write}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {write: Write, read: Read}}}}"
            ),
            because="The order means nothing.",
        ),
    ),
)
