"""Annotations of GitHub Actions."""

from __future__ import annotations

import re
from dataclasses import replace

from govkit.errors import Place
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot

_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def _lines(outcome: Outcome) -> list[str]:
    rendered = render(outcome, "github", RenderOptions())
    assert isinstance(rendered, str)
    return rendered.removesuffix("\n").split("\n")


def test_the_whole_log() -> None:
    assert_snapshot("full.github.txt", "\n".join(_lines(samples.FULL)) + "\n")


def test_every_line_but_the_summary_is_a_command() -> None:
    *commands, summary = _lines(samples.FULL)
    assert all(_COMMAND.fullmatch(command) for command in commands)
    assert summary.startswith("2 errors, 2 warnings")


def test_the_worst_comes_first_and_the_waived_last_as_a_notice() -> None:
    levels = [command.split(" ")[0] for command in _lines(samples.FULL)[:-1]]
    assert levels == ["::error", "::error", "::warning", "::warning", "::notice", "::notice"]


def test_the_step_of_the_version_is_the_first_notice() -> None:
    notices = [command for command in _lines(samples.FULL) if command.startswith("::notice")]
    assert notices[0].startswith(f"::notice file={samples.NEW},title=semver step%3A major::2 breaks, the first: ")
    assert notices[0].endswith("%0A2.0.0 → 2.1.0 is a minor step: too small, next is 3.0.0")


def test_the_lines_that_differ_are_quoted() -> None:
    rendered = render(samples.FULL, "github", RenderOptions(line_of=samples.line_of))
    assert "%0A- maxLength: 500%0A+ maxLength: 80%0A" in rendered


def test_what_breaks_nothing_stays_out() -> None:
    assert not any("customer_email" in row for row in _lines(samples.FULL))


def test_text_of_a_document_cannot_start_a_command() -> None:
    *commands, summary = _lines(samples.HOSTILE)
    assert len(commands) == 3, "a finding and the steps of two APIs"
    assert all(_COMMAND.fullmatch(command) for command in commands)
    found = _COMMAND.fullmatch(commands[0])
    assert found
    properties = dict(pair.split("=", 1) for pair in found[2].split(","))
    assert properties["file"] == "specs/ü#?.yaml"
    assert "100%25" in found[3]
    assert not summary.startswith("::")


def test_a_path_with_separators_is_encoded() -> None:
    finding = replace(samples.HOSTILE.findings[0], new=None)
    first = _lines(replace(samples.HOSTILE, findings=(finding,)))[0]
    assert "file=specs/a b%2Cc%3Ad%25%0A.yaml,line=1,col=2," in first


def test_a_line_of_an_earlier_revision_is_no_line_of_the_pull_request() -> None:
    finding = replace(samples.REMOVED, old=Place(f"{'a1' * 20}:specs/api.yaml", 3, 7), new=None)
    assert _lines(replace(samples.FULL, findings=(finding,)))[0].startswith("::error file=specs/api.yaml,title=")
    finding = replace(finding, new=Place(f"{'a1' * 20}:specs/api.yaml", 4, 8))
    assert _lines(replace(samples.FULL, findings=(finding,)))[0].startswith("::error file=specs/api.yaml,line=4,col=8,")
