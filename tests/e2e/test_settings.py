"""Settings that a change under review may have written, and streams and folders that are not there."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.test_hostile import contract, git, govkit, refused


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which one description has changed since its only commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git("init", "-q", "-b", "main", cwd=folder)
    (folder / "openapi.json").write_text(contract(9))
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "first", cwd=folder)
    (folder / "openapi.json").write_text(contract(5))
    return folder


def test_a_report_never_overwrites_a_description(repository: Path) -> None:
    """`--format json=openapi.json` is a slip of the keyboard, and the description survives it."""
    said = refused(govkit("check", "--against", "HEAD", "--format", "json=openapi.json", cwd=repository))
    assert "openapi.json is an API description" in said
    assert (repository / "openapi.json").read_text() == contract(5)


@pytest.mark.parametrize("place", ["../outside.json", "link/outside.json"])
def test_settings_send_reports_nowhere_else(repository: Path, place: str) -> None:
    """Reports that settings ask for stay in the folder, behind symbolic links too."""
    (repository / "link").symlink_to(repository.parent)
    (repository / "govkit.yaml").write_text(f"formats: ['json={place}']\n")
    said = refused(govkit("check", "--against", "HEAD", cwd=repository))
    assert "outside this folder" in said
    assert not (repository.parent / "outside.json").exists()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pyproject.toml", b"[[[", "not TOML"),
        ("pyproject.toml", b"x = " + b"[" * 5_000, "not TOML"),
        ("pyproject.toml", b"x = '\xff'", "not TOML"),
        ("govkit.yaml", b"base: " + b"x" * 5_000_000, "larger than 4 MiB"),
        (
            "govkit.yaml",
            b"waivers: [{rule: r, subjects: [s], reason: '    ', approver: team, until: 2026-12-31}]",
            "nothing",
        ),
    ],
)
def test_broken_settings_are_named(repository: Path, name: str, text: bytes, expected: str) -> None:
    """Each is one message with the file's name."""
    (repository / name).write_bytes(text)
    said = refused(govkit("check", "--against", "HEAD", cwd=repository))
    assert name in said
    assert expected in said


@pytest.mark.parametrize("text", [b"tool = 5\n", b"\xef\xbb\xbf[tool.other]\n", b"[tool]\n"])
def test_a_foreign_pyproject_is_none_of_ours(repository: Path, text: bytes) -> None:
    """A file without a govkit table says nothing, however it is written."""
    (repository / "pyproject.toml").write_bytes(text)
    assert govkit("check", "--against", "HEAD", cwd=repository).returncode == 1


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_change_no_verdict(repository: Path, closed: str) -> None:
    """Whoever starts the gate without standard streams still gets its exit code."""
    command = f"{shlex.quote(sys.executable)} -m govkit check --against HEAD {closed}"
    assert subprocess.run(["sh", "-c", command], cwd=repository, check=False, timeout=30).returncode == 1


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    """The shell of a deleted folder gets a message, no traceback."""
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"rmdir {shlex.quote(str(gone))} && {shlex.quote(sys.executable)} -m govkit rules"
    done = subprocess.run(
        ["sh", "-c", command], cwd=gone, check=False, timeout=30, capture_output=True, env={**os.environ}
    )
    assert b"is gone" in refused(done).encode()


def test_a_format_that_the_settings_assert_is_asserted(repository: Path) -> None:
    """An e-mail address is any text, unless the settings say otherwise."""
    (repository / "openapi.json").write_text(contract(9, format="email"))
    assert govkit("check", "--against", "HEAD", cwd=repository).returncode == 0
    (repository / "govkit.yaml").write_text("assertFormats: [email]\n")
    assert govkit("check", "--against", "HEAD", cwd=repository).returncode == 1
    (repository / "govkit.yaml").write_text("assertFormats: [e-mail]\n")
    assert "known are" in refused(govkit("check", "--against", "HEAD", cwd=repository))
