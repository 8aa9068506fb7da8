"""Who may sign in: tokens made, rotated and revoked by admins. A token is shown once, by the page that made it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from govkit.errors import UsageError
from govkit.portal.page import Ask, Page, Section
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role


def _make(ask: Ask) -> dict[str, Any]:
    rows = [
        {
            "name": one.name,
            "role": one.role.value,
            "made": _moment(one.made_at),
            "by": one.made_by,
            "until": _moment(one.until) if one.until is not None else None,
        }
        for one in _access(ask).tokens.all()
    ]
    return {
        "title": "Tokens",
        "tokens": rows,
        "roles": [one.value for one in Role],
        "secret": "",
        "told": "",
        "refused": "",
        "said": ask.form,
    }


def _act(ask: Ask) -> dict[str, Any]:
    told, secret, refused = "", "", ""
    try:
        told, secret = done(ask)
    except UsageError as error:
        refused = " ".join(filter(None, (f"{error.message}.", error.hint)))
    return {**_make(ask), "told": told, "secret": secret, "refused": refused}


def done(ask: Ask) -> tuple[str, str]:
    """What was done, and the token that was made. Raises UsageError."""
    tokens, trail, by = _access(ask).tokens, _access(ask).trail, ask.actor.name
    name, does = ask.sent("name"), ask.sent("does")
    if does == "make":
        if ask.sent("role") not in list(Role):
            raise UsageError("say which role it has", hint=f"one of {', '.join(Role)}")
        role = Role(ask.sent("role"))
        secret = tokens.make(name, role, by=by, days=_days(ask.sent("days")))
        trail.note(by, "token-make", token=name, role=role)
        return f"{name} is {role}.", secret
    if does == "rotate":
        secret = tokens.rotate(name, by=by)
        trail.note(by, "token-rotate", token=name)
        return f"{name} has another token; the one before is gone, and so are its sessions.", secret
    if does == "revoke":
        tokens.revoke(name)
        trail.note(by, "token-revoke", token=name)
        return f"{name} has no token any more, and no session.", ""
    raise UsageError("the form does not say what is to be done")


def _days(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise UsageError(f"{text[:20]!r} is no number of days")
    return int(text)


def _access(ask: Ask) -> Access:
    assert ask.access is not None, "a page that needs a role is behind a door"
    return ask.access


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


PAGES = (
    Page(
        name="tokens",
        path="/tokens",
        make=_make,
        act=_act,
        needs=Role.ADMIN,
        act_needs=Role.ADMIN,
        menu="Tokens",
        section=Section.OPERATIONS,
        order=90,
        exported=False,
    ),
)
