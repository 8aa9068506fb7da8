"""The step of Semantic Versioning that a change needs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from govkit import api
from govkit.gate.configuration import today
from govkit.gate.outcome import Step


def _description(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object", "properties": {"memo": schema}}}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "ok", "content": content}}}
    info = {"title": "Billing", "version": "2.1.0"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/invoices": {"post": operation}}, **more}


def _step(tmp_path: Path, old: dict[str, Any], new: dict[str, Any]) -> Step:
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    (tmp_path / "new.json").write_text(json.dumps(new), encoding="utf-8")
    steps = api.diff(str(tmp_path / "old.json"), str(tmp_path / "new.json")).steps
    assert steps is not None
    (step,) = steps
    return step


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        (TEXT, {"type": "string", "maxLength": 5}, "major"),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "minor"),
        ({"type": "integer"}, {"type": "integer", "description": "how many"}, "patch"),
        ({"type": "string", "pattern": "^[0-9]+$"}, {"type": "string", "pattern": "^[0-9][0-9]*$"}, "patch"),
        ({"oneOf": [TEXT, {"type": "integer"}]}, {"type": ["string", "integer"]}, "patch"),
        ({"type": "string", "minLength": 1}, {"minLength": 1, "type": "string"}, "none"),
        (TEXT, TEXT, "none"),
    ],
)
def test_the_step_is_that_of_the_worst_finding(
    tmp_path: Path, old: dict[str, Any], new: dict[str, Any], level: str
) -> None:
    step = _step(tmp_path, _description(old), _description(new))
    assert step.level.value == level, step.because
    assert bool(step.findings) == (level in ("major", "minor") or "pattern" in old)


def test_one_is_not_true_nor_a_version_of_its_own(tmp_path: Path) -> None:
    old, new = _description(TEXT, **{"x-limit": 1}), _description(TEXT, **{"x-limit": True})
    assert _step(tmp_path, old, new).level.value == "patch"


def test_an_added_operation_is_minor_and_a_removed_one_major(tmp_path: Path) -> None:
    more = _description(TEXT)
    more["paths"]["/refunds"] = more["paths"]["/invoices"]
    added, removed = _step(tmp_path, _description(TEXT), more), _step(tmp_path, more, _description(TEXT))
    assert (added.level.value, removed.level.value) == ("minor", "major")
    assert added.because == "1 visible change: POST /refunds is new"
    assert removed.because == "1 break: POST /refunds is removed"


def test_a_change_in_a_file_that_is_referred_to_is_a_change(tmp_path: Path) -> None:
    for side, text in (("old", "one"), ("new", "another")):
        (tmp_path / side).mkdir()
        described = _description({"$ref": "memo.json"})
        (tmp_path / side / "api.json").write_text(json.dumps(described), encoding="utf-8")
        (tmp_path / side / "memo.json").write_text(json.dumps({"type": "string", "title": text}), encoding="utf-8")
    steps = api.diff(str(tmp_path / "old/api.json"), str(tmp_path / "new/api.json")).steps
    assert steps is not None
    assert [step.level.value for step in steps] == ["patch"]
    steps = api.diff(str(tmp_path / "old/api.json"), str(tmp_path / "old/api.json")).steps
    assert steps is not None
    assert [step.level.value for step in steps] == ["none"]


def test_each_api_of_a_folder_has_its_step(tmp_path: Path) -> None:
    documents = {
        "old/a.json": _description(TEXT), "new/a.json": _description({"type": "integer"}),
        "old/b.json": _description(TEXT), "new/b.json": _description(TEXT),
        "old/c.json": _description(TEXT), "new/d.json": _description(TEXT),
    }  # fmt: skip
    for name, document in documents.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    steps = api.diff(str(tmp_path / "old"), str(tmp_path / "new")).steps
    assert steps is not None
    assert [step.level.value for step in steps] == ["major", "none", "major", "minor"]
    assert [Path(step.file).name for step in steps] == ["a.json", "b.json", "c.json", "d.json"]


def test_a_waiver_forgives_the_gate_and_not_the_version(tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(_description(TEXT)), encoding="utf-8")
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    file.write_text(json.dumps(_description({"type": "string", "maxLength": 5})), encoding="utf-8")
    (broken,) = [f for f in api.check("HEAD", cwd=tmp_path).findings if f.severity == "error"]
    waiver = {"rule": broken.rule, "subjects": ["*"], "reason": "nobody sends it", "approver": "ines@example.com"}
    until = today().isoformat()
    entry = {"waivers": [{**waiver, "until": until, "change": broken.cause}]}
    (tmp_path / "govkit.yaml").write_text(json.dumps(entry), encoding="utf-8")
    outcome = api.check("HEAD", cwd=tmp_path)
    assert outcome.summary()["error"] == 0
    assert outcome.steps is not None
    assert [step.level.value for step in outcome.steps] == ["major"]
    assert outcome.steps[0].findings == (broken.fingerprint,)
