"""Resolved trees, and the ways back from them to what was written."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from govkit.checks.lint.spectral.paths import parse, selected
from govkit.checks.lint.spectral.walk import LintedDocument, Walk
from govkit.checks.lint.spectral.walk.circles import reached
from govkit.spec.documents import Library, MemoryFiles, Pointer


def linted(text: str, **others: str) -> LintedDocument:
    files = {"main.yaml": text.encode(), **{f"{name}.yaml": other.encode() for name, other in others.items()}}
    library = Library(MemoryFiles(files))
    return LintedDocument(library, library.open("main.yaml"))


def source(document: LintedDocument, *way: str | int) -> str:
    found, pointer = document.source(way, resolved=True)
    return "/".join([found.path.removesuffix(".yaml"), *map(str, pointer)])


def test_a_reference_is_replaced_by_what_it_leads_to() -> None:
    document = linted("a: {x: {$ref: '#/b'}}\nb: [{$ref: '#/c'}, 2]\nc: {d: 1}\n")
    assert document.resolved == {"a": {"x": [{"d": 1}, 2]}, "b": [{"d": 1}, 2], "c": {"d": 1}}
    assert source(document, "a", "x", 0, "d") == "main/c/d"
    assert source(document, "a", "x", "1") == "main/b/1"
    assert source(document, "a", "x") == "main/b"
    assert source(document, "a", "missing", "y") == "main/a"


def test_parts_are_shared_and_what_has_no_references_is_the_documents_own() -> None:
    document = linted("a: {$ref: '#/c'}\nb: {$ref: '#/c'}\nc: {d: {e: 1}}\n")
    tree = document.resolved
    assert tree["a"] is tree["b"] is tree["c"] is document.document.tree["c"]


def test_a_chain_of_references_leads_to_its_end() -> None:
    document = linted("a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {x: 1}\n")
    assert document.resolved["a"] == {"x": 1}
    assert source(document, "a", "x") == "main/c/x"


def test_circular_references_are_left_wherever_one_enters_the_circle() -> None:
    document = linted(
        "start: {$ref: '#/d/A'}\nd:\n  A: {b: {$ref: '#/d/B'}}\n"
        "  B: {a: {$ref: '#/d/A'}, c: {$ref: '#/d/C'}}\n  C: {x: 1}\n"
    )
    own = document.document.tree["d"]
    assert document.resolved["d"] == {"A": own["A"], "B": {"a": own["B"]["a"], "c": {"x": 1}}, "C": {"x": 1}}
    assert document.resolved["start"] == own["A"]
    assert source(document, "start", "b") == "main/d/A/b"


def test_a_reference_to_what_holds_it_is_left() -> None:
    document = linted("node: {child: {$ref: '#/node'}}\nother: {$ref: '#/node'}\n")
    assert document.resolved["other"] == {"child": {"$ref": "#/node"}}


def test_references_into_other_files_lead_there_and_back() -> None:
    document = linted(
        "a: {$ref: 'other.yaml#/b'}\nwhole: {$ref: 'other.yaml'}\nmine: 5\n",
        other="b: {c: {$ref: '#/d'}, m: {$ref: 'main.yaml#/mine'}}\nd: [1]\n",
    )
    assert document.resolved["a"] == {"c": [1], "m": 5}
    assert source(document, "a", "c", 0) == "other/d/0"
    assert source(document, "a", "m") == "main/mine"
    assert source(document, "whole", "d") == "other/d"


def test_circles_through_paths_of_an_api_end_which_spectral_does_not_see() -> None:
    document = linted("paths:\n  /a: {x: {$ref: '#/paths/~1b'}}\n  /b: {y: {$ref: '#/paths/~1a'}}\n")
    assert document.resolved == document.document.tree


def test_references_may_lead_on_any_number_of_times() -> None:
    chain = "".join(f"d{number}: {{next: {{in: {{$ref: '#/d{number + 1}'}}}}}}\n" for number in range(1500))
    document = linted(f"{chain}d1500: {{end: 1}}\n")
    tree = document.resolved["d0"]
    for _ in range(1500):
        tree = tree["next"]["in"]
    assert tree == {"end": 1}
    assert source(document, "d0", *["next", "in"] * 1500, "end") == "main/d1500/end"
    assert len(list(Walk([parse("$..end")]).sites(document.resolved))) == 1
    hops = "".join(f"h{number}: {{$ref: '#/h{number + 1}'}}\n" for number in range(1500))
    assert linted(f"{hops}h1500: 5\n").resolved["h0"] == 5


def test_files_that_refer_to_each_other_in_a_circle_end() -> None:
    document = linted("a: {x: {$ref: 'other.yaml#/b'}}\n", other="b: {y: {$ref: 'main.yaml#/a'}}\n")
    assert document.resolved == {"a": {"x": {"$ref": "other.yaml#/b"}}}


def test_what_stands_beside_a_reference_is_found_where_it_is_written() -> None:
    """It is not in the resolved tree, but a way through its place is one of the document itself."""
    document = linted(
        "direct: {$ref: '#/t', description: mine, more: {a: 1}}\nfar: {$ref: '#/via'}\n"
        "via: {in: {$ref: '#/t', description: via}}\n"
        "t: {description: theirs, other: 1, more: {a: 2, b: 3}}\n"
    )
    theirs = {"description": "theirs", "other": 1, "more": {"a": 2, "b": 3}}
    assert document.resolved == {"direct": theirs, "far": {"in": theirs}, "via": {"in": theirs}, "t": theirs}
    assert source(document, "direct", "description") == "main/direct/description"
    assert source(document, "direct", "other") == "main/t/other"
    assert source(document, "direct") == "main/direct"
    assert source(document, "far", "in", "description") == "main/t/description"
    assert source(document, "via", "in", "description") == "main/via/in/description"
    sites = [site.way for _, site in Walk([parse("$..description"), parse("$..a")]).sites(document.resolved)]
    assert {source(document, *way) for way in sites} == {
        "main/direct/description", "main/t/description", "main/via/in/description",
        "main/direct/more/a", "main/t/more/a",
    }  # fmt: skip


def test_behind_a_reference_only_plain_keys_are_found_as_spectral_finds_them() -> None:
    document = linted("a: {$ref: '#/b'}\nb: {plain: {x: 1}, 'p+q': {x: 2}}\n'c d': {x: 3}\ne: {$ref: '#/c d'}\n")
    assert source(document, "a", "plain", "x") == "main/b/plain/x"
    assert source(document, "a", "p+q", "x") == "main/b"
    assert source(document, "b", "p+q", "x") == "main/b/p+q/x"
    assert source(document, "e", "x") == "main"
    ways = [site.way for _, site in Walk([parse("$..x")]).sites(document.resolved)]
    assert {source(document, *way) for way in ways} == {
        "main", "main/b", "main/b/plain/x", "main/b/p+q/x", "main/c d/x",
    }  # fmt: skip


def test_what_aliases_of_yaml_share_is_found_in_each_place() -> None:
    document = linted("a: &x {description: 1}\nb: *x\nc: {$ref: '#/a'}\n")
    for tree in (document.resolved, document.written):
        ways = {site.way for _, site in Walk([parse("$..description")]).sites(tree)}
        assert {("a", "description"), ("b", "description")} <= ways


def test_references_that_lead_nowhere_are_left_and_told_once() -> None:
    document = linted(
        "a: {$ref: '#/nope'}\nb: [{$ref: '#/nope'}, {$ref: 'gone.yaml'}, {$ref: 'https://x.example/y'}]\n"
    )
    assert document.resolved == document.document.tree
    assert [(found.pointer, found.reference) for found in document.dangling] == [
        (("a",), "#/nope"), (("b", 1), "gone.yaml"), (("b", 2), "https://x.example/y"),
    ]  # fmt: skip
    assert all(found.message for found in document.dangling)


def test_a_document_that_is_one_scalar_is_its_own_tree() -> None:
    assert linted("text").resolved == "text"


@given(st.lists(st.lists(st.integers(0, 11), max_size=3), min_size=12, max_size=12))
def test_what_a_node_of_a_graph_reaches_is_what_steps_lead_to(edges: list[list[int]]) -> None:
    for node, bits in enumerate(reached(edges)):
        found: set[int] = set()
        waiting = [*edges[node]]
        while waiting:
            other = waiting.pop()
            if other not in found:
                found.add(other)
                waiting += edges[other]
        assert {other for other in range(12) if bits >> other & 1} == found


NAMES = ("A", "B", "C", "D")
_references = st.builds(lambda name: {"$ref": f"#/s/{name}"}, st.sampled_from(NAMES))
_beside = st.builds(lambda name: {"$ref": f"#/s/{name}", "k": 7}, st.sampled_from(NAMES))
_schemas = st.recursive(
    st.one_of(st.integers(0, 3), _references, _references, _beside),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["k", "m", "type", "p+q"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_documents = st.fixed_dictionaries({"p": _schemas, "s": st.fixed_dictionaries(dict.fromkeys(NAMES, _schemas))})


EXPRESSIONS = (
    "$..k", "$..*", "$..[?(@.type)]", "$..m^", "$.p..type^^", "$..[?(@parentProperty=='k')]", "$..m.k", "$..k~",
)  # fmt: skip


def expanded(value: Any) -> Any:
    """The same tree without any shared part."""
    if isinstance(value, dict):
        return {key: expanded(inner) for key, inner in value.items()}
    return [expanded(inner) for inner in value] if isinstance(value, list) else value


@given(_documents, st.sampled_from(EXPRESSIONS))
def test_a_walk_over_shared_parts_finds_the_sources_that_a_walk_over_the_whole_tree_finds(
    tree: Any, expression: str
) -> None:
    document = linted(yaml.safe_dump(tree))
    path = parse(expression)
    wanted = {where(document, way) for way, _ in selected(path, expanded(document.resolved))}
    assert {where(document, site.way) for _, site in Walk([path]).sites(document.resolved)} == wanted


def where(document: LintedDocument, way: Pointer) -> Pointer:
    return document.source(way, resolved=True)[1]
