"""The hooks for pre-commit run as it runs them, on an estate."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.test_estate_gate import World


def hooks(repository: Path) -> dict[str, dict[str, Any]]:
    listed = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return {hook["id"]: hook for hook in listed}


def test_the_documentation_names_every_hook(repository: Path) -> None:
    text = (repository / "docs" / "lint.md").read_text(encoding="utf-8")
    assert set(re.findall(r"- id: (govkit-[a-z]+)", text)) == hooks(repository).keys()


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("name", ["govkit-validate", "govkit-lint", "govkit-check"])
def test_a_hook_passes_on_an_estate_in_order_and_needs_nothing_but_govkit(
    repository: Path, tmp_path: Path, name: str
) -> None:
    hook = hooks(repository)[name]
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    program, *arguments = shlex.split(hook["entry"])
    assert program == "govkit"
    code, _, error = World(tmp_path / "estate").govkit(*arguments)
    assert code == 0, error
