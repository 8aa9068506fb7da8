"""Folders of pacts: what an earlier run met is not read again, and what is written to is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from govkit.errors import InputError
from govkit.gate.cache import Cache
from govkit.gate.pacts import folders, recorded
from govkit.gate.pacts.folders import named_pacts

Looked = Callable[[], list[tuple[str, str]]]
"""Names the pacts of the folder once more: consumers with their memos' digests."""


def text(consumer: str, description: str = "an invoice") -> str:
    tree = {"consumer": {"name": consumer}, "provider": {"name": "billing"}}
    return json.dumps({**tree, "interactions": [{"description": description}]})


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    found: list[str] = []
    read = recorded.file_of_pact

    def noted(file: Path) -> bytes:
        found.append(file.name)
        return read(file)

    monkeypatch.setattr(recorded, "file_of_pact", noted)
    return found


@pytest.fixture
def look(tmp_path: Path, reads: list[str]) -> Looked:
    pacts = tmp_path / "pacts"
    pacts.mkdir()
    for name in ("dashboard", "desk", "loader"):
        (pacts / f"{name}.json").write_text(text(name), encoding="utf-8")
    (pacts / "package.json").write_text("{}", encoding="utf-8")

    def look() -> list[tuple[str, str]]:
        reads.clear()
        cache = Cache(tmp_path / "cache", b"k" * 32)
        return [(one.parties[0], one.content) for one in named_pacts([str(pacts)], cache)]

    return look


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled once they are written."""
    monkeypatch.setattr(folders, "_SETTLED", -(10**10))


@pytest.mark.usefixtures("settled")
def test_what_lies_as_it_lay_is_not_read_again(look: Looked, reads: list[str]) -> None:
    first = look()
    assert sorted(set(reads)) == ["dashboard.json", "desk.json", "loader.json", "package.json"]
    assert look() == first
    assert reads == []


@pytest.mark.usefixtures("settled")
def test_what_is_written_to_is_read_though_it_looks_the_same(look: Looked, reads: list[str], tmp_path: Path) -> None:
    first = dict(look())
    file = tmp_path / "pacts" / "desk.json"
    before = file.stat()
    file.write_text(text("desk", "an_invoice"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    second = dict(look())
    assert set(reads) == {"desk.json"}
    assert second["desk"] != first["desk"]
    assert second["loader"] == first["loader"]


def test_what_was_written_a_moment_ago_is_not_trusted(look: Looked, reads: list[str]) -> None:
    first = look()
    assert look() == first
    assert set(reads) == {"dashboard.json", "desk.json", "loader.json", "package.json"}


@pytest.mark.usefixtures("settled")
def test_what_was_copied_is_known_by_its_content(
    look: Looked, reads: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = look()
    for file in list((tmp_path / "pacts").iterdir()):
        data = file.read_bytes()
        file.unlink()
        file.write_bytes(data)
    monkeypatch.setattr(folders, "_parties_in", lambda _: pytest.fail("whose it is was known"))
    assert look() == first
    assert len(set(reads)) == 4


@pytest.mark.usefixtures("settled")
def test_what_changes_while_it_is_looked_at_is_told(look: Looked, tmp_path: Path) -> None:
    look()
    cache = Cache(tmp_path / "cache", b"k" * 32)
    (one,) = [one for one in named_pacts([str(tmp_path / "pacts")], cache) if one.parties[0] == "desk"]
    (tmp_path / "pacts" / "desk.json").write_text(text("desk", "another"), encoding="utf-8")
    with pytest.raises(InputError, match=r"desk\.json changed while it was looked at"):
        one.document  # noqa: B018  reading it is the point
