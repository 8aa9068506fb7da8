"""A tree written as YAML that people like to read: plain words where they mean themselves, short lists in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from govkit.errors import InputError
from govkit.spec.documents.document import parse

Said: TypeAlias = "str | int | float | bool | Sequence[Said] | Mapping[str, Said] | None"
"""What can be written: texts, numbers, lists and mappings."""

_PLAIN = re.compile(r"[^\W_](?:[\w./@+-]|[ :](?=[\w./@+-]))*+|[./@+-][\w./@+-]*[^\W_][\w./@+-]*")
"""Texts that are plain wherever they stand: in a line of their own, between brackets, before a colon."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*+(?: [A-Za-z][A-Za-z0-9_./@+-]*+)*+")
"""Those among them of which that is known without reading them back."""
_OTHERWISE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that some reader of YAML, of version 1.1 or 1.2, takes for something else than text."""
_LONGEST_LIST = 80
_LONGEST_KEY = 1000
"""Characters: readers look no further than 1024 for the colon behind a key (YAML 1.2.2, section 7.4.2)."""


def as_yaml(value: Said) -> str:
    """A value as YAML in block style, which reads back as the same tree."""
    if _is_block(value):
        return "".join(f"{row}\n" for row in _rows(value))
    return f"{yaml_flow(value)}\n"


def yaml_flow(value: Said) -> str:
    """A value in one line."""
    if isinstance(value, str):
        return yaml_scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{' '.join(_key(key))} {yaml_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(yaml_flow, value)) + "]"
    return json.dumps(value)


def yaml_scalar(text: str) -> str:
    """A text in one line: plain where every reader takes it for this text, else in double quotes."""
    if text.lower() not in _OTHERWISE and (_WORD.fullmatch(text) or (_PLAIN.fullmatch(text) and _is_itself(text))):
        return text
    return "".join(one if one.isprintable() else _escape(ord(one)) for one in json.dumps(text, ensure_ascii=False))


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _is_itself(text: str) -> bool:
    """Whether a text that stands plain is read as itself, and not as a number or as nothing."""
    try:
        return bool(parse(f"{text}: {text}\n".encode(), "text.yaml").tree == {text: text})
    except (InputError, UnicodeEncodeError):
        return False


def _is_block(value: Said) -> bool:
    """Whether a value takes lines of its own."""
    if isinstance(value, Mapping):
        return bool(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(isinstance(one, Mapping | list | tuple) for one in value) or len(yaml_flow(value)) > _LONGEST_LIST
    return False


def _rows(value: Said) -> Iterator[str]:
    """The lines of a mapping or a list that is not empty."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            *marked, colon = _key(key)
            yield from marked
            yield from _member(colon, inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _item(inner)


def _key(text: str) -> list[str]:
    """What stands before a value: its key with a colon, or a key that is too long for that, and then the colon."""
    key = yaml_scalar(text)
    return [f"{key}:"] if len(key) <= _LONGEST_KEY else [f"? {key}", ":"]


def _member(key: str, value: Said) -> Iterator[str]:
    if _is_block(value):
        yield key
        yield from (f"  {row}" if row else "" for row in _rows(value))
    elif isinstance(value, str) and _is_text(value):
        yield f"{key} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from (f"  {row}" if row else "" for row in value.removesuffix("\n").split("\n"))
    else:
        yield f"{key} {yaml_flow(value)}"


def _item(value: Said) -> Iterator[str]:
    if _is_block(value):
        first, *others = _rows(value)
        yield f"- {first}"
        yield from (f"  {row}" if row else "" for row in others)
    else:
        yield from _member("-", value)


def _is_text(text: str) -> bool:
    """Whether a text of several lines can stand as it is: nothing at an end of it gets lost."""
    rows = text.removesuffix("\n").split("\n")
    return len(rows) > 1 and rows[0][:1].strip() != "" and rows[-1] != "" and all(row.isprintable() for row in rows)
