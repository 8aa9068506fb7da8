"""Which operation a path is for, among templates that compete for it."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.openapi.routes import Routes


def _fitting(templates: list[str], path: str) -> list[tuple[str, list[str]]]:
    routes: Routes[str] = Routes()
    for template in templates:
        routes.add(template, "GET", template)
    return [(route.template, segments) for route, segments in routes.matches(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/pets/mine", [("/pets/mine", []), ("/pets/{id}", ["mine"])]),
        ("/pets/m%69ne", [("/pets/mine", []), ("/pets/{id}", ["m%69ne"])]),
        ("/pets/1", [("/pets/{id}", ["1"])]),
        ("/pets/1.json", [("/pets/{id}.json", ["1"]), ("/pets/{id}", ["1.json"])]),
        ("/pets/mine/toys", [("/pets/{id}/toys", ["mine"])]),
        ("/pets/mine/photo", [("/pets/mine/photo", []), ("/pets/{id}/{part}", ["mine", "photo"])]),
        ("/pets//toys", []),
        ("/pets/", []),
        ("/pets/1/toys/2", []),
        ("", []),
        ("/", [("/", [])]),
    ],
)
def test_the_most_specific_comes_first(path: str, expected: list[tuple[str, list[str]]]) -> None:
    """In whatever order they are declared; a template that fits less well is there for other methods."""
    templates = ["/", "/pets/{id}", "/pets/mine", "/pets/{id}.json", "/pets/{id}/toys", "/pets/mine/photo"]
    for order in (templates, templates[::-1]):
        assert _fitting([*order, "/pets/{id}/{part}"], path)[: len(expected)] == expected
        if not expected:
            assert _fitting(order, path) == []


_SEGMENTS = st.sampled_from(["a", "b", "{x}", "{y}", "a{x}", "{x}.b", "%61", ""])
_TEMPLATES = st.lists(st.lists(_SEGMENTS, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts)), max_size=6)
_PATHS = st.lists(st.sampled_from(["a", "b", "c", "ab", "c.b", "%61", ""]), min_size=1, max_size=3)


@given(_TEMPLATES, _PATHS.map(lambda parts: "/" + "/".join(parts)))
def test_what_fits_is_found_and_nothing_else(templates: list[str], path: str) -> None:
    def fits(template: str) -> bool:
        pieces = re.split(r"\{[^{}]*\}", template.replace("%61", "a"))
        return re.fullmatch("([^/]+)".join(map(re.escape, pieces)), path.replace("%61", "a")) is not None

    shapes = {re.sub(r"\{[^{}]*\}", "{}", one.replace("%61", "a")) for one in templates if fits(one)}
    found = [re.sub(r"\{[^{}]*\}", "{}", template.replace("%61", "a")) for template, _ in _fitting(templates, path)]
    assert sorted(found) == sorted(shapes)


def test_the_order_of_declaration_does_not_matter() -> None:
    templates = ["/a/{x}", "/{x}/b", "/a/b", "/{x}/{y}"]
    found = {tuple(template for template, _ in _fitting(list(order), "/a/b")) for order in permutations(templates)}
    assert found == {("/a/b", "/a/{x}", "/{x}/b", "/{x}/{y}")}
