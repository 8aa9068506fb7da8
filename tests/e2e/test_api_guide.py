"""docs/api.md: its Python runs and prints what the page shows, and mypy takes it in strict mode."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from govkit.gate.beginning.answers import Answers
from govkit.gate.beginning.begin import begin

_PART = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)

_PETS = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string, maxLength: 40}
      responses: {"204": {description: Kept.}}
"""


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    return (repository / "docs/api.md").read_text(encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two documents, and an estate with a break that is not committed."""
    (tmp_path / "old.yaml").write_text(_PETS)
    (tmp_path / "new.yaml").write_text(_PETS.replace("maxLength: 40", "maxLength: 20"))
    estate = tmp_path / "estate"
    begin(estate, Answers("finance", "finance-team", "finance@example.com")).done()
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for words in (("init", "-q", "-b", "main"), ("add", "."), (*who, "commit", "-q", "-m", "first")):
        subprocess.run(["git", *words], cwd=estate, check=True)
    spec = estate / "specs/orders/1.0.0/openapi.yaml"
    spec.write_text(spec.read_text().replace("maxLength: 40", "maxLength: 20"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_samples_print_what_the_page_shows(guide: str, here: Path) -> None:
    names: dict[str, object] = {"estate": here / "estate"}
    parts = _PART.findall(guide)
    assert len(parts) == guide.count("```python")
    for code, shown in parts:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(code, names)
        pattern = re.escape(shown).replace("…", ".*")
        assert re.fullmatch(pattern, said.getvalue()), said.getvalue()


def test_the_samples_are_typed(guide: str, tmp_path: Path, repository: Path) -> None:
    """As somebody's own script, who checks as strictly as can be."""
    code = "".join(code for code, _ in _PART.findall(guide))
    script = (
        f"from pathlib import Path\n\nestate = Path('estate')\n{code}\nreveal_type(outcome)\nreveal_type(catalog)\n"
    )
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "mypy.ini").write_text("[mypy]\n")
    words = [sys.executable, "-m", "mypy", "--strict", "--config-file", "mypy.ini", "--follow-imports=silent"]
    done = subprocess.run(
        [*words, "--cache-dir", str(repository / ".mypy_cache/scripts"), "script.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(repository / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'Revealed type is "govkit.gate.outcome.Outcome"' in done.stdout
    assert 'Revealed type is "govkit.catalog.entries.estate.Estate"' in done.stdout


def test_the_page_names_all_of_the_surface(guide: str) -> None:
    from govkit import api

    assert not [name for name in api.__all__ if not re.search(rf"\b{name}\b", guide) and name not in _VALUES]


_VALUES = {
    "Affected",
    "Direction",
    "Estate",
    "Level",
    "Mock",
    "Place",
    "Severity",
    "Step",
    "Subject",
    "Verdict",
    "Witness",
}
"""What is met on the way, as the type of something that the page names."""
