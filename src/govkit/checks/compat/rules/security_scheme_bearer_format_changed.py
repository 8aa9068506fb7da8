"""Judges another hint at what a bearer token looks like."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def check(change: Change) -> str:
    """Words one such change."""
    was, now = ("not said" if one is None else code(str(one)) for one in (change.before, change.after))
    return f"the format of the token {code(change.name)} is {now}, before {was}"


RULE = Rule(
    id="security-scheme-bearer-format-changed",
    severity=Severity.INFO,
    summary="The hint at the format of a bearer token changed.",
    rationale=(
        "Clients hand a token on as they got it, so that the hint breaks nothing. Those that look inside, for the time at which it runs out, should know."
    ),
    fix=("Tell clients not to look into tokens."),
    on=On("security-scheme", "bearer-format-changed"),
    when=check,
    examples=(
        Example(
            secured("{type: http, scheme: bearer, bearerFormat: JWT}"),
            secured("{type: http, scheme: bearer, bearerFormat: opaque}"),
            finds=("",),
        ),
        Example(
            secured("{type: http, scheme: bearer, bearerFormat: JWT}"),
            secured("{type: http, scheme: Bearer, bearerFormat: JWT}"),
            because="The scheme of HTTP has no case (RFC 9110, section 11.1).",
        ),
    ),
)
