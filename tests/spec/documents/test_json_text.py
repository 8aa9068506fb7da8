"""JSON: what is read, what is refused and where, and how much it may ask for."""

from __future__ import annotations

import gzip
import json

import pytest

from govkit.errors import InputError
from govkit.spec.documents import Limits, parse
from govkit.spec.documents.exact import exactly_equal


def error_of(text: str | bytes, limits: Limits | None = None) -> InputError:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputError) as caught:
        parse(data, "api.json", limits=limits or Limits())
    return caught.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('{"a": [1, -0, 1.0, 1e2, true, false, null, ""]}', {"a": [1, 0, 1.0, 100.0, True, False, None, ""]}),
        ('{"n": 9223372036854775808}', {"n": 9223372036854775808}),
        (f'{{"n": -{"9" * 900}}}', {"n": -int("9" * 900)}),
        ('{"s": "\\ud83d\\ude00 \\u00e9 \\\\ud800 \\""}', {"s": '😀 é \\ud800 "'}),
        ('\ufeff {"a": 1}', {"a": 1}),
        ("[]", []),
    ],
)
def test_json_is_read_exactly(text: str, tree: object) -> None:
    """Integers keep every digit, escapes become characters, a byte order mark is no part of the text."""
    document = parse(text.encode(), "api.json")
    assert document.syntax == "json"
    assert document.tree == tree
    assert exactly_equal(document.tree, tree)
    assert json.loads(json.dumps(document.tree)) == tree


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{\r\n  "a": tru\r\n}', "2:8", "expecting value"),
        ('{"é": 1,}', "1:9", "trailing comma"),
        ('{"a" 1}', "1:6", "expected ':'"),
        ('{"a": 01}', "1:8", "',' delimiter"),
        ('{"a": "\t"}', "1:8", "invalid control character"),
        ('{"a": 1} x', "1:10", "extra data"),
        ("{'a': 1}", "1:2", "object keys must be strings"),
        ('{"a": [1, 2', "1:12", "ends too early"),
        ('{"a": NaN}', "1:7", "JSON has no NaN"),
        ('{"NaN": "NaN",\n "b": -Infinity}', "2:7", "JSON has no -Infinity"),
        ('{"a": "1e999", "b": 1e999}', "1:21", "the number 1e999 is out of range"),
        ('{"a": -1E+400}', "1:7", r"the number -1E\+400 is out of range"),
        ('{"\\\\ud800": "\\ud83d\\ude00", "b": "x\\ud800"}', "1:36", "half of a surrogate pair is no character"),
        ('{"b": "\\uDC00\\uD800"}', "1:8", "half of a surrogate pair is no character"),
        (f'{{"a": "{"1" * 5000}", "b": {"1" * 4301}}}', "1:5016", "the number 1+… is out of range"),
        (f'{{"b": [-{"1" * 5000}]}}', "1:8", "the number -1+… is out of range"),
    ],
)
def test_what_is_no_json_is_refused_at_its_place(text: str, place: str, message: str) -> None:
    """Line and column lead to the mistake, columns counted in characters, also behind Windows line ends."""
    error = error_of(text)
    assert error.place is not None
    assert f"{error.place.line}:{error.place.column}" == place
    with pytest.raises(InputError, match=message):
        raise error


def test_what_was_read_can_be_written_down() -> None:
    """The longest integers that are read are those that Python writes."""
    tree = parse(f"[{'7' * 4300}, -{'7' * 4299}]".encode(), "api.json").tree
    assert json.loads(json.dumps(tree)) == tree


@pytest.mark.parametrize("shape", ["list", "object", "both"])
@pytest.mark.parametrize("inside", ["1", '"[[{{"', '"}}]]"', '"\\"[\\\\"', "{}", '{"a{": "}b", "c]": "["}'])
def test_nesting_is_counted_exactly(shape: str, inside: str) -> None:
    """400 levels are read, 401 are refused at the bracket that is one too many, whatever strings hold."""

    def nested(depth: int) -> str:
        opening, closing = [], []
        for level in range(depth):
            as_list = shape == "list" or (shape == "both" and level % 2)
            opening.append("[" if as_list else '{"k": ')
            closing.append("]" if as_list else "}")
        return "".join(opening) + inside + "".join(reversed(closing))

    more = 1 if inside.startswith("{") else 0
    parse(nested(400 - more).encode(), "api.json")
    error = error_of(nested(401 - more))
    assert error.message == "this nests deeper than 400 levels"
    assert error.place is not None
    assert error.place.column is not None
    assert nested(401 - more)[error.place.column - 1] in "[{"
    assert error_of(nested(700)).message == error.message


