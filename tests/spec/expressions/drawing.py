"""Expressions as tests draw and evaluate them: a world that stands still, trees of all forms, and values."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from govkit.spec.expressions import (
    FUNCTIONS,
    MISSING,
    Binary,
    Call,
    Grammar,
    ListOf,
    Literal,
    Name,
    Tree,
    Unary,
    Within,
)

ALL = Grammar(functions=FUNCTIONS)
NOW = datetime(2026, 9, 15, 0, 0, 8, tzinfo=UTC)
RECORD = {
    "id": "INV-1",
    "status": "open",
    "total": "2706.25",
    "rate": 0.1,
    "memo": None,
    "lines": [{"amount": "2500.00", "quantity": 2}, {"amount": "206.25", "quantity": 1}],
    "odd name": {"a/b": {"*": 7}},
    "due": "2026-12-01",
}
INVOICES = [{"id": "INV-1", "customer": "C-1"}, {"id": "INV-2", "customer": "C-2"}]


class World:
    """A world of one collection that stands still."""

    def now(self) -> datetime:
        return NOW

    def records(self, collection: str) -> list[Any]:
        return INVOICES if collection == "/invoices" else []

    def records_where(self, collection: str, way: tuple[str, ...], texts: list[str]) -> list[Any]:
        self.asked = [*getattr(self, "asked", []), (way, texts)]
        return [one for one in self.records(collection) if one.get(way[0]) in texts]

    def lookup(self, collection: str, key: str) -> Any:
        return next((one for one in self.records(collection) if one["id"] == key), MISSING)


words = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,5}[A-Za-z0-9_])?", fullmatch=True)
_steps = st.one_of(st.just("*"), st.text(min_size=1, max_size=6).filter(lambda text: text != "*"))
_literals = st.builds(
    Literal,
    st.one_of(
        st.text(max_size=8),
        st.booleans(),
        st.none(),
        st.decimals(0, 10**12, allow_nan=False, places=3),
        st.integers(0, 10**12).map(Decimal),
    ),
)
_names = st.builds(
    Name,
    words,
    st.lists(words, max_size=3).map(tuple),
    st.one_of(st.none(), st.lists(_steps, min_size=1, max_size=3).map(tuple)),
)
_SIGNS = ["==", "!=", "<", "<=", ">", ">=", "in", "&&", "||", "+", "-", "*", "/"]
_FUNCTIONS = sorted(set(FUNCTIONS) - {"matches"})


def _called(draw: st.DrawFn, inner: st.SearchStrategy[Tree]) -> Tree:
    function = FUNCTIONS[draw(st.sampled_from(_FUNCTIONS))]
    count = draw(st.integers(function.least, function.most))
    return Call(function.name, tuple(draw(inner) for _ in range(count)))


def _deeper(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.builds(Binary, st.sampled_from(_SIGNS), inner, inner),
        st.builds(Unary, st.sampled_from("!-"), inner),
        st.builds(ListOf, st.lists(inner, max_size=3).map(tuple)),
        st.composite(_called)(inner),
        st.builds(Within, inner, st.lists(words, min_size=1, max_size=2).map(tuple), st.none()),
        st.builds(Within, inner, st.just(()), st.lists(_steps, min_size=1, max_size=2).map(tuple)),
    )


syntax_trees = st.recursive(st.one_of(_literals, _names), _deeper, max_leaves=12)
json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=6), st.dates().map(str)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=4)),
    max_leaves=10,
)
