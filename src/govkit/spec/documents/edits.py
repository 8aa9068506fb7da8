"""A document edited in its text: what is asked for changes, and everything else stays byte for byte."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from govkit.errors import InputError
from govkit.spec.documents.document import Document, parse
from govkit.spec.documents.node import Pointer, Tree
from govkit.spec.documents.positions import (
    end_of_bracket,
    end_of_item,
    end_of_line,
    end_of_word,
    newline_of,
    offset_of,
)
from govkit.spec.documents.yaml_writer import Said, yaml_flow, yaml_scalar


@dataclass(frozen=True, slots=True)
class Put:
    """A member of the object at a pointer is set. A new one goes before the first of some members that is there.

    Where none of them is, it goes before all others.
    """

    pointer: Pointer
    key: str
    value: bool | str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """The member at a pointer is called otherwise."""

    pointer: Pointer
    name: str


@dataclass(frozen=True, slots=True)
class Remove:
    """The member or item at a pointer goes."""

    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Add:
    """The list at a pointer, which is not empty, gets one more item at its end, with some members."""

    pointer: Pointer
    item: tuple[tuple[str, Said], ...]


Edit: TypeAlias = Put | Rename | Remove | Add

_Patch: TypeAlias = "tuple[int, int, str]"
"""From which offset to which what is put in the place of what was there."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A document after some edits, and which of them could be made with certainty."""

    document: Document
    done: tuple[Edit, ...]
    refused: tuple[Edit, ...]


def edited(document: Document, edits: Iterable[Edit]) -> Edited:
    """A document with some edits made in its text.

    An edit is refused where the text would not say what is meant, or something else besides: behind aliases, in a
    style that is not understood, in a file that is packed.
    """
    ordered = sorted(dict.fromkeys(edits), key=_last_first, reverse=True)
    if not ordered:
        return Edited(document, (), ())
    at_once = _attempt(document, ordered)
    if at_once is not None:
        return Edited(at_once, tuple(ordered), ())
    now, done, refused = document, list[Edit](), list[Edit]()
    waiting = list(_halves(ordered))
    while waiting:
        several = waiting.pop()
        after = _attempt(now, several)
        if after is not None:
            now = after
            done += several
        elif len(several) > 1:
            waiting += _halves(several)
        else:
            refused += several
    return Edited(now, tuple(done), tuple(refused))


def _halves(edits: list[Edit]) -> Iterator[list[Edit]]:
    """Two halves, the first of them last: of a thousand edits of which one cannot be made, few are tried alone."""
    middle = len(edits) // 2
    yield from filter(None, (edits[middle:], edits[:middle]))


def tree_after(tree: Tree, edits: Iterable[Edit]) -> Tree:
    """A tree with some edits made. Raises LookupError where one leads nowhere, or would take the place of another."""
    wanted = copy.deepcopy(tree)
    for edit in sorted(dict.fromkeys(edits), key=_last_first, reverse=True):
        holder = _at(wanted, edit.pointer if isinstance(edit, Put | Add) else edit.pointer[:-1])
        if isinstance(edit, Put):
            holder[edit.key] = edit.value
        elif isinstance(edit, Add):
            holder.append(copy.deepcopy(dict(edit.item)))
        elif isinstance(edit, Remove):
            del holder[edit.pointer[-1]]
        elif edit.name in holder:
            raise KeyError(edit.name)
        else:
            holder[edit.name] = holder.pop(edit.pointer[-1])
    return wanted


def _last_first(edit: Edit) -> tuple[bool, list[tuple[bool, int, str]]]:
    """A key by which, in descending order, no edit moves what a later one is about.

    Members are set before something is renamed or removed, what is far down in a list before what is above it.
    """
    way = [(isinstance(part, int), part if isinstance(part, int) else 0, str(part)) for part in edit.pointer]
    return isinstance(edit, Put | Add), way


def _at(tree: Tree, pointer: Pointer) -> Any:
    for part in pointer:
        tree = tree[part]
    return tree


def _attempt(document: Document, edits: Sequence[Edit]) -> Document | None:
    """The document after all of some edits, where its text then says what is wanted and nothing else."""
    try:
        text = document.data.decode()
        wanted = tree_after(document.tree, edits)
        document.places(_key_of(document, edit) for edit in edits)  # all at once: each look reads the text
        patches = [_patch(text, document, edit) for edit in edits]
        new = _patched(text, [patch for patch in patches if patch is not None])
        if None in patches or new is None:
            return None
        after = parse(new.encode(), document.label, document.path)
    except (InputError, LookupError, TypeError, UnicodeDecodeError):
        return None
    return after if after.tree == wanted else None


def _patched(text: str, patches: Sequence[_Patch]) -> str | None:
    parts, reached = list[str](), 0
    for start, end, new in sorted(patches):
        if start < reached:
            return None
        parts += [text[reached:start], new]
        reached = end
    return "".join((*parts, text[reached:]))


# -------------------------------------------------------------------------------------------------------------- patches


def _key_of(document: Document, edit: Edit) -> Pointer:
    """What of the document an edit is made beside."""
    value = _at(document.tree, edit.pointer)
    if isinstance(edit, Put):
        known = (edit.key, *edit.before)
        return (*edit.pointer, next((key for key in known if key in value), next(iter(value))))
    return (*edit.pointer, len(value) - 1) if isinstance(edit, Add) else edit.pointer


