"""Every sample of every page is run or held to its form by a test, or says why not; every command is a command."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from govkit.cli import govkit as program
from tests.conftest import ROOT
from tests.guides.test_pages import FROM_NOTHING, ON_THE_ESTATE

PAGES = ("README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
FENCE = re.compile(r"(?P<before>^<!--[^\n]*-->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"<!-- illustrative: (?P<reason>.{10,}) -->\n")
FOLLOWED = {f"docs/{name}" for name in (*FROM_NOTHING, *ON_THE_ESTATE)} | {"docs/getting-started.md"}
"""Pages that a test goes through from top to bottom."""

LEDGER = ROOT / "tests" / "guides" / "samples.yaml"
"""Of all other pages: how many blocks of each language there are, and the tests that run them."""


def fenced(page: str) -> Iterator[tuple[int, str, str, str | None]]:
    """The fenced blocks of a page: line, language, text, and why the block is not run, where it says so."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        mark = MARK.fullmatch(found["before"] or "")
        yield text.count("\n", 0, found.start()) + 1, found["language"], found["text"], mark and mark["reason"]


def unmarked(page: str) -> Counter[str]:
    """How many blocks of each language have to be run."""
    return Counter(language for _, language, _, reason in fenced(page) if reason is None)


@pytest.mark.requirement("E4")
def test_each_sample_is_run_by_a_test_or_says_why_not() -> None:
    """What nobody runs is wrong one day: run it, or write `<!-- illustrative: why -->` above it."""
    ledger = yaml.safe_load(LEDGER.read_text(encoding="utf-8"))
    wanted = {page: dict(sorted(unmarked(page).items())) for page in PAGES if page not in FOLLOWED and unmarked(page)}
    assert {page: of["blocks"] for page, of in ledger.items()} == wanted


@pytest.mark.parametrize("page", sorted(FOLLOWED))
def test_a_page_that_is_followed_has_no_sample_that_the_reader_passes_over(page: str) -> None:
    """Files with a name, edits, and commands are what a reader does something with."""
    passed = [
        (line, text)
        for line, language, text, reason in fenced(page)
        if reason is None and language not in ("console", "diff") and not (language == "yaml" and text.startswith("# "))
    ]
    known = {"docs/getting-started.md": 2}  # the installation, and what CI runs: test_the_guide_runs_nothing_else
    assert len(passed) == known.get(page, 0), passed


def test_the_tests_of_the_ledger_read_their_pages() -> None:
    """Each file is there and names the page; what it does with it is its own."""
    for page, of in yaml.safe_load(LEDGER.read_text(encoding="utf-8")).items():
        assert of["run by"], page
        for name in of["run by"]:
            assert Path(page).name in (ROOT / name).read_text(encoding="utf-8"), (page, name)


@pytest.mark.parametrize("page", PAGES)
def test_samples_are_of_their_language(page: str) -> None:
    """Whoever copies one gets no mistake of form: an ellipsis on a line of its own is nothing that is copied."""
    for line, language, text, _ in fenced(page):
        body = "\n".join(row for row in text.split("\n") if row.strip() != "…")
        where = f"{page}:{line}"
        if language == "yaml":
            assert list(yaml.safe_load_all(body)), where
        elif language == "json":
            assert json.loads(body) is not None, where
        elif language == "python":
            assert ast.parse(body).body, where
        assert language, f"{where}: a block without a language"


# ----------------------------------------------------------------------------------------------------------- commands

_ENDS = re.compile(r"\s+(?:#|\||>|<|&&|\|\||;|2>).*$")


def typed(page: str) -> Iterator[tuple[int, str]]:
    """The commands of govkit on a page, with their lines: in blocks, indented, and between the lines."""
    text = re.sub(r"\\\n\s*", "  ", (ROOT / page).read_text(encoding="utf-8"))
    fence = False
    for number, row in enumerate(text.split("\n"), 1):
        if row.startswith("```"):
            fence = not fence
        elif fence or row.startswith("    "):
            for part in re.split(r"&& ", row):
                if found := re.match(r"\s*(?:\$ )?(govkit(?: .*)?)$", part):
                    yield number, _ENDS.sub("", found[1])
        else:
            yield from ((number, found) for found in re.findall(r"`(govkit [^`]+)`", row))


def wrong(command: str) -> str | None:
    """What is wrong with a command as it is typed; None where the command line knows it."""
    words = shlex.split(command.replace("…", ""))[1:]
    found: click.Command = program
    context = click.Context(program, info_name="govkit")
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        below = found.get_command(context, words[0])
        if below is None:
            return None if _open(words[0]) else f"no command {words[0]}"
        found, words = below, words[1:]
        context = click.Context(found, info_name=found.name, parent=context)
    try:
        given, left, _ = found.make_parser(context).parse_args(list(words))
    except click.UsageError as error:
        return None if "requires an argument" in error.format_message() else error.format_message()
    if left and not isinstance(found, click.Group):
        return f"too much: {left}"
    choices = {option.name: option.type for option in found.params if isinstance(option.type, click.Choice)}
    return next(
        (
            f"{name} is not {value}"
            for name, value in given.items()
            if isinstance(value, str) and name in choices and not _open(value) and value not in choices[name].choices
        ),
        None,
    )


def _open(word: str) -> bool:
    """Whether a word stands for others: `COMMAND`, `[ARGS]`, `...`."""
    return not word or word.upper() == word or word.startswith(("[", "{", "."))


@pytest.mark.requirement("E4")
@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md"])
def test_each_command_of_a_page_is_a_command(page: str) -> None:
    """Also those that are only spoken of: the command is there, its options are, and their values."""
    found = [f"{page}:{line}: {command}: {said}" for line, command in typed(page) if (said := wrong(command))]
    assert found == []


@pytest.mark.parametrize(
    "command",
    [
        "govkit chekc",
        "govkit check --agianst main",
        "govkit rules --format xml",
        "govkit release a@1 b@2 c@3",
        "govkit mock upp",
    ],
)
def test_a_command_that_is_none_is_found(command: str) -> None:
    """What the tests above would be blind without."""
    assert wrong(command)
