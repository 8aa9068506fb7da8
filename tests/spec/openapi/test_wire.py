"""How values look in HTTP messages: the tables of the specifications, and what is written is read again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.findings import Direction
from govkit.spec.documents import Library, MemoryFiles
from govkit.spec.openapi.wire import Spelling, Unwritable
from govkit.spec.openapi.wire.bodies import read, write
from govkit.spec.openapi.wire.reading import Reader
from govkit.spec.openapi.wire.spelling import in_header, in_pairs, in_path
from govkit.spec.schemas.shape import Atom, Shapes, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.vocabulary import WIRE_FORMATS, Dialect

TEXT, LIST, OBJECT = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}


def spot(schema: Any) -> Spot:
    library = Library(MemoryFiles({"s.json": json.dumps(schema).encode()}))
    space = Space(library, Dialect.OPENAPI_3_1, Direction.REQUEST, WIRE_FORMATS)
    return (Atom(space.schema(library.open("s.json").root), space),)


@pytest.mark.parametrize(
    ("style", "explode", "text", "list_", "object_"),
    [
        ("simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
        ("label", False, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        ("label", True, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("matrix", False, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        ("matrix", True, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ],
)
def test_a_path_parameter_is_written_as_in_the_table_of_styles(
    style: str, explode: bool, text: str, list_: str, object_: str
) -> None:
    """OpenAPI 3.1.1, Style Examples; RFC 6570, sections 3.2.2, 3.2.5 and 3.2.7."""
    spelling = Spelling.of("color", "path", {"style": style, "explode": explode, "schema": {}})
    assert [in_path(spelling, value) for value in (TEXT, LIST, OBJECT)] == [text, list_, object_]


@pytest.mark.parametrize(
    ("style", "explode", "value", "written"),
    [
        ("form", True, TEXT, "color=blue"),
        ("form", True, LIST, "color=blue&color=black&color=brown"),
        ("form", False, LIST, "color=blue,black,brown"),
        ("form", True, OBJECT, "R=100&G=200&B=150"),
        ("form", False, OBJECT, "color=R,100,G,200,B,150"),
        ("spaceDelimited", False, LIST, "color=blue%20black%20brown"),
        ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("pipeDelimited", False, LIST, "color=blue%7Cblack%7Cbrown"),
        ("deepObject", True, OBJECT, "color[R]=100&color[G]=200&color[B]=150"),
        ("deepObject", True, {"a": [1, {"b": 2}]}, "color[a][0]=1&color[a][1][b]=2"),
        ("deepObject", True, LIST, "color[0]=blue&color[1]=black&color[2]=brown"),
        ("deepObject", True, TEXT, "color=blue"),
        ("form", True, [], "color="),
        ("form", True, "", "color="),
        ("form", True, "a b&c=d+e,f/é%", "color=a%20b%26c%3Dd%2Be%2Cf%2F%C3%A9%25"),
        ("form", False, ["a,b", "c"], "color=a%2Cb,c"),
    ],
)
def test_a_query_parameter_is_written_as_in_the_table_of_styles(
    style: str, explode: bool, value: Any, written: str
) -> None:
    spelling = Spelling.of("color", "query", {"style": style, "explode": explode, "schema": {}})
    assert "&".join("=".join(pair) for pair in in_pairs(spelling, value)) == written


def test_reserved_characters_stay_where_they_may() -> None:
    spelling = Spelling.of("q", "query", {"allowReserved": True, "schema": {}})
    assert in_pairs(spelling, "a/b?c:d&e=f#g+h[i]") == [("q", "a/b?c:d%26e%3Df%23g%2Bh%5Bi%5D")]


def test_a_parameter_with_content_is_json() -> None:
    spelling = Spelling.of("q", "query", {"content": {"application/json": {}}})
    assert in_pairs(spelling, {"a": [1]}) == [("q", "%7B%22a%22%3A%5B1%5D%7D")]


@pytest.mark.parametrize(
    ("place", "raw", "value"),
    [
        ("path", {}, ""),
        ("path", {}, ".."),
        ("path", {}, {"a": {"b": 1}}),
        ("path", {}, "\ud800"),
        ("header", {}, "a\r\nb"),
        ("header", {}, "é"),
        ("header", {}, " a"),
        ("query", {"style": "spaceDelimited", "explode": True}, {"a": 1}),
        ("query", {"content": {"application/xml": {}}}, 1),
    ],
)
def test_what_has_no_spelling_is_said_to_have_none(place: str, raw: dict[str, Any], value: Any) -> None:
    described = raw if "content" in raw else {**raw, "schema": {}}
    with pytest.raises(Unwritable):
        {"path": in_path, "header": in_header}.get(place, in_pairs)(Spelling.of("n", place, described), value)


# ------------------------------------------------------------------------------------------------------- there and back

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(lambda text: text not in (".", ".."))
PLAIN = st.text("abc019-_~éß &=+/?#", min_size=1, max_size=8)
OBJECTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(-9, 9), min_size=1)
VALUES = {
    "string": (WORDS, {"type": "string"}),
    "number": (st.integers() | st.floats(allow_nan=False, allow_infinity=False), {"type": "number"}),
    "boolean": (st.booleans(), {"type": "boolean"}),
    "array": (st.lists(WORDS, min_size=1, max_size=4).filter(lambda v: v != [""]), {"type": "array", "items": {}}),
    "object": (OBJECTS, {"type": "object", "properties": {key: {"type": "integer"} for key in "abc"}}),
}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (["n[a]=1"], {"a": [1]}),
        (["n[a]=1", "n[a]=2"], {"a": [1, 2]}),
        (["n[a][]=1", "n[a][]=2"], {"a": [1, 2]}),
        (["n[a][0]=1", "n[a][1]=2"], {"a": [1, 2]}),
    ],
)
def test_a_list_in_a_deep_object_is_read_as_clients_write_it(written: list[str], value: Any) -> None:
    schema = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}}
    spelling = Spelling.of("n", "query", {"style": "deepObject", "schema": {}})
    pairs = [(name, text) for name, _, text in (one.partition("=") for one in written)]
    assert value in list(Reader(Shapes()).of_pairs(spelling, pairs, spot(schema)))


def test_a_scalar_in_a_deep_object_is_not_said_twice() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    spelling = Spelling.of("n", "query", {"style": "deepObject", "schema": {}})
    found = list(Reader(Shapes()).of_pairs(spelling, [("n[a]", "1"), ("n[a]", "2")], spot(schema)))
    assert found
    assert all(isinstance(one["a"], list) for one in found)


STYLES = [
    (place, style, explode)
    for place, styles in {
        "path": ("simple", "label", "matrix"),
        "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
        "cookie": ("form",),
    }.items()
    for style in styles
    for explode in (False, True)
]


@pytest.mark.parametrize(("place", "style", "explode"), STYLES)
@pytest.mark.parametrize("kind", VALUES)
def test_what_is_written_is_among_what_is_read(place: str, style: str, explode: bool, kind: str) -> None:
    """A text that only one value can mean is read as that value; a list of texts with the delimiter in one is not."""
    values, schema = VALUES[kind]
    spelling = Spelling.of("n", place, {"style": style, "explode": explode, "schema": {}})
    reader, where = Reader(Shapes()), spot(schema)

    @given(values)
    def there_and_back(value: Any) -> None:
        if kind == "array" and any(_clashes(style, text) for text in value):
            return
        try:
            if place == "path":
                found = list(reader.of_text(spelling, in_path(spelling, value), where))
            else:
                found = list(reader.of_pairs(spelling, in_pairs(spelling, value), where))
        except Unwritable:
            return
        assert value in found

    there_and_back()


def _clashes(style: str, text: str) -> bool:
    """Whether a text holds what stands between the items in its style, which escapes cannot tell from it."""
    return {"spaceDelimited": " ", "pipeDelimited": "|", "label": "."}.get(style, "\0") in text


@pytest.mark.parametrize("media", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
@given(
    value=st.fixed_dictionaries(
        {"s": PLAIN, "n": st.integers(), "o": OBJECTS}, optional={"l": st.lists(PLAIN, min_size=2, max_size=3)}
    )
)
def test_a_body_is_among_what_is_read_of_it(media: str, value: dict[str, Any]) -> None:
    where = spot(
        {
            "type": "object",
            "properties": {
                "s": {"type": "string"},
                "n": {"type": "integer"},
                "o": {"type": "object"},
                "l": {"type": "array", "items": {"type": "string"}},
            },
        }
    )
    body = write(media, value, {})
    assert value in list(read(body, {}, where, Reader(Shapes())))
    assert write(media, value, {}) == body


@given(
    value=st.fixed_dictionaries(
        {"s": PLAIN, "n": st.integers()},
        optional={"l": st.lists(PLAIN, min_size=1, max_size=3), "w": st.lists(st.integers(), max_size=3), "o": OBJECTS},
    )
)
def test_xml_is_among_what_is_read_of_it(value: dict[str, Any]) -> None:
    where = spot(
        {
            "type": "object",
            "xml": {"name": "r"},
            "properties": {
                "s": {"type": "string", "xml": {"attribute": True}},
                "n": {"type": "integer", "xml": {"name": "number"}},
                "l": {"type": "array", "items": {"type": "string", "xml": {"name": "item"}}},
                "w": {"type": "array", "items": {"type": "integer"}, "xml": {"wrapped": True}},
                "o": {"type": "object", "properties": {key: {"type": "integer"} for key in "abc"}},
            },
        }
    )
    reader = Reader(Shapes())
    assert value in list(read(write("text/xml", value, {}, described=(where, reader)), {}, where, reader))


@pytest.mark.parametrize("value", [{"a b": 1}, {"a": None}, {"a": "\x00"}, {"a": "\r"}, {"a": [[1]]}, [1]])
def test_what_xml_has_no_way_to_write_is_said(value: Any) -> None:
    where = spot({"xml": {"name": "r"}})
    with pytest.raises(Unwritable):
        write("application/xml", value, {}, described=(where, Reader(Shapes())))


def test_the_boundary_of_a_multipart_body_follows_from_its_content() -> None:
    one, other = (write("multipart/form-data", {"a": text}, {}) for text in ("x", "y"))
    assert one.content_type != other.content_type
    boundary = one.content_type.partition("boundary=")[2]
    assert one.content == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--{boundary}--\r\n'.encode()
    )


@pytest.mark.parametrize("name", ["a\r\nb", "a\nb"])
def test_a_field_name_cannot_end_its_header(name: str) -> None:
    with pytest.raises(Unwritable):
        write("multipart/form-data", {name: "x"}, {})


@pytest.mark.parametrize("media", ["application/xml", "text/plain; charset=utf-16", "text/csv"])
def test_a_body_that_is_not_written_says_so(media: str) -> None:
    with pytest.raises(Unwritable):
        write(media, {"a": 1}, {})
