"""The demonstration, played once for all tests that look at what it tells, whichever process they run in."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

_PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Played:
    """What came of it: the exit code, what was said, and what it left behind where it ran and where it worked."""

    code: int
    said: str
    complained: str
    left: list[str]
    scratch: list[str]


def played(shared: Path) -> Played:
    """What came of the one play of a test run, whose processes share a folder: the first that asks plays it."""
    kept = shared / "demonstration.json"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(asdict(_play(shared / "demonstration"))), encoding="utf-8")
    return Played(**json.loads(kept.read_text(encoding="utf-8")))


def _play(folder: Path) -> Played:
    """Plays it where Git's settings would spoil a commit, as those of a hook of another repository."""
    here, scratch = folder / "here", folder / "scratch"
    here.mkdir(parents=True)
    scratch.mkdir()
    config = folder / "gitconfig"
    config.write_text(
        "[user]\n  useConfigOnly = true\n[core]\n  hooksPath = /bin/false\n  autocrlf = true\n"
        "[commit]\n  gpgSign = true\n[init]\n  defaultBranch = trunk\n[gpg]\n  program = /bin/false\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_DIR": str(folder / "elsewhere.git"),
        "GIT_INDEX_FILE": str(folder / "index"),
        "TMPDIR": str(scratch),
        "COLUMNS": "100",
    }
    done = subprocess.run(
        [sys.executable, "-m", "govkit", "demo"],
        env=environment,
        cwd=here,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=False,
    )
    left = sorted(entry.name for entry in here.iterdir())
    return Played(done.returncode, done.stdout, done.stderr, left, sorted(entry.name for entry in scratch.iterdir()))
