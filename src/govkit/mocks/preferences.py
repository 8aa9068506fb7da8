"""What a caller wishes: a representation (RFC 9110, section 12.5.1), an answer (RFC 7240, in the words of Prism)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from govkit.spec.openapi.media import kind_of, media_covers

_PREFERENCE = re.compile(r'(code|example|dynamic)\s*=\s*(?:"([^"]{0,200})"|([^\s,;"]{1,200}))', re.IGNORECASE)
_MOST_RANGES = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """The answer that a caller asks for; the usual one where nothing is said."""

    code: int | None = None
    example: str | None = None
    dynamic: bool = False


NO_WISH = Wish()


def wish_of(text: str | None) -> Wish:
    """What a `Prefer` header says: `code=404`, `example=name`, `dynamic=true`."""
    if not text:
        return NO_WISH
    found = {name.lower(): quoted or bare for name, quoted, bare in _PREFERENCE.findall(text)}
    code = found.get("code", "")
    return Wish(
        int(code) if re.fullmatch(r"[1-5][0-9][0-9]", code, re.ASCII) else None,
        found.get("example"),
        found.get("dynamic", "").lower() == "true",
    )


def chosen(accept: str | None, offered: Iterable[str]) -> str | None:
    """The media type that a caller likes best, the first of equals; None where none of them is acceptable."""
    names = list(offered)
    if not accept or accept.strip() in ("", "*/*"):
        return names[0] if names else None
    ranges = [_weighed(part) for part in accept.split(",")[:_MOST_RANGES] if part.strip()]
    best, highest = None, 0.0
    for name in names:
        fitting = [one for one in ranges if media_covers(one[0], name) or kind_of(name)[0] == one[0]]
        if not fitting:
            continue
        weight = max(fitting, key=lambda one: (-one[0].count("*"), len(one[0])))[1]
        if weight > highest:
            best, highest = name, weight
    return best


def _weighed(text: str) -> tuple[str, float]:
    """A media range without its weight, and the weight."""
    kind, *parameters = (part.strip() for part in text.lower().split(";"))
    weight, rest = 1.0, []
    for one in parameters:
        if one.startswith("q="):
            try:
                weight = min(max(float(one[2:]), 0.0), 1.0)
            except ValueError:
                weight = 1.0
        elif one:
            rest.append(one)
    return ";".join([kind, *rest]), weight
