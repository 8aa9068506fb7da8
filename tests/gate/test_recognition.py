"""A folder named `catalog` is a catalog where it holds entries; elsewhere its documents are judged like any others."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.gate.estates.recognition import is_catalog, is_entry_text
from govkit.spec.documents import MemoryFiles
from tests.e2e.test_hostile import contract, git, govkit

ENTRY = "apiVersion: govkit/v1\nkind: Team\nmetadata: {name: a}\nspec: {contacts: [{email: a@example.com}]}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENTRY, True),
        (ENTRY.replace("govkit/v1", "govkit/v9"), True),
        (ENTRY.replace("apiVersion: govkit/v1\n", ""), True),
        (ENTRY.replace("govkit/v1", "backstage.io/v1alpha1"), False),
        ("openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n", False),
        ("kind: of blue\nmetadata: none\n", False),
        ("", False),
    ],
)
def test_an_entry_says_that_it_is_one(text: str, expected: bool) -> None:
    assert is_entry_text(text.encode()) is expected
    assert is_catalog(MemoryFiles({"catalog/a.yaml": text.encode()}), "catalog") is expected


def test_the_lock_makes_a_catalog() -> None:
    assert is_catalog(MemoryFiles({"catalog/released.lock": b""}), "catalog")
    assert is_catalog(MemoryFiles({"catalogue/released.lock": b""}), "catalog"), "nothing is there yet"
    assert not is_catalog(MemoryFiles({"catalog/readme.txt": b""}), "catalog")


def test_many_kinds_in_one_text_are_read_once() -> None:
    assert not is_entry_text(b"kind: A\n" * 500_000)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose folder `catalog` is that of a shop: a description and other YAML."""
    git("init", "-q", "-b", "main", cwd=tmp_path)
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "openapi.json").write_text(contract(9))
    (tmp_path / "catalog" / "goods.yaml").write_text("a: 1\n")
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "first", cwd=tmp_path)
    (tmp_path / "catalog" / "openapi.json").write_text(contract(5))
    return tmp_path


def test_a_break_in_a_foreign_catalog_is_found(repository: Path) -> None:
    assert govkit("check", "--against", "HEAD", cwd=repository).returncode == 1
    assert govkit("validate", cwd=repository).returncode == 0


def test_a_break_beside_entries_is_found_though_no_api_names_the_document(repository: Path) -> None:
    (repository / "catalog" / "team.yaml").write_text(ENTRY)
    (repository / "catalog" / "goods.yaml").unlink()
    git("add", "-A", cwd=repository)
    done = govkit("check", "--against", "HEAD", cwd=repository)
    assert b"request-property-max-length-decreased" in done.stdout
    assert done.returncode == 1


def test_settings_that_name_the_folder_make_it_the_catalog(repository: Path) -> None:
    (repository / "govkit.yaml").write_text("catalog: catalog\n")
    done = govkit("validate", cwd=repository)
    assert done.returncode == 1
    assert b"entry-invalid" in done.stdout
