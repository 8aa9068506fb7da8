"""Benchmarks run one after the other; one that fails hinders none, and what is wrong is said with its place."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks.gathering import newest
from benchmarks.parts import PARTS, Part, chosen
from benchmarks.running import Progress, Stage, run

WRITES = "import json, sys; open(sys.argv[1], 'w').write(json.dumps({'rate': int(sys.argv[2])}))"


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    folder = tmp_path / "results"
    folder.mkdir()
    return Stage(tmp_path, folder, tmp_path / "logs", pace=lambda: 0.4)


@pytest.fixture
def part(stage: Stage) -> Callable[..., Part]:
    """A part that writes its rate, or does what it is told to."""

    def made(name: str, rate: int = 1, **more: Any) -> Part:
        wanted = {"command": ("-c", WRITES, str(stage.results / f"{name}.json"), str(rate)), "minutes": 0.0, **more}
        return Part(name, f"how fast {name} is", **wanted)

    return made


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(stage: Stage, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command over some parts: exit code, output, errors."""

    def called(parts: list[Part], *arguments: str) -> tuple[int, str, str]:
        code = command.main(arguments, parts, stage)
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_all_run_and_are_gathered_with_their_moment_and_machine(
    stage: Stage, part: Callable[..., Part], call: Call
) -> None:
    code, out, err = call([part("a", 3), part("b", 4)])
    assert code == 0
    assert "2 ran well" in out
    assert "[2/2] b: how fast b is" in err
    gathered = newest(stage.results)
    assert gathered is not None
    assert gathered.results("a") == {"rate": 3}
    one = gathered.parts["b"]
    assert one.dated == "run"
    assert one.measured is not None
    assert one.measured.startswith(gathered.date)
    assert one.machine is not None
    assert one.machine["seconds_for_ten_million_additions"] == [0.4, 0.4]


def test_one_that_fails_hinders_no_other_and_is_told(stage: Stage, part: Callable[..., Part], call: Call) -> None:
    (stage.results / "bad.json").write_text('{"rate": 7}')
    bad = part("bad", command=("-c", "print('no peer'); raise SystemExit(3)"))
    code, out, err = call([bad, part("good", 2)])
    assert code == 1
    assert "FAILED: exit 3: no peer" in err
    assert "failed: bad: exit 3: no peer" in out
    gathered = newest(stage.results)
    assert gathered is not None
    assert gathered.results("good") == {"rate": 2}
    assert gathered.results("bad") == {"rate": 7}, "what was kept stays"
    assert gathered.parts["bad"].failed.startswith("exit 3")
    assert gathered.parts["bad"].dated == "file"


def test_one_that_fails_after_it_wrote_has_its_new_result(stage: Stage, part: Callable[..., Part], call: Call) -> None:
    """A trial that loses something ends with 1: what it lost must be seen."""
    lost = part("trial", command=("-c", f"{WRITES}; raise SystemExit(1)", str(stage.results / "trial.json"), "9"))
    assert call([lost])[0] == 1
    gathered = newest(stage.results)
    assert gathered is not None
    assert (gathered.results("trial"), gathered.parts["trial"].dated) == ({"rate": 9}, "run")


def test_one_that_writes_nothing_has_failed(part: Callable[..., Part], call: Call) -> None:
    code, out, _ = call([part("idle", command=("-c", "pass"))])
    assert (code, "it wrote no idle.json" in out) == (1, True)


