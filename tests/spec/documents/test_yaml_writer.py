"""Trees written as YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.documents import as_yaml, parse, yaml_flow, yaml_scalar

TREE = """\
apiVersion: govkit/v1
metadata:
  name: billing
  description: |
    Two lines,

    with a gap: and # no comment.
spec:
  owner: team:revenue
  versions:
    - version: 1.0.0
      released: 2026-03-01
      overlays: []
    - version: "2"
      tags:
        - a
        - [b, "no"]
      more: {}
  open: true
  none: null
"""


def test_a_tree_is_written_as_people_write_it() -> None:
    assert as_yaml(parse(TREE.encode(), "a.yaml").tree) == TREE


@pytest.mark.parametrize("text", ["1.0.0", "2026-03-01", "team:revenue", "a@example.com", "GET /invoices", "Straße"])
def test_what_means_itself_stands_plain(text: str) -> None:
    assert yaml_scalar(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "null",
        "Yes",
        "off",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "*",
        "&a",
        "1e3",
        " a",
        "[a",
        "{a}",
        "@a",
        "a\nb",
        "\u202e",
        "!",
    ],
)
def test_what_would_be_read_as_something_else_is_quoted(text: str) -> None:
    assert yaml_scalar(text)[0] == '"'
    assert yaml.safe_load(yaml_scalar(text)) == text


@pytest.mark.parametrize("key", ["a" * 1001, "a b" * 500, "\n" * 600, "é" * 2000])
def test_a_key_of_any_length_reads_back(key: str) -> None:
    """Readers look for the colon behind a key in the next 1024 characters only."""
    trees: list[Any] = [{key: 1, "b": {key: {"c": ["d", {key: "e\nf"}]}}}, [{key: [{"a": 1}]}], {key: {}}]
    for tree in trees:
        assert parse(as_yaml(tree).encode(), "tree.yaml").tree == tree
        assert parse(f"said: {yaml_flow(tree)}\n".encode(), "tree.yaml").tree == {"said": tree}
        assert yaml.safe_load(as_yaml(tree)) == tree


_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_TREES)
def test_a_tree_reads_back_as_it_was(tree: Any) -> None:
    for whole in ({"root": tree}, [tree]):
        assert parse(as_yaml(whole).encode(), "tree.yaml").tree == whole


@given(_TREES)
def test_a_value_in_one_line_reads_back_as_it_was(tree: Any) -> None:
    line = yaml_flow(tree)
    assert "\n" not in line
    assert parse(f"said: [{line}]\n".encode(), "tree.yaml").tree == {"said": [tree]}


@given(st.text(st.sampled_from("ab \n\t:#-|>'\"\\\r\u2028\ufeff"), max_size=8))
def test_texts_of_signs_and_line_breaks_read_back_as_they_were(text: str) -> None:
    for tree in (text, [text], {"key": text}, {text: text}, [[{"a": [text]}]]):
        assert parse(as_yaml(tree).encode(), "tree.yaml").tree == tree
        assert yaml.safe_load(as_yaml(tree)) == tree or "\u2028" in text or "\ufeff" in text
