"""The public Python surface: what is promised is kept, and what would break a script is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from govkit import api
from tools import surface


def test_what_is_promised_is_kept() -> None:
    assert surface.breaks(surface.promised(surface.PROMISED.read_text(encoding="utf-8")), surface.current()) == []


def test_all_of_the_surface_is_promised() -> None:
    promised = surface.promised(surface.PROMISED.read_text(encoding="utf-8"))
    assert set(promised.members) == set(api.__all__)


@pytest.fixture
def source(repository: Path, tmp_path: Path) -> Path:
    """A copy of the source, to break."""
    shutil.copytree(repository / "src/govkit", tmp_path / "src/govkit", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "src"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("api.py", '    "Verdict",\n', "", ": Verdict: Public object was removed"),
        (
            "api.py",
            "def diff(old: str, new: str,",
            "def diff(old: str, head: str,",
            ": diff(new): Parameter was removed",
        ),
        (
            "api.py",
            "against: str | None = None,",
            "against: str | None,",
            ": check(against): Parameter is now required",
        ),
        ("gate/options.py", "    strict: bool = False\n", "", ": Options.strict: Public object was removed"),
        ("gate/outcome.py", "    def fails(", "    def refuses(", ": Outcome.fails: Public object was removed"),
        ("findings/finding.py", '    PROVEN = "proven"\n', "", ": Verdict.PROVEN: Public object was removed"),
    ],
)
def test_a_break_is_told(file: str, old: str, new: str, told: str, source: Path) -> None:
    text = (source / "govkit" / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (source / "govkit" / file).write_text(text.replace(old, new), encoding="utf-8")
    promised = surface.promised(surface.PROMISED.read_text(encoding="utf-8"))
    found = surface.breaks(promised, surface.current(source))
    assert [one for one in found if told in one], found


def test_what_is_added_is_no_break(source: Path) -> None:
    file = source / "govkit/gate/options.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    strict: bool = False\n", "    strict: bool = False\n    added: int = 1\n"))
    assert text != file.read_text(encoding="utf-8")
    promised = surface.promised(surface.PROMISED.read_text(encoding="utf-8"))
    assert surface.breaks(promised, surface.current(source)) == []
