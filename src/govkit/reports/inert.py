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
    return "".join(f"<code>{plain(part)}</code>" if odd % 2 else plain(part) for odd, part in enumerate(parts))


def code(value: str) -> str:
    """Prose in the typeface of code; as an element, for a backtick in a table's cell cannot be escaped otherwise."""
    return f"<code>{plain(visible(value))}</code>"


def plain(value: str) -> str:
    """Text with every character that Markdown or HTML would read as markup written as an entity."""
    return _MARKUP.sub(lambda found: _NAMES.get(found[0], f"&#{ord(found[0])};"), value)


def sentence(value: str) -> str:
    """As `text`, with names in Markdown's own backticks: easier to read where no table is."""
    parts = re.split(r"`([^`]+)`", value)
    return "".join(f"`{part}`" if odd % 2 else plain(part) for odd, part in enumerate(parts))


def ticked(value: str) -> str:
    """A name in backticks, whatever backticks it holds (CommonMark, section 6.1)."""
    longest = max((len(run) for run in re.findall(r"`+", value)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{value}{pad}{fence}"
