"""Pages that are followed from top to bottom: files saved, edits made, commands typed; what is printed is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guides.reader import Reader, blocks, commands, is_shown

FROM_NOTHING = {
    "from-oasdiff.md": ["govkit diff old.yaml new.yaml", "govkit check --against main"],
    "from-spectral.md": ["govkit lint openapi.yaml --ruleset .spectral.yaml"],
}
"""Pages that begin in an empty folder, with the commands that are refused (exit code 1)."""
ON_THE_ESTATE = ("consuming.md", "integrating.md", "operating.md", "overseeing.md", "owning.md")
"""Pages that begin in the reference estate, as `govkit init --with-example` leaves it; none of them changes it."""


@pytest.mark.requirement("E4")
@pytest.mark.parametrize("name", FROM_NOTHING)
def test_a_page_shows_what_happens(repository: Path, tmp_path: Path, name: str) -> None:
    """In an empty folder; what is refused is known, and nothing ends in an error."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    reader = Reader(tmp_path / "work", tmp_path / "home")
    assert _refused(reader, (repository / "docs" / name).read_text(encoding="utf-8")) == FROM_NOTHING[name]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Somebody who has the reference estate for their own."""
    folder = tmp_path_factory.mktemp("guides")
    reader = Reader(folder, folder)
    reader.run("govkit init --with-example alderway")
    reader.run("cd alderway")
    reader.run("git init -q -b main && git add . && git commit -qm 'A catalog of our APIs'")
    assert reader.code == 0
    return reader


@pytest.mark.requirement("E4")
@pytest.mark.parametrize("name", ON_THE_ESTATE)
def test_a_guide_of_a_job_shows_what_happens(repository: Path, estate: Reader, name: str) -> None:
    """On one estate for all of them."""
    assert _refused(estate, (repository / "docs" / name).read_text(encoding="utf-8")) == []


def _refused(reader: Reader, page: str) -> list[str]:
    """Follows a page; the commands that ended with 1."""
    refused = []
    for language, block in blocks(page):
        if language == "yaml" and block.startswith("# "):
            reader.save(block)
        elif language == "diff":
            reader.edit(block)
        elif language == "console":
            for command, shown in commands(block):
                printed = reader.run(command)
                assert is_shown(shown, printed), f"$ {command}\n{printed}"
                assert reader.code in (0, 1), f"$ {command}\n{printed}"
                refused += [command] if reader.code else []
    return refused


OASDIFF = """
breaking breaking-files changelog diff summary flatten upgrade validate checks schema git-diff-driver completion
--allow-external-refs --attributes --auto-upgrade --base --case-insensitive-headers --color --config
--deprecation-days-beta --deprecation-days-stable --err-ignore --exclude-elements --exclude-extensions --fail-on --fetch
--filter-extension --flatten-allof --flatten-params --format --include-path-params --lang --level --match-inline-refs
--match-path --open --prefix-base --prefix-revision --severity-levels --stability-level --strip-prefix-base
--strip-prefix-revision --template --unmatch-path --warn-ignore
"""
SPECTRAL = """
lint --encoding --format --output --stdin-filepath --resolver --ruleset --fail-severity --display-only-failures
--ignore-unknown-format --fail-on-unmatched-globs --show-documentation-url --verbose --quiet
"""


@pytest.mark.parametrize(("name", "words"), [("from-oasdiff.md", OASDIFF), ("from-spectral.md", SPECTRAL)])
def test_nothing_that_people_come_with_is_passed_over(repository: Path, name: str, words: str) -> None:
    """Each command and each flag of the other program, as its own help names them."""
    page = (repository / "docs" / name).read_text(encoding="utf-8")
    rows = "\n".join(line.split(" | ")[0] for line in page.splitlines() if line.startswith("| "))
    assert [word for word in words.split() if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", rows)] == []
