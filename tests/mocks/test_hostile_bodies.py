"""Bodies that cost their reader more than their sender: answered in bounded time and memory, never with a 500."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mocks.serving import Served, serving

LONGEST = 8.0
"""Seconds, on a machine that does other things too. Without bounds, what is here took minutes, or gigabytes."""

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=B"


@pytest.fixture(scope="module")
def hostile() -> Iterator[Served]:
    with serving(str(Path(__file__).with_name("hostile.yaml"))) as served:
        yield served


def _part(name: str, content: str = "1", head: str = "") -> str:
    return f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n{head}\r\n{content}\r\n'


def _nested(levels: int, open_: str, close: str, leaf: str) -> str:
    return open_ * levels + leaf + close * levels


def _sent(served: Served, path: str, kind: str, body: str | bytes) -> Any:
    """The answer, which must come in time, be no failure, and cost no more memory than a few times a body."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    answer = served.client.post(path, content=body, headers={"Content-Type": kind})
    assert time.monotonic() - begun < LONGEST
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500 * 1024
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    return answer


@pytest.mark.parametrize("name", ["automaton", "lookahead", "many"])
@pytest.mark.parametrize("text", ["a" * 60_000 + "!", "a" * 30 + "!"], ids=["long", "short"])
def test_a_pattern_of_a_parameter_ends(hostile: Served, name: str, text: str) -> None:
    begun = time.monotonic()
    assert hostile.client.get("/texts", params={name: text}).status_code == 400
    assert hostile.client.get(f"/texts?{'&'.join(f'many={text[:40]}!' for _ in range(1_000))}").status_code == 400
    assert time.monotonic() - begun < LONGEST


@pytest.mark.parametrize(
    "body",
    [
        {"again": "a" * 5_000_000 + "!"},
        {"again": "aa", "items": ["a" * 40 + "!"] * 10_000},
        {"again": "aa", "items": ["a" * 100_000] * 50 + ["!"]},
    ],
    ids=["one long text", "many texts", "many that fit"],
)
def test_a_pattern_of_a_body_ends(hostile: Served, body: Any) -> None:
    assert _sent(hostile, "/texts", JSON, json.dumps(body)).status_code == 400


