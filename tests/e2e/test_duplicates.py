"""`govkit report duplicates` on files, as an architect runs it after an acquisition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import govkit
from tests.estate import files, write

API, SPEC = "catalog/apis/billing.yaml", "specs/billing/2.0.0/openapi.yaml"


def report(folder: Path) -> dict[str, list[dict[str, object]]]:
    found = govkit("report", "duplicates", "--format", "json", "--fail-on", "warning", cwd=folder)
    assert found.returncode == 1, found.stderr
    return {table["name"]: table["rows"] for table in json.loads(found.stdout)["tables"]}


@pytest.mark.requirement("G3")
def test_an_api_that_was_copied_under_another_name_is_found(tmp_path: Path) -> None:
    """The copy has other names of parameters, another spelling, and a place under `/v1`."""
    copy = files()[SPEC].replace("open_at", "openAt").replace("legal_name:", "legalName:")
    copy = copy.replace("  /", "  /v1/").replace("{id}", "{key}").replace("name: id", "name: key")
    entry = files()[API].replace("name: billing", "name: invoicing").replace("billing@", "invoicing@")
    entry = entry.replace(SPEC, "specs/invoicing/openapi.yaml")
    write(tmp_path, {"catalog/apis/invoicing.yaml": entry, "specs/invoicing/openapi.yaml": copy})
    tables = report(tmp_path)
    (row,) = tables["apis"]
    assert (row["a"], row["b"], row["percent"]) == ("billing", "invoicing", 100)
    assert {"GET /invoices", "POST /payments", "legalname: string"} <= {*row["shared"]}  # type: ignore[misc]
    told = {(row["a"], row["b"]) for row in tables["objects"]}
    assert ("billing@2.0.0 Site", "crm@2.0.0 Location") in told
    assert ("billing@2.0.0 Site", "invoicing@2.0.0 Site") not in told, "the APIs are told of, not each object once more"


def test_the_versions_of_one_api_are_told_of_nowhere(tmp_path: Path) -> None:
    write(tmp_path)
    assert report(tmp_path)["apis"] == []
