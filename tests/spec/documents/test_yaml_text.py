"""YAML: the core schema of YAML 1.2, keys that are strings, and what hostile texts are answered."""

from __future__ import annotations

import gc
import resource
import sys
import time

import pytest

from govkit.errors import InputError
from govkit.spec.documents import Limits, parse


def tree_of(text: str) -> object:
    return parse(text.encode(), "api.yaml").tree


def error_of(text: str | bytes, limits: Limits | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(text if isinstance(text, bytes) else text.encode(), "api.yaml", limits=limits or Limits())
    return caught.value


DATES = {"a": "2024-01-01", "b": "2001-12-14t21:59:43.10-05:00", "c": "12:30:45"}
KEYS = {"200": "a", "404": "b", "1.5": "c", "2024-01-01": "d", "null": "e", "true": "f", "~": "g"}
LARGE = {"a": [9223372036854775808, -123456789012345678901234567890]}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a: &x 1\nb: *x\nc: &x 2\nd: *x", {"a": 1, "b": 1, "c": 2, "d": 2}),
        ("no: [no, NO, off, on, yes, y, n]", {"no": ["no", "NO", "off", "on", "yes", "y", "n"]}),
        ("enum: [true, True, FALSE, 'true', tRue]", {"enum": [True, True, False, "true", "tRue"]}),
        ("a: 2024-01-01\nb: 2001-12-14t21:59:43.10-05:00\nc: 12:30:45", DATES),
        ("a: [007, 0o17, 0x1F, 09, 1_000, 0b1, +1]", {"a": [7, 15, 31, 9, "1_000", "0b1", 1]}),
        ("a: [1., .5, 1e3, 1.10, -0.0, '1']", {"a": [1.0, 0.5, 1000.0, 1.1, -0.0, "1"]}),
        ("200: a\n'404': b\n1.5: c\n2024-01-01: d\nnull: e\ntrue: f\n~: g", KEYS),
        ("a: [9223372036854775808, -123456789012345678901234567890]", LARGE),
        (
            "a: [~, null, Null, NULL, '', 'null', nULL]\nb:",
            {"a": [None, None, None, None, "", "null", "nULL"], "b": None},
        ),
        ("a: |\n  two\n  lines\nb: >-\n  one\n  line", {"a": "two\nlines\n", "b": "one line"}),
        ("a:\t1", {"a": 1}),
        (
            "a: !!str 1\nb: !!int '2'\nc: !!float 1\nd: !!null ''\ne: ! 5",
            {"a": "1", "b": 2, "c": 1.0, "d": None, "e": "5"},
        ),
        (
            "a: !!binary aGk=\nb: !!timestamp 2024-01-01\nc: !!map {}\nd: !!seq []",
            {"a": "aGk=", "b": "2024-01-01", "c": {}, "d": []},
        ),
        ("%YAML 1.1\n---\na: no\n...\n", {"a": "no"}),
        ("---\n---\na: 1\n---\n# nothing\n", {"a": 1}),
        ("{a: 1, b: [x, {c: d}]}", {"a": 1, "b": ["x", {"c": "d"}]}),
        ("\ufeffa: é\r\nb: |\r\n  x\r\n", {"a": "é", "b": "x\n"}),
        ('a: "\\x41\\u00e9\\U0001F600"', {"a": "Aé😀"}),
        ("a: 1\na: 2", {"a": 2}),
    ],
)
def test_scalars_and_keys_are_what_they_look_like(text: str, tree: object) -> None:
    """YAML 1.2, not 1.1: no booleans from `no`, no dates, no octal `007`; every key is a string."""
    assert tree_of(text) == tree
    assert repr(tree_of(text)) == repr(tree)  # which also tells 1 from true and 1.0


def test_merge_keys_are_expanded() -> None:
    """What a mapping says itself stands; of several that are merged, the first; a quoted `<<` is a key like others."""
    text = "b: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}\nd:\n  <<: [*b, {z: 9, x: 7}]\n  '<<': q\ne: {<<: {}}"
    assert tree_of(text) == {
        "b": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 3},
        "d": {"x": 1, "y": 2, "z": 9, "<<": "q"},
        "e": {},
    }


