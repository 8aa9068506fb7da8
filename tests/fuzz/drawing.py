"""Texts and trees to draw: real ones of the reference estate with mistakes in them, tokens in any order, bytes."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.spec.documents import Tree, parse

ROOT = Path(__file__).parents[2]

ODD_VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, -1, 1, 2, 200, 10**30, 1.5, 1e300, "", "a", "/", "#", "#/", "$ref", "x" * 300, "ä\u2028",
     "\x7f",
     "object", "string", "2.0", "3.1.0", "application/json", "^(a+)+$", "[", "{id}", "/a/{id}", "#/definitions/a",
     [], {},
     [[]], [{}], [None], {"": None}, {"$ref": "#"}, {"$ref": 1}, {"$ref": ""}, {"a": {"a": {}}}]
)  # fmt: skip
"""What nobody expects at a place of a tree."""

PIECES = (
    "{", "}", "[", "]", ":", ",", '"', "'", "\\", "\\u", "d800", "- ", "? ", "&a ", "*a", "!!int ", "<<", "|", ">",
    "\n",
    "\r\n", "  ", "\t", "#", "---\n", "...", "%YAML 1.1", "1", "-", ".", "e9", "0x", ".inf", "NaN", "null", "\ufeff",
    "\x00", "\x85", "\u2028", "\U0001f600", "é", "~", "@", "`", "<<<<<<< ", "$", "(", ")", "*", "=", "==", "&&", "||",
)  # fmt: skip
"""What means something to some reader."""


@cache
def texts(*patterns: str, longest: int = 20_000) -> tuple[str, ...]:
    """Texts of the checkout, whose paths match patterns, the short ones."""
    paths = sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()})
    found = [path.read_text(encoding="utf-8") for path in paths if path.stat().st_size <= longest]
    assert found, f"there is no text {' '.join(patterns)}"
    return tuple(found)


@cache
def trees(*patterns: str, longest: int = 60_000) -> tuple[Tree, ...]:
    """The trees of such texts; what is no document is left out."""
    found = []
    for text in texts(*patterns, longest=longest):
        try:
            found.append(parse(text.encode(), "sample.yaml").tree)
        except InputError:
            continue
    return tuple(found)


@st.composite
def damaged(draw: st.DrawFn, some: st.SearchStrategy[str], pieces: st.SearchStrategy[str] | None = None) -> str:
    """A text with a few mistakes: pieces lost, put in, moved or doubled."""
    text = draw(some)
    inserts = st.sampled_from(PIECES) if pieces is None else pieces | st.sampled_from(PIECES)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        kind = draw(st.sampled_from(["lose", "put", "replace", "move", "double", "cut", "lines"]))
        if kind == "cut":
            text = text[:start]
        elif kind == "lines":
            text = _moved_lines(draw, text)
        elif kind == "move":
            to = draw(st.integers(0, len(text) - (end - start)))
            rest, moved = text[:start] + text[end:], text[start:end]
            text = rest[:to] + moved + rest[to:]
        elif kind == "double":
            text = text[:start] + text[start:end] * draw(st.sampled_from([2, 3, 50, 500])) + text[end:]
        else:
            put = "" if kind == "lose" else "".join(draw(st.lists(inserts, min_size=1, max_size=4)))
            text = text[:start] + put + text[end if kind != "put" else start :]
    return text


def _moved_lines(draw: st.DrawFn, text: str) -> str:
    """A text of which some lines stand elsewhere, or deeper."""
    lines = text.split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    end = start + draw(st.integers(1, 4))
    block = [draw(st.sampled_from(["", "  ", "- "])) + line for line in lines[start:end]]
    rest = lines[:start] + lines[end:]
    at = draw(st.integers(0, len(rest)))
    return "\n".join([*rest[:at], *block, *rest[at:]])


def ways(tree: Tree) -> list[tuple[str | int, ...]]:
    """The ways to all nodes of a tree but its root."""
    found: list[tuple[str | int, ...]] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), tree)]
    while waiting:
        at, value = waiting.pop()
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in members:
            found.append((*at, key))
            waiting.append(((*at, key), inner))
    return found


@st.composite
def grafted(
    draw: st.DrawFn,
    some: st.SearchStrategy[Tree],
    values: st.SearchStrategy[Any] = ODD_VALUES,
    keys: st.SearchStrategy[str] | None = None,
    most: int = 4,
) -> Tree:
    """A tree of which a few nodes are lost, are something else, are known by another name, or stand elsewhere, too."""
    tree = copy.deepcopy(draw(some))
    names = st.sampled_from(["", "a", "$ref", "x-a", "200", "~1"]) if keys is None else keys
    for _ in range(draw(st.integers(1, most))):
        all_ways = ways(tree)
        if not all_ways:
            return tree
        way = draw(st.sampled_from(all_ways))
        holder = at(tree, way[:-1])
        kind = draw(st.sampled_from(["lose", "replace", "replace", "graft", "rename", "add"]))
        if kind == "lose":
            del holder[way[-1]]
        elif kind == "replace":
            holder[way[-1]] = copy.deepcopy(draw(values))
        elif kind == "graft":
            holder[way[-1]] = copy.deepcopy(at(tree, draw(st.sampled_from(all_ways))))
        elif isinstance(holder, dict):
            name = draw(names)
            holder[name] = holder.pop(way[-1]) if kind == "rename" else copy.deepcopy(draw(values))
        else:
            holder.insert(0, copy.deepcopy(draw(values)))
    return tree


def at(tree: Tree, way: tuple[str | int, ...]) -> Any:
    """The node at the end of a way."""
    for part in way:
        tree = tree[part]
    return tree


def keys_of(some: tuple[Tree, ...]) -> st.SearchStrategy[str]:
    """A name of a member of one of the trees."""
    return st.sampled_from(sorted({str(way[-1]) for tree in some for way in ways(tree) if isinstance(way[-1], str)}))


def scalars_of(some: tuple[Tree, ...]) -> st.SearchStrategy[Any]:
    """A simple value of one of the trees, or an odd one."""
    found = {
        json.dumps(one): one for tree in some for way in ways(tree) if not isinstance(one := at(tree, way), dict | list)
    }
    return st.sampled_from([found[key] for key in sorted(found)]) | ODD_VALUES


def tokens_of(text: str) -> list[str]:
    """The words and signs of a text."""
    return re.findall(r"\w+|\s|[^\w\s]", text)


def soup(tokens: st.SearchStrategy[str], most: int = 30) -> st.SearchStrategy[str]:
    """Tokens in any order."""
    return st.lists(tokens, max_size=most).map("".join)


def written(tree: Tree) -> bytes:
    """A tree as JSON, which is YAML as well."""
    return json.dumps(tree, indent=1, ensure_ascii=False).encode("utf-8", "replace")