UNREADABLE: dict[str, tuple[str, str | bytes]] = {
    "fields by the hundred thousand": (FORM, "&".join(f"a{number}=1" for number in range(200_000))),
    "a field by the hundred thousand": (FORM, "tags=x&" * 200_000),
    "parts by the ten thousand": (PARTS, "".join(_part(f"a{n}") for n in range(50_000)) + "--B--\r\n"),
    "a part by the ten thousand": (PARTS, _part("tags", "x") * 50_000 + "--B--\r\n"),
    "boundaries and nothing else": (PARTS, "--B" * 3_000_000),
    "lines of boundaries": (PARTS, "--B\r\n" * 1_000_000),
    "no boundary named": ("multipart/form-data", _part("title") + "--B--\r\n"),
    "an empty boundary": ('multipart/form-data; boundary=""', _part("title") + "--B--\r\n"),
    "a long boundary": (f"multipart/form-data; boundary={'B' * 150}", "--" + "B" * 150 + "--\r\n"),
    "another boundary": ("multipart/form-data; boundary=C", _part("title") + "--B--\r\n"),
    "no last boundary": (PARTS, _part("title")),
    "a head of megabytes": (PARTS, _part("title", head=f"X: {'y' * 5_000_000}\r\n") + "--B--\r\n"),
    "a head without an end": (PARTS, "--B\r\n" + 'name="' * 1_000_000 + "\r\n--B--\r\n"),
    "a part without a name": (PARTS, "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n"),
    "a part without a head": (PARTS, "--B\r\n\r\nx\r\n--B--\r\n"),
    "parts in a part": (
        PARTS,
        "--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n--B--\r\n--B--\r\n",
    ),
    "XML of very many elements": ("application/xml", "<x>" + "<tags>1</tags>" * 600_000 + "</x>"),
    "deep XML": ("application/xml", _nested(50_000, "<x>", "</x>", "")),
    "an entity": ("application/xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
    "an entity in UTF-16": (
        "application/xml",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"),
    ),
    "XML in no encoding": ("application/xml", '<?xml version="1.0" encoding="x-none"?><x/>'),
    "XML that ends": ("application/xml", "<x>" * 50),
    "deep lines": ("application/x-ndjson", "[" * 100_000 + "\n"),
    "lines deeper than bodies": ("application/x-ndjson", f'{{"a":{_nested(900, "[", "]", "")}}}\n'),
    "a long text": ("text/plain", "x" * 9_000_000),
    "a text that is none": ("text/plain", b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused(hostile: Served, name: str) -> None:
    assert _sent(hostile, "/forms", *UNREADABLE[name]).status_code == 400


READABLE: dict[str, tuple[str, str | bytes]] = {
    "five thousand fields": (FORM, "&".join(f"a{number}=1" for number in range(5_000))),
    "five thousand parts": (PARTS, _part("tags") * 5_000 + "--B--\r\n"),
    "brackets in brackets": (FORM, "deep" + "[a]" * 20_000 + "=1"),
    "a boundary in a text": (PARTS, _part("title", "a--B--Bx\r\n--Bx") + "--B--\r\n"),
    "blanks behind a boundary": (PARTS, "--B \t\r\n" + _part("title")[5:] + "--B-- \r\nepilogue"),
    "something before the first part": (PARTS, "preamble\r\n" + _part("title") + "--B--"),
    "a name without quotes": (PARTS, "--B\r\ncontent-disposition: FORM-DATA; name=title\r\n\r\nx\r\n--B--\r\n"),
    "a file that is no UTF-8": (
        PARTS,
        b'--B\r\nContent-Disposition: form-data; filename="a"; name="file"\r\n\r\n\xff\x00\r\n--B--\r\n',
    ),
    "bytes": ("application/octet-stream", bytes(range(256))),
    "very many lines": ("application/x-ndjson", "{}\n" * 100_000),
}


@pytest.mark.parametrize("name", READABLE)
def test_what_is_odd_but_right_is_taken(hostile: Served, name: str) -> None:
    answer = _sent(hostile, "/forms", *READABLE[name])
    assert answer.status_code == 204, answer.text


def test_very_many_wrong_items_are_refused_for_the_first_of_them(hostile: Served) -> None:
    answer = _sent(hostile, "/sets", JSON, json.dumps([*range(99_999), "x"]))
    assert answer.json()["errors"] == [{"detail": answer.json()["errors"][0]["detail"], "pointer": "#/99999"}]
    answer = _sent(hostile, "/trees", JSON, '{"name":"x","children":[' + ",".join(['{"name":1}'] * 100_000) + "]}")
    assert [one["pointer"] for one in answer.json()["errors"]] == [f"#/children/{n}/name" for n in range(20)]


@pytest.mark.parametrize("key", ["left", "children", "any", "twice"])
@pytest.mark.parametrize("levels", [1, 12, 40, 90, 5_000])
@pytest.mark.parametrize("leaf", ['{"name":"x"}', '{"name":1}'], ids=["right", "wrong"])
def test_a_tree_is_taken_or_refused_however_deep_it_goes(hostile: Served, key: str, levels: int, leaf: str) -> None:
    """What may be of several forms, each of which contains itself, is judged in no time too."""
    listed = key == "children"
    begins, ends = (f'{{"name":"x","{key}":[', "]}") if listed else (f'{{"name":"x","{key}":', "}")
    body = _nested(levels, begins, ends, leaf)
    answer = _sent(hostile, "/trees", JSON, body)
    is_read = levels * (1 + listed) < 100
    assert answer.status_code == (201 if is_read and '"x"' in leaf else 400)
    if answer.status_code == 201:
        assert hostile.client.get("/trees").status_code == 200
        made = answer.json()["id"]
        assert hostile.client.put(f"/trees/{made}", json={"name": "y"}).status_code == 200


def test_a_tree_is_merged_as_deep_as_it_goes(hostile: Served) -> None:
    made = hostile.client.post("/trees", json={"name": "x"}).json()["id"]
    patch = _nested(90, '{"name":"x","left":', "}", '{"name":"y"}')
    kind = {"Content-Type": "application/merge-patch+json"}
    assert hostile.client.patch(f"/trees/{made}", content=patch, headers=kind).status_code == 200
    assert hostile.client.get(f"/trees/{made}").text.count('"left"') == 90


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp037"])
def test_json_is_utf_8_and_has_no_mark_before_it(hostile: Served, encoding: str) -> None:
    """RFC 8259, section 8.1, whatever the Content-Type says."""
    body = '{"name":"é"}'.encode(encoding)
    for kind, expected in ((JSON, 400), (f"{JSON}; charset={encoding}", None)):
        answer = _sent(hostile, "/trees", kind, body)
        assert answer.status_code in ((expected,) if expected else (400, 415))


def test_of_keys_that_come_twice_the_last_is_judged_and_kept(hostile: Served) -> None:
    """What is checked is what is stored: no two readers of it see different values."""
    assert _sent(hostile, "/trees", JSON, '{"name":"x","name":1}').status_code == 400
    made = _sent(hostile, "/trees", JSON, '{"name":1,"n\\u0061me":"y"}')
    assert made.status_code == 201
    assert hostile.client.get(f"/trees/{made.json()['id']}").json()["name"] == "y"
    assert _sent(hostile, "/trees", JSON, "{" + '"name":"x",' * 300_000 + '"name":"z"}').json()["name"] == "z"


@pytest.mark.parametrize(
    "wish",
    [
        "code=200, " * 5_000 + "a",
        "code=599", "code=100", "code=999999999999", "example=" + "x" * 30_000, 'code="' * 9_000,
        "dynamic=true, example=none, code=200", "code=200; code=404", "=" * 60_000, "fault=;;;, latency=9e999s",
        "wait=1, respond-async, return=minimal, handling=strict", "code=\u00b2\u00b2\u00b2".encode().decode("latin-1"),
    ],
    ids=lambda wish: wish[:24],
)  # fmt: skip
def test_a_wish_is_granted_or_refused(hostile: Served, wish: str) -> None:
    begun = time.monotonic()
    answer = hostile.client.get("/texts", headers={b"Prefer": wish.encode("latin-1")})
    assert answer.status_code in (200, 400, 404), answer.text
    assert time.monotonic() - begun < LONGEST
