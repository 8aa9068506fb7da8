"""The fuzzers themselves: each target runs; a planted fault is found, made small, and comes back by its seed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import strategies as st

from govkit.spec.documents import records
from tests.fuzz.__main__ import RESULTS, main, told
from tests.fuzz.running import Result, TooMuch, bounded, fuzzed
from tests.fuzz.target import Target, all_targets, plain


@pytest.mark.parametrize("name", all_targets())
def test_a_target_is_fuzzed_without_a_failure(name: str) -> None:
    result = fuzzed(name, all_targets()[name], 60, 1, batch=3, most=1)
    assert result.examples >= 3
    assert not result.failures, told(result)


def test_a_fault_is_found_made_small_and_comes_back_by_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of records forgets to look behind the array."""

    def forgets(self: Any, message: str, *rest: Any) -> None:
        if "behind the array" not in message:
            refuse(self, message, *rest)

    refuse = records._Reader._refuse
    monkeypatch.setattr(records._Reader, "_refuse", forgets)
    target = Target("records", st.text("[]{} ", max_size=6).map(str.encode), all_targets()["records"].opened)
    result = fuzzed("records", target, 60, 1, most=2)
    (failure,) = result.failures.values()
    assert len(failure.example) <= len("b'[][]'")
    again = fuzzed("records", target, 60, failure.seed, most=1)
    assert [one.example for one in again.failures.values()] == [failure.example]
    said = told(result)
    assert "1 failure" in said
    assert f"--seed {failure.seed} records" in said
    assert failure.example in said


def test_two_faults_are_two_failures() -> None:
    def check(number: int) -> None:
        if number > 500:
            raise KeyError(number)
        assert number < 100

    result = fuzzed("two", Target("numbers", st.integers(0, 1000), plain(check)), 60, 1, most=3)
    assert {(one.kind, one.example) for one in result.failures.values()} == {
        ("KeyError", "501"),
        ("AssertionError", "100"),
    }


def test_what_takes_too_long_is_a_failure() -> None:
    def ends_late(_: str) -> None:
        sum(range(3_000_000))

    def never_ends(_: str) -> None:
        while True:
            pass

    for check in (ends_late, never_ends):
        with pytest.raises(TooMuch):
            bounded(Target("slow", st.text(), plain(check), seconds=0.001), check, "a")


def test_what_takes_too_much_memory_is_a_failure() -> None:
    def takes(_: str) -> None:
        assert len(bytearray(b"x" * 300 * 1024 * 1024)) > 0

    with pytest.raises(TooMuch, match="MiB"):
        bounded(Target("large", st.text(), plain(takes)), takes, "a")


def test_a_target_that_is_not_known_is_told_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["nothing"])
    assert caught.value.code == 2
    assert re.search("there is no target nothing; there are .*jsonpath", capsys.readouterr().err)


def test_the_results_that_are_kept_are_of_all_targets_and_tell_of_no_failure() -> None:
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["targets"]
    assert kept.keys() == all_targets().keys()
    assert all(one["failures"] == 0 and one["examples"] > 0 for one in kept.values())


def test_nothing_is_said_of_failures_where_there_are_none() -> None:
    assert told(Result("a", 1, 2.0, 10)) == "a: 10 examples in 2 s (5 a second), no failures\n"
