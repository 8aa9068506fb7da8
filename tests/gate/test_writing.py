"""Files written together."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.errors import UsageError
from govkit.gate.writing import Writing, difference


def test_folders_that_are_missing_are_made(tmp_path: Path) -> None:
    Writing(tmp_path / "new", {"a/b/c.yaml": b"c", "top.yaml": b"t"}).write()
    assert (tmp_path / "new/a/b/c.yaml").read_bytes() == b"c"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a", "top.yaml"]


def test_where_one_cannot_be_written_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither files, nor drafts, nor the folders that were made for them; what was there is as it was."""
    (tmp_path / "kept.yaml").write_text("before")
    (tmp_path / "file").write_text("no folder")
    contents = {"new/folder/a.yaml": b"a", "kept.yaml": b"after", "file/b.yaml": b"b"}
    with pytest.raises(UsageError, match="file cannot be written") as caught:
        Writing(tmp_path, contents).write()
    assert caught.value.hint == "nothing was written"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "kept.yaml"]
    assert (tmp_path / "kept.yaml").read_text() == "before"


def test_a_target_that_is_a_folder_undoes_what_was_written_before_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("before")
    (tmp_path / "z.yaml").mkdir()
    with pytest.raises(UsageError, match=r"z\.yaml"):
        Writing(tmp_path, {"a.yaml": b"after", "sub/b.yaml": b"b", "z.yaml": b"z"}).write()
    assert (tmp_path / "a.yaml").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "z.yaml"]


def test_a_folder_made_meanwhile_by_others_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Path, target: Path) -> Path:
        (tmp_path / "sub/theirs").write_text("theirs")
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Writing(tmp_path, {"sub/a.yaml": b"a"}).write()
    assert [path.name for path in (tmp_path / "sub").iterdir()] == ["theirs"]


def test_a_path_whose_folder_is_a_link_out_of_the_estate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "estate/specs").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="leads out of the estate"):
        Writing(tmp_path / "estate", {"a.yaml": b"a", "specs/new/b.yaml": b"b"}).write()
    assert list((tmp_path / "outside").iterdir()) == []
    assert [path.name for path in (tmp_path / "estate").iterdir()] == ["specs"]


def test_a_new_file_differs_from_nothing() -> None:
    assert difference("a.yaml", None, b"x: 1\n") == "--- /dev/null\n+++ a.yaml\n@@ -0,0 +1 @@\n+x: 1\n"
    assert difference("a.yaml", b"x: 1\n", b"x: 2\n") == "--- a.yaml\n+++ a.yaml\n@@ -1 +1 @@\n-x: 1\n+x: 2\n"
