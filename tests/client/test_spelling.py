"""Every style, location and type: what arrives at a server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.client import Operation, Parameter, Unwritable
from govkit.client.spelling import header_text, pairs, path_text
from govkit.spec.openapi.wire import spelling as wire
from tests.client.conftest import Caller
from tests.client.recorder import Recorder

LIST = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}

# The table of OpenAPI 3.1, "Style Examples", and what it leaves out.
TABLE: list[tuple[str, str, bool, Any, str]] = [
    ("path", "simple", False, "blue", "/x/blue"),
    ("path", "simple", False, LIST, "/x/blue,black,brown"),
    ("path", "simple", False, OBJECT, "/x/R,100,G,200,B,150"),
    ("path", "simple", True, OBJECT, "/x/R=100,G=200,B=150"),
    ("path", "simple", False, "a/b?c#d e", "/x/a%2Fb%3Fc%23d%20e"),
    ("path", "simple", False, "ü", "/x/%C3%BC"),
    ("path", "simple", False, "{other}", "/x/%7Bother%7D"),
    ("path", "label", False, "blue", "/x/.blue"),
    ("path", "label", False, LIST, "/x/.blue,black,brown"),
    ("path", "label", True, LIST, "/x/.blue.black.brown"),
    ("path", "label", False, OBJECT, "/x/.R,100,G,200,B,150"),
    ("path", "label", True, OBJECT, "/x/.R=100.G=200.B=150"),
    ("path", "matrix", False, "blue", "/x/;color=blue"),
    ("path", "matrix", False, "", "/x/;color="),
    ("path", "matrix", False, LIST, "/x/;color=blue,black,brown"),
    ("path", "matrix", True, LIST, "/x/;color=blue;color=black;color=brown"),
    ("path", "matrix", False, OBJECT, "/x/;color=R,100,G,200,B,150"),
    ("path", "matrix", True, OBJECT, "/x/;R=100;G=200;B=150"),
    ("query", "form", True, "blue", "color=blue"),
    ("query", "form", True, "", "color="),
    ("query", "form", True, LIST, "color=blue&color=black&color=brown"),
    ("query", "form", False, LIST, "color=blue,black,brown"),
    ("query", "form", True, OBJECT, "R=100&G=200&B=150"),
    ("query", "form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("query", "form", False, ["a,b", "c"], "color=a%2Cb,c"),
    ("query", "form", True, "a&b=c+d", "color=a%26b%3Dc%2Bd"),
    ("query", "form", True, [], "color="),
    ("query", "spaceDelimited", False, LIST, "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, LIST, "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, OBJECT, "color[R]=100&color[G]=200&color[B]=150"),
    ("query", "deepObject", True, {"a": {"b": [1, 2]}}, "color[a][b][0]=1&color[a][b][1]=2"),
    ("header", "simple", False, "blue", "blue"),
    ("header", "simple", False, LIST, "blue,black,brown"),
    ("header", "simple", False, OBJECT, "R,100,G,200,B,150"),
    ("header", "simple", True, OBJECT, "R=100,G=200,B=150"),
    ("header", "simple", False, "50% off", "50% off"),
    ("cookie", "form", True, "blue", "color=blue"),
    ("cookie", "form", True, "a;b", "color=a%3Bb"),
    ("cookie", "form", False, LIST, "color=blue,black,brown"),
    ("cookie", "form", False, OBJECT, "color=R,100,G,200,B,150"),
    ("cookie", "cookie", True, "a=b/c", "color=a=b/c"),
]


@pytest.mark.parametrize(("location", "style", "explode", "value", "expected"), TABLE)
def test_a_parameter_arrives_as_its_style_says(
    caller: Caller, server: Recorder, location: Any, style: Any, explode: bool, value: Any, expected: str
) -> None:
    path = "/x/{color}" if location == "path" else "/x"
    caller.call(Operation("op", "GET", path, (Parameter("color", location, style, explode),)), (value,))
    arrived = server.last
    seen = {"path": arrived.path, "query": arrived.query, "header": arrived.header("color")}
    assert seen.get(location, arrived.header("cookie")) == expected


SCALARS: list[tuple[Any, str]] = [
    (True, "true"),
    (5, "5"),
    (1.5, "1.5"),
    (Decimal("1.10"), "1.10"),
    (Decimal("12345678901234567890.12345678901234567890"), "12345678901234567890.12345678901234567890"),
    (date(2026, 3, 1), "2026-03-01"),
    (datetime(2026, 3, 1, 12, 30, tzinfo=UTC), "2026-03-01T12%3A30%3A00Z"),
    (UUID("12345678-1234-5678-1234-567812345678"), "12345678-1234-5678-1234-567812345678"),
]


@pytest.mark.parametrize(("value", "expected"), SCALARS)
def test_a_scalar_of_any_type_is_written_as_json_has_it(
    caller: Caller, server: Recorder, value: Any, expected: str
) -> None:
    caller.call(Operation("op", "GET", "/x", (Parameter("at"),)), (value,))
    assert server.last.query == f"at={expected}"


def test_reserved_characters_stay_where_the_contract_lets_them(caller: Caller, server: Recorder) -> None:
    operation = Operation[Any]("op", "GET", "/x", (Parameter("q", reserved=True), Parameter("r")))
    caller.call(operation, ("a/b:c?d&e#f", "a/b"))
    assert server.last.query == "q=a/b:c?d%26e%23f&r=a%2Fb"


def test_a_parameter_described_by_content_is_json(caller: Caller, server: Recorder) -> None:
    parameter = Parameter("filter", media="application/json")
    caller.call(Operation("op", "GET", "/x", (parameter,)), ({"at": Decimal("1.10"), "none": None},))
    assert server.last.query == "filter=%7B%22at%22%3A1.10%2C%22none%22%3Anull%7D"


def test_a_whole_query_is_one_value(caller: Caller, server: Recorder) -> None:
    form = Parameter("q", "querystring", media="application/x-www-form-urlencoded")
    caller.call(Operation("op", "GET", "/x", (form,)), ({"a": [1, 2], "b": "c d"},))
    assert server.last.query == "a=1&a=2&b=c%20d"
    caller.call(Operation("op", "GET", "/x", (Parameter("q", "querystring", media="text/plain"),)), ("a=b",))
    assert server.last.query == "a%3Db"


def test_an_absent_argument_is_not_sent_and_a_required_one_is_missed(caller: Caller, server: Recorder) -> None:
    operation = Operation[Any]("op", "GET", "/x", (Parameter("a"), Parameter("b", required=True)))
    caller.call(operation, (None, 1))
    assert server.last.query == "b=1"
    with pytest.raises(Unwritable, match="op needs the parameter b"):
        caller.call(operation, (1, None))


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_is_not_left_by_an_argument(caller: Caller, server: Recorder, value: str) -> None:
    with pytest.raises(Unwritable, match="cannot stand in a path"):
        caller.call(Operation("op", "GET", "/x/{a}/y", (Parameter("a", "path", "simple", False),)), (value,))
    assert not server.arrived


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "ü", " a", "a\0b"])
def test_a_header_takes_no_line_break_and_nothing_that_is_not_ascii(
    caller: Caller, server: Recorder, value: str
) -> None:
    with pytest.raises(Unwritable, match="visible ASCII"):
        caller.call(Operation("op", "GET", "/x", (Parameter("a", "header", "simple", False),)), (value,))
    assert not server.arrived


@pytest.mark.parametrize("value", [float("nan"), Decimal("Infinity"), "\ud800", object(), [[1]]])
def test_what_has_no_spelling_is_refused_before_anything_is_sent(caller: Caller, server: Recorder, value: Any) -> None:
    with pytest.raises(Unwritable):
        caller.call(Operation("op", "GET", "/x", (Parameter("a", explode=False),)), (value,))
    assert not server.arrived


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
SCALAR = TEXTS | st.integers() | st.booleans() | st.none()
VALUES = SCALAR | st.lists(SCALAR, max_size=3) | st.dictionaries(TEXTS, SCALAR, max_size=3)


@given(name=TEXTS, style=st.sampled_from(wire.STYLES["query"]), explode=st.booleans(), keep=st.booleans(), value=VALUES)
def test_a_query_is_written_as_those_who_replay_witnesses_write_it(
    name: str, style: Any, explode: bool, keep: bool, value: Any
) -> None:
    """Two packages that may not know each other read one specification alike."""
    here = outcome(lambda: pairs(Parameter(name, "query", style, explode, keep), value))
    assert here == outcome(lambda: wire.in_pairs(wire.Spelling(name, "query", style, explode, keep), value))


@given(style=st.sampled_from(wire.STYLES["path"]), explode=st.booleans(), value=VALUES)
def test_a_path_is_written_as_those_who_replay_witnesses_write_it(style: Any, explode: bool, value: Any) -> None:
    here = outcome(lambda: path_text(Parameter("a", "path", style, explode), value))
    assert here == outcome(lambda: wire.in_path(wire.Spelling("a", "path", style, explode), value))


@given(explode=st.booleans(), value=VALUES)
def test_a_header_is_written_as_those_who_replay_witnesses_write_it(explode: bool, value: Any) -> None:
    here = outcome(lambda: header_text(Parameter("a", "header", "simple", explode), value))
    assert here == outcome(lambda: wire.in_header(wire.Spelling("a", "header", "simple", explode), value))


def outcome(write: Any) -> Any:
    try:
        return write()
    except (Unwritable, wire.Unwritable):
        return "unwritable"
