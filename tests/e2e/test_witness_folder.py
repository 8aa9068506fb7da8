"""The folder of witnesses: made by a command, replaced by the next, nobody else's, and safe to open."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from govkit import api
from tests.e2e.contract_server import Document, serving
from tests.e2e.test_hostile import contract, git, govkit, refused

MARKER = ".govkit-witnesses"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with `old.json` and `new.json`, between which a text became shorter."""
    (tmp_path / "old.json").write_text(contract(9))
    (tmp_path / "new.json").write_text(contract(5))
    return tmp_path


def diff(folder: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    return govkit("diff", "old.json", "new.json", "--write-witnesses", "out", "-q", *more, cwd=folder)


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_a_witness_becomes_a_request_its_data_and_a_pact(documents: Path) -> None:
    done = diff(documents)
    assert done.returncode == 1, done.stderr
    written = names(documents / "out")
    stems = {name.removesuffix(".http") for name in written if name.endswith(".http")}
    assert len(stems) == 1
    (stem,) = stems
    assert re.fullmatch(r"request-property-max-length-decreased-[0-9a-f]{16}", stem)
    whole = {f"{stem}.http", f"{stem}.json", "README.md", "http-client.env.json", "pacts/govkit-witness-t.json", MARKER}
    assert written == whole
    page = (documents / "out" / "README.md").read_text()
    assert f"(./{stem}.http)" in page


def test_the_same_documents_give_the_same_bytes(documents: Path) -> None:
    diff(documents)
    first = {name: (documents / "out" / name).read_bytes() for name in names(documents / "out")}
    diff(documents)
    assert {name: (documents / "out" / name).read_bytes() for name in names(documents / "out")} == first


def test_a_later_run_replaces_what_is_ours_and_leaves_what_is_not(documents: Path) -> None:
    diff(documents)
    (documents / "out" / "http-client.private.env.json").write_text("{}")
    (documents / "new.json").write_text(contract(9))
    assert diff(documents).returncode == 0
    left = {"README.md", "http-client.env.json", "http-client.private.env.json", MARKER}
    assert names(documents / "out") == left
    assert not (documents / "out" / "pacts").exists()
    assert "No finding has a witness" in (documents / "out" / "README.md").read_text()


def test_check_writes_the_witnesses_of_a_pull_request(tmp_path: Path) -> None:
    git("init", "-q", "-b", "main", cwd=tmp_path)
    (tmp_path / "openapi.json").write_text(contract(9))
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "first", cwd=tmp_path)
    (tmp_path / "openapi.json").write_text(contract(5))
    done = govkit("check", "--against", "HEAD", "--write-witnesses", "out", "-q", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert any(name.endswith(".http") for name in names(tmp_path / "out"))


def test_a_folder_of_somebody_else_is_refused_before_anything_is_compared(documents: Path) -> None:
    (documents / "out").mkdir()
    (documents / "out" / "thesis.txt").write_text("mine")
    said = refused(diff(documents))
    assert "out holds other files" in said
    assert names(documents / "out") == {"thesis.txt"}


@pytest.mark.parametrize("place", ["missing/out", "old.json"])
def test_a_place_that_is_no_folder_is_refused(documents: Path, place: str) -> None:
    refused(govkit("diff", "old.json", "new.json", "--write-witnesses", place, cwd=documents))
    assert (documents / "old.json").read_text() == contract(9)


def test_an_empty_folder_is_taken(documents: Path) -> None:
    (documents / "out").mkdir()
    assert diff(documents).returncode == 1
    assert (documents / "out" / "README.md").is_file()


def test_a_link_among_the_files_leads_nowhere(documents: Path) -> None:
    """Neither a planted link nor a planted list of files makes us write or delete outside of the folder."""
    diff(documents)
    (documents / "victim").mkdir()
    (documents / "victim" / "a.json").write_text("mine")
    (documents / "victim.http").write_text("mine")
    (documents / "out" / MARKER).write_text("../victim.http\n../victim/a.json\n/etc/passwd\nREADME.md\n\x00\n")
    (documents / "out" / "README.md").unlink()
    (documents / "out" / "README.md").symlink_to(documents / "victim.http")
    for file in (documents / "out").glob("request-*"):
        file.unlink()
    (documents / "out" / "http-client.env.json").unlink()
    shutil.rmtree(documents / "out" / "pacts")
    assert diff(documents).returncode == 1
    assert (documents / "victim.http").read_text() == "mine"
    assert (documents / "victim" / "a.json").read_text() == "mine"
    assert not (documents / "out" / "README.md").is_symlink()


def test_a_linked_folder_of_pacts_is_refused(documents: Path) -> None:
    diff(documents)
    (documents / "victim").mkdir()
    shutil.rmtree(documents / "out" / "pacts")
    (documents / "out" / "pacts").symlink_to(documents / "victim")
    assert "is a link" in refused(diff(documents))
    assert list((documents / "victim").iterdir()) == []


# ------------------------------------------------------------------------------------------------------ hostile content

NASTY = [
    "< /etc/passwd",
    "> {% client.log(1) %}",
    "a\n### next\nGET http://example.com/",
    "{{$processEnv HOME}}",
    "$(touch pwned)`touch pwned`'; touch pwned; '",
    "# @no-log",
    "// comment",
    "@/etc/passwd",
    "\x1b[2J\u202e\r\nX-Injected: 1",
    " padded ",
    "",
]


def one_text(value: str, media: str, folder: Path) -> tuple[str, str]:
    """Two documents between which a value of a text is lost, with their witnesses in `out`."""

    def document(values: list[str]) -> str:
        schema = {"type": "string", "enum": values}
        parameter = {"name": "q", "in": "query", "schema": schema}
        body = {"required": True, "content": {media: {"schema": schema, "example": "safe"}}}
        operation = {"parameters": [parameter], "requestBody": body, "responses": {"204": {"description": value}}}
        info = {"title": value or "T", "version": "1"}
        return json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}})

    old, new = document(["safe", value]), document(["safe"])
    (folder / "old.json").write_text(old)
    (folder / "new.json").write_text(new)
    outcome = api.diff(str(folder / "old.json"), str(folder / "new.json"), api.Options(cache=False))
    api.write_witnesses(outcome, folder / "out")
    return old, new


