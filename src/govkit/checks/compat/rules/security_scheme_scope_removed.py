"""Judges a scope that can no longer be asked for."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code, values
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} no longer know the scope {values(change.before)}"


RULE = Rule(
    id="security-scheme-scope-removed",
    severity=Severity.WARNING,
    summary="A scope of a security scheme is gone.",
    rationale=(
        "Authorisation servers refuse a whole request for a token when one scope in it is unknown (RFC 6749, section 5.2, `invalid_scope`): clients that ask for it get no token at all."
    ),
    fix=("Keep granting the scope, even if it opens nothing any more."),
    on=On("security-scheme", "scope-removed"),
    when=check,
    examples=(
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read, write: Write}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
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
