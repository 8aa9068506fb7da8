"""Overlays: an overlay with mistakes is refused at a place of it, or makes a document whose places are real."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.spec.documents import parse
from govkit.spec.openapi.overlays import overlaid
from tests.fuzz.drawing import ODD_VALUES, damaged, grafted, soup
from tests.fuzz.target import Target, inside, plain, refused_well
from tests.properties.test_documents import pointers
from tests.spec.openapi.overlays.test_overlays import BASE, base

_QUERIES = (
    "$", "$.paths", "$.paths.*", "$..get", "$..*", "$.tags[0]", "$.tags[*]", "$.tags[?@.name == 'a']",
    "$.paths['/invoices'].get",
    "$.tags[-1]", "$.tags[0:2:1]", "$..[?@.in == 'query']", "$..[?match(@.name, 'li.*')]",
    "$..parameters[?length(@) > 1]", "$.x",
    "$..[?count(@.*) > 1]", "$..[?search(@, '(a+)+$')]", "$.info.title", "$..parameters[?@.schema.type=='integer']",
    "$.paths..tags",
)  # fmt: skip
_TOKENS = st.sampled_from(
    ["$", ".", "..", "*", "[", "]", "?", "@", "==", "<", "&&", "||", "!", "(", ")", "'a'", '"a"', "0", "-1", ":",
     ",", "1e9", "true",
     "null", "length(", "count(", "match(", "search(", "value(", "paths", "tags", "['/invoices']", " ", "\\u0061",
     "é", "~", "#", "^"]
)  # fmt: skip
_TARGETS = st.one_of(
    st.sampled_from(_QUERIES),
    damaged(st.sampled_from(_QUERIES), _TOKENS),
    soup(_TOKENS, 10).map("${}".format),
    ODD_VALUES,
)
_UPDATES = st.one_of(
    ODD_VALUES, grafted(st.just({"a": [1, {"b": 2}], "get": {"tags": ["x"], "responses": {"200": {}}}, "name": "n"}))
)
_ACTIONS = st.fixed_dictionaries(
    {"target": _TARGETS},
    optional={
        "update": _UPDATES,
        "remove": st.sampled_from([True, True, False, None, "yes"]),
        "copy": _TARGETS,
        "description": ODD_VALUES,
    },
)
_OVERLAYS = st.builds(
    lambda version, actions, extends: {
        "overlay": version,
        "info": {"title": "t", "version": "1"},
        "actions": actions,
        **extends,
    },
    st.sampled_from(["1.0.0", "1.1.0", "1.1.0", 1.0, "2.0.0", None]),
    st.lists(_ACTIONS, max_size=4) | ODD_VALUES,
    st.sampled_from([{}, {}, {"extends": "x.yaml"}, {"extends": 1}]),
)
_EXAMPLES = st.lists(_OVERLAYS | grafted(_OVERLAYS) | ODD_VALUES, min_size=1, max_size=2)


def _check(trees: list[Any]) -> None:
    texts = {f"overlay{index}.json": json.dumps(tree, indent=1) for index, tree in enumerate(trees)}
    try:
        some = [parse(text.encode(), name) for name, text in texts.items()]
    except InputError:
        return
    document = base()
    before = json.dumps(document.tree)
    try:
        made = overlaid(document, some)
    except InputError as error:
        refused_well(error, texts[error.place.file] if error.place is not None else "")
        return
    finally:
        assert json.dumps(document.tree) == before, "the document itself was changed"
    json.dumps(made.tree, allow_nan=False)
    for place in made.places(pointers(made.tree)[:300]).values():
        inside(place.line, place.column, texts.get(place.file, BASE))
    assert all(made.remarks)


TARGET = Target("overlays", _EXAMPLES, plain(_check))
