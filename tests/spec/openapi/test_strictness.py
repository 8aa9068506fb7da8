"""The second opinion: what it finds, where it crashes, and that it reads nothing but the documents it is given."""

from __future__ import annotations

import socket
import sys
from typing import Any, NoReturn

import pytest

from govkit.errors import MissingExtra
from govkit.findings import Finding
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.strictness import MOST, strict_findings

HEAD = "openapi: 3.1.0\ninfo: {title: Billing, version: 1.0.0}\n"


def found(text: str, **files: str) -> list[Finding]:
    library = Library(MemoryFiles({f"{name}.yaml": content.encode() for name, content in files.items()}))
    return strict_findings(Contract(library, library.add(parse((HEAD + text).encode(), "api.yaml"))))


def pointers(findings: list[Finding]) -> list[str | None]:
    return [finding.new.pointer if finding.new else None for finding in findings]


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("paths: {/a: {get: {responses: {200: {}}}}}", "/paths/~1a/get/responses/200"),
        ("paths: {'/a/{b}': {get: {responses: {200: {description: Done}}}}}", "/paths/~1a~1{b}/get"),
        ("components: {schemas: {A: {type: integer, default: x}}}", "/components/schemas/A"),
        ("components: {schemas: {A: {required: [a, a]}}}", "/components/schemas/A/required"),
        ("components: {schemas: {A: {type: int}}}", ""),  # it does not tell where
    ],
)
def test_an_error_has_its_place(text: str, pointer: str) -> None:
    pytest.importorskip("openapi_spec_validator")
    assert pointers(found(text)) == [pointer]


def test_references_are_followed_into_the_files_of_the_library() -> None:
    pytest.importorskip("openapi_spec_validator")
    text = "components: {schemas: {A: {$ref: 'parts/b.yaml#/B'}}}"
    assert found(text, **{"parts/b": "B: {$ref: '../c.yaml#/C'}", "c": "C: {type: string}"}) == []


@pytest.mark.parametrize(
    "reference",
    ["#/nowhere", "http://127.0.0.1/a.yaml", "file:///etc/hostname", "../../etc/hostname", "ftp://a/b", "a b:c"],
)
def test_what_cannot_be_followed_is_one_finding_and_no_access(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openapi_spec_validator")

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("something was read")

    for place in ("jsonschema_path.retrievers.urlopen", "jsonschema_path.handlers.urllib.urlopen"):
        monkeypatch.setattr(place, refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "socket", refuse)
    (finding,) = found(f"components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}")
    assert finding.message.startswith("openapi-spec-validator cannot judge this document: ")
    assert "something was read" not in finding.message
    assert pointers([finding]) == [""]


def test_integer_statuses_are_no_crash() -> None:
    pytest.importorskip("openapi_spec_validator")
    assert found("paths: {/a: {get: {responses: {200: {description: Done}}}}}") == []


def test_no_more_than_two_hundred_errors_are_told() -> None:
    pytest.importorskip("openapi_spec_validator")
    wrong = "".join(f"    A{number}: {{type: integer, default: x}}\n" for number in range(MOST + 50))
    assert len(found(f"components:\n  schemas:\n{wrong}")) == MOST


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("openapi_spec_validator")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openapi_spec_validator", None)
    with pytest.raises(MissingExtra) as caught:
        found("paths: {}")
    assert caught.value.hint == "pip install 'govkit[strict]'"
