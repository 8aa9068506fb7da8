"""What published API descriptions contain, and a reader must stand: one document a quirk, as it was seen."""

from __future__ import annotations

import json

import pytest

from govkit.spec.documents import Library, MemoryFiles, Tree, parse


def read(text: str, name: str = "api.yaml") -> dict[str, Tree]:
    tree = parse(text.encode(), name).tree
    json.dumps(tree)  # nothing in it is foreign to JSON
    assert isinstance(tree, dict)
    return tree


def test_an_anchor_may_be_defined_again() -> None:
    """The latest one before an alias counts, as YAML 1.2 says."""
    text = "a: &p {type: string}\nb: *p\nc: &p {type: integer}\nd: *p\n"
    assert read(text) == {
        "a": {"type": "string"},
        "b": {"type": "string"},
        "c": {"type": "integer"},
        "d": {"type": "integer"},
    }


def test_norway_is_a_country() -> None:
    """`no` in a list of countries, and as a key."""
    assert read("enum: [dk, no, NO, se]\nno: {description: Norwegian}\n") == {
        "enum": ["dk", "no", "NO", "se"],
        "no": {"description": "Norwegian"},
    }


def test_unquoted_booleans_in_an_enum_stay_booleans() -> None:
    """`true` is no text in any version of YAML; that it stands in an enum of strings is for others to tell."""
    assert read("type: string\nenum: [true, false, 'true']\n")["enum"] == [True, False, "true"]


def test_unquoted_dates_are_text() -> None:
    """As examples, versions and defaults."""
    text = "version: 2024-01-01\nexample: 2015-07-20T15:49:04-07:00\nspaced: 2001-12-14 21:59:43.10 -5\n"
    assert list(read(text).values()) == ["2024-01-01", "2015-07-20T15:49:04-07:00", "2001-12-14 21:59:43.10 -5"]


def test_a_number_with_leading_zeros_is_decimal() -> None:
    """`007` is seven in YAML 1.2, and so is `010` ten."""
    assert read("example: 007\nother: 010\ncode: '007'\n") == {"example": 7, "other": 10, "code": "007"}


def test_status_codes_are_text_however_they_are_written() -> None:
    """`200:` and `'200':` are one key."""
    assert list(read("responses: {200: {}, '404': {}, default: {}, 5XX: {}}")["responses"]) == [
        "200",
        "404",
        "default",
        "5XX",
    ]
    document = parse(b"responses:\n  200: {}\n  '200': {}\n", "api.yaml")
    assert [str(place) for _, place in document.duplicate_keys] == ["api.yaml:3:3"]


def test_repeated_keys_are_read_and_told() -> None:
    """Seen in two large descriptions; the last one wins, and the place of the repetition is known."""
    text = "components:\n  schemas:\n    A: {type: string}\n    B: {}\n    A: {type: integer}\n"
    document = parse(text.encode(), "api.yaml")
    assert document.tree["components"]["schemas"]["A"] == {"type": "integer"}
    assert [(place.pointer, place.line, place.column) for _, place in document.duplicate_keys] == [
        ("/components/schemas/A", 5, 5)
    ]


def test_windows_line_ends_are_line_ends() -> None:
    """They are no part of a text, and lines and columns are counted as editors do."""
    document = parse(b"a: one\r\nb: |\r\n  two\r\n  three\r\nc: >\r\n  x\r\n  y\r\nd: 1\r\n", "api.yaml")
    assert document.tree == {"a": "one", "b": "two\nthree\n", "c": "x y\n", "d": 1}
    assert str(document.place(("d",))) == "api.yaml:8:1"
    assert document.text.line(1) == "a: one"


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_integers_beyond_64_bits_keep_their_digits(name: str) -> None:
    """Seen as bounds and as examples."""
    text = '{"maximum": 18446744073709551615, "minimum": -9223372036854776000, "example": 9007199254740993}'
    tree = read(text, name)
    assert tree == {"maximum": 2**64 - 1, "minimum": -9223372036854776000, "example": 2**53 + 1}
    assert all(isinstance(value, int) for value in tree.values())