def test_aliases_may_stand_for_keys_and_whole_trees() -> None:
    """An anchor on a key names the key."""
    assert tree_of("&k name: &v {x: [1]}\n*k : 2\nother: *v") == {"name": 2, "other": {"x": [1]}}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a:\n\tb: 1", "2:1", "a tab stands where YAML wants spaces"),
        ("a: @x", "1:4", "character that cannot start any token"),
        ("a: b: c", "1:5", "a `:` where no key can stand"),
        ("a: 1\r\nb: [\r\n", "3:1", "did not find expected node content"),
        ('é: "\x07"', "1:5", "it holds the character"),
        ('a: "\\ud800"', "1:7", "invalid Unicode character escape code"),
        ("%YAML 2.0\n---\na: 1", "1:1", "incompatible YAML document"),
        ("? [a, b]\n: 1", "1:3", "a key must be text"),
        ("x: {{a: b}: c}", "1:5", "a key must be text"),
        ("a: &k [x]\n*k : 2", "2:1", "a key must be text"),
        ("a: 1\n---\nb: 2", "2:1", "more than one YAML document"),
        ("a: !foo 1", "1:4", "the tag !foo is not known"),
        ("a: !include other.yaml", "1:4", "the tag !include is not known"),
        ("a: !!python/object/apply:os.system [ls]", "1:4", "the tag !!python/object/apply:os.system is not known"),
        ("a: !!set {x}", "1:4", "the tag !!set is not known"),
        ("a: !!int x", "1:4", "'x' is no int"),
        ("a: {<<: 1}", "1:5", "a merge key takes a mapping"),
        ("a: *b", "1:4", "there is no anchor &b before this alias"),
        ("a: &x 1\n---\nb: *x", "3:4", "there is no anchor &x"),
        ("a: &a [*a]", "1:8", "stands inside of what it names"),
        ("a: &a {b: {c: *a}}", "1:15", "stands inside of what it names"),
        ("a: .inf", "1:4", "JSON has no .inf"),
        ("a: [1, .NaN]", "1:8", "JSON has no .NaN"),
        ("a: 7e12345", "1:4", "the number 7e12345 is out of range"),
        (f"a: {'1' * 3501}", "1:4", "the number 11111111111111111111… is out of range"),
        (f"a: 0x{'f' * 3500}", "1:4", "is out of range"),
        ("# nothing here\n", "1:1", "the file is empty"),
        ("~", "1:1", "the file is empty"),
        ("{a: 1", "1:6", "did not find expected ',' or '}'"),
        ('{"a": 1', "1:8", "did not find expected ',' or '}'"),
        ('{"a": 1,\n "b" 2}', "2:6", "did not find expected ',' or '}'"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, place: str, message: str) -> None:
    """Syntax, tags, keys that are no text, numbers that JSON does not have: each with line and column."""
    error = error_of(text)
    assert message in error.message
    assert error.place is not None
    assert f"{error.place.line}:{error.place.column}" == place


@pytest.mark.parametrize(("data", "place"), [(b"a: 1\nb: \xc3\xa9\xff", "2:5"), (b"a: 1\r\nb: caf\xe9\r\n", "2:7")])
def test_a_wrong_byte_is_told_by_line_and_column(data: bytes, place: str) -> None:
    """A file in Latin-1 is refused at its first accent, columns counted in characters."""
    error = error_of(data)
    assert "not valid UTF-8" in error.message
    assert str(error.place) == f"api.yaml:{place}"


@pytest.mark.parametrize("name", ["-", "api", "api.txt"])
def test_without_a_name_that_says_so_json_is_json(name: str) -> None:
    """`NaN` in what looks like JSON must not become a text: only a name says that it is YAML in flow style."""
    with pytest.raises(InputError, match="JSON has no NaN"):
        parse(b'{"a": NaN}', name)
    with pytest.raises(InputError, match="not JSON"):
        parse(b"{a: 1}", name)
    assert parse(b"{a: NaN}", "api.yaml").tree == {"a": "NaN"}


def bounded(text: str | bytes) -> InputError:
    """The error for a hostile text, which must come within two seconds of processor time."""
    start = time.process_time()
    error = error_of(text)
    assert time.process_time() - start < 2
    if sys.platform == "linux":
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000  # the whole test run, in KiB
    return error


