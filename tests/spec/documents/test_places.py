"""Where nodes stand: the key of a member, the start of an item."""

from __future__ import annotations

import time

import pytest

from govkit.spec.documents import Document, Library, MemoryFiles, Pointer, format_pointer, parse, parse_pointer

YAML = """\
# comment
openapi: 3.1.0
paths:
  /ü/{id}:
    get: {tags: [a, "b"], é: 1, y: 2}
  "/quoted":
    post:
      parameters:
      - name: a

      -
        name: b
      - &shared {name: c}
      - *shared
"""


def shown(document: Document, *pointer: str | int) -> str:
    place = document.place(pointer)
    assert place.pointer == format_pointer(pointer)
    return f"{place.line}:{place.column}"


def test_places_of_yaml() -> None:
    """Keys plain and quoted, items of both styles, and characters that take several bytes."""
    document = parse(YAML.encode(), "api.yaml")
    assert shown(document) == "2:1"
    assert shown(document, "paths") == "3:1"
    assert shown(document, "paths", "/ü/{id}") == "4:3"
    assert shown(document, "paths", "/ü/{id}", "get", "tags", 1) == "5:21"
    assert shown(document, "paths", "/ü/{id}", "get", "é") == "5:27"
    assert shown(document, "paths", "/ü/{id}", "get", "y") == "5:33"
    assert shown(document, "paths", "/quoted", "post") == "7:5"
    parameters: Pointer = ("paths", "/quoted", "post", "parameters")
    assert [shown(document, *parameters, index) for index in range(4)] == ["9:9", "12:9", "13:9", "14:9"]
    assert shown(document, *parameters, "1", "name") == "12:9"


JSON = """\ufeff
{
  "openapi": "3.1.0",
  "paths": {"/ü/{id}" : {"get":{"tags":["a", "b"],"é":1,
    "y"
    : 2}},
    "/a\\u0062~c": {}
  }, "list": [ {"a": [[1, 2], [3]]}
  , true ]
}
"""


def test_places_of_json() -> None:
    """As for YAML, on one line or many, and with escapes in keys."""
    document = parse(JSON.encode(), "api.json")
    assert shown(document) == "2:1"
    assert shown(document, "openapi") == "3:3"
    assert shown(document, "paths", "/ü/{id}") == "4:13"
    assert shown(document, "paths", "/ü/{id}", "get", "tags", 1) == "4:46"
    assert shown(document, "paths", "/ü/{id}", "get", "é") == "4:51"
    assert shown(document, "paths", "/ü/{id}", "get", "y") == "5:5"
    assert shown(document, "paths", "/ab~c") == "7:5"
    assert shown(document, "list") == "8:6"
    assert shown(document, "list", 0, "a", 1, 0) == "8:32"
    assert shown(document, "list", "1") == "9:5"


@pytest.mark.parametrize(("text", "name"), [(YAML, "api.yaml"), (JSON, "api.json")])
def test_a_pointer_that_leads_nowhere_gets_the_place_of_its_nearest_ancestor(text: str, name: str) -> None:
    """A finding about something that is missing stands where it should have been."""
    document = parse(text.encode(), name)
    nearest = document.place(("paths", "/ü/{id}", "get"))
    for gone in (("paths", "/ü/{id}", "get", "gone"), ("paths", "/ü/{id}", "get", "gone", 3, "x")):
        place = document.place(gone)
        assert (place.line, place.column, place.pointer) == (nearest.line, nearest.column, format_pointer(gone))
    assert shown(document, "gone") == shown(document)
    assert shown(document, "paths", "/ü/{id}", "get", "tags", 7) == shown(document, "paths", "/ü/{id}", "get", "tags")


def test_a_batch_answers_for_each_pointer_as_it_was_asked() -> None:
    """Indexes may be numbers or their text; an empty batch is no question."""
    document = parse(b'{"a": [1, 2]}', "api.json")
    places = document.places([("a", 1), ("a", "1"), (), ("a", 1)])
    assert list(places) == [("a", 1), ("a", "1"), ()]
    assert places["a", 1] == places["a", "1"]
    assert document.places([]) == {}


def test_a_node_behind_an_alias_stands_where_its_anchor_is() -> None:
    """The alias itself stands where it stands; what is inside of it, where it was written."""
    text = """\
base: &base
  properties: {id: {type: string}}
other: &other
  inner: *base
a: *base
b: *other
c:
- *other
"""
    document = parse(text.encode(), "api.yaml")
    assert shown(document, "a") == "5:1"
    assert shown(document, "a", "properties", "id", "type") == "2:21"
    assert shown(document, "b", "inner") == "4:3"
    assert shown(document, "b", "inner", "properties", "id") == "2:16"
    assert shown(document, "c", 0) == "8:3"
    assert shown(document, "c", 0, "inner", "properties") == "2:3"
    assert shown(document, "c", 0, "gone") == "8:3"


def test_a_merged_member_stands_where_it_was_written() -> None:
    """What a mapping says itself wins, as in the tree."""
    text = """\
one: &one {a: 1, b: {x: 1}}
two: &two
  <<: *one
  c: 3
x:
  <<: [*two, {d: 4, a: 9}]
  a: 5
y: {<<: *one}
"""
    document = parse(text.encode(), "api.yaml")
    assert document.tree["x"] == {"a": 5, "c": 3, "b": {"x": 1}, "d": 4}
    assert shown(document, "x", "a") == "7:3"
    assert shown(document, "x", "b", "x") == "1:22"
    assert shown(document, "x", "c") == "4:3"
    assert shown(document, "x", "d") == "6:15"
    assert shown(document, "y", "a") == "1:12"
    assert shown(document, "y", "gone") == "8:1"


