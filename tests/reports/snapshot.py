"""Whole outputs as committed files: `GOVKIT_UPDATE=1` writes them, and the diff is read before it is committed."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

_FOLDER = Path(__file__).parent / "snapshots"


def assert_is_as_committed(file: Path, text: str) -> None:
    """Fails with a diff where `text` is not what `file` holds."""
    if os.environ.get("GOVKIT_UPDATE"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    held = file.read_bytes().decode("utf-8") if file.exists() else ""
    diff = difflib.unified_diff(held.splitlines(True), text.splitlines(True), "committed", "now")
    assert held == text, f"{file.name} differs; GOVKIT_UPDATE=1 writes it anew\n{''.join(diff)}"


def assert_snapshot(name: str, text: str) -> None:
    """Fails where `text` is not the committed snapshot of that name."""
    assert_is_as_committed(_FOLDER / name, text)