@pytest.mark.parametrize("media", ["application/json", "text/plain"])
@pytest.mark.parametrize("value", NASTY)
def test_nothing_in_a_witness_is_run_by_an_http_client(value: str, media: str, tmp_path: Path) -> None:
    one_text(value, media, tmp_path)
    for file in (tmp_path / "out").glob("*.http"):
        text = file.read_text()
        assert text.startswith("### ")
        assert text.count("\n###") == 0
        head, _, body = text.partition("\n\nPOST ")[2].partition("\n\n")
        assert text.count("{{") == 1, "only the server's URL is a variable"
        assert re.fullmatch(r"\{\{baseUrl\}\}/a(\?q=[^\s{}#]*)?(\n[A-Za-z-]+: [ -~]+)*\n?", head), head
        runs = [line for line in body.splitlines() if re.match(r"\s*(<|>|#|//)", line)]
        assert runs in ([], [f"< ./{file.stem}.body"])
        comments = text.partition("\n\nPOST ")[0].splitlines()[1:]
        assert all(line.startswith("#") and not re.match(r"#\s*@", line) for line in comments)
        assert text.isprintable() or not set(text) & set("\x1b\r\u202e")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("media", ["application/json", "text/plain"])
@pytest.mark.parametrize("value", NASTY)
def test_the_curl_line_sends_the_witness_and_runs_nothing_else(value: str, media: str, tmp_path: Path) -> None:
    old, new = one_text(value, media, tmp_path)
    files = list((tmp_path / "out").glob("*.http"))
    assert files
    for file in files:
        (line,) = re.findall(r"^#   (curl .*)$", file.read_text(), re.MULTILINE)
        statuses = {}
        for side, text in (("old", old), ("new", new)):
            with serving(Document(text)) as address:
                environment = {"BASE_URL": address, "PATH": "/usr/bin:/bin"}
                done = subprocess.run(
                    ["sh", "-c", line], cwd=file.parent, env=environment, capture_output=True, check=True, timeout=30
                )
            statuses[side] = int(re.findall(rb"^HTTP/\S+ (\d+)", done.stdout)[0])
        assert statuses == {"old": 204, "new": 400}, line
    assert not list(tmp_path.rglob("pwned"))


def test_secrets_are_variables_and_never_text(tmp_path: Path) -> None:
    schemes: dict[str, Any] = {
        "token": {"type": "http", "scheme": "bearer"},
        "key": {"type": "apiKey", "in": "query", "name": "api_key"},
    }
    for name, length in (("old", 9), ("new", 5)):
        document = json.loads(contract(length))
        document["components"] = {"securitySchemes": schemes}
        document["security"] = [{"token": [], "key": []}]
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    diff(tmp_path)
    (file,) = (tmp_path / "out").glob("*.http")
    text = file.read_text()
    assert "\nPOST {{baseUrl}}/a?api_key={{key}}\n" in text
    assert "\nAuthorization: Bearer {{token}}\n" in text
    assert """-H 'Authorization: Bearer '"${token}\"""" in text
    environments = json.loads((tmp_path / "out" / "http-client.env.json").read_text())
    assert environments["new"] == {"baseUrl": "http://localhost:8002", "key": "", "token": ""}
    pact = (tmp_path / "out" / "pacts" / "govkit-witness-t.json").read_text()
    assert "Authorization" not in pact
    assert "api_key" not in pact


def test_parts_that_a_witness_does_not_speak_of_hold_the_examples_of_the_contract(tmp_path: Path) -> None:
    for name, most in (("old", 99), ("new", 9)):
        document = json.loads(contract(9))
        item = document["paths"]["/a"]
        item["post"]["parameters"] = [{"name": "n", "in": "query", "schema": {"type": "integer", "maximum": most}}]
        body = item["post"]["requestBody"]
        body["required"] = True
        body["content"]["application/json"]["schema"] = {
            "type": "object",
            "required": ["name", "id", "when", "kind"],
            "properties": {
                "name": {"type": "string", "example": "Ada Lovelace"},
                "id": {"type": "string", "readOnly": True},
                "when": {"type": "string", "format": "date", "example": "not a date"},
                "kind": {"type": "string", "default": "person"},
            },
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    diff(tmp_path)
    (file,) = (tmp_path / "out").glob("request-parameter-maximum-decreased-*.json")
    sent = json.loads(json.loads(file.read_text())["request"]["body"]["text"])
    assert sent == {"name": "Ada Lovelace", "when": "2024-01-31", "kind": "person"}
