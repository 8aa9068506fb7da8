"""Entries composed as text: plain YAML in the form that people write, quoted only where it must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from govkit.catalog.entries.kind import API_VERSION, all_kinds
from govkit.errors import InputError
from govkit.spec.documents import parse

Said: TypeAlias = "str | int | bool | Sequence[Said] | Mapping[str, Said]"
"""What an entry may say: texts (dates and durations too), whole numbers, lists and mappings."""

_PLAIN = re.compile(r"[A-Za-z0-9_./@+-](?:[A-Za-z0-9_./@+ -]|:(?=[^ ]))*(?<![ :])")
_OTHERWISE = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Words that readers of YAML 1.1 take for something else than text."""
_LONGEST_LIST = 80
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def composed(
    kind: str, metadata: Mapping[str, Said], spec: Mapping[str, Said], *, schema: str = "", note: str = ""
) -> bytes:
    """An entry as the text of a file. `schema` is where editors find that of its kind, `note` a comment at the top."""
    head = [f"# yaml-language-server: $schema={schema}"] if schema else []
    head += [f"# {line}".rstrip() for line in note.splitlines()]
    body: Mapping[str, Said] = {"apiVersion": API_VERSION, "kind": kind, "metadata": metadata, "spec": spec}
    return "".join(f"{row}\n" for row in (*head, *_rows(body))).encode()


def path_of(kind: str, name: str, folder: str = "catalog") -> str:
    """Where the entry of a name lies by habit."""
    return f"{folder}/{all_kinds()[kind].folder}/{name}.yaml"


def _rows(value: Mapping[str, Said]) -> Iterator[str]:
    """A mapping in block style: members that hold something indented below their keys."""
    for key, inner in value.items():
        name = scalar(key)
        if isinstance(inner, Mapping) and inner:
            yield f"{name}:"
            yield from (f"  {row}" for row in _rows(inner))
        elif isinstance(inner, Sequence) and not isinstance(inner, str) and not _fits_a_line(inner):
            yield f"{name}:"
            yield from (f"  {row}" for row in _items(inner))
        else:
            yield f"{name}: {flow(inner)}"


def _fits_a_line(items: Sequence[Said]) -> bool:
    """Whether a list reads well in one line: it holds a few short words, or nothing."""
    return all(isinstance(item, str | int) for item in items) and len(flow(items)) <= _LONGEST_LIST


def _items(items: Sequence[Said]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and item:
            lead = "- "
            for row in _rows(item):
                yield f"{lead}{row}"
                lead = "  "
        else:
            yield f"- {flow(item)}"


def flow(value: Said) -> str:
    """A value in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]"


def scalar(text: str) -> str:
    """A text as YAML writes it, in one line: plain where every reader takes it for this text, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _OTHERWISE and _is_plain(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _is_plain(text: str) -> bool:
    try:
        return bool(parse(f"said: {text}\n".encode(), "").tree == {"said": text})
    except InputError:  # such as a number without end
        return False


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character == " " or (character.isprintable() and character != "\ufeff"):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
