"""What judges an estate runs no code of it, whoever wrote it and wherever it lies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govkit.functions.loading import load_functions

ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec: {2}\n"
OWNERS = "owner: team:ours, businessOwner: team:ours"
OWNED = f"system: ours, {OWNERS}, audience: internal"
SPEC = """\
openapi: 3.1.0
info: {title: Functions, version: 1.0.0}
x-govkit-functions: true
paths:
  /a:
    post:
      operationId: a
      requestBody: {content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}
      responses: {'200': {description: fine, content: {application/json: {schema: {type: object}}}}}
"""
CODE = "from pathlib import Path\nPath(__file__ + '.ran').touch()\n"
PLACES = (
    "functions/lists.py",
    "mocks/functions/behaviour.py",
    "catalog/rules.py",
    "specs/hooks.py",
    "conftest.py",
    "sitecustomize.py",
    "govkit.py",
    "yaml.py",
)
"""Where code of an estate may lie: where it is run on demand, and under names that Python itself looks for."""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """A committed estate with functions and a mock, changed since."""
    version = "{version: 1.0.0, definition: specs/functions.yaml}"
    files = {
        "govkit.yaml": "catalog: catalog\n",
        "catalog/teams/ours.yaml": ENTRY.format("Team", "ours", "{contacts: [{name: Us, email: us@example.com}]}"),
        "catalog/domains/all.yaml": ENTRY.format("Domain", "all", "{owner: team:ours}"),
        "catalog/systems/ours.yaml": ENTRY.format("System", "ours", f"{{domain: all, {OWNERS}}}"),
        "catalog/apis/functions.yaml": ENTRY.format("API", "functions", f"{{{OWNED}, versions: [{version}]}}"),
        "specs/functions.yaml": SPEC,
        "mocks/functions/mock.yaml": ENTRY.format("Mock", "functions", "{api: functions@1}"),
        **dict.fromkeys(PLACES, CODE),
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)
    for path in PLACES:
        (tmp_path / path).write_text(f"# changed\n{CODE}")
    (tmp_path / "specs/functions.yaml").write_text(SPEC.replace("integer", "string"))
    return tmp_path


def ran(estate: Path) -> list[str]:
    """The files whose code ran."""
    return sorted(path.relative_to(estate).as_posix() for path in estate.rglob("*.ran"))


@pytest.mark.parametrize("arguments", [("validate",), ("check", "--against", "HEAD"), ("validate", "--strict")])
def test_what_judges_an_estate_runs_no_code_of_it(estate: Path, arguments: tuple[str, ...]) -> None:
    command = Path(sys.executable).with_name("govkit")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    done = subprocess.run(
        [command, *arguments, "--no-cache"], cwd=estate, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert ran(estate) == []


def test_code_of_an_estate_that_does_run_leaves_its_mark(estate: Path) -> None:
    load_functions(estate / "functions")
    assert ran(estate) == ["functions/lists.py.ran"]