def test_a_hundred_thousand_levels_are_refused() -> None:
    """Where Python's own recursion limit would be met, the answer is the same."""
    assert error_of("[" * 100_000).message == "this nests deeper than 400 levels"


def test_too_many_nodes_are_refused_before_they_are_built() -> None:
    """Commas and brackets count, those in strings do not."""
    limits = Limits(nodes=100)
    parse(b'["' + b"[,{" * 500 + b'", 1]', "api.json", limits=limits)
    assert error_of("[" + "1," * 100 + "1]", limits).message == "the document has more than 100 values"
    assert error_of("[" + '"a,b",' * 100 + "1]", limits).message == "the document has more than 100 values"


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(mark: str) -> None:
    """Windows writes them; columns do not count them."""
    document = parse('{"é": 1, "b": 2}'.encode(mark), "api.json")
    assert document.tree == {"é": 1, "b": 2}
    assert str(document.place(("b",))) == "api.json:1:10"


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (b'{"a": "\xc3\xa9\xff"}', "byte 9 is not valid UTF-8", "api.json:1:9"),
        (b'{\n "caf\xe9": 1}', "byte 7 is not valid UTF-8", "api.json:2:6"),
        (b"\xff\xfea\x00\x00\xd8", "this is not valid UTF-16", "api.json:1:2"),
        ('{"a": 1}'.encode("utf-16-le"), "it holds NUL bytes", "api.json"),
        (bytes(range(256)), "it holds NUL bytes", "api.json"),
        (b"", "the file is empty", "api.json"),
        (b" \r\n\t", "the file is empty", "api.json"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, message: str, place: str) -> None:
    """Binary files and other encodings are told by their first wrong byte."""
    error = error_of(data)
    assert message in error.message
    assert str(error.place) == place


def test_broken_gzip_data_is_refused() -> None:
    """Cut off, corrupt, and followed by something else."""
    packed = gzip.compress(b'{"a": 1}')
    assert parse(packed, "api.json.gz").tree == {"a": 1}
    assert error_of(packed[:-9]).message == "the gzip data is cut off"
    assert "the gzip data is broken" in error_of(packed[:12] + b"\xff\xff\xff" + packed[15:]).message
    assert "there is more behind" in error_of(packed + packed).message
    assert "out of range" in error_of(gzip.compress(b"[1e999]")).message


def test_integers_of_more_than_64_bits_are_compared_exactly() -> None:
    """Equality also tells true from 1 and 1 from 1.0, at any size."""
    large = {"a": 10**30, "b": [1]}
    assert exactly_equal(large, {"a": 10**30, "b": [1]})
    assert not exactly_equal(large, {"a": 10**30, "b": [True]})
    assert not exactly_equal(large, {"b": [1], "a": 10**30})
    assert not exactly_equal({"a": 1}, {"a": 1.0})


def test_repeated_keys_are_told_with_their_places() -> None:
    """The last one wins, as with every reader; each repetition is known, and places lead to the one that won."""
    document = parse(b'{"a": {"x": 1},\n "b": 2,\n "a": {"x": 3, "x": 4, "y": 5}}', "api.json")
    assert document.tree == {"a": {"x": 4, "y": 5}, "b": 2}
    assert [(pointer, str(place)) for pointer, place in document.duplicate_keys] == [
        (("a",), "api.json:3:2"),
        (("a", "x"), "api.json:3:16"),
    ]
    assert str(document.place(("a",))) == "api.json:3:2"
    assert str(document.place(("a", "y"))) == "api.json:3:24"


def test_repeated_keys_of_one_length_do_not_mislead() -> None:
    """Where every value is as long as the other, slices alone could not tell."""
    document = parse(b'{"a": 1, "a": 2, "b": 3}', "api.json")
    assert str(document.place(("b",))) == "api.json:1:18"
    assert str(document.place(("a",))) == "api.json:1:10"


def test_places_of_members_items_and_what_is_missing() -> None:
    """A key, the start of an item, the root; what does not exist has the place of what is above it."""
    text = '{\r\n  "p\\u0061ths": {"/ü": {"get": [10, {"x": "y"}]}}\r\n}'
    document = parse(text.encode(), "api.json")
    places = {
        (): "1:1",
        ("paths",): "2:3",
        ("paths", "/ü"): "2:18",
        ("paths", "/ü", "get", 0): "2:33",
        ("paths", "/ü", "get", "1", "x"): "2:38",
        ("paths", "/ü", "put", "x"): "2:18",
        ("nothing",): "1:1",
    }
    for pointer, place in places.items():
        assert str(document.place(pointer)) == f"api.json:{place}"
    assert document.place(("paths", "/ü")).pointer == "/paths/~1ü"
