"""Judges a further way to get a token."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} can also be got by the flow {code(change.keyword)}"


RULE = Rule(
    id="security-scheme-flow-added",
    severity=Severity.INFO,
    summary="A further way to get a token is offered.",
    rationale=("Nothing changes for those who have tokens. It is listed because a further way in is worth a look."),
    fix=("Check that the flow is meant; the password and the implicit flow are out of use (RFC 9700)."),
    on=On("security-scheme", "flow-added"),
    when=check,
    examples=(
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}, password: {tokenUrl: https://id.example.com/token, scopes: {}}}}"
            ),
            finds=("",),
        ),
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read invoices}}}}"
            ),
            because="Only the text of a scope changed.",
        ),
    ),
)
