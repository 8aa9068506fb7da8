"""Names are taken apart into words, whatever joins them."""

from __future__ import annotations

import pytest

from govkit.checks.lint.surface.names import Case, case_of, is_plural, usual, words


@pytest.mark.parametrize(
    "name", ["created_at", "createdAt", "created-at", "CreatedAt", "CREATED_AT", "created at", "Created-At"]
)
def test_the_words_of_a_name_are_the_same_in_every_case(name: str) -> None:
    assert words(name) == ("created", "at")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("userID", ("user", "id")),
        ("HTTPServer", ("http", "server")),
        ("projectsV2", ("projects", "v", "2")),
        ("page[size]", ("page", "size")),
        ("", ()),
        ("日本", ()),
    ],
)
def test_words_of_unusual_names(name: str, parts: tuple[str, ...]) -> None:
    assert words(name) == parts


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("due_date", Case.SNAKE),
        ("due-date", Case.KEBAB),
        ("dueDate", Case.CAMEL),
        ("DueDate", Case.PASCAL),
        ("DUE_DATE", Case.MACRO),
        ("memo", None),
        ("ID", None),
        ("@type", None),
        ("due date", None),
    ],
)
def test_a_name_shows_its_case_or_none(name: str, case: Case | None) -> None:
    assert case_of(name) is case


def test_a_case_is_usual_where_four_fifths_have_it() -> None:
    assert usual(["a_b", "a_c", "a_d", "a_e", "aF"]) == (Case.SNAKE, 4, 5)
    assert usual(["a_b", "a_c", "a_d", "aE", "aF"]) is None
    assert usual(["a_b", "a_c", "a_d", "a_e"]) is None, "of few nobody can say"
    assert usual(["a_b", "a_c", "a_d", "a_e", "aF", *"ghijk"]) == (Case.SNAKE, 4, 5), "one word says nothing"


@pytest.mark.parametrize("name", ["invoices", "codes_of_conduct", "callsToAction", "people", "history", "projectsV2"])
def test_these_may_be_several(name: str) -> None:
    assert is_plural(name)


@pytest.mark.parametrize("name", ["invoice", "status", "address", "balance", ""])
def test_these_are_one(name: str) -> None:
    assert not is_plural(name)
