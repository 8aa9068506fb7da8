"""The cache: what is kept comes back whole, and nothing that anybody else wrote is believed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from govkit.checks.compat.texts import contract_of
from govkit.errors import Place
from govkit.findings import Direction, Finding, Severity, Subject, Verdict, Witness
from govkit.gate.cache import Cache, cache_at, name_of
from govkit.gate.comparisons import kept as kept_module
from govkit.gate.comparisons.kept import kept
from govkit.gate.options import Options
from govkit.spec.openapi import Contract

DOCUMENT = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\n'
FINDING = Finding(
    rule="request-property-type-changed",
    severity=Severity.ERROR,
    verdict=Verdict.PROVEN,
    message="an e-mail address",
    subject=Subject("api", ("POST /a",), None, "/a"),
    fingerprint="0" * 16,
    direction=Direction.REQUEST,
    old=Place("old.yaml", 1, 2, "/a"),
    witness=Witness(
        "POST /a", "request body", {"n": 10**40, "f": 0.1, "l": [None, True, "é"]}, "accepts", "refuses", "b"
    ),
    more_places=((Place("old.yaml", 3, 4, "/b"), None),),
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, in which everything is worth keeping."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kept_module, "_WORTH_KEEPING", -1.0)
    return tmp_path


def entries(project: Path) -> list[Path]:
    """What is kept in a project."""
    folder = project / ".govkit" / "cache"
    return sorted(folder.iterdir()) if folder.exists() else []


def never() -> list[Finding]:
    """A comparison that must not be needed."""
    raise AssertionError("compared again")


def contract(text: str = DOCUMENT, name: str = "a.yaml") -> Contract:
    """A contract to compare."""
    return contract_of(text, name)


def test_what_was_found_is_found_again_without_comparing(project: Path) -> None:
    """Whole findings come back: big numbers, places, witnesses."""
    options = Options(cache=True)
    assert kept(contract(), contract(), options, lambda: [FINDING]) == [FINDING]
    assert kept(contract(), contract(), options, never) == [FINDING]
    assert (project / ".govkit" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    ("old", "new", "options"),
    [
        (contract(DOCUMENT + " "), contract(), Options(cache=True)),
        (contract(), contract(DOCUMENT + "# x"), Options(cache=True)),
        (contract(name="b.yaml"), contract(), Options(cache=True)),
        (contract(), contract(), Options(cache=True, profile="strict")),
        (contract(), contract(), Options(cache=True, unproven=Severity.ERROR)),
        (contract(), contract(), Options()),
    ],
)
def test_whatever_a_result_depends_on_makes_another_entry(
    project: Path, old: Contract, new: Contract, options: Options
) -> None:
    """Content, names, promise and severities count; without the option nothing is looked up."""
    kept(contract(), contract(), Options(cache=True), lambda: [FINDING])
    assert kept(old, new, options, list) == []


def test_a_foreign_entry_is_not_believed(project: Path) -> None:
    """Changed by one byte, copied under another name, or signed by somebody else: compared again."""
    options = Options(cache=True)
    kept(contract(), contract(), options, lambda: [FINDING])
    (entry,) = entries(project)
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] + b"!")
    assert kept(contract(), contract(), options, list) == []
    entry.write_bytes(whole)
    other = name_of("other")
    (entry.parent / other).write_bytes(whole)
    cache = cache_at(project)
    assert cache is not None
    assert cache.get(entry.name) is not None
    assert cache.get(other) is None
    assert Cache(entry.parent, os.urandom(32)).get(entry.name) is None
    entry.write_bytes(b"")
    assert cache.get(entry.name) is None


def test_what_the_clock_ended_is_not_kept(project: Path) -> None:
    """The next run may know more."""
    from dataclasses import replace

    kept(contract(), contract(), Options(cache=True), lambda: [replace(FINDING, provisional=True)])
    assert entries(project) == []


def test_half_a_character_is_not_kept_and_not_lost(project: Path) -> None:
    """JSON text cannot hold it; the findings are returned all the same."""
    from dataclasses import replace

    odd = replace(FINDING, message="\ud800")
    assert kept(contract(), contract(), Options(cache=True), lambda: [odd]) == [odd]
    assert entries(project) == []


def test_a_cache_that_cannot_be_written_never_fails(project: Path) -> None:
    """A file stands where the folder should be."""
    (project / ".govkit").write_text("in the way")
    assert kept(contract(), contract(), Options(cache=True), lambda: [FINDING]) == [FINDING]


def test_without_a_place_for_the_key_nothing_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a user without a home."""
    (project / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "file"))
    assert cache_at(project) is None
    assert kept(contract(), contract(), Options(cache=True), lambda: [FINDING]) == [FINDING]


def test_two_at_once_agree_on_the_key(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second takes the key of the first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "home"))
    keys: list[Cache | None] = []
    threads = [threading.Thread(target=lambda: keys.append(cache_at(project))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({cache._key for cache in keys if cache is not None}) == 1
    assert len(list((project / "home" / "govkit").iterdir())) == 1


def test_the_oldest_entries_make_room(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder stays below its size."""
    from govkit.gate import cache as module

    monkeypatch.setattr(module, "_MOST_BYTES", 1_000)
    cache = cache_at(project)
    assert cache is not None
    for number in range(5):
        cache.put(name_of(str(number)), b"x" * 300)
        os.utime(project / ".govkit" / "cache" / name_of(str(number)), (number, number))
    kept_now = {entry.name for entry in entries(project)}
    assert kept_now == {name_of(str(number)) for number in (2, 3, 4)}
