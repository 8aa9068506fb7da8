"""JSONPath of Spectral's rulesets: read or refused at a place; what is selected is in the document."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from govkit.checks.lint.spectral.paths import PathError, parse, selected
from govkit.checks.lint.spectral.walk import Walk
from tests.checks.lint.spectral.drawing import KEYS, conditions, containers, expressions
from tests.checks.lint.spectral.paths.test_selecting import SELECTS
from tests.fuzz.drawing import damaged, soup
from tests.fuzz.target import Target, plain

_TOKENS = st.sampled_from(
    [*KEYS, "$", ".", "..", "*", "[", "]", "[?(", ")]", "(", ")", "@", "@.", "@property", "@parent", "@root",
     "@path", "^",
     "~", "'", '"', ",", ":", "-1", "0", "1e3", "&&", "||", "!", "==", "===", "!=", "<", ">=", "+", "-", "/", "%", "?",
     "??", "?.", ".length", ".match(/", "/)", "/i", ".includes(", ".test(", "/a/", "typeof ", "void ", " in ", "null",
     "undefined", "true", "NaN", "Infinity", "`", "${", "}", "=>", "Object.keys(", ".constructor", ".indexOf(",
     ".slice(",
     ".some(", "\\", "\\u0061", " ", "\n", "é", "\U0001f600", "@string()", "@@x()", "new ", "this", "function"]
)  # fmt: skip
_REAL = st.sampled_from([text for text, _ in SELECTS]) | expressions
_TEXTS = st.one_of(
    damaged(_REAL, _TOKENS),
    soup(_TOKENS).map("${}".format),
    st.builds("$[?({})]".format, damaged(conditions, _TOKENS)),
    st.builds("$..[?({})]".format, soup(_TOKENS, 12)),
    st.text(max_size=40),
)
_MISSING = object()


def _check(drawn: tuple[list[str], Any]) -> None:
    texts, tree = drawn
    paths = []
    for text in texts:
        try:
            paths.append(parse(text))
        except PathError as error:
            _placed(error, text)
    alone = []
    for path in paths:
        found = list(selected(path, tree))
        keyed = any(branch.keyed for branch in path.branches)
        for way, value in found:
            at = _at(tree, way)
            assert at is not _MISSING, f"{path.text} selects {way}, which is not there"
            assert keyed or at is value
        alone.append({(way, repr(value)) for way, value in found})
    walk = Walk(paths)
    fused: list[set[Any]] = [set() for _ in paths]
    for indexes, site in walk.sites(tree):
        for index in indexes:
            fused[index].add((site.way, repr(site.value)))
    assert fused == alone


def _placed(error: PathError, text: str) -> None:
    assert error.message.strip()
    assert 0 <= error.offset <= len(text), f"offset {error.offset} of {text!r}"


def _at(tree: Any, way: tuple[str | int, ...]) -> Any:
    for part in way:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return tree


TARGET = Target(
    "JSONPath of Spectral's rulesets", st.tuples(st.lists(_TEXTS, min_size=1, max_size=3), containers), plain(_check)
)
