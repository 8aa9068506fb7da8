"""Judges a way to get a token that is gone."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} can no longer be got by the flow {code(change.keyword)}"


RULE = Rule(
    id="security-scheme-flow-removed",
    severity=Severity.ERROR,
    summary="A way to get a token is no longer offered.",
    rationale=(
        "A client is built for one flow: a service has no browser to send somebody to, a command line cannot keep a secret. Without its flow it gets no token."
    ),
    fix=("Keep the flow until no client uses it; the authorisation server's log knows."),
    on=On("security-scheme", "flow-removed"),
    when=check,
    examples=(
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}, password: {tokenUrl: https://id.example.com/token, scopes: {}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
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
