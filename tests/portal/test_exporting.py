"""The pages as files: whole, relative, and nothing of anybody else is written over."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from govkit.errors import UsageError
from govkit.portal.exporting import export
from govkit.portal.links import file_of
from govkit.portal.state import Held
from tests.portal.test_pages import read


@pytest.mark.requirement("E2")
def test_every_file_that_a_page_refers_to_is_written(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
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
