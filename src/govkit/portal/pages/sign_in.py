"""Where people sign in with their token."""

from __future__ import annotations

from typing import Any

from govkit.portal.page import Ask, Moved, Page
from govkit.portal.security.forms import own_path


def _make(ask: Ask) -> dict[str, Any]:
    to = own_path(ask.said("to"))
    if ask.person is not None:
        raise Moved(to)
    return {"title": "Sign in", "back": to, "refused": "", "open": ask.access is None or ask.access.is_open}


PAGES = (Page(name="sign-in", path="/sign-in", make=_make, exported=False, outside=True),)
