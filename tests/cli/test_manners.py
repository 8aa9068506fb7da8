"""What every command has: quiet, verbose, guesses, and a sign of life that makes way for what is written."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import click
import pytest

from govkit.cli import govkit as program
from govkit.cli import output, waiting
from tests.cli.conftest import Run
from tests.reports import samples


def tree(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, with the words that it is called by."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from tree(command, (*above, name))


COMMANDS = dict(tree(program))
LEAVES = [words for words, one in COMMANDS.items() if not isinstance(one, click.Group)]
GROUPS = [words for words, one in COMMANDS.items() if isinstance(one, click.Group)]


@pytest.fixture(autouse=True)
def _usual_manner() -> Iterator[None]:
    yield
    output.reset_manner()


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_can_be_quiet_and_verbose(words: tuple[str, ...]) -> None:
    options = {option for parameter in COMMANDS[words].params for option in parameter.opts}
    assert {"--quiet", "--verbose"} <= options


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_a_mistyped_option_says_what_to_do_next(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--no-such-option")
    assert done.exit_code == 2
    said = done.stderr.splitlines()
    if words != ("pact", "record"):  # takes the options of whatever it runs
        assert said[0].startswith("error: No such option")
    assert said[-1].startswith("hint: ")
    assert f"`govkit {' '.join(words)} --help`" in said[-1]


def test_no_command_paints_where_nobody_wants_colour(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`NO_COLOR` (https://no-color.org) is stronger than `FORCE_COLOR`."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("explain", samples.RULE.id).stdout, "colour would be seen"
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("explain", samples.RULE.id).stdout
    for words in COMMANDS:
        assert "\x1b[" not in run(*words, "--help").output
        assert "\x1b[" not in run(*words, "--no-such-option").output


@pytest.mark.parametrize("words", GROUPS, ids=" ".join)
def test_a_mistyped_command_of_commands_is_guessed(run: Run, words: tuple[str, ...]) -> None:
    group = COMMANDS[words]
    assert isinstance(group, click.Group)
    first = group.list_commands(click.Context(group))[0]
    done = run(*words, f"{first[:-1]}x{first[-1]}")
    assert done.exit_code == 2
    assert "did you mean" in done.stderr
    assert first in done.stderr
    assert "hint: " in run(*words, "zzzzzz").stderr


def test_who_is_quiet_says_nothing_to_people_and_writes_documents(run: Run) -> None:
    assert run("explain", samples.RULE.id, "--quiet").stdout == ""
    assert run("rules", "--quiet").stdout == ""
    assert '"rules"' in run("rules", "--quiet", "--format", "json").stdout
    done = run("explain", "no-such-rule", "--quiet")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert run("explain", samples.RULE.id).stdout, "and the next command says what is usual"


def test_who_is_verbose_tells_each_step_and_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    output.set_manner(verbose=True)
    with waiting.waiting("comparing"):
        pass
    assert capsys.readouterr().err == "comparing: 0.0 s\n"
    output.set_manner(quiet=True)
    with waiting.waiting("comparing"):
        pass
    assert capsys.readouterr().err == ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_of_what_is_inside_something_else_the_inner_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_PATIENCE", 0.05)
    terminal = _Terminal()
    with waiting.waiting("working", terminal, is_step=False):
        with waiting.waiting("comparing", terminal):
            time.sleep(0.4)
        time.sleep(0.3)
    shown = terminal.getvalue()
    assert shown.index("comparing, ") < shown.index("working, ")
    assert shown.endswith("\r\x1b[2K")


def test_what_is_written_ends_the_sign_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waiting, "_PATIENCE", 0.05)
    terminal = _Terminal()
    with waiting.waiting("working", terminal):
        time.sleep(0.4)
        output.complain("something", word="note")
        shown = terminal.getvalue()
        time.sleep(0.3)
    assert shown.endswith("\r\x1b[2K")
    assert terminal.getvalue() == shown