def test_an_alias_bomb_is_counted_before_it_is_believed() -> None:
    """Thirty levels of nine aliases each would be 9**30 nodes."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 30)]
    assert "more than 2,000,000 nodes" in bounded("\n".join(lines)).message


def test_a_bomb_of_merge_keys_is_counted_too() -> None:
    """A large mapping that is merged again and again."""
    lines = ["a: &a {" + ",".join(f"k{number}: 1" for number in range(50_000)) + "}"]
    lines += [f"b{number}: {{<<: [*a, *a]}}" for number in range(1000)]
    assert "more than 2,000,000 nodes" in bounded("\n".join(lines)).message


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "a: " + "{a: " * 100_000, "- " * 100_000 + "x", "\n".join(" " * i + "a:" for i in range(2000))],
)
def test_deep_nesting_is_refused(text: str) -> None:
    """In flow style and in block style, long before anything recurses."""
    assert bounded(text).message.startswith("this nests ")


def test_four_hundred_levels_are_read() -> None:
    """The limit is exact."""
    assert tree_of("a: " + "[" * 399 + "]" * 399)
    assert error_of("a: " + "[" * 400 + "]" * 400).message == "this nests deeper than 400 levels"


def test_repeated_keys_are_told_with_their_places() -> None:
    """The last one wins; merged keys and equal keys of neighbours are no repetitions."""
    document = parse(b"a: &a {x: 1}\nb: {<<: *a, x: 2, <<: {z: 1}}\na:\n- {y: 1, 'y': 2}\n", "api.yaml")
    assert document.tree["a"] == [{"y": 2}]
    assert [(pointer, str(place)) for pointer, place in document.duplicate_keys] == [
        (("a",), "api.yaml:3:1"),
        (("a", 0, "y"), "api.yaml:4:10"),
    ]
    assert str(document.place(("a",))) == "api.yaml:3:1"


def test_places_behind_an_alias_are_those_of_its_anchor() -> None:
    """What an alias or a merge key brings in stands where it was written."""
    text = "base: &base\n  a: &list\n  - b: 1\nuse: *base\nmore:\n  <<: *base\n  c: *list\n"
    document = parse(text.encode(), "api.yaml")
    for pointer, place in {
        ("use",): "4:1",
        ("use", "a"): "2:3",
        ("use", "a", 0, "b"): "3:5",
        ("more", "a", 0): "3:5",
        ("more", "c", 0, "b"): "3:5",
    }.items():
        assert str(document.place(pointer)) == f"api.yaml:{place}"


def test_places_are_those_of_keys_and_items() -> None:
    """Also behind Windows line ends, accents, integers as keys, and separators that only YAML takes for line ends."""
    text = "é: 'x\u2028y'\r\npaths:\r\n  /a:\r\n    200: [10, {b: 1}]\r\n    &k key: &v\r\n    - c: 'd'\r\n"
    text += "    other: 1\r\n    ? *k\r\n    : *v\r\nlast: *v\r\nmerged: {<<: {deep: 1}}\r\n"
    document = parse(text.encode(), "api.yaml")
    for pointer, place in {
        (): "1:1",
        ("paths",): "2:1",
        ("paths", "/a", "200"): "4:5",
        ("paths", "/a", "200", 1): "4:15",
        ("paths", "/a", "200", "1", "b"): "4:16",
        ("paths", "/a", "other"): "7:5",
        ("paths", "/a", "key"): "8:7",
        ("last",): "10:1",
        ("merged", "deep"): "11:15",
        ("gone", "x"): "1:1",
    }.items():
        assert str(document.place(pointer)) == f"api.yaml:{place}"


@pytest.mark.parametrize("text", ["---\n...\n---\na: 1\n", "a: 1\n---\n", "---\n---\na: 1\n---\n---\n", "a: 1\n...\n"])
def test_empty_documents_around_the_one_do_not_matter(text: str) -> None:
    """A stray `---` at the end or the beginning is harmless, for places too."""
    document = parse(text.encode(), "api.yaml")
    assert document.tree == {"a": 1}
    line = 1 + text[: text.index("a")].count("\n")
    assert [str(document.place(pointer)) for pointer in ((), ("a",))] == [f"api.yaml:{line}:1"] * 2


def test_an_anchor_may_be_defined_anew_inside_of_itself() -> None:
    """The latest definition counts, whichever ends first."""
    assert tree_of("a: &x [&x 1, *x]\nb: *x") == {"a": [1, 1], "b": 1}


def test_an_alias_as_a_key_is_the_text_of_its_anchor() -> None:
    """As it stands there, not as what it means."""
    assert tree_of("a: &x 0200\nb: {*x : 1}") == {"a": 200, "b": {"0200": 1}}


def test_nesting_behind_aliases_counts() -> None:
    """Anchors that nest in each other add up."""
    limits = Limits(depth=10)
    text = "a: &a [[[[1]]]]\nb: &b [[[[*a]]]]\n"
    assert parse(text.encode(), "api.yaml", limits=limits).tree["b"] == [[[[[[[[1]]]]]]]]
    error = error_of(text + "c: [[*b]]", limits)
    assert (error.message, str(error.place)) == ("this nests deeper than 10 levels", "api.yaml:3:6")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_line_ends_and_encodings_leave_no_trace(ends: str, encoding: str) -> None:
    """Neither in keys nor in values."""
    text = "openapi: 3.1.0\ninfo:\n  title: |\n    é\n    ü\n  x: y\n".replace("\n", ends)
    assert parse(text.encode(encoding), "api.yaml").tree == {"openapi": "3.1.0", "info": {"title": "é\nü\n", "x": "y"}}


def test_the_collector_is_left_as_it_was() -> None:
    """It is off while a tree grows, and on again afterwards, errors or not."""
    assert gc.isenabled()
    tree_of("a: 1")
    error_of("a: [")
    assert gc.isenabled()
    gc.disable()
    try:
        tree_of("a: 1")
        assert not gc.isenabled()
    finally:
        gc.enable()
