"""Cases as data: an API, what a consumer recorded, and what is found; what must be found beside what must not.

Each file of `cases/` is a list. A case has `answer` (what `GET /things/7` answers), `send` (what `POST /things` takes)
or a whole `api`; and the `body` and `rules` of the pact, or whole `interactions`. `finds` lists severity, rule, path.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govkit.checks.pacts import verification
from govkit.findings import Finding, Verdict
from govkit.spec.documents import parse
from tests.checks.pacts.helpers import verified_trees

FOLDER = Path(__file__).parent / "cases"
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in parse(file.read_bytes(), file.name).tree:
            found.append(pytest.param(case, id=f"{file.stem}: {case['name']}"))
    return found


def api_of(case: dict[str, Any]) -> dict[str, Any]:
    if "api" in case:
        head = {} if "swagger" in case["api"] else {"openapi": case.get("openapi", "3.1.0")}
        return {**head, "info": {"title": "Things", "version": "1.0.0"}, **case["api"]}
    media = case.get("described as", "application/json")
    if "answer" in case:
        answer = {"description": "A thing", "content": {media: {"schema": case["answer"]}}}
        item = {"/things/{id}": {"get": {"parameters": [ID], "responses": {"200": answer}}}}
    else:
        body = {"required": True, "content": {media: {"schema": case["send"]}}}
        item = {"/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}}
    return {
        "openapi": case.get("openapi", "3.1.0"),
        "info": {"title": "Things", "version": "1.0.0"},
        "paths": item,
        "components": {"schemas": case.get("components", {})},
    }


def interactions_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    if "interactions" in case:
        return list(case["interactions"])
    return [_interaction(case, one, number) for number, one in enumerate([case, *case.get("also", [])])]


def _interaction(case: dict[str, Any], said: dict[str, Any], number: int) -> dict[str, Any]:
    media = case.get("media", "application/json")
    part: dict[str, Any] = {"body": {"content": said["body"], "contentType": media, "encoded": False}}
    if "rules" in said:
        part["matchingRules"] = {"body": {path: _ruling(rule) for path, rule in said["rules"].items()}}
    if "generators" in said:
        part["generators"] = {"body": said["generators"]}
    part["headers"] = {"Content-Type": [media]}
    name = {"description": f"thing {number}", "pending": case.get("pending", False)}
    if "answer" in case:
        return {**name, "request": {"method": "GET", "path": "/things/7"}, "response": {"status": 200, **part}}
    return {**name, "request": {"method": "POST", "path": "/things", **part}, "response": {"status": 204}}


def _ruling(rule: Any) -> dict[str, Any]:
    """A rule in short: the name of a matcher, one matcher, or several."""
    if isinstance(rule, str):
        rule = {"match": rule}
    if isinstance(rule, dict) and "matchers" in rule:
        return rule
    return {"combine": "AND", "matchers": rule if isinstance(rule, list) else [rule]}


def pact_of(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "consumer": {"name": "web"},
        "provider": {"name": "things"},
        case.get("section", "interactions"): interactions_of(case),
        "metadata": {"pactSpecification": {"version": str(case.get("version", "4.0"))}},
    }


def shown(one: Finding) -> str:
    return f"{one.severity.value} {one.rule} {one.subject.schema or ''}{one.subject.path}".strip()


@pytest.mark.requirement("T3")
@pytest.mark.parametrize("case", cases())
def test_a_case_yields_exactly_its_findings(case: dict[str, Any]) -> None:
    told = verified_trees(api_of(case), pact_of(case)).findings
    assert sorted(map(shown, told)) == sorted(case.get("finds", [])), [(one.message, one.verdict.value) for one in told]
    for one in told:
        assert (one.verdict is Verdict.PROVEN) == (one.witness is not None)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_among_many_a_pact_is_judged_as_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few pacts are judged by schemas that are compiled as far as their messages reach, many by whole ones."""
    trees = [(api_of(case), pact_of(case)) for case in parse(file.read_bytes(), file.name).tree]
    alone = [verified_trees(*both).findings for both in trees]
    monkeypatch.setattr(verification, "_PATIENCE", 0)
    assert [verified_trees(*both).findings for both in trees] == alone


def test_there_are_many_cases_and_as_many_that_stay_silent() -> None:
    silent = [one for one in cases() if not one.values[0].get("finds")]
    assert len(cases()) >= 120
    assert len(silent) >= 40
