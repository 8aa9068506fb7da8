"""Messages of rules, with what they say about a result filled in.

`{{property}}` stands for a text; `#{{print("property") + error}}` for an expression over texts, of the few forms that
rulesets write: texts, names, `print(…)`, `toUpperCase()` and `+`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from govkit.checks.lint.spectral.functions._values import shown
from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.spec.documents import Pointer, format_pointer

_PLACEHOLDER = re.compile(r"#?\{\{([^}\n]+)\}\}")
_TERM = re.compile(
    r"""\s*(?:print\(\s*(?P<quote>["'])(?P<printed>\w+)(?P=quote)\s*\)|(?P<name>[A-Za-z_]\w*)|(?P<text>"[^"]*"|'[^']*')"""
    r"""|(?P<number>\d+(?:\.\d+)?))(?P<upper>\.toUpperCase\(\))?\s*(?:[+,]|$)"""
)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A message with its placeholders filled; what nobody knows stands for nothing."""
    if "{{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: _value(found[0], found[1], values), text)


def _value(whole: str, inner: str, values: Mapping[str, Any]) -> str:
    if whole.startswith("#"):
        return _evaluated(inner.strip(), values)
    return as_text(values[inner]) if inner in values else ""


def _evaluated(expression: str, values: Mapping[str, Any]) -> str:
    parts, at = [], 0
    while at < len(expression):
        term = _TERM.match(expression, at)
        if term is None or (term["name"] and term["name"] not in values):
            return ""
        parts.append(_term(term, values))
        at = term.end()
    return "".join(parts)


def _term(term: re.Match[str], values: Mapping[str, Any]) -> str:
    if term["printed"]:
        text = _printed(str(term["printed"]), values)
    elif term["name"]:
        text = as_text(values[term["name"]])
    else:
        text = term["text"][1:-1] if term["text"] else term["number"]
    return text.upper() if term["upper"] else text


def _printed(name: str, values: Mapping[str, Any]) -> str:
    if name == "property":
        about = as_text(values.get("property", ""))
        return f'"{about}" property ' if about else "The document "
    if name == "value":
        return shown(values.get("value", UNDEFINED))
    return as_text(values[name]) if values.get(name) is not None else ""


def as_text(value: Any) -> str:
    """A value as JavaScript makes a text of it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join("" if item is None else as_text(item) for item in value[:100])
    if isinstance(value, dict):
        return "[object Object]"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, default=str)


def property_of(pointer: Pointer, missing: Pointer) -> str:
    """What a result is about: the last part of its place, and the way on from there to what is missing."""
    if not missing:
        return str(pointer[-1]) if pointer else ""
    out = ""
    for index, part in enumerate((*pointer[-1:], *missing)):
        text = str(part)
        if not text or re.search(r"\s", text):
            out += f"['{text}']"
        elif text.isdigit():
            out += f"[{text}]"
        else:
            out += f".{text}" if index else text
    return out


def pointer_text(pointer: Pointer) -> str:
    """A place as `{{path}}` shows it."""
    return f"#{format_pointer(pointer)}"
