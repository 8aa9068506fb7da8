"""What is asked before anything is drawn: pages of lists, and operations without credentials."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from govkit.checks.pacts.fuzz.rules._samples import API
from tests.checks.pacts.asking import asked
from tests.checks.pacts.deviating import Deviation

pytest.importorskip("schemathesis")

KIND = "parameters: [{name: kind"
OFFSET = "{name: limit, in: query, schema: {type: integer}}, {name: offset, in: query, schema: {type: integer}}"
CURSOR = "{name: per_page, in: query, schema: {type: integer}}, {name: cursor, in: query, schema: {type: string}}"
OPEN_ID = "{type: openIdConnect, openIdConnectUrl: 'https://id.example.com'}"


def note(name: str) -> dict[str, str]:
    return {"id": name, "text": name, "kind": "memo"}


def page(*items: Any, **headers: str) -> Deviation:
    return {"at": "GET /notes", "do": "answer", "body": list(items), "headers": headers}


def rules(folder: Path, api: str, deviations: Sequence[Deviation]) -> set[str]:
    (folder / "api.yaml").write_text(api, encoding="utf-8")
    found = asked("api.yaml", deviations, folder, examples=1, phases=("examples",), operations=("GET /notes",))
    return {one.rule for one in found if one.rule in ("provider-page-differs", "provider-credentials-ignored")}


def paged(parameters: str) -> str:
    """The API with a list in pages, which whoever comes may read."""
    return API.replace(KIND, f"security: []\n      parameters: [{parameters}, {{name: kind")


@pytest.mark.parametrize(
    ("parameters", "answer"),
    [
        (OFFSET, page(note("a"), note("b"))),
        (OFFSET, page(note("a"))),
        (CURSOR, page(note("a"), link='</notes?per_page=1&cursor=a>; rel="next"')),
        (CURSOR, page(note("a"), link='</nowhere>; rel="next"')),
    ],
    ids=["longer than asked for", "the same again", "a link to itself", "a link to nowhere"],
)
def test_pages_that_are_not_what_was_asked_for_are_found(parameters: str, answer: Deviation, tmp_path: Path) -> None:
    assert rules(tmp_path, paged(parameters), [answer]) == {"provider-page-differs"}


@pytest.mark.parametrize(
    ("parameters", "answers"),
    [
        (OFFSET, []),
        (CURSOR, [page(note("a"))]),
        (CURSOR, [page(note("a"), link='<https://elsewhere.example.com/notes>; rel="next"')]),
        (OFFSET, [page()]),
        (OFFSET, [{"at": "GET /notes", "do": "answer", "body": {"of": 1}}]),
    ],
    ids=["a mock", "the last page", "another machine is not asked", "no items", "no list"],
)
def test_pages_that_nothing_speaks_against_are_silent(
    parameters: str, answers: Sequence[Deviation], tmp_path: Path
) -> None:
    assert rules(tmp_path, paged(parameters), answers) == set()


def test_whoever_comes_is_let_in_whatever_the_scheme(tmp_path: Path) -> None:
    api = API.replace("{type: http, scheme: bearer}", OPEN_ID)
    assert rules(tmp_path, api, []) == set()
    assert rules(tmp_path, api, [{"at": "*", "do": "open"}]) == {"provider-credentials-ignored"}
