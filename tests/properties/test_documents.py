"""Laws of reading: what one library writes the reader reads, and every node is found where it was written."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import yaml
from hypothesis import given
from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.spec.documents import Document, Pointer, Tree, format_pointer, parse, parse_pointer

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff\ufffe\uffff")
ODD_TEXTS = (
    *("no", "ON", "true", "null", "~", "007", "0o17", "1e3", "1_0", "2024-01-01", "12:30:45", "<<", "=", "200", ".inf"),
    *("-", "# x", "a: b", "- a", "&a", "*a", "!x", "{", "[", "'", '"', "\\", "a/b", "~1", "%", "", " ", "a\nb", "\t"),
    *("e\u0308", "😀"),
)
TEXTS = st.text(CHARACTERS, max_size=8) | st.sampled_from(ODD_TEXTS)
NUMBERS = st.integers(-(10**40), 10**40) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS


def trees(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
        max_leaves=20,
    ).filter(lambda tree: isinstance(tree, dict | list))


INDENTS = st.sampled_from([None, 0, 1, 2, 7, "\t"])


def pointers(tree: Tree) -> list[Pointer]:
    found: list[Pointer] = []
    waiting: list[tuple[Pointer, Any]] = [((), tree)]
    while waiting:
        at, value = waiting.pop()
        found.append(at)
        members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting.extend(((*at, key), inner) for key, inner in members)
    return found


def exact(tree: Tree) -> str:
    """A text that tells 1 from 1.0 and from true, and the order of keys."""
    return repr(tree)


def at_place(document: Document, pointer: Pointer) -> str:
    """The text that starts at the place of a node."""
    place = document.place(pointer)
    assert place.line is not None
    assert place.column is not None
    lines = document.text.string.split("\n")[place.line - 1 :]
    return "\n".join([lines[0][place.column - 1 :], *lines[1:]])


@given(tree=trees(SCALARS), indent=INDENTS, ascii_only=st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(tree: Tree, indent: Any, ascii_only: bool) -> None:
    """Values, types and the order of keys."""
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)
    document = parse(text.encode(), "api.json")
    assert exact(document.tree) == exact(json.loads(text))
    assert document.syntax == "json"
    assert document.duplicate_keys == []


@given(tree=trees(SCALARS), indent=INDENTS, ascii_only=st.booleans())
def test_the_place_of_a_node_in_json_is_where_it_was_written(tree: Tree, indent: Any, ascii_only: bool) -> None:
    """At it stands the key of a member, with its value behind it, or the value of an item."""
    document = parse(json.dumps(tree, indent=indent, ensure_ascii=ascii_only).encode(), "api.json")
    decoder = json.JSONDecoder()
    for pointer in pointers(tree):
        found, end = decoder.raw_decode(at := at_place(document, pointer))
        if pointer and isinstance(pointer[-1], str):
            assert found == pointer[-1]
            found, _ = decoder.raw_decode(at[end:].lstrip().removeprefix(":").lstrip())
        assert exact(found) == exact(document.node(pointer).value)


@given(
    tree=trees(st.none() | st.booleans() | st.integers(-(10**40), 10**40) | TEXTS),
    flow=st.booleans(),
    style=st.sampled_from(["'", '"']),
    indent=st.integers(2, 6),
)
def test_yaml_is_read_as_it_was_meant(tree: Tree, flow: bool, style: str, indent: int) -> None:
    """Texts in quotes: then YAML 1.1, in which PyYAML writes, and 1.2 agree. Tags stand where it quotes a number."""
    text = yaml.safe_dump(tree, default_style=style, default_flow_style=flow, indent=indent, sort_keys=False)
    assert exact(parse(("---\n" + text).encode(), "api.yaml").tree) == exact(tree)


WORDS = st.sampled_from(["word", "two words", "it's", "200", "no", True, None, 1, -7])


@given(tree=trees(WORDS | TEXTS), flow=st.booleans())
def test_the_place_of_a_node_in_yaml_is_where_it_was_written(tree: Tree, flow: bool) -> None:
    """At it stands the key of a member, plain or quoted."""
    text = "---\n" + yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=10_000)
    document = parse(text.encode(), "api.yaml")
    document.places(pointers(document.tree))
    for pointer in pointers(document.tree):
        if pointer and isinstance(pointer[-1], str):
            found = parse(f"? {_key(at_place(document, pointer))}\n: 1".encode(), "key.yaml")
            assert list(found.tree) == [pointer[-1]]


def _key(text: str) -> str:
    """The key, plain or quoted, that a text starts with, as YAML."""
    quoted = re.match(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", text, re.DOTALL)
    return quoted.group() if quoted else re.split(r":(?=\s)|\n", text, maxsplit=1)[0]


@given(parts=st.lists(TEXTS).map(tuple))
def test_a_pointer_comes_back_from_its_text(parts: tuple[str, ...]) -> None:
    """Whatever stands in its parts, `%` written as in a URI."""
    assert parse_pointer(format_pointer(parts).replace("%", "%25")) == parts


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_comes_in_is_read_or_refused(data: bytes) -> None:
    """Nothing but InputError comes out, and what was read can be written again."""
    for label in ("api.json", "api.yaml"):
        try:
            document = parse(data, label)
        except InputError as error:
            assert error.place  # noqa: PT017  either may happen
            continue
        json.dumps(document.tree, allow_nan=False).encode()
        document.places(pointers(document.tree))
        assert isinstance(document.duplicate_keys, list)


@given(tree=trees(SCALARS))
def test_json_is_yaml_and_means_the_same(tree: Tree) -> None:
    """A comment before it makes JSON be read as YAML. YAML knows no pairs of surrogates, so these are not escaped."""
    text = json.dumps(tree, ensure_ascii=False)
    text = "".join(c if c.isprintable() or c > "\uffff" else f"\\u{ord(c):04x}" for c in text)
    document = parse(f"# YAML\n{text}".encode(), "api.yaml")
    assert document.syntax == "yaml"
    assert exact(document.tree) == exact(parse(text.encode(), "api.json").tree)


@given(
    keys=st.lists(st.sampled_from("abc"), max_size=8),
    label=st.sampled_from(["api.json", "api.yaml"]),
    deep=st.booleans(),
)
def test_every_repeated_key_is_told(keys: list[str], label: str, deep: bool) -> None:
    """One for each repetition, in their order; the last one is what the tree holds."""
    members = ", ".join(f'"{key}": {number}' for number, key in enumerate(keys))
    text = f'{{"x": [{{{members}}}]}}' if deep else f"{{{members}}}"
    document = parse(f"{'# YAML' * label.endswith('yaml')}\n{text}".encode(), label)
    at: Pointer = ("x", 0) if deep else ()
    assert document.node(at).value == {key: number for number, key in enumerate(keys)}
    repeated = [(number, key) for number, key in enumerate(keys) if key in keys[:number]]
    expected = [((*at, key), text.index(f'"{key}": {number}') + 1) for number, key in repeated]
    assert [(pointer, place.column) for pointer, place in document.duplicate_keys] == expected


@given(tree=trees(SCALARS))
def test_a_pointer_written_down_leads_back_to_its_node(tree: Tree) -> None:
    """Slashes, tildes and percent signs in keys are escaped and come back; indexes come back as numbers."""
    document = parse(json.dumps(tree).encode(), "api.json")
    for pointer in pointers(tree):
        assert document.node(parse_pointer(quote(format_pointer(pointer)))).pointer == pointer


PIECES = st.sampled_from(
    [
        *(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            '"',
            "'",
            "\\",
            "\\u",
            "d800",
            "- ",
            "? ",
            "&a ",
            "*a",
            "!!int ",
            "<<",
            "|",
            ">",
        ),
        *("\n", "\r\n", "  ", "\t", "#", "---\n", "...", "%YAML 1.1", "1", "-", ".", "e9", "0x", ".inf", "NaN", "null"),
    ]
)


@given(tree=trees(SCALARS), data=st.data(), label=st.sampled_from(["api.json", "api.yaml"]))
def test_a_text_with_a_mistake_is_read_or_refused(tree: Tree, data: st.DataObject, label: str) -> None:
    """A good text that lost a piece, or got one that means something to JSON or YAML."""
    text = json.dumps(tree) if label.endswith("json") else yaml.safe_dump(tree, sort_keys=False)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 5)))
    inserted = "".join(data.draw(st.lists(PIECES, max_size=5)))
    try:
        document = parse((text[:start] + inserted + text[end:]).encode(), label)
    except InputError as error:
        assert error.place  # noqa: PT017  either may happen
        return
    json.dumps(document.tree, allow_nan=False)
    document.places(pointers(document.tree))
    assert all(document.node(pointer) for pointer, _ in document.duplicate_keys if "<<" not in pointer)
