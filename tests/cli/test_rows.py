"""What commands write for programs is declared: each command has a schema, and none is there of what is gone."""

from __future__ import annotations

import json
from pathlib import Path

import click
import jsonschema_rs
import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.cli.rows import Rows, row_options
from tests import rows as held
from tools import docs, rows
from tools.rows import shapes

COMMANDS = docs.commands()
BY_WORDS = {one.command_path.removeprefix("govkit "): one for one in COMMANDS}


def test_every_command_that_writes_rows_has_a_schema_and_no_other_has_one() -> None:
    assert sorted(rows.of_rows(COMMANDS)) == list(rows.COMMANDS)


def test_every_command_with_a_json_format_is_on_the_page_of_outputs() -> None:
    page = (docs.ROOT / docs.OUTPUTS).read_text(encoding="utf-8")
    asked = [one for one in COMMANDS if any("--format" in option.opts for option in one.command.params)]
    assert len(asked) > 60
    for one in asked:
        assert f"(commands.md#{one.command_path.replace(' ', '-')})" in page, one.command_path


def test_the_schema_is_one_and_refers_to_nothing_that_is_not_there() -> None:
    whole = rows.schema()
    jsonschema_rs.meta.validate(whole)
    for name in (*map(rows.key_of, rows.COMMANDS), *rows.SHAPES):
        jsonschema_rs.Draft202012Validator({**whole, "$ref": f"#/$defs/{name}"})
    assert len(whole["$defs"]) == len(rows.COMMANDS) + len(rows.SHAPES), "a shape has the name of a command"


def test_every_shape_is_written_by_a_command() -> None:
    text = json.dumps(rows.COMMANDS) + json.dumps(rows.SHAPES)
    assert [name for name in rows.SHAPES if f'"#/$defs/{name}"' not in text] == []


def test_every_member_is_told_in_words() -> None:
    """Of everything that is declared, at whatever depth."""

    def silent(form: object, at: str) -> list[str]:
        if isinstance(form, list):
            return [one for number, each in enumerate(form) for one in silent(each, f"{at}/{number}")]
        if not isinstance(form, dict):
            return []
        members = form.get("properties", {})
        found = [f"{at}/{name}" for name, one in members.items() if "description" not in one and "$ref" not in one]
        return found + [one for name, each in form.items() for one in silent(each, f"{at}/{name}")]

    assert silent({**rows.COMMANDS, **rows.SHAPES}, "") == []


def test_readers_of_an_older_schema_take_what_has_grown() -> None:
    """Objects are open in what is published, and closed in tests alone."""
    fault = jsonschema_rs.Draft202012Validator({**rows.schema(), "$ref": "#/$defs/mock-clock"})
    grown = {"now": "2026-03-01T09:00:00Z", "more": 1}
    assert fault.is_valid(grown)
    assert held.flaws("mock clock", grown) == [
        "govkit mock clock: the whole: Additional properties are not allowed ('more' was unexpected)"
    ]


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("mock clock", {}),
        ("mock clock", {"now": "soon"}),
        ("mock clock", [{"now": "2026-03-01T09:00:00Z"}]),
        ("mock records", {"records": 1}),
        ("sync bulk", {"dryRun": False, "loads": [{}]}),
        ("sync retry", {"dryRun": False, "changes": [{"id": 1, "run": 1, "does": None}]}),
        ("sync nothing", {}),
    ],
)
def test_what_is_not_as_declared_is_told(command: str, value: object) -> None:
    """A member too few, a moment that is none, a list for an object, a null, a command that nobody declared."""
    assert held.flaws(command, value)


def test_a_test_fails_whose_command_writes_what_no_schema_has() -> None:
    """What was written in its course is held when it is through; nobody has to look at it."""

    @click.group()
    def group() -> None:
        """Has one command."""

    @group.command("timeline")
    @row_options
    def written(rows: Rows) -> int:
        rows.document([{"what": "nothing that is declared"}])
        return 0

    group.add_command(written, "doctor")
    assert CliRunner().invoke(group, ["doctor", "--format", "json"], standalone_mode=False).exit_code == 0
    with pytest.raises(AssertionError, match="govkit doctor: the whole: "):
        held.settle()


def test_what_a_command_wrote_elsewhere_is_held_too() -> None:
    held.held_of(["mock", "clock", "--format", "json"], b'{"now": 1}')
    held.held_of(["mock", "clock"], b"2026-03-01T09:00:00Z")
    held.held_of(["lint", "--format", "json"], b"{}")
    with pytest.raises(AssertionError, match=r"govkit mock clock: now: ") as raised:
        held.settle()
    assert str(raised.value).count("govkit ") == 1


def test_the_doctor_writes_what_is_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = json.loads(CliRunner().invoke(program, ["doctor", "--format", "json"]).stdout)
    assert written["checks"]


def test_the_list_of_rules_is_what_is_declared() -> None:
    written = json.loads(CliRunner().invoke(program, ["rules", "--format", "json"]).stdout)
    assert held.flaws("rules", written) == []
    assert len(written["rules"]) > 100


def test_shapes_that_tables_of_the_runtime_have_name_each_of_their_columns() -> None:
    """An exception in a list is what the queue reads, member by member."""
    from govkit.cli.sync.shown import _camel
    from govkit.sync.exceptions.listing import Listed

    assert list(map(_camel, Listed.__dataclass_fields__)) == list(shapes.EXCEPTION)
