"""Baselines: what stands is no reason to fail, what is new is, and what is mended is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govkit.errors import InputError, UsageError
from govkit.findings import Finding, Severity, Subject, Verdict, Waived, fingerprint_of
from govkit.gate.lint.baseline import Stood, baseline_of, held, read_baseline, write_baseline


def finding(rule: str, subject: Subject, waived: Waived | None = None) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        verdict=Verdict.POLICY,
        message="somewhat poor",
        subject=subject,
        fingerprint=fingerprint_of(rule, subject.api, None, subject.schema or "", subject.path),
        waived=waived,
    )


ONE = finding("title-missing", Subject("billing", ("GET /invoices",)))
TWO = finding("field-vague", Subject("billing", (), "Invoice", "/total"))
EXCUSED = finding("name-odd", Subject("crm"), Waived("because", "A", "2027-01-01"))


@pytest.mark.parametrize("name", ["lint-baseline.yaml", "baseline.json"])
def test_what_is_written_is_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    assert write_baseline(file, [ONE, TWO, ONE, EXCUSED]) == 2
    assert read_baseline(file) == baseline_of([TWO, ONE])
    if name.endswith(".json"):
        assert len(json.loads(file.read_text())["findings"]) == 2


@pytest.mark.parametrize("name", ["lint-baseline.yaml", "baseline.json"])
def test_a_baseline_of_nothing_is_one(tmp_path: Path, name: str) -> None:
    write_baseline(tmp_path / name, [])
    assert read_baseline(tmp_path / name) == []


def test_lines_are_sorted_and_say_what_they_are_about(tmp_path: Path) -> None:
    write_baseline(tmp_path / "one.yaml", [ONE, TWO])
    write_baseline(tmp_path / "other.yaml", [TWO, ONE])
    assert (tmp_path / "one.yaml").read_bytes() == (tmp_path / "other.yaml").read_bytes()
    lines = [line for line in (tmp_path / "one.yaml").read_text().splitlines() if line.startswith("  - ")]
    assert [json.loads(line[4:])["subject"] for line in lines] == ["billing Invoice /total", "billing GET /invoices"]


def test_only_what_is_new_is_left_and_what_is_gone_is_told() -> None:
    gone = Stood("old-rule", "crm", "0" * 16)
    result = held([ONE, TWO, EXCUSED], [*baseline_of([ONE]), gone])
    assert (result.new, result.stood, result.gone) == ((TWO, EXCUSED), 1, (gone,))


def test_what_is_waived_meanwhile_still_stands() -> None:
    waived = finding("title-missing", ONE.subject, Waived("because", "A", "2027-01-01"))
    assert held([waived], baseline_of([ONE])).gone == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("findings: []\n", 1),
        ("baseline: govkit/lint-baseline/v2\nfindings: []\n", 1),
        ("baseline: govkit/lint-baseline/v1\nfindings: {}\n", 1),
        ("baseline: govkit/lint-baseline/v1\nfindings:\n- {rule: a}\n", 3),
        ("baseline: govkit/lint-baseline/v1\nfindings:\n- {rule: a, fingerprint: [1]}\n", 3),
        ("baseline: govkit/lint-baseline/v1\nfindings:\n- a\n", 3),
        ("[1, 2", 1),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_place(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "baseline.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        read_baseline(file)
    assert caught.value.place is not None
    assert caught.value.place.line == line


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_baseline(tmp_path / "none.yaml")


def test_what_is_no_baseline_is_not_overwritten(tmp_path: Path) -> None:
    other = tmp_path / "api.yaml"
    other.write_text("openapi: 3.1.0\n")
    with pytest.raises(UsageError, match="is no baseline, and would be overwritten"):
        write_baseline(other, [ONE])
    assert other.read_text() == "openapi: 3.1.0\n"


def test_a_baseline_that_a_merge_has_broken_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "lint-baseline.yaml"
    write_baseline(file, [ONE])
    file.write_text("<<<<<<< ours\n" + file.read_text())
    assert write_baseline(file, [TWO]) == 1
    assert read_baseline(file) == baseline_of([TWO])


def test_a_list_that_stands_twice_is_told_and_not_half_read(tmp_path: Path) -> None:
    file = tmp_path / "lint-baseline.yaml"
    write_baseline(file, [ONE])
    file.write_text(file.read_text() + "findings: []\n")
    with pytest.raises(InputError, match="`findings` stands twice") as caught:
        read_baseline(file)
    assert caught.value.place is not None
    assert caught.value.place.line == 6


def test_an_empty_baseline_is_told_who_writes_one(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("")
    with pytest.raises(InputError, match="the file is empty") as caught:
        read_baseline(tmp_path / "empty.yaml")
    assert caught.value.hint == "`govkit lint --write-baseline` writes it"
