"""Documents are edited in their text: what is asked for, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.documents import Document, edits, parse
from govkit.spec.documents.edits import Add, Edit, Put, Remove, Rename, edited, tree_after

BLOCK = """\
# a comment that stays
tags:
  - name: One   # kept
    description: The first.
  - name: Two
  # between
  - name: Three
paths:
  /a:
    get:
      parameters:
      - name: id
        in: path
        schema: {type: string, enum: [a, b, a]}
      - {name: x, in: query}
      headers:
        Etag: {schema: {type: string}}
"""
PRETTY = json.dumps(parse(BLOCK.encode(), "a.yaml").tree, indent=2) + "\n"
COMPACT = json.dumps(parse(BLOCK.encode(), "a.yaml").tree)

EDITS: list[Edit] = [
    Put(("paths", "/a", "get", "parameters", 0), "required", True, before=("schema",)),
    Put(("paths", "/a", "get", "parameters", 1), "deprecated", True),
    Put(("paths", "/a", "get", "parameters", 0), "name", "number"),
    Rename(("paths", "/a", "get", "headers", "Etag"), "ETag"),
    Remove(("paths", "/a", "get", "parameters", 0, "schema", "enum", 2)),
    Remove(("paths", "/a", "get", "parameters", 0, "schema", "enum", 0)),
    Remove(("tags", 1)),
    Remove(("tags", 0)),
    Remove(("tags", 2)),
    Remove(("paths", "/a", "get", "headers")),
    Add(("tags",), (("name", "Four"),)),
]


def document(text: str) -> Document:
    return parse(text.encode(), "api.json" if text.startswith("{") else "api.yaml")


@pytest.mark.parametrize("text", [BLOCK, PRETTY, COMPACT, BLOCK.replace("\n", "\r\n")])
@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_an_edit_says_what_is_meant_and_nothing_else(text: str, edit: Edit) -> None:
    before = document(text)
    after = edited(before, [edit])
    assert after.done == (edit,)
    assert after.document.tree == tree_after(before.tree, [edit])


def lines_apart(old: str, new: str) -> list[str]:
    kept = set(old.splitlines())
    return [line for line in new.splitlines() if line not in kept]


def test_a_member_is_put_before_another_in_a_line_of_its_own() -> None:
    after = edited(document(BLOCK), [EDITS[0]]).document
    assert lines_apart(BLOCK, after.data.decode()) == ["        required: true"]
    assert after.data.decode().replace("        required: true\n", "") == BLOCK


def test_comments_and_everything_around_stay() -> None:
    after = edited(document(BLOCK), [Remove(("tags", 1)), EDITS[3]]).document.data.decode()
    assert after == BLOCK.replace("  - name: Two\n", "").replace("Etag", "ETag")


def test_the_only_item_between_brackets_leaves_them_empty() -> None:
    after = edited(document("a: [one]\nb: {c: 1}\n"), [Remove(("a", 0)), Remove(("b", "c"))])
    assert after.document.data == b"a: []\nb: {}\n"


def test_several_edits_are_made_at_once() -> None:
    several = [EDITS[index] for index in (0, 1, 3, 4, 5, 7, 8, 10)]
    after = edited(document(BLOCK), several)
    assert not after.refused
    assert after.document.tree == tree_after(document(BLOCK).tree, several)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: &x {b: 1}\nc: *x\n", Put(("c",), "d", True)),
        ("a:\n  only: 1\n", Remove(("a", "only"))),
        ("a: {b: 1, c: 2}\n", Rename(("a", "b"), "c")),
        ("- - one\n  - two\n", Remove((0, 0))),
    ],
    ids=["behind an alias", "nothing would be left", "the name is taken", "two lists in one line"],
)
def test_what_cannot_be_done_with_certainty_is_refused_and_the_text_stays(text: str, edit: Edit) -> None:
    after = edited(document(text), [edit])
    assert (after.done, after.refused) == ((), (edit,))
    assert after.document.data == text.encode()


def test_what_is_refused_does_not_keep_others_from_being_made() -> None:
    text = "a:\n  only: 1\nb: {c: 1, d: 2}\n"
    after = edited(document(text), [Remove(("a", "only")), Remove(("b", "c"))])
    assert after.document.data == b"a:\n  only: 1\nb: {d: 2}\n"
    assert after.refused == (Remove(("a", "only")),)


def test_of_many_edits_few_are_tried_alone_where_one_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"n{number:03}" for number in range(256)]
    text = "a:\n  only: 1\n" + "".join(f"{name}: {{c: 1, d: 2}}\n" for name in names)
    read = list[str]()

    def counted(data: bytes, label: str, path: str) -> Document:
        read.append(label)
        return parse(data, label, path)

    monkeypatch.setattr(edits, "parse", counted)
    after = edited(document(text), [Remove(("a", "only")), *(Remove((name, "c")) for name in names)])
    assert after.refused == (Remove(("a", "only")),)
    assert after.document.data.decode() == text.replace("c: 1, ", "")
    assert len(read) < 25


NAMES = st.sampled_from(["a", "b", "name", "x-y", "/p/{id}", "yes", "1"])
LEAVES = st.one_of(st.booleans(), st.integers(0, 9), st.sampled_from(["text", "it's", "a, b", "", "two words"]))
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3))
    ),
    min_size=1,
    max_size=3,
)


def ways(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*((at,) if at else ()), *(way for key, one in inner for way in ways(one, (*at, key)))]


@given(TREES, st.sampled_from([None, 2]), st.data())
def test_whatever_is_removed_from_json_is_gone_and_nothing_else(
    tree: Any, indent: int | None, data: st.DataObject
) -> None:
    text = json.dumps(tree, indent=indent)
    edit = Remove(data.draw(st.sampled_from(ways(tree))))
    after = edited(document(text), [edit])
    assert after.done == (edit,)
    assert after.document.tree == tree_after(tree, [edit])
