"""Expressions select what Spectral itself selects with them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from govkit.checks.lint.spectral.paths import PathError, parse
from govkit.checks.lint.spectral.walk import LintedDocument, Walk
from govkit.spec.documents import FolderFiles, Library
from tests.checks.lint.spectral.peers.expressions import EXPRESSIONS
from tools import peers

HERE = Path(__file__).parent
DOCUMENTS = ("shop.yaml", "odd.json", "circles.yaml")
Place = tuple[str, ...]
Found = dict[tuple[str, str], set[Place]]

DIFFERENT = {
    "$.paths[?(@.get[?(@property === 'tags')])]": "a filter inside of a filter reports what the inner one meets, too",
    "$.components.schemas[?(@.properties[?(@.format)])]": "as above",
    "$..operationId^^.parameters": "JSONPath-Plus loses one of two steps up in what comes at any depth",
}
"""Expressions with which Spectral selects something else, and why: none of it is meant by anybody."""

BESIDE = ("circles.yaml", "own", "extra")
"""What is written beside a reference hides what has the same key in its target. Spectral names places below it that are
in the resolved tree alone; we name what is written.
"""


@pytest.fixture(scope="module")
def modules() -> Path:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    try:
        return peers.installed().parent
    except peers.Unavailable as error:
        pytest.skip(str(error))


def selected_by_spectral(modules: Path, expressions: Iterable[str], *, resolved: bool) -> tuple[Found, set[str]]:
    """What Spectral finds by document and expression, and the expressions with which it dies in some document."""
    asked = {
        "documents": [str(HERE / "documents" / name) for name in DOCUMENTS],
        "expressions": list(expressions),
        "resolved": resolved,
    }
    command = ["node", str(HERE / "selecting.cjs"), str(modules)]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=900)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    deaths = {answer["given"] for answer in answers if "error" in answer}
    found = {
        (Path(answer["file"]).name, answer["given"]): {tuple(place) for place in answer["found"]}
        for answer in answers
        if "error" not in answer
    }
    return found, deaths


def selected_by_us(expressions: Iterable[str], *, resolved: bool) -> Found:
    chosen = list(expressions)
    walk = Walk([parse(text) for text in chosen])
    found: Found = defaultdict(set)
    for name in DOCUMENTS:
        library = Library(FolderFiles(HERE / "documents"))
        linted = LintedDocument(library, library.open(name))
        for indexes, site in walk.sites(linted.resolved if resolved else linted.written):
            document, pointer = linted.source(site.way, resolved=resolved)
            for index in indexes:
                found[name, chosen[index]].add((document.path, *map(str, pointer)))
    return found


def understood(text: str) -> bool:
    try:
        parse(text)
    except PathError:
        return False
    return True


@pytest.mark.long
@pytest.mark.requirement("G2")
@pytest.mark.parametrize("resolved", [True, False], ids=["resolved", "as written"])
def test_expressions_select_what_spectral_selects(modules: Path, resolved: bool) -> None:
    expressions = [text for text in dict.fromkeys(EXPRESSIONS) if understood(text)]
    assert len(expressions) > 500
    theirs, deaths = selected_by_spectral(modules, expressions, resolved=resolved)
    assert len(deaths) < 20
    ours = selected_by_us(expressions, resolved=resolved)
    apart = {}
    for (name, text), places in theirs.items():
        others = ours.get((name, text), set())
        if without(places, resolved=resolved) != without(others, resolved=resolved) and text not in DIFFERENT:
            apart[name, text] = (places - others, others - places)
    assert apart == {}
    assert sum(map(len, theirs.values())) > 3000


def without(places: set[Place], *, resolved: bool) -> set[Place]:
    return {place for place in places if not (resolved and place[:3] == BESIDE)}


@pytest.mark.long
def test_what_we_refuse_spectral_does_not_understand(modules: Path) -> None:
    """It dies, or finds nothing anywhere."""
    refused = [text for text in dict.fromkeys(EXPRESSIONS) if not understood(text)]
    theirs, _ = selected_by_spectral(modules, refused, resolved=True)
    assert {text: found for (_, text), found in theirs.items() if found} == {}


@pytest.mark.long
def test_every_listed_difference_is_one(modules: Path) -> None:
    theirs, _ = selected_by_spectral(modules, DIFFERENT, resolved=True)
    ours = selected_by_us(DIFFERENT, resolved=True)
    assert {text for (name, text), found in theirs.items() if found != ours.get((name, text), set())} == set(DIFFERENT)
