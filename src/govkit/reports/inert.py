"""Text of a description inside of Markdown: it stays text, whatever it holds."""

from __future__ import annotations

import re

from govkit.reports.spans import visible
from govkit.reports.wording import prose

_MARKUP = re.compile(r"[\\`*\[\]<>#+|~&@$]|(?<!\w)_|_(?!\w)|:(?=//)|(?<=www)\.", re.IGNORECASE)
_NAMES = {"@": "@&#8203;", "#": "&#35;&#8203;", "<": "&lt;", ">": "&gt;", "&": "&amp;"}  # a zero-width space: no link


def text(value: str) -> str:
    """Prose that stays prose: no markup but names in backticks, no link, no mention of a person or an issue."""
    parts = re.split(r"`([^`]+)`", prose(value))
    return "".join(f"<code>{_inert(part)}</code>" if odd % 2 else _inert(part) for odd, part in enumerate(parts))


def code(value: str) -> str:
    """Prose in the typeface of code; as an element, for a backtick in a table's cell cannot be escaped otherwise."""
    return f"<code>{_inert(visible(value))}</code>"


def _inert(value: str) -> str:
    return _MARKUP.sub(lambda found: _NAMES.get(found[0], f"&#{ord(found[0])};"), value)
