"""What a plain scalar means in YAML 1.2 with the core schema (section 10.3.2)."""

from __future__ import annotations

import re

from govkit.spec.documents.node import Tree

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_STARTS = frozenset("-+.0123456789~nNtTfF")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_JSON = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DIGITS = 3500  # in any base: the interpreter refuses to write down more than 4,300 decimal ones


class NotJsonError(ValueError):
    """A number that JSON does not have, or that other programs cannot hold."""


def plain(text: str) -> Tree:
    """The value of a scalar without quotes and tag. Raises NotJsonError."""
    if text and text[0] not in _STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(_bounded(text))
    if _RADIX.fullmatch(text):
        return int(_bounded(text), 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise _out_of_range(text)
        return number
    if _NOT_JSON.fullmatch(text):
        raise NotJsonError(f"JSON has no {text}")
    return text


def tagged(tag: str, text: str) -> Tree:
    """The value of a scalar with one of YAML's own tags, `int` for `!!int`. Raises ValueError where it has none."""
    if tag in ("str", "binary", "timestamp"):
        return text
    value = plain(text)
    if tag == "float" and type(value) is int:
        return float(value)
    if type(value) is not _TYPES.get(tag):
        raise ValueError(tag)
    return value


_TYPES = {"int": int, "float": float, "bool": bool, "null": type(None)}


def _bounded(digits: str) -> str:
    if len(digits) > _DIGITS:
        raise _out_of_range(digits)
    return digits


def _out_of_range(text: str) -> NotJsonError:
    return NotJsonError(f"the number {text if len(text) <= 24 else text[:20] + '…'} is out of range")
