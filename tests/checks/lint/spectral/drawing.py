"""Expressions and documents as property tests draw them: few keys, so that they meet."""

from __future__ import annotations

from hypothesis import strategies as st

KEYS = ("a", "b", "c", "type", "x-y", "0")

scalars = st.sampled_from([None, True, False, 0, 1, 2, "a", "b", "array", "", "a b"])
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)
containers = st.lists(trees, max_size=3) | st.dictionaries(st.sampled_from(KEYS), trees, max_size=4)

_operands = st.sampled_from(
    [
        "@",
        "@.a",
        "@.b.c",
        "@['x-y']",
        "@.type",
        "@property",
        "@parent",
        "@parentProperty",
        "@parent.a",
        "@.length",
        "@path",
    ]
)
_literals = st.sampled_from(["'a'", "'array'", "1", "0", "null", "undefined", "true", "''", "'b'"])
_atoms = st.one_of(
    _operands,
    st.builds("{} {} {}".format, _operands, st.sampled_from(["===", "!==", "==", "!=", "<", ">="]), _literals),
    st.builds("{}.match(/^[ab]/)".format, st.sampled_from(["@property", "@.a", "@"])),
    st.builds("['a','b','type'].includes({})".format, _operands),
    st.builds("/a/.test({})".format, _operands),
    st.sampled_from(
        ["@.a[?(@.b)]", "@string()", "@object()", "@root.a", "typeof @ === 'string'", "@property in ['a','c']"]
    ),
)
conditions = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        st.builds("{} && {}".format, inner, inner),
        st.builds("{} || {}".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=3,
)
_steps = st.one_of(
    st.builds(".{}".format, st.sampled_from(KEYS)),
    st.builds("..{}".format, st.sampled_from(KEYS)),
    st.builds("['{}']".format, st.sampled_from(KEYS)),
    st.builds(
        "[{}]".format, st.sampled_from(["a,b", "'a','type'", "0", "0,1", "1:", ":2", "-1:", "::2", "(@.length-1)"])
    ),
    st.sampled_from(["[*]", ".*", "..*", "..[a,b]", "..[0]"]),
    st.builds("[?({})]".format, conditions),
    st.builds("..[?({})]".format, conditions),
    st.just("^"),
)
expressions = st.builds(
    "${}{}".format, st.lists(_steps, max_size=4).map("".join), st.sampled_from(["", "", "", "~", "^", "^^", "^~"])
)
