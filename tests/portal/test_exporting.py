"""The pages as files: whole, relative, and nothing of anybody else is written over."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from govkit.errors import GovkitError, UsageError
from govkit.portal import spreading
from govkit.portal.exporting import export
from govkit.portal.links import file_of
from govkit.portal.making import Maker
from govkit.portal.state import Held, State
from tests.portal.test_pages import read
from tests.tiers import every


@pytest.mark.requirement("E2")
def test_every_file_that_a_page_refers_to_is_written(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 100
    for page in every(pages, 4, turn=1):
        for link in read(page.read_text(encoding="utf-8")).found:
            if link.startswith(("#", "data:")):
                continue
            assert not link.startswith(("/", "http")), f"{page} leads out: {link}"
            assert (page.parent / unquote(link.partition("#")[0])).is_file(), f"{page} refers to {link}"


def test_files_of_others_are_not_written_over(estate: Held, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="did not write"):
        export(estate.state, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("path", "query", "file"),
    [
        ("/", {}, "index.html"),
        ("/apis", {}, "apis/index.html"),
        ("/apis", {"page": "2"}, "apis/page-2/index.html"),
        ("/apis/billing", {}, "apis/billing/index.html"),
        ("/deprecations.ics", {}, "deprecations.ics"),
        ("/assets/portal.css", {}, "assets/portal.css"),
    ],
)
def test_a_page_lies_in_a_folder_of_its_path(path: str, query: dict[str, str], file: str) -> None:
    assert file_of(path, query) == file


@pytest.mark.parametrize(
    "name", ["..", ".", "../../../out", "a/../../b", "..\\..\\c", "c:d", "\x00", "\ud800", "x" * 5000, ".govkit-portal"]
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    """A workflow may be called anything; its page is a file below the folder, and not that of another."""
    path = "/workflows/" + quote(name, safe="", errors="surrogatepass")
    file = file_of(path)
    parts = file.split("/")
    assert parts[0] == "workflows"
    assert parts[2:] == ["index.html"]
    assert parts[1] not in ("", ".", "..")
    assert len(parts[1].encode()) < 255
    assert file != file_of("/workflows/x")


def test_a_folder_that_cannot_be_written_is_told(estate: Held, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        export(estate.state, tmp_path / "file" / "site")


# ---------------------------------------------------------------------------------------------------- all or nothing

SMALL = {
    "teams/finance": "kind: Team\nmetadata: {name: finance}\nspec: {contacts: [{email: finance@example.com}]}\n",
    "teams/sales": "kind: Team\nmetadata: {name: sales}\nspec: {contacts: [{email: sales@example.com}]}\n",
}


@pytest.fixture
def small(tmp_path: Path) -> State:
    """The state of an estate of two teams."""
    top = tmp_path / "estate"
    for name, text in SMALL.items():
        file = top / "catalog" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"apiVersion: govkit/v1\n{text}", encoding="utf-8")
    (top / "govkit.yaml").write_text("{}\n")
    return Held(top, lambda: None).state


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by their way from it."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def test_the_same_pages_are_written_by_one_process_and_by_several(
    small: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(spreading, "cores", lambda: 3)
    spread = export(small, tmp_path / "spread", told.append)
    monkeypatch.setattr(spreading, "cores", lambda: 1)
    alone = export(small, tmp_path / "alone")
    assert files_of(tmp_path / "spread") == files_of(tmp_path / "alone")
    assert spread == alone
    assert told[-1] == spread.pages > 20
    assert told == sorted(told)


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_interrupted_leaves_the_pages_as_they_were(
    small: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(spreading, "cores", lambda: number)
    place = tmp_path / "place"
    export(small, place / "site")
    before = files_of(place)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(small, place / "site", interrupt)
    assert files_of(place) == before
    assert [one.name for one in place.iterdir()] == ["site"]
    with pytest.raises(KeyboardInterrupt):
        export(small, place / "anew", interrupt)
    assert [one.name for one in place.iterdir()] == ["site"]


def test_a_mistake_in_a_process_is_told_by_the_command(
    small: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(spreading, "cores", lambda: 2)
    monkeypatch.setattr(Maker, "_one", broken)
    with pytest.raises(RuntimeError, match="of all things"):
        export(small, tmp_path / "place" / "site")
    assert list((tmp_path / "place").iterdir()) == []


def test_a_process_that_is_ended_from_outside_is_told(
    small: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "cores", lambda: 2)
    monkeypatch.setattr(Maker, "_one", lambda *_: os._exit(9))
    with pytest.raises(GovkitError, match="ended from outside"):
        export(small, tmp_path / "site")


def test_pages_of_what_is_gone_go_and_files_of_others_stay(small: State, tmp_path: Path) -> None:
    site = tmp_path / "site"
    export(small, site)
    (site / "CNAME").write_text("portal.example.com")
    assert (site / "teams/sales/index.html").is_file()
    (small.top / "catalog/teams/sales.yaml").unlink()
    export(Held(small.top, lambda: None).state, site)
    assert (site / "CNAME").read_text() == "portal.example.com"
    assert (site / "teams/finance/index.html").is_file()
    assert not (site / "teams/sales").exists()


def test_a_folder_that_is_a_file_system_of_its_own_is_filled(
    small: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A volume of a container cannot be renamed: what lies in it is replaced."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setattr("os.path.ismount", lambda path: str(path) == str(site))
    export(small, site)
    export(small, site)
    assert (site / "teams/sales/index.html").is_file()
    assert not [one.name for one in site.iterdir() if one.name.endswith(".writing")]


def test_whoever_may_read_the_folder_beside_may_read_the_pages(small: State, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    export(small, tmp_path / "site")
    assert (tmp_path / "site").stat().st_mode == (tmp_path / "other").stat().st_mode
