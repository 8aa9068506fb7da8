"""Strategies: small schemas over the whole vocabulary, ways to change them, and values to try them on."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.sampled_from(["", "a", "b", "ab", "abc", "aaaa", "x1", "2024-01-31", "A"])
NUMBERS = st.sampled_from([0, 1, 2, 3, 4, 5, -1, 0.5, 1.5, 2.25, 10, 100])
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())
PATTERNS = st.sampled_from(["^a", "^[a-c]*$", "b$", "^.{2}$", "^[a-z]+$", "1"])
SMALL = st.integers(0, 4)


def values() -> st.SearchStrategy[Any]:
    """JSON values that the schemas of this module tell apart."""
    return st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
        ),
        max_leaves=6,
    )


def _optional(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keywords)


def _typed(name: str, keywords: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return keywords.map(lambda rest: {"type": name, **rest})


def schemas(depth: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of 2020-12, a few levels deep."""
    flat = st.one_of(
        _typed("string", _optional(minLength=SMALL, maxLength=SMALL, pattern=PATTERNS)),
        _typed("integer", _optional(minimum=NUMBERS, maximum=NUMBERS, multipleOf=st.sampled_from([1, 2, 3]))),
        _typed("number", _optional(minimum=NUMBERS, exclusiveMaximum=NUMBERS, multipleOf=st.sampled_from([0.5, 1, 2]))),
        st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}, {}]),
        st.lists(SCALARS, min_size=1, max_size=3).map(lambda listed: {"enum": listed}),
        SCALARS.map(lambda value: {"const": value}),
    )
    if depth == 0:
        return flat
    inner = schemas(depth - 1)
    properties = st.dictionaries(NAMES, inner, max_size=3)
    additional = st.one_of(st.booleans(), inner)
    objects = _typed(
        "object",
        _optional(
            properties=properties,
            required=st.lists(NAMES, unique=True, max_size=2),
            additionalProperties=additional,
            minProperties=SMALL,
            maxProperties=SMALL,
            patternProperties=st.dictionaries(st.sampled_from(["^a", "b"]), inner, max_size=1),
            dependentRequired=st.just({"a": ["b"]}),
        ),
    )
    arrays = _typed(
        "array",
        _optional(
            items=inner,
            minItems=SMALL,
            maxItems=SMALL,
            uniqueItems=st.just(True),
            prefixItems=st.lists(inner, min_size=1, max_size=2),
            contains=inner,
        ),
    )
    branches = st.lists(inner, min_size=1, max_size=3)
    composed = st.one_of(
        branches.map(lambda parts: {"anyOf": parts}),
        branches.map(lambda parts: {"oneOf": parts}),
        branches.map(lambda parts: {"allOf": parts}),
        inner.map(lambda part: {"not": part}),
        st.tuples(inner, inner, inner).map(lambda three: {"if": three[0], "then": three[1], "else": three[2]}),
        st.tuples(inner, objects).map(lambda two: {**two[1], "anyOf": [two[0], {}]}),
    )
    return st.one_of(flat, objects, arrays, composed)


@st.composite
def changed(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema and another that grew out of it, or is unrelated."""
    old = draw(schemas())
    if draw(st.integers(0, 4)) == 0:
        return old, draw(schemas())
    return old, draw(_edited(old))


def _edited(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    @st.composite
    def edit(draw: st.DrawFn) -> dict[str, Any]:
        new = dict(schema)
        keys = sorted(new)
        inside = [key for key in keys if isinstance(new[key], dict) and key not in ("dependentRequired", "const")]
        listed = [key for key in keys if key in ("anyOf", "oneOf", "allOf", "prefixItems")]
        choice = draw(st.integers(0, 5))
        if choice == 0 and keys:
            del new[draw(st.sampled_from(keys))]
        elif choice == 1 and inside:
            key = draw(st.sampled_from(inside))
            if key in ("properties", "patternProperties"):
                names = sorted(new[key])
                if names:
                    name = draw(st.sampled_from(names))
                    new[key] = {**new[key], name: draw(_edited(new[key][name]))}
            else:
                new[key] = draw(_edited(new[key]))
        elif choice == 2 and listed:
            key = draw(st.sampled_from(listed))
            parts = list(new[key])
            index = draw(st.integers(0, len(parts) - 1))
            parts[index] = draw(_edited(parts[index]))
            new[key] = parts
        elif choice == 3 and listed:
            key = draw(st.sampled_from(listed))
            new[key] = [*new[key], draw(schemas(0))]
        elif choice == 4:
            new = {"allOf": [new, draw(schemas(1))]}
        else:
            new.update(draw(schemas(1)))
        return new

    return edit()
