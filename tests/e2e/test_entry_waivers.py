"""Policies that speak to everybody speak of entries as well: their severities and waivers count there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_estate_gate import CONSUMER, NEXT_MONTH, POLICY, World, rules

WITHOUT_GRANT = CONSUMER.replace("operations: [POST /invoices]}]\n", "operations: [GET /notes]}]\n")
"""A consumer that is granted another operation than the one it uses."""
WAIVER = """\
  waivers:
    - {rule: use-without-grant, subjects: ['consumer:dashboard'], until: %s, reason: asked for, approver: A}
"""


@pytest.fixture
def estate(tmp_path: Path) -> World:
    """An estate with a released version."""
    found = World(tmp_path / "estate")
    found.release()
    return found


def waived(findings: list[dict[str, Any]]) -> list[str]:
    return sorted({one["rule"] for one in findings if one["waived"]})


def validated(estate: World) -> tuple[int, list[dict[str, Any]]]:
    code, report, error = estate.govkit("validate", "--fail-on", "error")
    assert code != 2, error
    return code, report["findings"]


def test_a_waiver_excuses_a_finding_about_an_entry_in_both_commands(estate: World) -> None:
    estate.write({"catalog/consumers/dashboard.yaml": WITHOUT_GRANT, "catalog/policies/all.yaml": POLICY})
    for code, findings in (estate.check(), validated(estate)):
        assert code == 1
        assert rules(findings) == ["use-without-grant"]
    estate.write({"catalog/policies/all.yaml": POLICY + WAIVER % NEXT_MONTH})
    for code, findings in (estate.check(), validated(estate)):
        assert code == 0
        assert waived(findings) == ["use-without-grant"]
        assert "waiver-unused" not in rules(findings, "warning")


def test_what_stood_before_does_not_make_the_waiver_look_unused(estate: World) -> None:
    """The gate tells what is new; that the waiver still has something to excuse, `validate` knows."""
    estate.write({"catalog/consumers/dashboard.yaml": WITHOUT_GRANT})
    estate.write({"catalog/policies/all.yaml": POLICY + WAIVER % NEXT_MONTH})
    estate.commit()
    estate.edit("specs/billing/1.0.0.yaml", "Billing service", "Billing")
    _, findings = estate.check()
    assert "waiver-unused" not in rules(findings, "warning")


def test_a_waiver_that_excuses_nothing_or_has_expired_is_told(estate: World) -> None:
    estate.write({"catalog/policies/all.yaml": POLICY + WAIVER % NEXT_MONTH})
    assert rules(validated(estate)[1], "warning") == ["waiver-unused"]
    estate.write({"catalog/consumers/dashboard.yaml": WITHOUT_GRANT})
    estate.write({"catalog/policies/all.yaml": POLICY + WAIVER % "2026-01-01"})
    code, findings = validated(estate)
    assert code == 1
    assert rules(findings) == ["use-without-grant"]
    assert "waiver-expired" in rules(findings, "warning")


def test_a_policy_for_some_apis_does_not_speak_of_entries(estate: World) -> None:
    estate.write({"catalog/consumers/dashboard.yaml": WITHOUT_GRANT})
    narrow = POLICY + "  appliesTo: {audiences: [public]}\n"
    estate.write({"catalog/policies/all.yaml": narrow + WAIVER % NEXT_MONTH})
    assert validated(estate)[0] == 1


def test_severities_of_a_policy_count_for_entries(estate: World) -> None:
    estate.write({"catalog/consumers/dashboard.yaml": WITHOUT_GRANT})
    estate.write({"catalog/policies/all.yaml": POLICY + "  severities: {use-without-grant: info}\n"})
    estate.commit()  # a change that relaxes a policy is itself still judged by it
    estate.write({"catalog/consumers/other.yaml": WITHOUT_GRANT.replace("dashboard", "other")})
    for code, findings in (estate.check(), validated(estate)):
        assert code == 0
        assert "use-without-grant" in rules(findings, "info")
