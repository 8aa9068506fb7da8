"""Somebody who follows a page: types its commands, saves its files, and looks whether what is printed is shown."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.commands import govkit

ANYTHING = "…"
"""As a line of a page it stands for any others; inside of a line, for any words."""

_SHELL = set("|&;<>()$`\\*?~#=")
"""Where one of these stands, a shell has to read the command."""


class Reader:
    """Somebody who follows a page in a folder, with a Git that knows a name."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.code = 0
        config = home / "gitconfig"
        config.write_text("[user]\nname = A. Reader\nemail = reader@example.com\n")
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "100",
            "GIT_CONFIG_GLOBAL": str(config),
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def run(self, command: str) -> str:
        """What a command prints, errors and all; `cd` changes the folder for those that follow."""
        if command.startswith("cd ") and "&" not in command:
            self.folder = self.folder / command.removeprefix("cd ")
            return ""
        if command.startswith("govkit ") and not _SHELL & set(command):
            ended = govkit(*shlex.split(command)[1:], cwd=self.folder, env=self.environment)
            self.code = ended.returncode
            return (ended.stdout + ended.stderr).decode()
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=os.environ | self.environment,
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
        file = self.folder / first.removeprefix("# ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(rest)

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
    rows = [
        "(?:.*\n)*?" if row.strip() == ANYTHING else f"{'.+'.join(map(re.escape, row.split(ANYTHING)))}\n"
        for row in plain(shown).split("\n")
    ]
    return re.fullmatch("".join(rows), plain(printed) + "\n") is not None