def test_one_that_takes_too_long_is_ended(
    stage: Stage, part: Callable[..., Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Part, "limit", 0.3)
    (outcome,) = run([part("slow", command=("-c", "import time; time.sleep(60)"))], stage, Progress(io.StringIO(), 1))
    assert "longer than it may take" in outcome.failed
    assert outcome.seconds is not None
    assert outcome.seconds < 10


def test_one_that_lacks_what_it_needs_is_told_without_a_start(part: Callable[..., Part], call: Call) -> None:
    code, out, _ = call([part("large", needs=(Path("/nowhere/github.json"),))])
    assert (code, "it needs /nowhere/github.json, which is not there" in out) == (1, True)


def test_names_narrow_and_the_others_keep_their_day(stage: Stage, part: Callable[..., Part], call: Call) -> None:
    call([part("a", 1), part("b", 1)])
    first = newest(stage.results)
    code, out, _ = call([part("a", 2), part("b", 2)], "b")
    second = newest(stage.results)
    assert code == 0
    assert "1 ran well, 1 kept" in out
    assert first is not None
    assert second is not None
    assert second.parts["a"] == first.parts["a"]
    assert second.results("b") == {"rate": 2}


def test_what_is_aside_runs_only_where_it_is_named(part: Callable[..., Part]) -> None:
    parts = [part("a"), part("long", aside=True)]
    assert [one.name for one in chosen([], parts)] == ["a"]
    assert [one.name for one in chosen(["long"], parts)] == ["long"]


def test_a_name_that_there_is_not_is_guessed(part: Callable[..., Part], call: Call) -> None:
    code, out, err = call([part("mapping"), part("mock")], "maping")
    assert (code, out) == (2, "")
    assert "there is no benchmark 'maping'" in err
    assert "did you mean 'mapping'?" in err


@pytest.mark.parametrize(
    ("text", "says"), [('{"a": 1,\n  oops}', "b.json:2:3: the result is no JSON"), ("[]", "b.json:1:1: a result is an")]
)
def test_a_broken_result_is_told_with_its_place_before_anything_runs(
    stage: Stage, part: Callable[..., Part], call: Call, text: str, says: str
) -> None:
    (stage.results / "b.json").write_text(text)
    code, _, err = call([part("a"), part("b")], "a")
    assert code == 2
    assert says in err
    assert "hint: run `python -m benchmarks b` anew" in err
    assert not (stage.results / "a.json").exists()


def test_a_broken_file_of_all_is_told_with_its_place(stage: Stage, part: Callable[..., Part], call: Call) -> None:
    (stage.results / "2026-01-01.json").write_text('{"date": "2026-01-01", "parts": [{}]}')
    code, _, err = call([part("a")])
    assert code == 2
    assert "2026-01-01.json:1:1: this is not what all parts are gathered in" in err
    assert "hint: write it anew" in err


def test_an_interruption_keeps_what_ran(
    stage: Stage, part: Callable[..., Part], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(parts: list[Part], *rest: Any) -> Any:
        yield from run(parts[:1], *rest)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run", interrupted)
    code, _, err = call([part("a", 5), part("b")])
    assert code == 130
    assert "what ran until now is gathered" in err
    gathered = newest(stage.results)
    assert gathered is not None
    assert (gathered.results("a"), gathered.results("b")) == ({"rate": 5}, None)


def test_nothing_runs_where_all_is_only_gathered(stage: Stage, part: Callable[..., Part], call: Call) -> None:
    (stage.results / "a.json").write_text('{"rate": 7}')
    code, out, _ = call([part("a"), part("b")], "--gather")
    assert code == 0
    assert "never measured: b" in out
    assert json.loads((stage.results / "a.json").read_text()) == {"rate": 7}


def test_a_kept_result_has_the_day_and_the_hash_of_its_commit(
    stage: Stage, part: Callable[..., Part], call: Call
) -> None:
    (stage.results / "a.json").write_text('{"rate": 7}')
    git = ("git", "-C", str(stage.root), "-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    day = "2026-03-04T05:06:07+00:00"
    subprocess.run([*git, "commit", "-q", "-m", "a", "--date", day], check=True)
    call([part("a")], "--gather")
    gathered = newest(stage.results)
    assert gathered is not None
    one = gathered.parts["a"]
    assert (one.measured, one.dated) == (day, "commit")
    assert len(one.commit) >= 7
    (stage.results / "a.json").write_text('{"rate": 8}')
    call([part("a")], "--gather")
    changed = newest(stage.results)
    assert changed is not None
    assert changed.parts["a"].dated == "file", "no commit has this one"


def test_a_terminal_sees_how_it_goes_on(stage: Stage, part: Callable[..., Part]) -> None:
    told = Terminal()
    list(run([part("a")], stage, Progress(told, 1)))
    assert "\r\x1b[K[1/1] a: how fast a is: done in" in told.getvalue()


def test_the_list_names_each_with_its_time(part: Callable[..., Part], call: Call) -> None:
    code, out, _ = call([replace(part("a"), minutes=2.0), part("long", aside=True)], "--list")
    assert code == 0
    assert "a        2 min  how fast a is\n" in out
    assert "(only where named)" in out


def test_each_part_is_a_script_that_there_is(repository: Path) -> None:
    for one in PARTS:
        name = one.command[1].replace(".", "/") if one.command[0] == "-m" else one.command[0].removesuffix(".py")
        assert any((repository / name).with_suffix(end).exists() for end in ("", ".py")), one
        assert str(repository) not in one.shown, "the machine of whoever ran it is nobody's business"
        assert sys.prefix not in one.shown
