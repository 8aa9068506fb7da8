"""docs/getting-started.md, word by word: each command runs in its order and prints what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guides.reader import Reader, blocks, commands, is_shown


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "getting-started.md").read_text(encoding="utf-8")


@pytest.mark.requirement("E4")
def test_the_guide_shows_what_happens(page: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    reader = Reader(tmp_path / "work", tmp_path / "home")
    refused = []
    for language, block in blocks(page):
        if language == "yaml":
            reader.save(block)
        elif language == "diff":
            reader.edit(block)
        elif language == "console":
            for command, shown in commands(block):
                printed = reader.run(command)
                assert is_shown(shown, printed), f"$ {command}\n{printed}"
                refused += [command] if reader.code else []
    assert refused == ["govkit check"], "the break is refused, and nothing else"
    assert reader.run("git status --porcelain") == ""


def test_the_guide_runs_nothing_else(page: str) -> None:
    """What stands in no console is an installation, and what CI runs."""
    others = [block for language, block in blocks(page) if language not in ("console", "yaml", "diff")]
    assert others == [
        "pip install 'govkit[strict]'\n",
        "govkit validate\ngovkit check --against origin/main\n",
    ]


def test_the_links_of_the_guide_lead_somewhere(page: str, repository: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert links
    assert [link for link in links if not (repository / "docs" / link).is_file()] == []


def test_a_published_description_goes_the_same_way(shared_specs: Path, tmp_path: Path) -> None:
    """Begun, registered with an API that people use, released, broken, refused, mended."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    reader = Reader(tmp_path / "work", tmp_path / "home")
    (spec,) = shared_specs.glob("openmeter/1-*")
    whose = "--system usage --domain finance --owner billing-team --business-owner billing-team --audience partner"
    for command in (
        "govkit init --name finance --team billing-team --email billing@example.com",
        "git init -q -b main && git add . && git commit -qm first",
        f"govkit register '{spec}' --api usage --version 1.0.0 --create {whose}",
        "git add . && git commit -qm registered",
        "govkit validate && govkit check",
    ):
        printed = reader.run(command)
        assert reader.code == 0, printed
    document = reader.folder / "specs/usage/1.0.0/openapi.yaml"
    released = reader.run("govkit release usage@1.0.0 && git add . && git commit -qm released")
    assert reader.code == 0, released
    before = document.read_text()
    document.write_text(before.replace("  /api/v1/events:", "  /api/v1/happenings:"))
    refused = reader.run("govkit check")
    assert reader.code == 1
    assert "released-version-changed" in refused
    assert "operation-removed" in refused
    document.write_text(before)
    assert "no findings" in reader.run("govkit check")
