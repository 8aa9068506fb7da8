"""Entries edited in their text: a value set or an item added, everything else byte for byte as it was."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.kinds.api import ApiSpec
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.versions import VersionOf
from govkit.errors import InputError
from govkit.spec.documents import Document, Pointer, Said, Tree, parse, yaml_flow
from govkit.spec.documents.edits import item_after, item_in_line, item_rows
from govkit.spec.documents.positions import (
    end_of_bracket,
    end_of_line,
    end_of_mapping,
    newline_of,
    offset_of,
)


def with_members(version: VersionOf, members: Mapping[str, str | list[Said]]) -> bytes:
    """The file of an API with some members of one version set to words or lists, those that are missing after the rest.

    Comments, order, quotes and line ends stay. Raises InputError where the text is written so that this cannot be
    done with certainty: behind aliases, for example.
    """
    source = version.api.source
    data = source.data
    for key, value in members.items():
        data = _with_member(source, data, version.pointer, key, value, _BEFORE)
    return data


_BEFORE = ("released", "lifecycle", "definition", "version")
"""After which member of a version another one goes: the first that is there."""


def with_version(api: Entry[ApiSpec], members: Mapping[str, Said]) -> bytes:
    """The file of an API with one more version after the last, written as that one is.

    Raises InputError where the text is written so that this cannot be done with certainty.
    """
    return with_item(api.source, ("spec", "versions"), members)


def with_item(source: Source, pointer: Pointer, item: Mapping[str, Said] | str, *, flow: bool = False) -> bytes:
    """A file with one more item at the end of a list, written as the last one is.

    Where the list is empty or missing in its mapping, it begins with the item: in one line if `flow`. Raises InputError
    where the text is written so that this cannot be done with certainty.
    """
    document = parse(source.data, source.label, source.path)
    wanted = copy.deepcopy(document.tree)
    holder, key = _at(wanted, pointer[:-1]), str(pointer[-1])
    is_new = key not in holder
    items = holder.setdefault(key, [])
    items.append(copy.deepcopy(dict(item) if isinstance(item, Mapping) else item))
    if len(items) > 1:
        new = _certain(source, wanted, lambda text: _with_item(text, document, (*pointer, len(items) - 2), item))
    elif is_new:
        new = _certain(source, wanted, lambda text: _with_list(text, document, pointer, item, flow=flow))
    else:
        new = _certain(source, wanted, lambda text: _filled(text, document, pointer, item, flow=flow))
    if new is None:
        what = "version" if key == "versions" else "item"
        raise InputError(
            f"the text of this entry is written in a way that cannot be edited: add the {what} by hand",
            place=document.place(pointer),
            hint=f"the {what} to add is {yaml_flow(item)}",
        )
    return new


def with_word(source: Source, pointer: Pointer, key: str, value: str, after: Sequence[str]) -> bytes:
    """A file with one member of a mapping set to a word; where it is missing, after the first of some that is there.

    Raises InputError where the text is written so that this cannot be done with certainty.
    """
    return _with_member(source, source.data, pointer, key, value, after)


def with_only(source: Source, pointer: Pointer, words: Sequence[str]) -> bytes:
    """A file whose list of words at a place holds some words and no others: those that stay keep line and comment.

    Raises InputError where the text is written so that this cannot be done with certainty.
    """
    document = parse(source.data, source.label, source.path)
    listed = _at(document.tree, pointer[:-1]).get(str(pointer[-1]), [])
    now = source
    for word in words:  # first: a list that is empty on the way is none
        if word not in listed:
            now = Source(now.path, now.label, with_item(now, pointer, word))
    for index in reversed(range(len(listed))):
        if listed[index] not in words:
            now = Source(now.path, now.label, _without(now, pointer, index))
    return now.data


def _without(source: Source, pointer: Pointer, index: int) -> bytes:
    """A file without one word of a list."""
    document = parse(source.data, source.label, source.path)
    wanted = copy.deepcopy(document.tree)
    words = _at(wanted, pointer[:-1])[str(pointer[-1])]
    word = words.pop(index)
    new = _certain(source, wanted, lambda text: _less(text, document, pointer, index, words))
    if new is None:
        raise InputError(
            "the text of this list is written in a way that cannot be edited: change it by hand",
            place=document.place((*pointer, index)),
            hint=f"take {yaml_flow(word)} out",
        )
    return new


def _with_member(
    source: Source, data: bytes, pointer: Pointer, key: str, value: str | list[Said], after: Sequence[str]
) -> bytes:
    document = parse(data, source.label, source.path)
    wanted = copy.deepcopy(document.tree)
    item = _at(wanted, pointer)
    if item.get(key) == value:
        return data
    old = dict(item)
    item[key] = value
    now = Source(source.path, source.label, data, document)
    before = next((name for name in after if name in old), None)
    new = _certain(now, wanted, lambda text: _edited(text, document, pointer, old, key, value, before))
    if new is None:
        wanted_row = f"{key}: {yaml_flow(value)}"
        what = "version" if "version" in old else "mapping"
        raise InputError(
            f"the text of this {what} is written in a way that cannot be edited: set `{wanted_row}` by hand",
            place=document.place(pointer),
            hint=f"write the {what} as a plain mapping, without anchors and aliases",
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
    assert isinstance(tree, dict), "what was read as a mapping is one"
    return tree


def _edited(
    text: str,
    document: Document,
    pointer: Pointer,
    item: Mapping[str, Tree],
    key: str,
    value: str | list[Said],
    before: str | None,
) -> str | None:
    if key in item:
        if isinstance(value, str):
            span, new = _value_of(text, document, (*pointer, key), str(item[key])), value
        else:
            span, new = _list_of(text, document, (*pointer, key)), _written(document, value)
        return None if span is None else f"{text[: span[0]]}{new}{text[span[1] :]}"
    if before is None:
        return None
    span = _value_of(text, document, (*pointer, before), str(item[before]))
    if span is None:
        return None
    return _inserted(text, document, (*pointer, before), span[1], key, value)


def _inserted(text: str, document: Document, before: Pointer, end: int, key: str, value: str | list[Said]) -> str:
    """The text with a member after another one whose value ends at an offset."""
    is_json = document.syntax == "json"
    start = offset_of(text, document, before[:-1])
    member = f'"{key}": {json.dumps(value)}' if is_json else f"{key}: {yaml_flow(value)}"
    at = offset_of(text, document, before)
    row = text.rfind("\n", 0, at) + 1
    newline = newline_of(text)
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
        text, offset_of(text, document, pointer)
    )
    return found.span(3) if found else None


def _list_of(text: str, document: Document, pointer: Pointer) -> tuple[int, int] | None:
    """Where the value of a member stands, if it is a list in brackets."""
    key = re.escape(str(pointer[-1]))
    found = re.compile(rf"([\"']?){key}\1[ ]*:\s*(?=\[)").match(text, offset_of(text, document, pointer))
    end = end_of_bracket(text, found.end()) if found else None
    return (found.end(), end) if found and end is not None else None


def _written(document: Document, value: list[Said]) -> str:
    return json.dumps(value) if document.syntax == "json" else yaml_flow(value)


# -------------------------------------------------------------------------------------------------- items of a list


def _with_item(text: str, document: Document, last: Pointer, item: Mapping[str, Said] | str) -> str | None:
    """The text with an item after the last one of a list."""
    found = item_after(text, document, last, item)
    return None if found is None else f"{text[: found[0]]}{found[1]}{text[found[0] :]}"


def _with_list(
    text: str, document: Document, pointer: Pointer, item: Mapping[str, Said] | str, *, flow: bool
) -> str | None:
    """The text with a list of one item as one more member of a mapping, after all others."""
    holder = _at(document.tree, pointer[:-1])
    if not holder:
        return None
    first = offset_of(text, document, (*pointer[:-1], next(iter(holder))))
    row = text.rfind("\n", 0, first) + 1
    lead = text[row:first]
    opened = _offset_of_value(text, document, pointer[:-1])
    key = str(pointer[-1])
    if opened is not None and text[opened] == "{":
        end = end_of_bracket(text, opened)
        if end is None:
            return None
        before = text[: end - 1].rstrip()
        separator = "" if before.endswith(",") else ","
        name = json.dumps(key) if document.syntax == "json" else key
        member = f"{separator} {name}: [{item_in_line(document, item)}]"
        return f"{before}{member}{text[len(before) :]}"
    if not re.fullmatch(r" *(?:- +)?", lead):
        return None
    newline = newline_of(text)
    end = end_of_mapping(text, first, len(lead))
    start = newline + " " * len(lead)
    rows = "".join(f"{start}{one}" for one in (f"{key}:", *_begun(item, flow=flow)))
    return f"{text[:end]}{rows}{text[end:]}"


def _filled(
    text: str, document: Document, pointer: Pointer, item: Mapping[str, Said] | str, *, flow: bool
) -> str | None:
    """The text with an item in a list that is empty, `[]`."""
    span = _list_of(text, document, pointer)
    if span is None:
        return None
    at = offset_of(text, document, pointer)
    row = text.rfind("\n", 0, at) + 1
    lead = text[row:at]
    if document.syntax == "json" or lead.strip():
        return f"{text[: span[0]]}[{item_in_line(document, item)}]{text[span[1] :]}"
    newline = newline_of(text)
    rows = "".join(f"{newline}{lead}{one}" for one in _begun(item, flow=flow))
    rest_end = end_of_line(text, span[1])
    rest = text[span[1] : rest_end]  # a comment stays in its line
    return f"{text[: span[0]].rstrip(' ')}{rest}{rows}{text[rest_end:]}"


def _less(text: str, document: Document, pointer: Pointer, index: int, left: Sequence[str]) -> str | None:
    """The text without one word of a list."""
    span = _list_of(text, document, pointer)
    if span is not None:
        return f"{text[: span[0]]}{_written(document, list(left))}{text[span[1] :]}"
    at = offset_of(text, document, (*pointer, index))
    row = text.rfind("\n", 0, at) + 1
    if not re.fullmatch(r" *- +", text[row:at]):
        return None
    end = text.find("\n", at)
    return f"{text[:row]}{text[end + 1 :]}" if end >= 0 else text[:row].rstrip("\r\n")


def _begun(item: Mapping[str, Said] | str, *, flow: bool) -> list[str]:
    """The lines of a list of one item, below its key."""
    first, *others = item_rows(item, flow=flow)
    return [f"  - {first}", *(f"    {row}" for row in others)]


def _offset_of_value(text: str, document: Document, pointer: Pointer) -> int | None:
    """Where the value of a member begins, if that is in the line of its key."""
    found = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s:]+)[ ]*:[ \t]*(?=\S)""").match(
        text, offset_of(text, document, pointer)
    )
    return found.end() if found else None
