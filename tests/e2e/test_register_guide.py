"""The guide to registering: its files are written, its commands run, and end as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.commands import govkit
from tests.e2e.test_register import Desk

_STEP = re.compile(r"`(?P<file>[\w.]+\.yaml)`[^`]*\n\n```yaml\n(?P<text>.*?)```|```sh\n(?P<commands>.*?)```", re.DOTALL)


def test_the_guide_is_true(tmp_path: Path, repository: Path) -> None:
    guide = (repository / "docs/registering.md").read_text(encoding="utf-8")
    desk = Desk(tmp_path)
    ended = []
    for step in _STEP.finditer(guide):
        if step["file"]:
            desk.write({step["file"]: step["text"]})
            continue
        for row in step["commands"].splitlines():
            command, _, says = row.partition("#")
            wanted = 1 if says.strip() == "exit 1" else 0
            words = shlex.split(command)
            assert words.pop(0) == "govkit"
            done = govkit(*words, cwd=desk.top)
            assert done.returncode == wanted, (row, done.stdout, done.stderr)
            assert "nothing to do" not in says or b"nothing to do" in done.stderr, row
            ended.append(wanted)
    assert (len(ended), sum(ended)) == (10, 3)
    assert guide.count("```yaml") == len(list(desk.top.glob("*.yaml"))) - 1, "every file is named, beside the settings"
    assert desk.run("validate", "--strict")[0] == 0
