"""Versions of the catalog named on the command line, beside files and revisions."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govkit.errors import InputError, UsageError
from govkit.gate import Options, diff
from govkit.gate.comparisons.opening import opened
from tests.catalog.entries.world import path_of, world, write

NEW = "specs/billing/2.0.0/openapi.yaml"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    write(tmp_path / "estate", {NEW: world()[NEW].replace("get:", "post:")})
    return tmp_path / "estate"


def rules(old: str, new: str) -> list[str]:
    return sorted(one.rule for one in diff(old, new, Options()).findings)


def test_two_versions_of_the_catalog_are_compared(estate: Path) -> None:
    assert rules("billing@1.0.0", "billing@2.0.0") == ["operation-added", "operation-removed"]
    assert rules("billing@2.0.0", "billing@2.0.0") == []


def test_a_major_version_is_the_latest_of_it_and_the_kind_may_stand_before(estate: Path) -> None:
    assert rules("api:billing@1", "billing@2") == rules("billing@1.0.0", "billing@2.0.0")


def test_a_version_is_compared_with_a_file(estate: Path) -> None:
    assert rules("billing@2.0.0", NEW) == []
    assert rules(NEW, "billing@1.0.0") == ["operation-added", "operation-removed"]


def test_a_version_of_a_revision_is_that_of_its_catalog(estate: Path) -> None:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", *who, *command], cwd=estate, check=True)
    write(estate, {NEW: world()[NEW]})
    assert rules("main:billing@2.0.0", "billing@2.0.0") == ["operation-added", "operation-removed"]
    outcome = diff("main:billing@2", "billing@2", Options())
    assert {one.old.file for one in outcome.findings if one.old} == {f"main:{NEW}"}


def test_the_overlays_of_a_version_are_applied(estate: Path) -> None:
    named = f"definition: {NEW}"
    entry = world()[path_of("API")].replace(named, f"{named}\n      overlays: [specs/mend.yaml]")
    action = """- {target: "$.paths['/invoices'].post", remove: true}"""
    overlay = f"overlay: 1.0.0\ninfo: {{title: M, version: 1.0.0}}\nactions:\n{action}\n"
    write(estate, {path_of("API"): entry, "specs/mend.yaml": overlay})
    assert rules(NEW, "billing@2.0.0") == ["operation-removed"]
    write(estate, {"specs/mend.yaml": overlay.replace("/invoices", "/nothing")})
    notes: list[str] = []
    opened("billing@2.0.0", (), notes)
    assert "selects nothing" in notes[0]


def test_a_file_of_that_name_comes_first(estate: Path) -> None:
    write(estate, {"billing@1.0.0": world()[NEW]})
    assert rules("billing@1.0.0", "billing@2.0.0") == ["operation-added", "operation-removed"]
    assert rules("billing@1.0.0", "specs/billing/1.0.0/openapi.yaml") == []


@pytest.mark.parametrize(
    ("argument", "message", "hint"),
    [
        ("biling@1.0.0", "has no API `biling`", "did you mean billing@1.0.0?"),
        ("billing@3", "has no version 3", "its versions are 1.0.0, 2.0.0"),
        ("billing@1.0.1", "has no version 1.0.1", "its versions are 1.0.0, 2.0.0"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(estate: Path, argument: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        rules(argument, NEW)
    assert caught.value.hint == hint


def test_without_a_catalog_a_version_names_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="there is no catalog here"):
        rules("billing@1.0.0", "billing@2.0.0")


def test_a_document_that_is_gone_is_told_where_the_entry_names_it(estate: Path) -> None:
    (estate / NEW).unlink()
    with pytest.raises(InputError, match="there is no file") as caught:
        rules("billing@1.0.0", "billing@2.0.0")
    assert caught.value.place is not None
    assert caught.value.place.file == path_of("API")
    assert caught.value.place.line == 18


def test_a_catalog_with_a_broken_entry_names_nothing(estate: Path) -> None:
    write(estate, {path_of("Team"): world()[path_of("Team")].replace("contacts:", "contact:")})
    with pytest.raises(InputError) as caught:
        rules("billing@1.0.0", "billing@2.0.0")
    assert caught.value.place is not None
    assert caught.value.place.file == path_of("Team")
