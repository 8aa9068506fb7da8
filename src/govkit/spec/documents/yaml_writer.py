"""A tree written as YAML that people like to read: plain words where they mean themselves, one value a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from govkit.errors import InputError
from govkit.spec.documents.document import parse
from govkit.spec.documents.node import Tree

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*+(?: [A-Za-z][A-Za-z0-9_./@+-]*+)*+")
_OTHER = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that some reader of YAML, of version 1.1 or 1.2, takes for something else than text."""


def as_yaml(tree: Tree) -> str:
    """A tree of JSON as YAML in block style, which reads back as the same tree."""
    if isinstance(tree, dict | list) and tree:
        return "".join(f"{row}\n" for row in _rows(tree))
    return f"{_inline(tree)}\n"


def yaml_scalar(text: str) -> str:
    """A text as YAML writes it on one line: plain, or in quotes where it would be read as something else."""
    if _WORD.fullmatch(text) and text.lower() not in _OTHER:
        return text
    if text.isprintable() and text.lower() not in _OTHER and _reads_as(f"key: {text}\n", {"key": text}):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """A text in double quotes, with an escape for whatever cannot be seen."""
    return "".join(one if one.isprintable() else _escape(ord(one)) for one in json.dumps(text, ensure_ascii=False))


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _reads_as(written: str, tree: Tree) -> bool:
    try:
        return bool(parse(written.encode(), "text.yaml").tree == tree)
    except (InputError, UnicodeEncodeError):
        return False


def _rows(tree: Tree) -> Iterator[str]:
    """The lines of a mapping or a list that is not empty."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _member(f"{_key(key)}:", value)
    else:
        for value in tree:
            yield from _item(value)


def _member(key: str, value: Tree) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield key
        yield from (f"  {row}" if row else "" for row in _rows(value))
    elif isinstance(value, str) and _is_block(value):
        yield f"{key} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from (f"  {row}" if row else "" for row in value.removesuffix("\n").split("\n"))
    else:
        yield f"{key} {_inline(value)}"


def _item(value: Tree) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        first, *others = _rows(value)
        yield f"- {first}"
        yield from (f"  {row}" if row else "" for row in others)
    else:
        yield from _member("-", value)


def _is_block(text: str) -> bool:
    """Whether a text of several lines can stand as it is: nothing at an end of it gets lost."""
    rows = text.removesuffix("\n").split("\n")
    return len(rows) > 1 and rows[0][:1].strip() != "" and rows[-1] != "" and all(row.isprintable() for row in rows)


def _key(key: str) -> str:
    written = yaml_scalar(key)
    return written if _WORD.fullmatch(key) or _reads_as(f"{written}: 1\n", {key: 1}) else _quoted(key)


def _inline(value: Tree) -> str:
    return yaml_scalar(value) if isinstance(value, str) else json.dumps(value)
