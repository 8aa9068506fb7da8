"""Entries edited in their text: a value set or a version added, everything else byte for byte as it was."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.kinds.api import ApiSpec
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.versions import VersionOf
from govkit.errors import InputError
from govkit.spec.documents import Document, Pointer, Said, Tree, parse, yaml_flow


def with_members(version: VersionOf, members: Mapping[str, str | list[Said]]) -> bytes:
    """The file of an API with some members of one version set to words or lists, those that are missing after the rest.

    Comments, order, quotes and line ends stay. Raises InputError where the text is written so that this cannot be
    done with certainty: behind aliases, for example.
    """
    source = version.api.source
    data = source.data
    for key, value in members.items():
        data = _with_member(source, data, version, key, value)
    return data


def with_version(api: Entry[ApiSpec], members: Mapping[str, Said]) -> bytes:
    """The file of an API with one more version after the last, written as that one is.

    Raises InputError where the text is written so that this cannot be done with certainty.
    """
    source = api.source
    document = parse(source.data, source.label, source.path)
    wanted = copy.deepcopy(document.tree)
    assert isinstance(wanted, dict), "an entry that was read is a mapping"
    versions = wanted["spec"]["versions"]
    versions.append(copy.deepcopy(dict(members)))
    last = ("spec", "versions", len(versions) - 2)
    new = _certain(source, wanted, lambda text: _with_item(text, document, last, members))
    if new is None:
        raise InputError(
            "the text of this entry is written in a way that cannot be edited: add the version by hand",
            place=document.place(last),
            hint=f"the version to add is {yaml_flow(members)}",
        )
    return new


def _with_member(source: Source, data: bytes, version: VersionOf, key: str, value: str | list[Said]) -> bytes:
    document = parse(data, source.label, source.path)
    wanted = copy.deepcopy(document.tree)
    item = _at(wanted, version.pointer)
    if item.get(key) == value:
        return data
    old = dict(item)
    item[key] = value
    now = Source(source.path, source.label, data, document)
    new = _certain(now, wanted, lambda text: _edited(text, document, version.pointer, old, key, value))
    if new is None:
        wanted_row = f"{key}: {yaml_flow(value)}"
        raise InputError(
            f"the text of this version is written in a way that cannot be edited: set `{wanted_row}` by hand",
            place=document.place(version.pointer),
            hint="write the version as a plain mapping, without anchors and aliases",
        )
    return new


def _certain(source: Source, wanted: Tree, edit: Callable[[str], str | None]) -> bytes | None:
    """A text after an edit, where it then says what is wanted and nothing else; None where it does not."""
    data = source.data
    text, mark = (data[3:], data[:3]) if data.startswith(b"\xef\xbb\xbf") else (data, b"")
    try:
        edited = edit(text.decode())
        if edited is not None:
            new = mark + edited.encode()
            if parse(new, source.label, source.path).tree == wanted:
                return new
    except (InputError, UnicodeDecodeError):  # what was meant to be an edit has broken the text, or it is packed
        pass
    return None


def _at(tree: Tree, pointer: Pointer) -> dict[str, Tree]:
    for part in pointer:
        tree = tree[part]
    assert isinstance(tree, dict), "a version that was read is a mapping"
    return tree


def _edited(
    text: str, document: Document, pointer: Pointer, item: Mapping[str, Tree], key: str, value: str | list[Said]
) -> str | None:
    if key in item:
        if isinstance(value, str):
            span, new = _value_of(text, document, (*pointer, key), str(item[key])), value
        else:
            span, new = _list_of(text, document, (*pointer, key)), _written(document, value)
        return None if span is None else f"{text[: span[0]]}{new}{text[span[1] :]}"
    before = next((name for name in ("released", "lifecycle", "definition", "version") if name in item), None)
    if before is None:
        return None
    span = _value_of(text, document, (*pointer, before), str(item[before]))
    if span is None:
        return None
    return _inserted(text, document, (*pointer, before), span[1], key, value)


def _inserted(text: str, document: Document, before: Pointer, end: int, key: str, value: str | list[Said]) -> str:
    """The text with a member after another one whose value ends at an offset."""
    is_json = document.syntax == "json"
    start = _offset(text, document, before[:-1])
    member = f'"{key}": {json.dumps(value)}' if is_json else f"{key}: {yaml_flow(value)}"
    at = _offset(text, document, before)
    row = text.rfind("\n", 0, at) + 1
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = text[row:at]
    if end < len(text) and text[end] in "\"'":
        end += 1
    if is_json or text[start] == "{":
        separator = f",{newline}{indent}" if not indent.strip() and row else ", "
        return f"{text[:end]}{separator}{member}{text[end:]}"
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end - (text[line_end - 1] == "\r")
    return f"{text[:line_end]}{newline}{re.sub(r'[^ ]', ' ', indent)}{member}{text[line_end:]}"


def _value_of(text: str, document: Document, pointer: Pointer, value: str) -> tuple[int, int] | None:
    """Where the value of a member stands, without its quotes, if it is a simple word of one line."""
    key = re.escape(str(pointer[-1]))
    found = re.compile(rf"([\"']?){key}\1[ ]*:[ \t]*([\"']?)({re.escape(value)})\2").match(
        text, _offset(text, document, pointer)
    )
    return found.span(3) if found else None


def _list_of(text: str, document: Document, pointer: Pointer) -> tuple[int, int] | None:
    """Where the value of a member stands, if it is a list in brackets."""
    key = re.escape(str(pointer[-1]))
    found = re.compile(rf"([\"']?){key}\1[ ]*:\s*(?=\[)").match(text, _offset(text, document, pointer))
    end = _closed(text, found.end()) if found else None
    return (found.end(), end) if found and end is not None else None


def _written(document: Document, value: list[Said]) -> str:
    return json.dumps(value) if document.syntax == "json" else yaml_flow(value)


def _offset(text: str, document: Document, pointer: Pointer) -> int:
    place = document.place(pointer)
    offset = 0
    for _ in range((place.line or 1) - 1):
        offset = text.index("\n", offset) + 1
    return offset + (place.column or 1) - 1


# ----------------------------------------------------------------------------------------------- a version that is new


def _with_item(text: str, document: Document, last: Pointer, members: Mapping[str, Said]) -> str | None:
    """The text with an item after the last one of a list."""
    at = _offset(text, document, last)
    row = text.rfind("\n", 0, at) + 1
    newline = "\r\n" if "\r\n" in text else "\n"
    lead = text[row:at]
    if re.fullmatch(r" *- +", lead):
        end = _end_of_item(text, at, lead.index("-"))
        rows = (
            [yaml_flow(members)]
            if text[at] == "{"
            else [f"{key}: {yaml_flow(value)}" for key, value in members.items()]
        )
        item = f"{newline}{' ' * len(lead)}".join(rows)
        return f"{text[:end]}{newline}{lead}{item}{text[end:]}"
    closed = _closed(text, at)
    if closed is None:
        return None
    item = json.dumps(members) if document.syntax == "json" else yaml_flow(members)
    separator = f",{newline}{lead}" if row and not lead.strip() else ", "
    return f"{text[:closed]}{separator}{item}{text[closed:]}"


def _end_of_item(text: str, at: int, dash: int) -> int:
    """Where the last line of an item in block style ends, its line break left out; its list stands at a column."""
    end = _end_of_line(text, at)
    below = end
    while (start := text.find("\n", below) + 1) and start < len(text):
        below = _end_of_line(text, start)
        line = text[start:below]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent > dash:
            end = below
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return end


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end - (text[end - 1] == "\r")


_FLOW = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|(?<=\s)#[^\n]*|[{}\[\]]""", re.DOTALL)


def _closed(text: str, at: int) -> int | None:
    """The offset after the bracket that closes the one at an offset."""
    depth = 0
    for found in _FLOW.finditer(text, at):
        if found[0] in "{[":
            depth += 1
        elif found[0] in "}]":
            depth -= 1
        if depth == 0:
            return found.end()
    return None
