"""Judges another address for getting credentials."""

from govkit.checks.compat.change import Change, On, Proposal
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> Proposal:
    """Words one such change."""
    was, now = (code(one) if one else "none" for one in (change.before, change.after))
    severity = Severity.INFO if change.before is None else None
    return Proposal(f"the {change.keyword} of the credentials {code(change.name)} is {now}, before {was}", severity)


RULE = Rule(
    id="security-scheme-url-changed",
    severity=Severity.WARNING,
    summary="Credentials are got from another address than before.",
    rationale=(
        "Clients have the address of the token endpoint, of the page to log in at or of the provider's metadata in their configuration. When the old one is switched off they get no new tokens, and fail when the last ones run out. An address that comes in addition is for information."
    ),
    fix=("Keep the old address answering, or redirecting, until all clients have moved."),
    on=On("security-scheme", "url-changed"),
    when=check,
    examples=(
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://login.example.com/token, scopes: {read: Read}}}}"
            ),
            finds=("",),
        ),
        Example(
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}"
            ),
            secured(
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: https://id.example.com/token, scopes: {read: Read}}}}",
                "[{login: []}]",
                name="login",
            ),
            because="The same scheme goes by another name.",
        ),
    ),
)
