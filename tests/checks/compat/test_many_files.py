"""A description in many files is spoken of as if it stood in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.checks.compat import PROFILES, compare
from govkit.spec.documents import FolderFiles, Library
from govkit.spec.openapi import Contract

ROOT = """\
openapi: 3.1.0
info: {title: Books, version: 1.0.0}
paths:
  /invoices:
    get:
      responses:
        '200': {description: fine, content: {application/json: {schema: {$ref: PAGE}}}}
components:
  schemas:
"""
INVOICE = "{type: object, required: [number], properties: {number: {type: string}, lines: {type: array, items: LINE}}}"
LINE = "{type: object, properties: {memo: {type: string, maxLength: 9}}}"


def in_one_file(folder: Path, line: str) -> Contract:
    invoice = INVOICE.replace("LINE", "{$ref: '#/components/schemas/Line'}")
    text = f"{ROOT}    Invoice: {invoice}\n    Line: {line}\n".replace("PAGE", "'#/components/schemas/Invoice'")
    return opened(folder, {"openapi.yaml": text})


def in_many_files(folder: Path, line: str) -> Contract:
    names = "    Invoice: {$ref: books.yaml#/Invoice}\n    Line: {$ref: lines.yaml}\n    Row: {$ref: lines.yaml}\n"
    books = f"Invoice: {INVOICE.replace('LINE', '{$ref: lines.yaml}')}\n"
    return opened(
        folder,
        {"openapi.yaml": ROOT.replace("PAGE", "books.yaml#/Invoice") + names, "books.yaml": books, "lines.yaml": line},
    )


def opened(folder: Path, files: dict[str, str]) -> Contract:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library(FolderFiles(folder, shown_from=folder))
    return Contract(library, library.open("openapi.yaml"))


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (LINE.replace("maxLength: 9", "maxLength: 10"), "Line/memo"),
        (LINE.replace("memo", "note"), "Line/memo"),
    ],
)
def test_a_component_in_another_file_has_its_name(tmp_path: Path, line: str, where: str) -> None:
    found = []
    for number, form in enumerate((in_one_file, in_many_files)):
        old, new = form(tmp_path / f"old{number}", LINE), form(tmp_path / f"new{number}", line)
        findings = compare(old, new, PROFILES["wire"])
        found.append([(one.rule, f"{one.subject.schema}{one.subject.path}", one.fingerprint) for one in findings])
    assert found[0] == found[1]
    assert where in [spot for _, spot, _ in found[0]]


def test_of_several_names_that_of_the_file_counts_else_the_first(tmp_path: Path) -> None:
    contract = in_many_files(tmp_path / "one", LINE)
    way = contract.document.root.child("components").child("schemas")
    names = []
    for name in ("Invoice", "Line", "Row"):
        target = contract.resolved(way.child(name))
        assert target is not None
        names.append(contract.component_of(target))
    assert names == [("Invoice", ()), ("Line", ()), ("Line", ())]
    assert contract.component_of(way.child("Row")) is None