def test_merge_keys_share_parts() -> None:
    """A base with changes, several bases, and a base of a base."""
    text = (
        "a: &a {type: object, nullable: true}\nb: &b {<<: *a, title: B}\nc: {<<: [*b, {title: C}], nullable: false}\n"
    )
    assert read(text)["c"] == {"nullable": False, "type": "object", "title": "B"}


def test_a_description_in_several_files() -> None:
    """Operations, path items and texts in files of their own, each with the folder that it stands in."""
    files = MemoryFiles(
        {
            "openapi.yaml": b"tags: [{description: {$ref: tags/a.md}}]\npaths:\n  /a: {$ref: paths/a.yml}\n  /b:\n"
            b"    get: {$ref: paths/b/get.yml}\n",
            "paths/a.yml": b"parameters: [{$ref: '../components.yml#/parameters/limit'}]\n",
            "paths/b/get.yml": b"responses: {200: {$ref: '../../components.yml#/responses/ok'}}\n",
            "components.yml": b"parameters: {limit: {name: limit}}\nresponses: {ok: {description: OK}}\n",
            "tags/a.md": b"# A\n* one: two\n",
        }
    )
    library = Library(files)
    document = library.open("openapi.yaml")
    library.check_references(document)
    item = library.resolve(document.node(("paths", "/a")))
    assert library.resolve(item.child("parameters").child(0)).value == {"name": "limit"}
    operation = library.resolve(document.node(("paths", "/b", "get")))
    assert library.resolve(operation.child("responses").child("200")).value == {"description": "OK"}
    assert library.resolve(document.node(("tags", 0, "description"))).value == "# A\n* one: two\n"
    assert len(library.documents) == 5


def test_members_beside_a_reference_are_kept() -> None:
    """`nullable` or `description` beside `$ref`: what they mean is for the version of OpenAPI to say."""
    tree = read("A: {$ref: '#/B', nullable: true, description: mine}\nB: {}\n")
    assert tree["A"] == {"$ref": "#/B", "nullable": True, "description": "mine"}


def test_paths_with_question_marks_and_fragments() -> None:
    """Keys are taken as they are, and pointers lead to them."""
    document = parse(b"paths:\n  /a?x=1: {get: {}}\n  /b#c: {get: {}}\n  /~d: {get: {}}\n", "api.yaml")
    assert [str(document.place(("paths", path, "get"))) for path in document.tree["paths"]] == [
        "api.yaml:2:12",
        "api.yaml:3:10",
        "api.yaml:4:9",
    ]
    assert document.place(("paths", "/~d")).pointer == "/paths/~1~0d"
    library = Library(MemoryFiles({"r.yaml": b"x: {$ref: '#/paths/~1b%23c'}\npaths: {'/b#c': {get: 1}}\n"}))
    r = library.open("r.yaml")
    assert library.resolve(r.node(("x",))).value == {"get": 1}


def test_empty_texts_and_missing_values() -> None:
    """A key without a value is null, an empty text is a text."""
    assert read("description:\nsummary: ''\nenum: ['', a]\ntags: []\nnothing: {}\n") == {
        "description": None,
        "summary": "",
        "enum": ["", "a"],
        "tags": [],
        "nothing": {},
    }


def test_patterns_are_texts() -> None:
    r"""`(?<name>…)`, backslashes and colons come through plain, single-quoted and double-quoted."""
    text = r"""
plain: ^(?<year>\d{4})-\w+$
single: '^[a-z''\\]+: #$'
double: "^\\d+\u002e\\/"
"""
    assert list(read(text).values()) == [r"^(?<year>\d{4})-\w+$", r"^[a-z'\\]+: #$", r"^\d+.\/"]
