"""Judges credentials that are shown in another way under the same name."""

from govkit.checks.compat.change import Change, On
from govkit.checks.compat.examples import secured
from govkit.checks.compat.rules._wording import code
from govkit.findings import Example, Rule, Severity


def _shown(credentials: dict[str, object]) -> str:
    return code(" ".join(str(part) for part in credentials.values()))


def check(change: Change) -> str:
    """Words one such change."""
    return f"the credentials {code(change.name)} are {_shown(change.after)}, before {_shown(change.before)}"


RULE = Rule(
    id="security-scheme-changed",
    severity=Severity.ERROR,
    summary="The credentials of a security scheme are sent in another way.",
    rationale=(
        "The name of the scheme stayed, what a request must carry did not: another header, another kind of token. Every client that uses it ends in 401."
    ),
    fix=("Add a scheme with a name of its own, accept both as alternatives, and drop the old one when nobody uses it."),
    on=On("security-scheme", "changed"),
    when=check,
    examples=(
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"),
            secured("{type: apiKey, in: header, name: X-Token}"),
            finds=("",),
        ),
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"), secured("{type: http, scheme: bearer}"), finds=("",)
        ),
        Example(
            secured("{type: apiKey, in: header, name: X-Key}"),
            secured("{type: apiKey, in: header, name: x-key, description: From the console}"),
            because="Names of headers have no case, and a description is for people.",
        ),
    ),
)
