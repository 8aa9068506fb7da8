"""How a process ends: its exit code, and what stands on its two outputs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Start = Callable[..., subprocess.Popen[bytes]]


def _ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, (out or b"").decode(), err.decode()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["diff", "clean", "x"], 0),
        (["diff", "full", "x"], 1),
        (["diff", "full", "x", "--fail-on", "never"], 0),
        (["check", "--against", "main"], 1),
        (["check"], 0),
        (["validate"], 0),
        (["diff", "missing.yaml", "x"], 2),
        (["diff", "only-one"], 2),
        (["nonsense"], 2),
        ([], 2),
        (["diff", "bug", "x"], 3),
        (["diff", "interrupt", "x"], 130),
    ],
)
def test_the_exit_code_says_how_it_went(start: Start, arguments: list[str], code: int) -> None:
    found, out, err = _ended(start(*arguments))
    assert found == code, out + err
    assert "Traceback" not in out
    assert ("Traceback" in err) == (code == 3)
    assert bool(out.strip()) == (code in {0, 1})


def test_an_error_of_input_says_where_and_what_to_do(start: Start) -> None:
    _, _, err = _ended(start("diff", "missing.yaml", "x"))
    assert err == "error: missing.yaml:3:7: a mapping ends too early\\u001b[31m\nhint: close the brace\n"


def test_a_mistake_of_ours_says_how_to_report_it(start: Start) -> None:
    _, _, err = _ended(start("diff", "bug", "x"))
    assert "KeyError: 'openapi'" in err
    assert "please report it" in err


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["--format", "json"], ["--all"]])
def test_a_closed_pipe_ends_in_silence(start: Start, arguments: list[str], unbuffered: str) -> None:
    with start("diff", "many", "x", *arguments, PYTHONUNBUFFERED=unbuffered) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_a_pipe_that_breaks_elsewhere_is_no_success(start: Start) -> None:
    """The gate talks to Git through pipes: a Git that dies must not look like a clean check."""
    code, _, err = _ended(start("diff", "dead-git", "x"))
    assert code == 3
    assert "BrokenPipeError" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", ["diff full x", "diff many x --all --format json", "--help", "--version"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_an_error(start: Start, arguments: str, unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = _ended(start(*arguments.split(), stdout=full, PYTHONUNBUFFERED=unbuffered))
    assert code == 2
    assert err == "error: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("outcome", ["full", "clean", "hostile", "many"])
def test_json_on_standard_output_is_one_document_in_utf_8(start: Start, outcome: str) -> None:
    process = start("diff", outcome, "x", "--format", "json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    out, _ = process.communicate(timeout=60)
    document = json.loads(out.decode("utf-8"), parse_int=str)
    assert document["govkit"]


def test_text_survives_a_terminal_without_unicode(start: Start) -> None:
    process = start("diff", "full", "x", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    out, _ = process.communicate(timeout=60)
    assert b"error  response-property-removed - proven" in out
    out.decode("ascii")


def test_help_version_and_usage_import_nothing_heavy(start: Start) -> None:
    for arguments in (["--version"], ["--help"], ["diff", "--help"]):
        process = start(*arguments, PYTHONPROFILEIMPORTTIME="1")
        _, err = process.communicate(timeout=60)
        imported = {line.rpartition("|")[2].strip() for line in err.decode().splitlines() if line.startswith("import")}
        heavy = {"rich", "rich.style", "msgspec", "yaml", "jsonschema_rs", "pydantic", "asyncio"}
        assert "click" in imported
        assert not imported & heavy
