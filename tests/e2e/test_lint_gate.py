"""`govkit check` lints what a change touches, and counts only what was not there at the base."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from govkit.findings import Finding
from govkit.gate.lint.rulesets import Ruling
from govkit.gate.lint.single import linted
from govkit.gate.options import Options
from govkit.gate.pull_requests import lint_changed
from govkit.gate.pull_requests.pull_request import check as gate_check
from govkit.spec.openapi import Contract
from tests.e2e.test_estate_gate import ENTRY, POLICY, SPEC, TEAM, World, rules

DOCUMENT = "specs/billing/1.0.0.yaml"
SLASHED = "path-with-trailing-slash"
POOR = SPEC.replace("/notes:", "/notes/:")
"""A description that was poor before anybody looked."""


@pytest.fixture
def estate(tmp_path: Path) -> World:
    found = World(tmp_path / "estate")
    found.write({DOCUMENT: POOR})
    found.commit()
    return found


def checked(estate: World) -> tuple[int, list[str], list[str]]:
    code, report, error = estate.govkit("check")
    assert code != 2, error
    return code, rules(report["findings"], "error") + rules(report["findings"], "warning"), report["notes"]


def poor(findings: list[str]) -> list[str]:
    return [rule for rule in findings if rule == SLASHED]


def test_what_stood_is_counted_in_a_note_and_not_shown(estate: World) -> None:
    estate.edit(DOCUMENT, "Billing service", "Billing")
    _, findings, notes = checked(estate)
    assert poor(findings) == []
    assert any("stood at the base" in note for note in notes)


def test_what_is_new_is_shown_alone(estate: World) -> None:
    estate.edit(DOCUMENT, "  /notes/:", "  /credits/:\n    get: {responses: {'200': {description: fine}}}\n  /notes/:")
    assert poor(checked(estate)[1]) == [SLASHED]


def test_a_document_that_did_not_change_is_not_looked_at(estate: World) -> None:
    estate.write({"catalog/teams/late.yaml": TEAM.format("late")})
    assert poor(checked(estate)[1]) == []


def test_a_new_version_is_held_against_the_one_that_it_follows(estate: World) -> None:
    estate.write({DOCUMENT: POOR.replace("/notes/", "/notes")})
    estate.commit()
    estate.release("1.0.0")
    estate.add_version("1.1.0", POOR.replace("/notes/", "/notes"))
    assert poor(checked(estate)[1]) == []
    estate.write({"specs/billing/1.1.0.yaml": POOR.replace("version: 1.0.0", "version: 1.1.0") + EXTRA})
    assert poor(checked(estate)[1]) == [SLASHED]


EXTRA = "  /extra/:\n    get: {responses: {'200': {description: fine}}}\n"


def test_policies_say_what_fails_the_gate(estate: World) -> None:
    worse = POOR + EXTRA
    estate.write({DOCUMENT: worse})
    assert checked(estate)[0] == 0, "what is a warning does not fail it"
    estate.write({"catalog/policies/all.yaml": POLICY + f"  severities: {{{SLASHED}: error}}\n"})
    assert checked(estate)[0] == 1
    waiver = f"[{{rule: {SLASHED}, subjects: ['*'], until: 2999-01-01, reason: for now, approver: A}}]"
    estate.write({"catalog/policies/all.yaml": POLICY + f"  severities: {{{SLASHED}: error}}\n  waivers: {waiver}\n"})
    assert checked(estate)[0] == 0


def test_a_waiver_of_a_rule_of_lint_is_not_called_unused_by_the_gate(estate: World) -> None:
    waiver = f"[{{rule: {SLASHED}, subjects: ['*'], until: 2999-01-01, reason: for now, approver: A}}]"
    estate.write({"catalog/policies/all.yaml": POLICY + f"  waivers: {waiver}\n"})
    estate.commit()
    estate.edit(DOCUMENT, "Billing service", "Billing")
    assert "waiver-unused" not in checked(estate)[1]


def other(spec: str) -> dict[str, Any]:
    """A second API of the same domain, and its system."""
    api = (
        "apiVersion: govkit/v1\nkind: API\nmetadata: {name: ledger}\nspec:\n  system: ledger\n  owner: revenue\n"
        "  businessOwner: finance\n  audience: partner\n  versions:\n"
        "  - {version: 1.0.0, definition: specs/ledger.yaml, lifecycle: active, released: 2026-01-01}\n"
    )
    system = ENTRY.format("System", "ledger", "domain: money, owner: revenue, businessOwner: finance")
    return {"catalog/apis/ledger.yaml": api, "catalog/systems/ledger.yaml": system, "specs/ledger.yaml": spec}


def secured(scheme: str) -> str:
    return f"{SPEC}security: [{{main: []}}]\ncomponents:\n  securitySchemes: {{main: {scheme}}}\n"


def test_an_api_that_authenticates_otherwise_than_its_domain_is_told_when_it_comes(tmp_path: Path) -> None:
    estate = World(tmp_path / "estate")
    bearer = secured("{type: http, scheme: bearer}")
    estate.write(
        {
            DOCUMENT: bearer,
            "catalog/apis/billing.yaml": estate.read("catalog/apis/billing.yaml").replace(
                "lifecycle: draft", "lifecycle: active\n      released: 2026-01-01"
            ),
        }
    )
    estate.commit()
    estate.write(other(secured("{type: apiKey, in: header, name: X-Key}").replace("../common", "common")))
    assert "domain-authentication-differs" in checked(estate)[1]
    estate.commit()
    estate.edit("specs/ledger.yaml", "Billing service", "Ledger")
    assert "domain-authentication-differs" not in checked(estate)[1], "it stood"
    assert estate.govkit("lint")[1]["summary"]["warning"] > 0


def test_the_command_is_the_one_of_the_documentation(estate: World) -> None:
    code, report, _ = estate.govkit("lint")
    assert code == 0
    assert SLASHED in rules(report["findings"], "warning") + rules(report["findings"], "info")
    assert estate.govkit("lint", "--write-baseline")[0] == 0
    code, report, _ = estate.govkit("lint", "--baseline", "lint-baseline.yaml", "--fail-on", "info")
    assert (code, report["findings"]) == (0, [])
    estate.write({DOCUMENT: POOR + EXTRA})
    code, report, _ = estate.govkit("lint", "--baseline", "lint-baseline.yaml", "--fail-on", "info")
    assert code == 1
    assert {one["rule"] for one in report["findings"]} >= {SLASHED}


ODD = "rules: {odd: {given: $, then: {function: oddly}}}\nfunctions: [oddly]\n"


def test_parts_of_rulesets_that_are_not_run_are_told_once_in_a_note(estate: World) -> None:
    estate.write({".spectral.yaml": ODD})
    estate.commit()
    estate.write({DOCUMENT: POOR + EXTRA, "specs/common.yaml": estate.read("specs/common.yaml") + "\n"})
    _, findings, notes = checked(estate)
    assert "ruleset-part-skipped" not in findings
    assert [note for note in notes if "skipped" in note] == [
        "a part of a ruleset is skipped: odd (.spectral.yaml:1:9); `govkit lint` says why"
    ]


def test_what_is_linted_is_kept_by_its_content_on_both_sides(estate: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(estate.top)
    monkeypatch.setattr("govkit.gate.comparisons.kept._WORTH_KEEPING", -1)
    looked: list[str] = []

    def counted(contract: Contract, rulings: Sequence[Ruling], **more: Any) -> list[Finding]:
        looked.append(contract.source.label)
        return linted(contract, rulings, **more)

    monkeypatch.setattr(lint_changed, "linted", counted)

    def check() -> list[str]:
        looked.clear()
        return [one.rule for one in gate_check("main", None, Options(cache=True)).findings]

    estate.write({".spectral.yaml": RULESET})
    estate.commit()
    estate.write({DOCUMENT: POOR + EXTRA})
    first = check()
    assert len(looked) == 2
    assert (check(), looked) == (first, [])
    estate.write({"specs/common.yaml": estate.read("specs/common.yaml") + "\n"})
    assert (check(), len(looked)) == (first, 1), "what it refers to is of its content"
    estate.write({".spectral.yaml": RULESET.replace("summary", "description")})
    assert "operation-description" in check()
    assert len(looked) == 2


RULESET = "rules: {operation-summary: {given: '$.paths[*][get]', then: {field: summary, function: truthy}}}\n"
