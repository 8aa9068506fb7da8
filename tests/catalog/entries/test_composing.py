"""Entries composed as text: what is read again is what was said, whatever it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries import all_kinds, load
from govkit.catalog.entries.composing import composed, path_of
from govkit.spec.documents import MemoryFiles, Said, parse

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SAID = st.recursive(
    st.booleans() | st.integers(-(10**30), 10**30) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, SAID, max_size=4))
def test_what_is_composed_is_read_again(spec: dict[str, object]) -> None:
    tree = parse(composed("API", {"name": "billing"}, spec), "").tree  # type: ignore[arg-type]
    assert tree == {"apiVersion": "govkit/v1", "kind": "API", "metadata": {"name": "billing"}, "spec": spec}


def test_an_entry_is_written_as_people_write_it() -> None:
    spec: dict[str, Said] = {
        "system": "billing",
        "tags": [],
        "versions": [{"version": "1.0.0", "overlays": ["a.yaml"]}, {"of": {"x": 1}}],
    }
    text = composed("API", {"name": "billing", "title": "Billing: all"}, spec, schema="../x.json", note="Ours.")
    assert text.decode() == (
        "# yaml-language-server: $schema=../x.json\n# Ours.\napiVersion: govkit/v1\nkind: API\n"
        'metadata:\n  name: billing\n  title: "Billing: all"\nspec:\n  system: billing\n  tags: []\n'
        "  versions:\n    - version: 1.0.0\n      overlays: [a.yaml]\n    - of:\n        x: 1\n"
    )


@pytest.mark.parametrize("kind", all_kinds().values(), ids=lambda kind: kind.name)
def test_the_example_of_every_kind_survives(kind: object) -> None:
    """Its tree, composed and read again, is an entry in order."""
    name, example = kind.name, kind.example  # type: ignore[attr-defined]
    tree = parse(example.encode(), "").tree
    again = composed(name, tree["metadata"], tree["spec"])
    estate = load(MemoryFiles({path_of(name, "example"): again}))
    assert (parse(again, "").tree, estate.problems, len(estate)) == (tree, (), 1)
