"""The site shows every page, leads nowhere dead, and asks no other host for anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.site import building, built, navigation, pages


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with three pages, one generated, in the navigation, and nothing wrong."""
    files = {
        "README.md": "# Demo\n\n[Start](docs/index.md)\n",
        "CHANGELOG.md": "# Changelog\n",
        "src/code.py": "",
        "docs/navigation.yaml": "- Start:\n    - index.md\n    - Kinds: reference/kinds/\n    - CHANGELOG.md\n",
        "docs/index.md": "# Demo\n\n## A `word` – twice\n\n[Kinds](reference/kinds/index.md), [below](#a-word--twice), "
        "[code](../src/code.py), [news](../CHANGELOG.md), [schema](a.json)\n\n```text\n[not](a-link.md)\n```\n",
        "docs/a.json": "{}\n",
        "docs/reference/kinds/index.md": "# Kinds\n\n[Team](team.md)\n",
        "docs/reference/kinds/team.md": "# Team\n\n[Demo](../../index.md#a-word--twice)\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.requirement("E4")
def test_every_page_is_shown_and_no_link_is_dead(repository: Path) -> None:
    """Pages of docs/ and the README, as a Git host shows them."""
    assert pages.problems(repository) == []


@pytest.mark.requirement("E4")
@pytest.mark.long
def test_the_site_builds_strictly_and_needs_no_other_host(repository: Path, tmp_path: Path) -> None:
    """`make site`, as `make check` runs it: every page is there, reached by links, and asks nobody else."""
    assert building.build(repository, tmp_path / "site") == []
    assert built.problems(tmp_path / "site") == []
    shown = {page.file for page in navigation.load(repository).pages()}
    assert {file.relative_to(repository / "docs").as_posix() for file in (repository / "docs").rglob("*.md")} <= shown


def test_a_small_site_builds_with_links_made_for_it(checkout: Path, tmp_path: Path) -> None:
    """Pages outside of docs/ come along; what is only in the repository is named and not linked; code is left alone."""
    site = tmp_path / "made"
    assert pages.problems(checkout) == []
    assert building.build(checkout, site) == []
    assert built.problems(site) == []
    first = built.look(site / "index.html")
    assert {"CHANGELOG/", "a.json", "#a-word--twice"} <= set(first.links)
    assert not any("code" in link for link in first.links)
    assert "[not](a-link.md)" in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("docs/new.md", "# New\n", "docs/new.md: no part of the site"),
        ("docs/navigation.yaml", "- gone.md\n", "there is no page gone.md"),
        ("docs/navigation.yaml", "- index.md\n- index.md\n", "index.md stands there twice"),
        ("docs/index.md", "# Demo\n\n[x](gone.md)\n", "docs/index.md:3: the link gone.md leads nowhere"),
        ("docs/index.md", "# Demo\n\n[x](#gone)\n", "docs/index.md:3: the link #gone leads to no heading"),
        ("README.md", "[x](docs/index.md#gone)\n", "README.md:1: the link docs/index.md#gone leads to no heading"),
    ],
)
def test_what_is_wrong_with_the_pages_is_said_with_its_place(checkout: Path, file: str, text: str, said: str) -> None:
    """A page outside the navigation, a page that is not there, a dead link, a dead anchor."""
    (checkout / file).write_text(text, encoding="utf-8")
    assert [problem for problem in pages.problems(checkout) if said in problem]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "index.html: asks https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//fonts.example/a.css">', "index.html: asks //fonts.example/a.css"),
        ('<img src="http://img.example/a.png">', "index.html: asks http://img.example/a.png"),
        ("<style>a { background: url('https://img.example/b') }</style>", "index.html: asks https://img.example/b"),
        ('<p style="background: url(https://img.example/c)">', "index.html: asks https://img.example/c"),
        ('<img src="gone.png">', "index.html: gone.png is not there"),
        ('<a href="gone/">x</a>', "index.html: the link gone/ leads nowhere"),
        ('<a href="other/#gone">x</a>', "index.html: the link other/#gone leads to no heading"),
        ("", "other/index.html: no link leads there from the first page"),
    ],
)
def test_what_is_wrong_with_a_built_page_is_said(tmp_path: Path, html: str, said: str) -> None:
    """Requests to other hosts, and what leads nowhere; a link to another host is no request."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text('<h1 id="top">Other</h1>', encoding="utf-8")
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    assert said in built.problems(tmp_path)
    (tmp_path / "index.html").write_text(
        '<a href="other/#top">x</a><a href="https://example.com">y</a>', encoding="utf-8"
    )
    assert built.problems(tmp_path) == []


@pytest.mark.parametrize("said", ["{}", "- [index.md]", "- 1", "- {a: index.md, b: index.md}"])
def test_a_navigation_of_another_form_is_refused(checkout: Path, said: str) -> None:
    """With the name of the file."""
    (checkout / "docs" / "navigation.yaml").write_text(said, encoding="utf-8")
    with pytest.raises(ValueError, match=r"docs/navigation\.yaml: expected"):
        navigation.load(checkout)
