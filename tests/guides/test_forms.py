"""Entries, parts of entries, settings and overlays that pages show are of their forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from govkit.gate.settings_forms import validated
from tests.conftest import ROOT
from tests.guides.reader import Reader, blocks
from tests.guides.test_samples import PAGES, fenced

SCHEMAS = ROOT / "docs" / "reference" / "schemas"
SETTINGS = {"base", "profile", "failOn", "unproven", "formats", "assertFormats", "catalog", "mocks", "sync", "waivers"}
ENTRY_PAGES = {"docs/enterprise.md", "docs/lint.md", "docs/mappings.md", "docs/operations.md", "docs/reconciliation.md"}
"""Pages that show whole entries."""
PARTS = {"docs/identity.md", "docs/mappings.md", "docs/events.md"}
"""Pages that show parts of entries, as they stand below `spec`."""


def said(page: str) -> Iterator[tuple[str, Any]]:
    """What the YAML blocks of a page say, with their places."""
    for line, language, text, reason in fenced(page):
        if language == "yaml" and reason is None:
            for document in yaml.safe_load_all(text):
                yield f"{page}:{line}", document


def schemas() -> dict[str, dict[str, Any]]:
    """The published schema of each kind of entries, by its name."""
    found: dict[str, dict[str, Any]] = {}
    for file in SCHEMAS.glob("*.schema.json"):
        schema = json.loads(file.read_text(encoding="utf-8"))
        kind = schema.get("properties", {}).get("kind", {}).get("const")
        found |= {kind: schema} if kind else {}
    return found


ENTRIES = [
    (where, entry) for page in PAGES for where, entry in said(page) if isinstance(entry, dict) and "kind" in entry
]


def test_there_are_such_blocks() -> None:
    assert {where.partition(":")[0] for where, _ in ENTRIES} >= ENTRY_PAGES
    assert len(schemas()) > 10


@pytest.mark.parametrize(("where", "entry"), ENTRIES, ids=[where for where, _ in ENTRIES])
def test_an_entry_on_a_page_is_of_its_kind(where: str, entry: dict[str, Any]) -> None:
    """By the published schema; `apiVersion` and what is not spoken of may be left out."""
    schema = schemas()[entry["kind"]]
    wrong = [
        f"{where}: {error.json_path}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors({"apiVersion": "govkit/v1", **_plain(entry)})
        if error.validator != "required"
    ]
    assert wrong == []


@pytest.mark.parametrize("page", sorted(PARTS))
def test_a_part_of_an_entry_is_of_the_form_of_one(page: str) -> None:
    """Some kind has such members, and they take what is shown."""
    for where, part in said(page):
        if isinstance(part, dict) and not {"kind", "overlay", "x-govkit-workflow"} & set(part):
            assert any(
                _takes(form, schema, part) for schema in schemas().values() for form in schema["$defs"].values()
            ), where


@pytest.mark.parametrize("page", ["docs/platforms.md", "docs/from-oasdiff.md", "docs/desk.md"])
def test_settings_on_a_page_are_taken(page: str) -> None:
    shown = [part for _, part in said(page) if isinstance(part, dict) and set(part) <= SETTINGS]
    assert shown
    for part in shown:
        assert validated(_plain(part), None, "govkit.yaml").values is not None


def test_the_overlay_of_a_page_selects_what_it_speaks_of(tmp_path: Path) -> None:
    """docs/dialects.md: the parameter gets a bound, and a path goes."""
    page = (ROOT / "docs" / "dialects.md").read_text(encoding="utf-8")
    (overlay,) = [text for language, text in blocks(page) if language == "yaml"]
    limit = "parameters: [{name: limit, in: query, schema: {type: integer}}]"
    answers = 'responses: {"204": {description: Done}}'
    (tmp_path / "mended.yaml").write_text(overlay)
    (tmp_path / "vendor.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Vendor, version: 1.0.0}\npaths:\n"
        f"  /invoices: {{get: {{{limit}, {answers}}}}}\n  /internal: {{get: {{{answers}}}}}\n"
    )
    reader = Reader(tmp_path, tmp_path)
    assert "selects nothing" not in reader.run("govkit validate vendor.yaml --overlay mended.yaml")
    changed = reader.run("govkit diff vendor.yaml vendor.yaml --overlay-new mended.yaml")
    assert "at most 100" in changed
    assert "GET /internal is removed" in changed


def test_the_function_of_a_page_is_one_of_the_reference_estate() -> None:
    """docs/workflows.md: each line of it, but for imports."""
    page = (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8")
    (shown,) = [text for language, text in blocks(page) if language == "python"]
    there = (ROOT / "functions" / "lists.py").read_text(encoding="utf-8")
    lines = [line for line in shown.splitlines() if line.strip() and not line.startswith(("from ", "import "))]
    assert [line for line in lines if line.partition("  # ")[0].removesuffix('"""') not in there] == []


def _takes(form: dict[str, Any], schema: dict[str, Any], part: dict[str, Any]) -> bool:
    members = form.get("properties", {})
    return set(part) <= set(members) and all(
        Draft202012Validator({"$defs": schema["$defs"], **members[name]}).is_valid(value)
        for name, value in _plain(part).items()
    )


def _plain(value: Any) -> Any:
    """With days as the texts that they are in JSON."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if re.fullmatch("date(time)?", type(value).__name__) else value
