"""Spectral itself, asked about documents; its answers are kept by content in build/spectral, for it takes its time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tools import peers

KEPT = peers.ROOT / "build" / "spectral"
SEVERITIES = ("error", "warning", "info", "info")
SECONDS = 1800
_MEGABYTES = 8000

Verdict: TypeAlias = tuple[str, str, str]
"""A rule, a place in the document, and a severity."""


@cache
def program() -> Path:
    """Where Spectral is: GOVKIT_SPECTRAL, or installed from npm. Raises peers.Unavailable where it cannot be had."""
    named = os.environ.get("GOVKIT_SPECTRAL")
    if named:
        return Path(named)
    if shutil.which("node") is None:
        raise peers.Unavailable("node is not installed")
    return peers.installed() / "spectral"


def verdicts(ruleset: Path, document: bytes, name: str) -> set[Verdict] | None:
    """What Spectral finds in a document of some name with a ruleset; None where it ends with an error."""
    kept = KEPT / f"{_key(ruleset, document, name)}.json"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_asked(ruleset, document, name)), encoding="utf-8")
    results: list[dict[str, Any]] | None = json.loads(kept.read_text(encoding="utf-8"))
    if results is None:
        return None
    return {
        (str(one["code"]), "".join(f"/{part}" for part in one["path"]), SEVERITIES[one["severity"]]) for one in results
    }


def _key(ruleset: Path, document: bytes, name: str) -> str:
    """What an answer depends on: the ruleset with all that lies beside it, and the document."""
    lock = (peers.OURS / "package-lock.json").read_bytes()
    beside = sorted(path for path in ruleset.parent.rglob("*.yaml") if "documents" not in path.parts)
    whole = hashlib.sha256(b"\0".join([lock, ruleset.name.encode(), name.encode(), document]))
    for path in beside:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _asked(ruleset: Path, document: bytes, name: str) -> list[dict[str, Any]] | None:
    with tempfile.TemporaryDirectory() as folder:
        file, answer = Path(folder, name), Path(folder, "answer")
        file.write_bytes(document)
        command = [str(program()), "lint", str(file), "--ruleset", str(ruleset), "--format", "json", "--quiet"]
        environment = {**os.environ, "NODE_OPTIONS": f"--max-old-space-size={_MEGABYTES}"}
        with answer.open("wb") as out:  # a file: what it writes to a pipe is cut off when it ends
            done = subprocess.run(
                command, env=environment, stdout=out, stderr=subprocess.PIPE, timeout=SECONDS, check=False
            )
        if b"Cannot read properties of" in done.stderr:  # a filter of a ruleset, for which it ends as a whole
            return None
        if done.returncode > 1:
            raise RuntimeError(f"Spectral ends with {done.returncode}: {done.stderr.decode()[-500:]}")
        results: list[dict[str, Any]] = json.loads(answer.read_bytes())
        return results
