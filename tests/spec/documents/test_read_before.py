"""Texts that are read again are not parsed again, and nobody sees by it who read them first."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.errors import InputError
from govkit.spec.documents import FolderFiles, Library, parse
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.read_before import ReadBefore
from govkit.spec.documents.yaml_text import Reading

TEXT = b"a: {b: [1, 2]}\n"


def opened(folder: Path, path: str = "a.yaml") -> object:
    return Library(FolderFiles(folder)).open(path).tree


def test_two_libraries_share_the_tree_of_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(TEXT)
    assert opened(tmp_path) is opened(tmp_path)


def test_a_text_that_changed_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(TEXT)
    first = opened(tmp_path)
    (tmp_path / "a.yaml").write_bytes(TEXT.replace(b"2", b"3"))
    assert (first, opened(tmp_path)) == ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}})


def test_the_same_text_at_another_path_has_a_tree_of_its_own(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(TEXT)
    assert opened(tmp_path) is not opened(tmp_path, "b.yaml")


def test_what_is_not_shared_may_be_changed() -> None:
    first = parse(TEXT, "a.yaml").tree
    assert isinstance(first, dict)
    first["a"] = 1
    assert parse(TEXT, "a.yaml", shared=True).tree == {"a": {"b": [1, 2]}}


def test_a_broken_text_is_told_to_everybody_under_their_own_name() -> None:
    for label in ("one.yaml", "other.yaml"):
        with pytest.raises(InputError) as error:
            parse(b"a: [\n", label, "a.yaml", shared=True)
        assert error.value.place is not None
        assert error.value.place.file == label


def test_places_bear_the_label_of_who_asks() -> None:
    for label in ("one.yaml", "other.yaml"):
        assert str(parse(TEXT, label, "a.yaml", shared=True).place(("a", "b"))).startswith(f"{label}:1:5")


def test_limits_hold_for_what_was_read_under_others() -> None:
    assert parse(TEXT, "a.yaml", shared=True).tree
    with pytest.raises(InputError):
        parse(TEXT, "a.yaml", limits=Limits(depth=1), shared=True)


def test_the_oldest_are_forgotten_and_large_ones_never_kept() -> None:
    before, read = ReadBefore(100), list[bytes]()

    def ask(data: bytes) -> None:
        def tree() -> Reading:
            read.append(data)
            return Reading(data.decode(), [], {})

        before.tree(data, "a", DEFAULT_LIMITS, tree)

    for data in (b"a" * 25, b"b" * 25, b"c" * 25, b"d" * 25, b"a" * 25):
        ask(data)
    assert len(read) == 4, "all of them have room"
    ask(b"e" * 25)
    ask(b"a" * 25)
    assert len(read) == 5, "what was asked for lately stays"
    ask(b"b" * 25)
    assert len(read) == 6
    ask(b"x" * 26)
    ask(b"x" * 26)
    assert len(read) == 8


def test_the_references_of_a_tree_are_looked_for_once(tmp_path: Path) -> None:
    text = "a: {$ref: '#/c'}\nb: [{$ref: '#/c'}, {$ref: '#/d'}]\nc: {}\nd: {}\n"
    (tmp_path / "a.yaml").write_text(text)
    first, again = (Library(FolderFiles(tmp_path)).open("a.yaml") for _ in range(2))
    assert sorted(reference for _, reference in first.references) == ["#/c", "#/d"]
    assert all(first.node(pointer).value == {"$ref": reference} for pointer, reference in first.references)
    assert again.references is first.references
