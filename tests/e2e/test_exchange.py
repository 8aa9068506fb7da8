"""`govkit export` and `govkit import`, in processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests import estate as sample
from tests.e2e.test_hostile import govkit, refused


def test_a_linkset_goes_to_standard_output_and_what_is_missing_to_the_other(tmp_path: Path) -> None:
    sample.write(tmp_path)
    done = govkit("export", "api-catalog", "--audience", "partner", cwd=tmp_path)
    assert done.returncode == 0
    assert list(json.loads(done.stdout)) == ["linkset"]
    assert "note: not for this reader (see --audience): crm" in done.stderr.decode()


def test_entities_find_their_documents_from_where_they_are_written(tmp_path: Path) -> None:
    sample.write(tmp_path / "estate")
    (tmp_path / "backstage").mkdir()
    target = tmp_path / "backstage/catalog-info.yaml"
    done = govkit("export", "backstage", "--output", str(target), cwd=tmp_path / "estate/specs")
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    entities = [one for one in yaml.load_all(target.read_text(), yaml.BaseLoader) if one["kind"] == "API"]
    assert len(entities) == 4
    for entity in entities:
        assert (target.parent / entity["spec"]["definition"]["$text"]).is_file()


def test_slips_are_explained(tmp_path: Path) -> None:
    assert "there is no catalog here" in refused(govkit("export", "backstage", cwd=tmp_path))
    sample.write(tmp_path)
    assert "--base-url must begin" in refused(govkit("export", "api-catalog", "--base-url", "x", cwd=tmp_path))
    assert "govkit export has no command 'backstge'" in refused(govkit("export", "backstge", cwd=tmp_path))
    assert "cannot be written" in refused(govkit("export", "backstage", "-o", "gone/x.yaml", cwd=tmp_path))
    (tmp_path / "catalog/teams/finance.yaml").write_text("kind: Team\n")
    assert "catalog/teams/finance.yaml:1" in refused(govkit("export", "backstage", cwd=tmp_path))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """An estate without an entry, beside one whose catalog is exported."""
    sample.write(tmp_path / "theirs")
    assert govkit("export", "backstage", "-o", "catalog-info.yaml", cwd=tmp_path / "theirs").returncode == 0
    (tmp_path / "ours/catalog").mkdir(parents=True)
    (tmp_path / "ours/govkit.yaml").write_text("catalog: catalog\n")
    return tmp_path / "ours"


def test_a_catalog_is_imported_whole_and_is_valid(empty: Path) -> None:
    done = govkit("import", "backstage", "../theirs/catalog-info.yaml", "--quiet", cwd=empty)
    assert done.returncode == 0, done.stderr
    assert "imported: 2 API, 2 Consumer, 1 Domain, 3 System, 4 Team; commit it" in done.stderr.decode()
    assert govkit("validate", "--quiet", cwd=empty).returncode == 0
    again = refused(govkit("import", "backstage", "../theirs/catalog-info.yaml", cwd=empty))
    assert "catalog has team:finance already" in again


def test_a_dry_run_of_an_import_writes_nothing(empty: Path) -> None:
    done = govkit("import", "backstage", "../theirs/catalog-info.yaml", "--dry-run", cwd=empty)
    assert done.returncode == 0
    assert "+++ catalog/apis/billing.yaml" in done.stderr.decode()
    assert "nothing was written: this is a dry run" in done.stderr.decode()
    assert [path.name for path in empty.rglob("*") if path.is_file()] == ["govkit.yaml"]


def test_an_import_that_leaves_contradictions_is_refused(empty: Path) -> None:
    info = empty.parent / "theirs/catalog-info.yaml"
    info.write_text(info.read_text().replace("govkit/sunset: 2026-08-31", "govkit/sunset: 2025-08-31"))
    done = govkit("import", "backstage", str(info), cwd=empty)
    assert done.returncode == 1
    assert b"lifecycle-inconsistent" in done.stdout
    assert "nothing was imported" in done.stderr.decode()
    assert list((empty / "catalog").iterdir()) == []
