"""Many causes at once: the same verdicts however they are shared out, and an end to what never ends."""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.connection import Connection
from typing import Any

import pytest

from govkit.checks.compat import compare_texts, slices
from govkit.checks.compat.judge import Judge, Judgement
from govkit.findings import Verdict

COUNT = 120


def many(kind: str) -> str:
    """A description of many operations, each with one field of a type."""
    one = (
        "  /a%d: {post: {requestBody: {content: {application/json: {schema: {type: object,"
        ' properties: {f%d: {type: %s}}}}}}, responses: {"200": {description: ok}}}}\n'
    )
    paths = "".join(one % (number, number, kind) for number in range(COUNT))
    return f'openapi: 3.1.0\ninfo: {{title: T, version: "1"}}\npaths:\n{paths}'


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_the_number_of_cores_changes_nothing(monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    """As many findings as there are causes, the same as without any process."""
    monkeypatch.setattr(slices, "_FEW", 10_000)
    alone = compare_texts(many("string"), many("integer"))
    monkeypatch.setattr(slices, "_FEW", 10)
    monkeypatch.setattr(slices, "_SLICE", 16)
    monkeypatch.setattr(slices, "cores", lambda: cores)
    assert compare_texts(many("string"), many("integer")) == alone
    assert len(alone) == COUNT
    assert all(finding.verdict is Verdict.PROVEN for finding in alone)


def test_what_takes_too_long_is_undecided_and_the_rest_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """One cause that never comes to an end costs its own verdict only."""
    decide = Judge.decide

    def stuck(self: Judge, changes: list[Any]) -> Judgement:
        if "f7" in changes[0].old.pointer:
            time.sleep(60)
        return decide(self, changes)

    monkeypatch.setattr(Judge, "decide", stuck)
    monkeypatch.setattr(slices, "_PATIENCE", 0.5)
    findings = compare_texts(many("string"), many("integer"))
    (undecided,) = [finding for finding in findings if finding.verdict is Verdict.UNPROVEN]
    assert undecided.subject.operations == ("POST /a7",)
    assert undecided.provisional
    assert "in time" in undecided.reason
    assert len(findings) == COUNT


def test_a_process_that_dies_costs_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its causes are undecided, those of the others decided."""
    decide, parent = Judge.decide, os.getpid()

    def dying(self: Judge, changes: list[Any]) -> Judgement:
        if "f7" in changes[0].old.pointer and os.getpid() != parent:
            os._exit(9)
        return decide(self, changes)

    monkeypatch.setattr(Judge, "decide", dying)
    findings = compare_texts(many("string"), many("integer"))
    undecided = [finding for finding in findings if finding.verdict is Verdict.UNPROVEN]
    assert undecided
    assert len(undecided) < COUNT
    assert all("died" in finding.reason for finding in undecided)


def test_a_mistake_in_a_process_is_one_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised where the comparison was asked for, with its traceback."""

    def broken(self: Judge, changes: list[Any]) -> Judgement:
        raise KeyError("a mistake")

    monkeypatch.setattr(Judge, "decide", broken)
    with pytest.raises(RuntimeError, match="a mistake"):
        compare_texts(many("string"), many("integer"))


def _compared(answers: Connection) -> None:
    answers.send(len(compare_texts(many("string"), many("integer"))))


def test_a_process_that_may_have_none_compares_by_itself() -> None:
    """As a worker of somebody's pool is."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_compared, args=(there,), daemon=True)
    process.start()
    try:
        assert here.poll(60)
        assert here.recv() == COUNT
    finally:
        process.join()
