"""The files of witnesses as values: bounded, safely named, the same for the same findings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govkit.errors import UsageError
from govkit.findings import Finding, Severity, Subject, Verdict, Witness
from govkit.gate.replay import Exchange, Request, Unplayable
from govkit.gate.replay.exchange import Need
from govkit.reports.witnesses import files as module
from govkit.reports.witnesses import witness_files, write_folder
from govkit.reports.witnesses.pact import interaction
from govkit.spec.openapi.wire.bodies import Body

FINDING = Finding(
    rule="request-property-max-length-decreased",
    severity=Severity.ERROR,
    verdict=Verdict.PROVEN,
    message="`q` may be at most 5 characters long",
    subject=Subject("billing", ("POST /a",)),
    fingerprint="0123456789abcdef",
    witness=Witness("POST /a", "request body application/json", {"q": "aaaaaa"}, "accepts", "refuses", "too long"),
)
BODY = Body("application/octet-stream", b"\x00\xff")


def exchange(**changes: Any) -> Exchange:
    one = Exchange(finding=FINDING, operation="POST /a", kind="path", carrier="request", request=Request("POST", "/a"))
    return replace(one, **changes)


def written(*played: Exchange | Unplayable) -> dict[str, bytes]:
    return witness_files([one.finding for one in played], played, "old and new")


def test_two_findings_of_one_fingerprint_have_files_of_their_own() -> None:
    names = written(exchange(), exchange()).keys()
    stem = "request-property-max-length-decreased-0123456789abcdef"
    assert {f"{stem}.http", f"{stem}-2.http"} <= names


def test_bytes_go_into_a_file_and_into_json_as_base64() -> None:
    files = written(exchange(request=Request("POST", "/a", body=BODY)))
    (name,) = (name for name in files if name.endswith(".body"))
    assert files[name] == b"\x00\xff"
    http = files[name.replace(".body", ".http")].decode()
    assert http.endswith(f"\n< ./{name}\n")
    data = json.loads(files[name.replace(".body", ".json")])
    assert data["request"]["body"] == {"contentType": "application/octet-stream", "base64": "AP8="}
    assert f"--data-binary @{name}" in http


@pytest.mark.parametrize("name", ["../../etc/passwd", "A B", "x" * 400, "\x00", ""])
def test_no_name_of_a_description_leads_out_of_the_folder(name: str) -> None:
    odd = replace(FINDING, rule=name or "r", fingerprint=name, subject=Subject(name))
    for file in written(exchange(finding=odd)):
        parts = Path(file).parts
        assert len(parts) == 1 or (len(parts) == 2 and parts[0] == "pacts")
        assert len(parts[-1].encode()) < 256
        assert ".." not in parts


def test_too_many_witnesses_are_counted_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    files = written(*[exchange(finding=replace(FINDING, fingerprint=f"{n:016x}")) for n in range(5)])
    assert len([name for name in files if name.endswith(".http")]) == 3
    assert files["README.md"].decode().count("too many witnesses") == 2


def test_a_witness_that_no_message_shows_and_a_finding_without_one_are_on_the_page() -> None:
    without = replace(FINDING, witness=None, message="no <b>witness</b> | here")
    page = witness_files([without], [Unplayable(FINDING, "it is | odd")], "a and b")["README.md"].decode()
    assert "## Witnesses that no message shows" in page
    assert "it is &#124; odd" in page
    assert "## Findings without a witness" in page
    assert "&lt;b&gt;witness&lt;/b&gt; &#124; here" in page


def test_a_folder_that_cannot_be_written_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full while the files are made: nothing of them is in the folder."""
    folder = tmp_path / "out"
    write_folder(folder, written(exchange()))
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    usual = Path.write_bytes
    count = iter(range(100))

    def full(self: Path, data: bytes) -> int:
        if next(count) > 2:
            raise OSError(28, "No space left on device")
        return usual(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match="No space left"):
        write_folder(folder, written(exchange(operation="POST /b")))
    monkeypatch.undo()
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("need", "matcher"),
    [
        (Need(("a",), "required", True, "x"), {"match": "type"}),
        (Need(("a",), "type", ["integer"], 1), {"match": "integer"}),
        (Need(("a",), "type", ["boolean"], True), {"match": "boolean"}),
        (Need(("a",), "enum", ["x.", "y"], "y"), {"match": "regex", "regex": r"^(?:x\.|y)$"}),
        (Need(("a",), "enum", [1], 1), {"match": "equality"}),
        (Need(("a",), "maxLength", 3, "x"), {"match": "regex", "regex": r"^[\s\S]{0,3}$"}),
        (Need(("a",), "pattern", "^[a-z]+$", "x"), {"match": "regex", "regex": "^[a-z]+$"}),
        (Need(("a",), "pattern", "^(?!x)", "y"), None),
        (Need(("a",), "maxItems", 2, ["x"]), {"match": "type", "max": 2}),
        (Need(("a",), "maximum", 2, 1), None),
        (Need(("a",), "uniqueItems", True, []), None),
    ],
)
def test_a_promise_is_said_with_a_matcher_or_not_at_all(need: Need, matcher: Any) -> None:
    from govkit.gate.replay import Answer

    body = Body("application/json", b"{}")
    promised = Answer(200, body=body, json={"a": need.example})
    told = interaction(exchange(carrier="response", promised=promised, needs=(need,)), "stem")
    if matcher is None:
        assert told == f"a pact has no matcher that says `{need.keyword}`"
    else:
        assert isinstance(told, dict)
        assert told["response"]["body"]["content"] == {"a": need.example}
        assert told["response"]["matchingRules"]["body"]["$.a"]["matchers"] == [matcher]
