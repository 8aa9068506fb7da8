"""Real Git repositories, each in a folder of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

_IDENTITY = {
    "GIT_AUTHOR_NAME": "A. Uthor",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_COMMITTER_NAME": "A. Uthor",
    "GIT_COMMITTER_EMAIL": "author@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


class Checkout:
    """A Git working tree to play with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str) -> str:
        """Runs Git in it and returns what it says."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _IDENTITY
        answer = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return answer.stdout.strip()

    def write(self, path: str, content: str | bytes) -> Path:
        """Writes a file and the folders above it."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def commit(self, message: str = "a change", **files: str) -> str:
        """Commits all that lies in the working tree and returns the commit's id."""
        for path, content in files.items():
            self.write(path, content)
        self.git("add", "--all")
        self.git("commit", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """An empty repository on the branch main."""
    for name, value in _IDENTITY.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "estate"
    folder.mkdir()
    made = Checkout(folder)
    made.git("init", "--quiet", "--initial-branch=main")
    return made
