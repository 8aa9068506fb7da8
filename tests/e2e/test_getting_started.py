"""docs/getting-started.md, word by word: each command runs in its order and prints what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ANYTHING = "…"
"""A line of the page that stands for any others."""


class Reader:
    """Somebody who follows the page in an empty folder, with a Git that knows a name."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        config = home / "gitconfig"
        config.write_text("[user]\nname = A. Reader\nemail = reader@example.com\n")
        self._environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "100",
            "GIT_CONFIG_GLOBAL": str(config),
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def run(self, command: str) -> str:
        """What a command prints, errors and all; `cd` changes the folder for those that follow."""
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return ""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        self.code = done.returncode
        return done.stdout

    def save(self, text: str) -> None:
        """Saves a file, whose first line names it in a comment."""
        first, _, rest = text.partition("\n")
        (self.folder / first.removeprefix("# ")).write_text(rest)

    def edit(self, patch: str) -> None:
        """Makes the edits of a patch, whose lines are known by their numbers."""
        name = re.findall(r"^\+\+\+ b/(.+)$", patch, re.MULTILINE)[0]
        rows = (self.folder / name).read_text().splitlines()
        added = 0
        for start, hunk in re.findall(r"^@@ -(\d+),\d+ \+\d+,\d+ @@\n((?:[ +-].*\n)+)", patch, re.MULTILINE):
            lines = hunk.splitlines()
            old = [row[1:] for row in lines if row[0] != "+"]
            new = [row[1:] for row in lines if row[0] != "-"]
            at = int(start) - 1 + added
            assert rows[at : at + len(old)] == old, name
            rows[at : at + len(old)] = new
            added += len(new) - len(old)
        (self.folder / name).write_text("\n".join(rows) + "\n")


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of the page with their languages, in order."""
    yield from re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, with the output that stands below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        found = re.match(r"(?:.*\\\n)*.*\n", part)
        assert found is not None, part
        yield found[0].rstrip("\n"), part[found.end() :]


def plain(text: str) -> str:
    """Output without what differs from day to day, and from commit to commit."""
    text = re.sub(r"\b\d{4}-\d{2}-\d{2}\b", "DAY", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "DIGEST", text)
    text = re.sub(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{9}\b", "COMMIT", text)
    return "\n".join(row.rstrip() for row in text.strip("\n").split("\n"))


def is_shown(shown: str, printed: str) -> bool:
    """Whether an output is what the page shows."""
    rows = ["(?:.*\n)*?" if row.strip() == ANYTHING else re.escape(row) + "\n" for row in plain(shown).split("\n")]
    return re.fullmatch("".join(rows), plain(printed) + "\n") is not None


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "getting-started.md").read_text(encoding="utf-8")


@pytest.mark.requirement("E4")
def test_the_guide_shows_what_happens(page: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    reader = Reader(tmp_path / "work", tmp_path / "home")
    refused = []
    for language, block in blocks(page):
        if language == "yaml":
            reader.save(block)
        elif language == "diff":
            reader.edit(block)
        elif language == "console":
            for command, shown in commands(block):
                printed = reader.run(command)
                assert is_shown(shown, printed), f"$ {command}\n{printed}"
                refused += [command] if reader.code else []
    assert refused == ["govkit check"], "the break is refused, and nothing else"
    assert reader.run("git status --porcelain") == ""


def test_the_guide_runs_nothing_else(page: str) -> None:
    """What stands in no console is an installation, and what CI runs."""
    others = [block for language, block in blocks(page) if language not in ("console", "yaml", "diff")]
    assert others == [
        "pip install 'govkit[strict]'\n",
        "govkit validate\ngovkit check --against origin/main\n",
    ]


def test_the_links_of_the_guide_lead_somewhere(page: str, repository: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert links
    assert [link for link in links if not (repository / "docs" / link).is_file()] == []


def test_a_published_description_goes_the_same_way(shared_specs: Path, tmp_path: Path) -> None:
    """Begun, registered with an API that people use, released, broken, refused, mended."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    reader = Reader(tmp_path / "work", tmp_path / "home")
    (spec,) = shared_specs.glob("openmeter/1-*")
    whose = "--system usage --domain finance --owner billing-team --business-owner billing-team --audience partner"
    for command in (
        "govkit init --name finance --team billing-team --email billing@example.com",
        "git init -q -b main && git add . && git commit -qm first",
        f"govkit register '{spec}' --api usage --version 1.0.0 --create {whose}",
        "git add . && git commit -qm registered",
        "govkit validate && govkit check",
    ):
        printed = reader.run(command)
        assert reader.code == 0, printed
    document = reader.folder / "specs/usage/1.0.0/openapi.yaml"
    released = reader.run("govkit release usage@1.0.0 && git add . && git commit -qm released")
    assert reader.code == 0, released
    before = document.read_text()
    document.write_text(before.replace("  /api/v1/events:", "  /api/v1/happenings:"))
    refused = reader.run("govkit check")
    assert reader.code == 1
    assert "released-version-changed" in refused
    assert "operation-removed" in refused
    document.write_text(before)
    assert "no findings" in reader.run("govkit check")
