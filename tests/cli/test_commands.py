"""The commands one by one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import click
import pytest

import govkit
from govkit.cli import govkit as program
from govkit.reports import format_names
from govkit.reports.rulebook import RULE_LIST_FORMATS
from tests.cli.conftest import Run
from tests.reports import samples

COMMANDS = program.list_commands(click.Context(program))


def test_the_commands_are_the_modules_of_the_folder() -> None:
    assert {"diff", "check", "validate", "explain", "rules", "completion", "demo"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_an_example(run: Run, name: str) -> None:
    shown = run(name, "--help")
    assert shown.exit_code == 0
    assert f"govkit {name}" in shown.stdout.partition("Examples:")[2]


def test_the_help_names_every_command_and_the_exit_codes(run: Run) -> None:
    shown = run("--help").stdout
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert "Exit codes: 0" in shown
    assert "..." not in shown.partition("Commands:")[2], "each fits on its line"


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == f"govkit {govkit.__version__}\n"


def test_a_mistyped_command_is_guessed(run: Run) -> None:
    done = run("dif", "a", "b")
    assert done.exit_code == 2
    assert done.stderr == "error: there is no command 'dif'\nhint: did you mean `govkit diff`?\n"


def test_explain_shows_a_rule(run: Run) -> None:
    shown = run("explain", samples.RULE.id)
    assert shown.exit_code == 0
    assert samples.RULE.summary in shown.stdout
    assert samples.RULE.fix in shown.stdout


def test_explain_guesses_a_mistyped_rule(run: Run) -> None:
    done = run("explain", "request-property-maxlength-decreased")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"hint: did you mean {samples.RULE.id}?" in done.stderr
    assert "`govkit rules` lists them" in run("explain", "zzz").stderr


def test_rules_are_listed(run: Run) -> None:
    assert samples.RULE.id in run("rules").stdout
    assert json.loads(run("rules", "--format", "json").stdout)["rules"][0]["id"] == samples.RULE.id
    assert run("rules", "--format", "markdown").stdout.startswith("| rule |")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_one_that_the_shell_takes(run: Run, shell: str, tmp_path: Path) -> None:
    shown = run("completion", shell)
    assert shown.exit_code == 0
    assert f"_GOVKIT_COMPLETE={shell}_complete" in shown.stdout
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(shown.stdout, encoding="utf-8")
        subprocess.run([shell, "-n", str(script)], check=True, timeout=60)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("govkit di", "diff"),
        ("govkit explain request", samples.RULE.id),
        ("govkit diff a b --format sa", "sarif"),
        ("govkit diff a b --fail-on nev", "never"),
        ("govkit nonsense ", ""),
    ],
)
def test_commands_options_and_rules_are_completed(
    run: Run, typed: str, completed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_GOVKIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    done = run()
    assert done.exit_code == 0
    assert completed in done.stdout


def test_the_rules_can_be_listed_in_every_format_that_there_is(run: Run) -> None:
    assert f"[{'|'.join(RULE_LIST_FORMATS)}]" in run("rules", "--help").stdout


def test_the_help_names_every_report_format(run: Run) -> None:
    shown = run("diff", "--help").stdout
    assert all(name in shown for name in format_names())
