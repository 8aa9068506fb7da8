"""The fused walk finds what each expression finds by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.checks.lint.spectral.model import SpectralRule
from govkit.checks.lint.spectral.paths import Path, PathError, parse, selected
from govkit.checks.lint.spectral.walk import LintedDocument, Walk, visit, walking
from govkit.spec.documents import Library, MemoryFiles, Pointer
from tests.checks.lint.spectral.drawing import containers, expressions
from tests.checks.lint.spectral.paths.test_selecting import DOCUMENT, SELECTS

Found = set[tuple[Pointer, str]]


def understood(texts: list[str]) -> list[Path]:
    paths = []
    for text in texts:
        try:
            paths.append(parse(text))
        except PathError:
            continue
    return paths


def walked(walk: Walk, count: int, tree: Any) -> list[Found]:
    found: list[Found] = [set() for _ in range(count)]
    for indexes, site in walk.sites(tree):
        for index in indexes:
            found[index].add((site.way, repr(site.value)))
    return found


def by_itself(path: Path, tree: Any) -> Found:
    return {(way, repr(value)) for way, value in selected(path, tree)}


def test_all_expressions_at_once_find_what_each_finds_alone() -> None:
    paths = [parse(text) for text, _ in SELECTS]
    walk = Walk(paths)
    for _ in range(2):  # the second time with the states of the first
        assert walked(walk, len(paths), DOCUMENT) == [by_itself(path, DOCUMENT) for path in paths]


@given(st.lists(expressions, min_size=1, max_size=12), containers, containers)
def test_a_fused_walk_is_the_walks_of_its_paths(texts: list[str], first: Any, second: Any) -> None:
    paths = understood(texts)
    walk = Walk(paths)
    for tree in (first, second):
        assert walked(walk, len(paths), tree) == [by_itself(path, tree) for path in paths]


def test_a_shared_part_is_visited_once() -> None:
    shared = {"name": 1}
    walk = Walk([parse("$..name"), parse("$.list[*]")])
    found = [(indexes, site.way) for indexes, site in walk.sites({"list": [shared] * 100})]
    assert found == [((1,), ("list", 0)), ((0,), ("list", 0, "name"))]


def test_a_shared_part_is_visited_in_each_place_where_that_matters() -> None:
    shared = {"name": {"x": 1}}
    tree = {"a": shared, "b": shared}
    for text, count in (("$..[?(@parentProperty === 'name')]", 1), ("$..[?(@parent.name)]", 1), ("$..name~", 1)):
        assert len(list(Walk([parse(text)]).sites(tree))) == count, text
    assert {site.way for _, site in Walk([parse("$.*[?(@parentProperty === 'b')]")]).sites(tree)} == {("b", "name")}
    assert {site.way for _, site in Walk([parse("$.*[?(@path.includes('b'))].x")]).sites(tree)} == {("b", "name", "x")}


def test_keys_of_a_shared_part_are_all_told() -> None:
    shared: dict[str, Any] = {}
    sites = [site for _, site in Walk([parse("$[*]~")]).sites({"a": shared, "b": shared})]
    assert [(site.way, site.value) for site in sites] == [(("a",), "a"), (("b",), "b")]


def test_it_is_told_which_filters_throw() -> None:
    walk = Walk([parse("$.a"), parse("$.*[?(@.b.c)]"), parse("$..[?(@.b && @.b.c)]")])
    for _ in range(2):
        assert len(list(walk.sites({"a": {"d": {"b": None}}}))) == 1
        assert walk.faults == [(1, "there is no c of null")]
    assert list(walk.sites({})) == []
    assert walk.faults == []


def test_a_filter_that_throws_for_want_of_a_member_is_told() -> None:
    texts = ("$.*[?(@.x.y)]", "$.*[?(@.x.y.z == 1)]", "$..[?(!@.x.y)]", "$.*[?(@.x && @.x.y)]", "$.*[?(@.x)]")
    walk = Walk([parse(text) for text in texts])
    assert list(walk.sites({"a": [{"b": 1}]})) == []
    assert walk.faults == [(index, "there is no y of undefined") for index in range(3)]
    assert list(walk.sites({"a": [{"x": {"y": {"z": 0}}}]})) != []
    assert [index for index, _ in walk.faults] == [2]  # of the array, and of what is in it


def test_a_walk_of_whole_ways_ends_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MOST_VISITS", 1000)
    tree: Any = {"end": {"x": 1}}
    for _ in range(30):
        tree = {"a": tree, "b": tree}
    walk = Walk([parse("$..[?(@path.endsWith('nowhere'))]"), parse("$..x")])
    assert [indexes for indexes, _ in walk.sites(tree)] == [(1,)]
    assert walk.faults == [(0, "more than 1,000 ways lead through the document")]


def test_rules_visit_the_resolved_tree_or_that_which_was_written() -> None:
    library = Library(MemoryFiles({"a.yaml": b"a: {$ref: '#/b'}\nb: {c: 1}\n"}))
    linted = LintedDocument(library, library.open("a.yaml"))
    rules = [
        SpectralRule(name="resolved", given=("$.a.c", "$.a['$ref']"), then=()),
        SpectralRule(name="written", given=("$.a.c", "$.a['$ref']"), then=(), resolved=False),
    ]
    found = [(rule.name, site.way, site.value) for rule, site in visit(rules, linted)]
    assert found == [("resolved", ("a", "c"), 1), ("written", ("a", "$ref"), "#/b")]
