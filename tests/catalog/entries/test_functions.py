"""APIs whose operations are functions: known by their documents, without client, mocked where they are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.catalog.entries import load
from govkit.catalog.entries.functions import is_of_functions
from govkit.gate.generating import Generation
from govkit.gate.mocking import contracts_of
from govkit.spec.documents import MemoryFiles
from tests.catalog.entries.world import world

DOCUMENT = "openapi: 3.1.0\ninfo: {title: Functions, version: 1.0.0}\npaths: {}\n"
ESTATE = Path(__file__).parents[3]


def _is_of_functions(document: str) -> bool:
    texts = world() | {"specs/billing/2.0.0/openapi.yaml": document}
    estate = load(MemoryFiles({path: text.encode() for path, text in texts.items()}))
    return is_of_functions(estate.files, estate.versions("billing")[-1])


def test_a_document_says_by_its_root_that_it_describes_functions() -> None:
    assert _is_of_functions(DOCUMENT + "x-govkit-functions: true\n")
    assert not _is_of_functions(DOCUMENT)
    assert not _is_of_functions(DOCUMENT + "x-govkit-functions: 'true'\n"), "a text is no answer"
    assert not _is_of_functions(DOCUMENT + "x-other: {x-govkit-functions: true}\n"), "only the root is asked"


def test_a_document_that_cannot_be_read_describes_no_functions() -> None:
    assert not _is_of_functions("x-govkit-functions: [\n")


@pytest.mark.parametrize("named", [[], ["functions"]])
def test_functions_have_a_document_and_no_client(named: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ESTATE)
    jobs = [job for job in Generation(named, cache=False).jobs if job.api == "functions"]
    assert [type(job).__name__ for job in jobs] == ["FunctionsJob"]


def test_functions_are_not_mocked_unless_they_are_named() -> None:
    assert "functions" not in contracts_of([], [], ESTATE)
    assert "functions" in contracts_of(["integrations"], [], ESTATE)
