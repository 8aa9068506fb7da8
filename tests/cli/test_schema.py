"""`govkit schema`: the list, one schema, all of them in a folder."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program


def test_without_a_kind_the_kinds_are_listed() -> None:
    output = CliRunner().invoke(program, ["schema"]).output
    assert len(output.splitlines()) == 16
    assert "Reconciliation" in output


@pytest.mark.parametrize("name", ["API", "api", "Team", "mock", "Faults"])
def test_the_schema_of_a_kind_is_one(name: str) -> None:
    found = json.loads(CliRunner().invoke(program, ["schema", name]).output)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["title"].lower() == name.lower()


def test_all_schemas_are_written_to_a_folder_that_is_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(program, ["schema", "--write", str(tmp_path / "a" / "b")])
    assert result.exit_code == 0
    names = sorted(file.name for file in (tmp_path / "a" / "b").iterdir())
    assert len(names) == 16
    assert names[0] == "api.schema.json"


def test_a_kind_that_there_is_not_is_refused_with_what_was_meant() -> None:
    result = CliRunner().invoke(program, ["schema", "Consumr"])
    assert result.exit_code == 2
    assert "did you mean Consumer?" in result.output
