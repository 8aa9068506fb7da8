"""`govkit export`, in processes of its own."""

from __future__ import annotations

import json
from pathlib import Path

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
    assert "No such command 'backstge'" in refused(govkit("export", "backstge", cwd=tmp_path))
    assert "cannot be written" in refused(govkit("export", "backstage", "-o", "gone/x.yaml", cwd=tmp_path))
    (tmp_path / "catalog/teams/finance.yaml").write_text("kind: Team\n")
    assert "catalog/teams/finance.yaml:1" in refused(govkit("export", "backstage", cwd=tmp_path))