def _patch(text: str, document: Document, edit: Edit) -> _Patch | None:
    pointer = _key_of(document, edit)
    if isinstance(edit, Put):
        return _put(text, document, edit, pointer)
    if isinstance(edit, Add):
        found = item_after(text, document, pointer, dict(edit.item))
        return (found[0], *found) if found is not None else None
    if isinstance(edit, Rename):
        return _renamed(text, document, pointer, edit.name)
    return _removed(text, document, pointer)


def _put(text: str, document: Document, edit: Put, beside: Pointer) -> _Patch | None:
    is_json = document.syntax == "json"
    value = json.dumps(edit.value) if is_json or isinstance(edit.value, bool) else yaml_scalar(edit.value)
    if beside[-1] == edit.key:
        start = _value_start(text, document, beside)
        end = None if start is None else _value_end(text, document, start)
        return (start, end, value) if start is not None and end is not None else None
    at = offset_of(text, document, beside)
    row = text.rfind("\n", 0, at) + 1
    lead = text[row:at]
    member = f"{json.dumps(edit.key) if is_json else yaml_scalar(edit.key)}: {value}"
    if not _in_flow(text, document, edit.pointer):
        return at, at, f"{member}{newline_of(text)}{' ' * len(lead)}"
    return at, at, f"{member},{newline_of(text)}{lead}" if row and not lead.strip() else f"{member}, "


def _renamed(text: str, document: Document, pointer: Pointer, name: str) -> _Patch | None:
    at = offset_of(text, document, pointer)
    old = str(pointer[-1])
    quoted = re.compile(rf"([\"']?){re.escape(old)}\1[ ]*:").match(text, at)
    if quoted is None or json.dumps(name) != f'"{name}"' or "'" in name:
        return None
    start = at + len(quoted[1])
    return start, start + len(old), name


def _removed(text: str, document: Document, pointer: Pointer) -> _Patch | None:
    at = offset_of(text, document, pointer)
    if _in_flow(text, document, pointer[:-1]):
        start = at if isinstance(pointer[-1], int) else _value_start(text, document, pointer)
        end = None if start is None else _value_end(text, document, start)
        return None if end is None else _without(text, at, end)
    row = text.rfind("\n", 0, at) + 1
    lead = text[row:at]
    if isinstance(pointer[-1], int):
        if not re.fullmatch(r" *- +", lead):
            return None
        end = end_of_item(text, at, lead.index("-"))
    elif lead.strip():
        return None
    else:
        end = _end_of_member(text, at, len(lead))
    below = text.find("\n", end)
    return row, below + 1 if below >= 0 else len(text), ""


def _without(text: str, start: int, end: int) -> _Patch:
    """What stands between brackets taken out, with the comma after it or before it."""
    after = re.compile(r"\s*,\s*").match(text, end)
    if after is not None:
        return start, after.end(), ""
    before = len(text[:start].rstrip())
    return (before - 1 if text[before - 1] == "," else start), end, ""


def _end_of_member(text: str, at: int, column: int) -> int:
    """Where the last line of a member in block style ends whose key stands at a column; a list may stand there too."""
    end = end_of_line(text, at)
    below = end
    while (start := text.find("\n", below) + 1) and start < len(text):
        below = end_of_line(text, start)
        line = text[start:below]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and (indent > column or (indent == column and line.lstrip().startswith("- "))):
            end = below
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return end


def _in_flow(text: str, document: Document, pointer: Pointer) -> bool:
    """Whether an object or a list is written between brackets."""
    if document.syntax == "json":
        return True
    start = _value_start(text, document, pointer) if pointer else offset_of(text, document, ())
    return start is not None and text[start : start + 1] in ("{", "[")


def _value_start(text: str, document: Document, pointer: Pointer) -> int | None:
    """Where the value of a member or an item begins."""
    at = offset_of(text, document, pointer)
    if isinstance(pointer[-1], int):
        return at
    found = re.compile(rf"([\"']?){re.escape(str(pointer[-1]))}\1[ ]*:\s*").match(text, at)
    return found.end() if found is not None else None


def _value_end(text: str, document: Document, start: int) -> int | None:
    """Where a value ends that is written in one line or between brackets."""
    if document.syntax == "json":
        return json.JSONDecoder().raw_decode(text, start)[1]
    return end_of_bracket(text, start) if text[start] in "{[" else end_of_word(text, start)


def item_after(text: str, document: Document, last: Pointer, item: Mapping[str, Said] | str) -> tuple[int, str] | None:
    """Where one more item goes after the last of a list, and its text, written as the last one is."""
    at = offset_of(text, document, last)
    row = text.rfind("\n", 0, at) + 1
    newline = newline_of(text)
    lead = text[row:at]
    if re.fullmatch(r" *- +", lead):
        end = end_of_item(text, at, lead.index("-"))
        rows = item_rows(item, flow=text[at] == "{")
        return end, f"{newline}{lead}" + f"{newline}{' ' * len(lead)}".join(rows)
    after = end_of_bracket(text, at) if isinstance(item, Mapping) else end_of_word(text, at)
    if after is None:
        return None
    separator = f",{newline}{lead}" if row and not lead.strip() else ", "
    return after, f"{separator}{item_in_line(document, item)}"


def item_rows(item: Mapping[str, Said] | str, *, flow: bool) -> list[str]:
    """The lines of an item of a list in block style; one line if `flow`."""
    if flow or isinstance(item, str):
        return [yaml_flow(item)]
    return [f"{key}: {yaml_flow(value)}" for key, value in item.items()]


def item_in_line(document: Document, item: Mapping[str, Said] | str) -> str:
    """An item of a list in one line."""
    return json.dumps(item) if document.syntax == "json" else yaml_flow(item)
