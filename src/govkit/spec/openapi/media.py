"""Media types and ranges of them: what an entry of `content` speaks for (RFC 9110, sections 8.3.1 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable


def kind_of(name: str) -> tuple[str, frozenset[str]]:
    """A media type in lower case without its parameters, and the parameters that say something.

    The character set of every text is UTF-8 where nothing is said, so that saying it says nothing.
    """
    kind, *said = (part.strip() for part in name.lower().split(";"))
    return kind, frozenset(part for part in said if part and part.replace('"', "") != "charset=utf-8")


def media_covers(wide: str, narrow: str) -> bool:
    """Whether an entry of `content` speaks for all that another does."""
    kind, asked = kind_of(wide)
    other, said = kind_of(narrow)
    if not asked <= said:
        return False
    if kind in (other, "*/*", "*"):
        return True
    main, _, sub = kind.partition("/")
    other_main, _, other_sub = other.partition("/")
    if sub == "*":
        return main == other_main
    return sub.startswith("*+") and main == other_main and other_sub.endswith(sub[1:])


def covering(name: str, entries: Iterable[str]) -> str | None:
    """The closest entry that speaks for a media type, None where there is none."""
    found = [entry for entry in entries if media_covers(entry, name)]
    return min(found, key=lambda entry: (entry.count("*"), -len(entry)), default=None)


def is_xml(name: str) -> bool:
    """Whether a body of this media type is written in XML (RFC 7303)."""
    kind = kind_of(name)[0]
    return kind in ("application/xml", "text/xml") or kind.endswith("+xml")


def is_form(name: str) -> bool:
    """Whether the properties of a body of this media type are written one by one."""
    return kind_of(name)[0].startswith("multipart/") or kind_of(name)[0] == "application/x-www-form-urlencoded"
