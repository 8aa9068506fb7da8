"""Formats of values, as the validator of rulesets takes them: with the formats of OpenAPI, and stricter than most."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from ipaddress import AddressValueError, IPv6Address
from typing import Any, Final

from govkit.checks.lint.spectral.validating.expressions import is_expression

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(z|[+-][0-9]{2}(:?[0-9]{2})?)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[tT\s]")

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_LITERAL = r"\[(?:[0-9a-f:.]+|v[0-9a-f]+\.[a-z0-9\-._~!$&'()*+,;=:]+)\]"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EXPRESSION = r"\{[+#./;?&=,!@|]?NAME(?:,NAME)*\}".replace(
    "NAME", r"(?:[a-z0-9_]|%[0-9a-f]{2})+(?::[1-9][0-9]{0,3}|\*)?"
)


def _uri(scheme: str, quotes: str) -> str:
    """An expression for the URIs of RFC 3986, with some characters beside those that it allows."""
    plain = rf"(?:[a-z0-9\-._~!$&'()*+,;={quotes}]|%[0-9a-f]{{2}})"
    path = r"(?:[a-z0-9\-._~!$&'\"()*+,;=:@/]|%[0-9a-f]{2})*"
    query = r"(?:[a-z0-9\-._~!$&'\"()*+,;=:@/?]|%[0-9a-f]{2})*"
    user = r"(?:(?:[a-z0-9\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?"
    authority = rf"//{user}(?:{_LITERAL}|{plain}*)(?::[0-9]*)?(?:/{path})?"
    return rf"{scheme}(?:{authority}|(?!//){path})(?:\?{query})?(?:#{query})?"


_SCHEME = r"[a-z][a-z0-9+\-.]*:"
_TEXTS: Final = {
    "duration": r"P(?!$)(?:([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?|([0-9]+W)?)",
    "uri": _uri(_SCHEME, ""),
    "uri-reference": _uri(f"(?:{_SCHEME})?", '"'),
    "uri-template": rf"(?:[^\x00-\x20\"'<>%\\^`{{|}}]|%[0-9a-f]{{2}}|{_EXPRESSION})*",
    "url": r"(?:https?|ftp)://(?:\S+@)?[^\s/?#:@]+\.[^\s/?#:@.]{2,}(?::[0-9]{2,5})?(?:/\S*)?",
    "email": rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}",
    "hostname": r"(?=.{1,253}\.?$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?",
    "ipv4": _IPV4,
    "uuid": r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    "json-pointer": r"(?:/(?:[^~/]|~0|~1)*)*",
    "json-pointer-uri-fragment": r"#(?:/(?:[a-z0-9_\-.!$&'()*+,;:=@]|%[0-9a-f]{2}|~0|~1)*)*",
    "relative-json-pointer": r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)",
    "byte": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
}
_CASED = frozenset({"duration", "json-pointer", "relative-json-pointer", "byte", "ipv4"})


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = map(int, found.groups())
    days = monthrange(year or 4, month)[1] if 1 <= month <= 12 else 0  # the year 0 is a leap year, and unknown there
    return 1 <= day <= days


def _is_time(text: str) -> bool:
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    hour, minute, second = (int(found[part]) for part in (1, 2, 3))
    return (hour <= 23 and minute <= 59 and second <= 59) or (hour, minute, second) == (23, 59, 60)


def _is_moment(text: str) -> bool:
    """A date and a time. That a zone belongs to it is not asked."""
    parts = _BETWEEN.split(text)
    return len(parts) == 2 and _is_date(parts[0]) and _is_time(parts[1])


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return "%" not in text


def _matching(pattern: str, flags: int) -> Callable[[str], bool]:
    whole = re.compile(pattern, flags)
    return lambda text: whole.fullmatch(text) is not None


_TEXT: Final[dict[str, Callable[[str], bool]]] = {
    **{name: _matching(text, 0 if name in _CASED else re.IGNORECASE) for name, text in _TEXTS.items()},
    "date": _is_date,
    "time": _is_time,
    "date-time": _is_moment,
    "ipv6": _is_ipv6,
    "regex": is_expression,
}


FORMATS: Final = _TEXT
"""Whether a text is of a format, by its name."""


def is_text_of(name: str, text: str) -> bool:
    """Whether a text is of a format; any text is of one that is unknown, or of numbers."""
    known = _TEXT.get(name)
    return known is None or known(text)


def is_number_of(name: str, number: Any) -> bool:
    """Whether a number is of a format; any number is of one that is unknown, or of texts."""
    if name not in ("int32", "int64"):
        return True
    return number % 1 == 0 and (name == "int64" or -(2**31) <= number < 2**31)