def test_an_alias_of_a_redefined_anchor_leads_to_the_one_before_it() -> None:
    """The latest definition above the alias is the one that counts."""
    text = "a: &x {k: 1}\nb: *x\nc: &x\n  k: 2\nd: *x\n"
    document = parse(text.encode(), "api.yaml")
    assert shown(document, "b", "k") == "1:8"
    assert shown(document, "d", "k") == "4:3"


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_of_a_repeated_key_the_last_one_is_shown(name: str) -> None:
    """It is the one in the tree; what stood inside of the first is gone."""
    text = '{"a": {"x": 1, "y": [1]},\n "b": 1,\n "a": {"x": 2}, "c": [{"k": 1, "k": 2}]}'
    document = parse((text if name.endswith("json") else "---\n" + text).encode(), name)
    first = 0 if name.endswith("json") else 1
    assert document.syntax == name.removeprefix("api.")
    assert shown(document, "a") == f"{3 + first}:2"
    assert shown(document, "a", "x") == f"{3 + first}:8"
    assert shown(document, "a", "y", 0) == f"{3 + first}:2"
    assert shown(document, "b") == f"{2 + first}:2"
    assert shown(document, "c", 0, "k") == f"{3 + first}:32"


def test_other_line_ends_of_unicode_are_no_lines() -> None:
    """Editors count line feeds; libyaml counts U+0085, U+2028 and U+2029 too."""
    document = parse('a: "x\u2028y"\r\nb: "\u0085"\r\nc: 1\r\n'.encode(), "api.yaml")
    assert (shown(document, "b"), shown(document, "c")) == ("2:1", "3:1")


def test_lines_can_be_shown() -> None:
    """Reports show the line under its place, without its end; beyond the text there is none."""
    document = parse('{"ü":\r\n 1}'.encode(), "api.json")
    assert [document.text.line(number) for number in (2, 1, 3, 0, -1)] == [" 1}", '{"ü":', None, None, None]
    assert parse(b"a: 1\n", "api.yaml").text.line(2) == ""


def test_nodes_are_reached_by_pointers() -> None:
    """An index may be a number or text, as RFC 6901 writes it; a node knows it as a number."""
    document = parse(b'{"a": [{"b": null}], "0": 1}', "api.json")
    for index in (0, "0"):
        node = document.node(("a", index, "b"))
        assert (node.value, node.pointer) == (None, ("a", 0, "b"))
    assert document.root.child("a").child(0).child("b").pointer == ("a", 0, "b")
    assert document.node(("0",)).value == 1
    gone: list[Pointer] = [("x",), ("a", 1), ("a", -1), ("a", "-1"), ("a", "00"), ("a", "x"), ("a", "b"), ("0", "x")]
    for pointer in gone:
        with pytest.raises(KeyError):
            document.node(pointer)


@pytest.mark.parametrize(
    ("pointer", "text"),
    [((), ""), (("",), "/"), (("a", 0), "/a/0"), (("/a~b",), "/~1a~0b"), (("~1",), "/~01"), (("é %",), "/é %")],
)
def test_pointers_are_written_as_rfc_6901_says(pointer: Pointer, text: str) -> None:
    """`~` and `/` are escaped, in this order."""
    assert format_pointer(pointer) == text
    assert parse_pointer(text.replace("%", "%25")) == tuple(map(str, pointer))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("/paths/~1users~1%7Bid%7D/get", ("paths", "/users/{id}", "get")),
        ("components/schemas/A", ("components", "schemas", "A")),
        ("/a%2Fb/c%20d", ("a/b", "c d")),
        ("/a%7E1b", ("a/b",)),
        ("//", ("", "")),
    ],
)
def test_pointers_are_read_as_published_documents_write_them(text: str, parts: tuple[str, ...]) -> None:
    """Percent-escapes are undone, and a missing first slash is forgiven."""
    assert parse_pointer(text) == parts


def test_places_of_prose_are_its_beginning() -> None:
    """A text that a description refers to is one value."""
    library = Library(MemoryFiles({"api.yaml": b"a: 1", "docs/intro.md": b"# Hello\n: *[not yaml"}))
    document = library.open("api.yaml")
    node = library.target(document, "docs/intro.md")
    assert (node.value, str(node.place())) == ("# Hello\n: *[not yaml", "docs/intro.md:1:1")


@pytest.mark.parametrize("name", ["api.json", "api.yaml"])
def test_of_many_repeated_keys_the_first_are_remembered(name: str) -> None:
    """Deep down in a text that repeats without end: a pointer each would take more memory than the tree."""
    text = '{"a":' * 390 + "{" + '"b": 1,' * 50_000 + '"b": 2}' + "}" * 390
    start = time.process_time()
    document = parse((text if name.endswith("json") else "---\n" + text).encode(), name)
    assert len(document.duplicate_keys) == 1000
    assert document.duplicate_keys[0][0] == ("a",) * 390 + ("b",)
    assert document.place(document.duplicate_keys[0][0]).column == len(text) - 390 - 6
    assert time.process_time() - start < 4
