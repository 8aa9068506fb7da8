"""`govkit release` and `govkit check` in an estate, in real repositories, as a team meets them."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import commands

API = """\
# The billing API: see the handbook.
apiVersion: govkit/v1
kind: API
metadata:
  name: billing
spec:
  system: billing
  owner: team:revenue
  businessOwner: team:finance
  audience: partner
  versions:
    - version: 1.0.0
      definition: specs/billing/1.0.0.yaml   # ours
      lifecycle: draft
"""
NEXT = "    - {{version: {0}, definition: specs/billing/{0}.yaml}}  # to come\n"
TEAM = """\
apiVersion: govkit/v1
kind: Team
metadata: {{name: {0}}}
spec:
  contacts: [{{email: {0}@example.com}}]
  members: [{{name: A, email: a@example.com}}]
"""
ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec: {{{2}}}\n"
OTHERS = {
    "catalog/teams/revenue.yaml": TEAM.format("revenue"),
    "catalog/teams/finance.yaml": TEAM.format("finance"),
    "catalog/domains/money.yaml": ENTRY.format("Domain", "money", "owner: finance"),
    "catalog/systems/billing.yaml": ENTRY.format(
        "System", "billing", "domain: money, owner: revenue, businessOwner: finance"
    ),
}
CONSUMER = """\
apiVersion: govkit/v1
kind: Consumer
metadata: {name: dashboard}
spec:
  owner: finance
  uses: [{api: billing@1, operations: [POST /invoices], fields: [Invoice/memo]}]
  grants: [{api: billing@1, operations: [POST /invoices]}]
"""
POLICY = """\
apiVersion: govkit/v1
kind: Policy
metadata: {name: all}
spec:
  owner: finance
"""
SPEC = """\
openapi: 3.0.3
info: {title: Billing service, version: 1.0.0}
paths:
  /invoices:
    post:
      operationId: createInvoice
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '../common.yaml#/Invoice'}}}
      responses:
        '201': {description: created}
  /notes:
    get:
      operationId: listNotes
      responses:
        '200': {description: fine}
"""
COMMON = "Invoice: {type: object, properties: {memo: {type: string, maxLength: 9}}}\n"
NEXT_MONTH = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011  the day where the command runs
NOTES = SPEC[SPEC.index("  /notes") :]


class World:
    """A repository with an estate in it."""

    def __init__(self, root: Path, top: str = "") -> None:
        self.root = root
        self.top = root / top
        self.top.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.write(
            {**OTHERS, "catalog/apis/billing.yaml": API, "specs/billing/1.0.0.yaml": SPEC, "specs/common.yaml": COMMON}
        )
        self.write({"govkit.yaml": ""})
        self.commit()

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.root, capture_output=True, check=True, env=environment
        )
        return done.stdout.decode()

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            file = self.top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def read(self, path: str) -> str:
        return (self.top / path).read_text()

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write({path: text.replace(old, new)})

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change", "--allow-empty")

    def govkit(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        done = commands.govkit(*arguments, "--format", "json", "--no-cache", cwd=self.top)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr.decode()

    def check(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        """The gate against the last commit: exit code and findings; an error of input is shown."""
        code, report, error = self.govkit("check", "--against", "HEAD", *arguments)
        assert code != 2, error
        return code, report["findings"]

    def release(self, version: str = "1.0.0", *arguments: str) -> None:
        """Releases a version and commits."""
        code, report, error = self.govkit("release", f"billing@{version}", "--date", "2026-03-01", "--yes", *arguments)
        assert code == 0, (report, error)
        self.commit()

    def add_version(self, version: str, spec: str) -> None:
        """Adds a draft."""
        self.write({f"specs/billing/{version}.yaml": spec.replace("version: 1.0.0", f"version: {version}")})
        self.write({"catalog/apis/billing.yaml": self.read("catalog/apis/billing.yaml") + NEXT.format(version)})


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An estate with a draft."""
    return World(tmp_path / "estate")


@pytest.fixture
def released(world: World) -> World:
    """An estate whose version 1.0.0 is released."""
    world.release()
    return world


def rules(findings: list[dict[str, Any]], severity: str = "error") -> list[str]:
    return sorted({one["rule"] for one in findings if one["severity"] == severity and not one["waived"]})


# ------------------------------------------------------------------------------------------------------------- release


def test_a_release_edits_two_values_and_adds_a_line_to_the_lock(world: World) -> None:
    before = world.read("catalog/apis/billing.yaml")
    world.release()
    after = world.read("catalog/apis/billing.yaml")
    assert after == before.replace("lifecycle: draft\n", "lifecycle: active\n      released: 2026-03-01\n")
    lock = world.read("catalog/released.lock")
    assert lock.startswith("billing@1.0.0: sha256:v1:")
    assert lock.count("\n") == 1


def test_a_release_passes_the_gate(world: World) -> None:
    code, _, error = world.govkit("release", "billing@1.0.0", "--yes")
    assert code == 0, error
    assert world.check() == (0, [])


def test_a_dry_run_shows_the_change_and_writes_nothing(world: World) -> None:
    code, _, error = world.govkit("release", "billing@1.0.0", "--dry-run")
    assert code == 0
    assert "+      lifecycle: active" in error
    assert "+billing@1.0.0: sha256:v1:" in error
    assert world.git("status", "--porcelain") == ""


def test_a_version_in_one_line_is_edited_in_it(released: World) -> None:
    released.add_version("1.1.0", SPEC)
    released.release("1.1.0")
    definition = "version: 1.1.0, definition: specs/billing/1.1.0.yaml"
    line = f"    - {{{definition}, lifecycle: active, released: 2026-03-01}}  # to come"
    assert line in released.read("catalog/apis/billing.yaml").splitlines()


def test_what_is_released_is_not_released_again(released: World) -> None:
    code, report, _ = released.govkit("release", "billing@1.0.0", "--yes")
    assert code == 1
    assert "was released on 2026-03-01 already" in report["findings"][0]["message"]
    assert released.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("version: 1.0.0", "version: 1.0.1", "release-refused"),
        ("'200': {description: fine}", "'200': {}", "openapi-invalid"),
        ("operationId: listNotes", "operationId: createInvoice", "duplicate-operation-id"),
    ],
)
def test_what_is_not_in_order_is_not_released(world: World, old: str, new: str, rule: str) -> None:
    world.edit("specs/billing/1.0.0.yaml", old, new)
    world.commit()
    code, report, _ = world.govkit("release", "billing@1.0.0", "--yes")
    assert code == 1
    assert rule in rules(report["findings"])
    assert world.git("status", "--porcelain") == ""


def test_a_version_that_steps_too_little_is_not_released(released: World) -> None:
    released.add_version("1.1.0", SPEC.replace(NOTES, ""))
    released.commit()
    code, report, _ = released.govkit("release", "billing@1.1.0", "--yes")
    assert code == 1
    assert rules(report["findings"]) == ["operation-removed", "version-step-too-small"]
    assert released.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("billing@9.0.0",), "has no version"),
        (("biling@1.0.0",), "did you mean billing"),
        (("billing",), "must name one version"),
        (("billing@1.0.0", "--date", "2026-02-30"), "must be a day"),
    ],
)
def test_a_slip_of_the_caller_is_told(world: World, arguments: tuple[str, ...], says: str) -> None:
    code, _, error = world.govkit("release", *arguments)
    assert code == 2
    assert says in error


def test_a_broken_entry_is_an_error_of_input(world: World) -> None:
    world.edit("catalog/teams/finance.yaml", "kind: Team", "kind: Teem")
    for command in (("check", "--against", "HEAD"), ("release", "billing@1.0.0")):
        code, _, error = world.govkit(*command)
        assert code == 2
        assert "catalog/teams/finance.yaml:2:1" in error


def test_a_broken_line_of_the_lock_is_an_error_of_input(released: World) -> None:
    released.write({"catalog/released.lock": "<<<<<<< HEAD\n"})
    code, _, error = released.govkit("check", "--against", "HEAD")
    assert code == 2
    assert "catalog/released.lock:1:1" in error


# ---------------------------------------------------------------------------------------------------------------- lock


def test_an_edit_of_a_released_version_is_refused_with_what_was_edited(released: World) -> None:
    released.edit("specs/billing/1.0.0.yaml", "/notes", "/remarks")
    code, findings = released.check()
    assert code == 1
    assert "released-version-changed" in rules(findings)
    assert "operation-removed" in rules(findings)
    edited = next(one for one in findings if one["rule"] == "released-version-changed")
    assert "specs/billing/1.0.0.yaml#/paths/" in edited["message"]
    assert edited["new"]["file"] == "specs/billing/1.0.0.yaml"


def test_an_addition_to_a_released_version_is_refused_as_well(released: World) -> None:
    released.edit("specs/common.yaml", "memo:", "note: {type: string}, memo:")
    code, findings = released.check()
    assert code == 1
    assert rules(findings) == ["released-version-changed"]


def test_prose_and_marks_of_deprecation_may_be_edited(released: World) -> None:
    released.edit("specs/billing/1.0.0.yaml", "{description: created}", "{description: it is there}")
    released.edit(
        "specs/billing/1.0.0.yaml",
        "      operationId: listNotes",
        "      deprecated: true\n      operationId: listNotes",
    )
    code, findings = released.check()
    assert code == 0, findings
    assert rules(findings) == []


def test_the_line_of_the_lock_may_not_go_with_the_edit(released: World) -> None:
    released.edit("specs/billing/1.0.0.yaml", "/notes", "/remarks")
    (released.top / "catalog/released.lock").unlink()
    code, findings = released.check()
    assert code == 1
    lines = [one["message"] for one in findings if one["rule"] == "released-version-changed"]
    assert len(lines) == 2
    assert any("taken out of the lock" in line for line in lines)


def test_an_active_version_without_a_line_is_refused(world: World) -> None:
    world.edit("catalog/apis/billing.yaml", "lifecycle: draft", "lifecycle: active\n      released: 2026-03-01")
    assert rules(world.check()[1]) == ["released-version-unlocked"]


# ------------------------------------------------------------------------------------------------- versions and policy


def test_a_draft_may_change_until_somebody_uses_it(world: World) -> None:
    world.edit("specs/common.yaml", "maxLength: 9", "maxLength: 5")
    code, findings = world.check()
    assert code == 0
    assert rules(findings, "warning") == ["request-property-max-length-decreased"]
    world.git("stash", "-q")
    world.write({"catalog/consumers/dashboard.yaml": CONSUMER})
    world.commit()
    world.git("stash", "pop", "-q")
    code, findings = world.check()
    assert code == 1
    hit = next(one for one in findings if one["rule"] == "request-property-max-length-decreased")
    assert [(one["kind"], one["name"], one["owner"]) for one in hit["affects"]] == [
        ("consumer", "dashboard", "finance")
    ]


def test_a_new_version_that_steps_too_little_is_refused(released: World) -> None:
    released.add_version("1.1.0", SPEC.replace(NOTES, ""))
    code, findings = released.check()
    assert code == 1
    assert rules(findings) == ["operation-removed", "version-step-too-small"]
    assert {one["subject"]["api"] for one in findings} == {"billing"}


def test_a_new_major_version_may_break(released: World) -> None:
    released.add_version("2.0.0", SPEC.replace(NOTES, ""))
    code, findings = released.check()
    assert code == 0
    assert "operation-removed" in rules(findings, "info")


def test_a_break_of_a_draft_counts_until_it_is_undone(released: World) -> None:
    """It was merged by force; the next change of the draft is told again."""
    released.add_version("1.1.0", SPEC.replace(NOTES, ""))
    released.commit()
    assert released.check() == (0, [])
    released.edit("specs/billing/1.1.0.yaml", "createInvoice", "newInvoice")
    assert "operation-removed" in rules(released.check()[1])


def test_a_waiver_in_a_policy_excuses_this_change(released: World) -> None:
    released.add_version("1.1.0", SPEC.replace(NOTES, ""))
    _, findings = released.check()
    change = next(one["cause"] for one in findings if one["rule"] == "operation-removed")
    line = f", change: {change}" if change else ""
    said = f"rule: operation-removed, subjects: [GET /notes]{line}, until: {NEXT_MONTH}"
    waiver = f"  waivers: [{{{said}, reason: nobody calls it, approver: A}}]\n"
    released.write({"catalog/policies/all.yaml": POLICY + waiver})
    code, findings = released.check()
    assert code == 0, findings
    assert [one["waived"]["approver"] for one in findings if one["waived"]] == ["A"]
    released.write({"catalog/policies/all.yaml": (POLICY + waiver).replace(NEXT_MONTH, "2026-01-01")})
    code, findings = released.check()
    assert code == 1
    assert "waiver-expired" in rules(findings, "warning")


SILENT = "  appliesTo: {{domains: [money], audiences: [{0}]}}\n  severities: {{'operation-*': 'off'}}\n"


def test_severities_and_profile_come_from_the_policy(released: World) -> None:
    released.write({"catalog/policies/all.yaml": POLICY + SILENT.format("partner")})
    released.commit()
    released.add_version("1.1.0", SPEC.replace(NOTES, ""))
    code, findings = released.check()
    assert code == 0
    assert "operation-removed" not in {one["rule"] for one in findings}


def test_a_policy_for_others_is_none_for_this_api(released: World) -> None:
    released.write({"catalog/policies/all.yaml": POLICY + SILENT.format("public")})
    released.commit()
    released.add_version("1.1.0", SPEC.replace(NOTES, ""))
    assert released.check()[0] == 1


def test_a_change_is_judged_by_the_policy_that_it_relaxes(released: World) -> None:
    """Whoever edits a released version may not switch off in the same change what refuses it."""
    released.edit("specs/common.yaml", "9", "5")
    refused = rules(released.check()[1])
    assert "released-version-changed" in refused
    released.write({"catalog/policies/all.yaml": POLICY + "  severities: {'*': 'off'}\n"})
    assert rules(released.check()[1]) == refused


def test_a_change_is_judged_by_the_policy_that_it_tightens(released: World) -> None:
    released.add_version("1.1.0", SPEC.replace("    post:", "    put: {responses: {}}\n    post:"))
    assert released.check()[0] == 0
    released.write({"catalog/policies/all.yaml": POLICY + "  severities: {operation-added: error}\n"})
    assert "operation-added" in rules(released.check()[1])


def test_against_all_compares_with_every_active_version(released: World) -> None:
    released.add_version("2.0.0", SPEC.replace(NOTES, ""))
    released.release("2.0.0")
    released.add_version("2.1.0", SPEC.replace(NOTES, ""))
    assert released.check()[0] == 0
    code, findings = released.check("--against-all")
    assert "operation-removed" in {one["rule"] for one in findings}
    assert code == 0, "two major versions lie between them"
    assert rules(findings) == []


# ------------------------------------------------------------------------------------------------------------ lifecycle


def test_a_version_does_not_go_back_to_a_draft(released: World) -> None:
    released.edit("catalog/apis/billing.yaml", "lifecycle: active\n      released: 2026-03-01", "lifecycle: draft")
    assert "lifecycle-went-back" in rules(released.check()[1])


def deprecate(world: World, sunset: str) -> None:
    ending = f"lifecycle: deprecated\n      deprecation: {{date: 2026-04-01, sunset: {sunset}, reason: It is old.}}"
    world.edit("catalog/apis/billing.yaml", "lifecycle: active", ending)


@pytest.mark.requirement("C3")
def test_a_retirement_waits_for_the_sunset_and_the_last_consumer(released: World) -> None:
    released.write({"catalog/consumers/dashboard.yaml": CONSUMER})
    deprecate(released, "9000-01-01")
    assert released.check()[0] == 0
    released.commit()
    released.edit("catalog/apis/billing.yaml", "lifecycle: deprecated", "lifecycle: retired")
    assert {"retired-before-sunset", "retired-with-consumers"} <= set(rules(released.check()[1]))


def test_a_retirement_after_the_sunset_and_the_last_consumer_passes(released: World) -> None:
    deprecate(released, "2026-05-01")
    released.commit()
    released.edit("catalog/apis/billing.yaml", "lifecycle: deprecated", "lifecycle: retired")
    assert rules(released.check()[1]) == []


def test_a_sunset_that_is_brought_forward_does_not_allow_a_retirement(released: World) -> None:
    deprecate(released, "9000-01-01")
    released.commit()
    released.edit("catalog/apis/billing.yaml", "lifecycle: deprecated", "lifecycle: retired")
    released.edit("catalog/apis/billing.yaml", "9000-01-01", "2026-05-01")
    assert "retired-before-sunset" in rules(released.check()[1])


def test_a_policy_asks_for_notice_and_successor(released: World) -> None:
    released.write({"catalog/policies/all.yaml": POLICY + "  lifecycle: {notice: P90D, requireSuccessor: true}\n"})
    released.commit()
    deprecate(released, "2026-05-01")
    assert rules(released.check()[1]) == ["deprecation-notice-too-short", "deprecation-without-successor"]


# ---------------------------------------------------------------------------------------------------------------- edges


def test_an_estate_may_lie_below_the_top_of_the_repository(tmp_path: Path) -> None:
    world = World(tmp_path / "mono", "contracts")
    world.release()
    world.edit("specs/common.yaml", "maxLength: 9", "maxLength: 5")
    code, findings = world.check()
    assert code == 1
    assert rules(findings) == ["released-version-changed", "request-property-max-length-decreased"]


def test_a_description_that_no_entry_names_is_judged_as_before(released: World) -> None:
    released.write({"other.yaml": SPEC.replace("../common", "specs/common")})
    released.commit()
    released.edit("other.yaml", "/notes", "/remarks")
    code, findings = released.check()
    assert code == 1
    assert {one["subject"]["api"] for one in findings} == {"billing-service"}


def test_only_new_findings_about_entries_count(released: World) -> None:
    released.edit("catalog/systems/billing.yaml", "domain: money", "domain: nothing")
    code, findings = released.check()
    assert (code, rules(findings)) == (1, ["reference-unknown"])
    released.commit()
    released.edit("catalog/teams/finance.yaml", "name: A", "name: B")
    assert released.check() == (0, [])


def test_revisions_are_judged_like_the_working_tree(released: World) -> None:
    released.git("switch", "-q", "-c", "change")
    released.edit("specs/billing/1.0.0.yaml", "/notes", "/remarks")
    released.commit()
    code, report, _ = released.govkit("check", "--against", "main", "--head", "change")
    assert code == 1
    assert "released-version-changed" in rules(report["findings"])


def test_a_version_that_was_released_meanwhile_is_not_edited_elsewhere(world: World) -> None:
    world.git("switch", "-q", "-c", "feature")
    world.edit("specs/billing/1.0.0.yaml", "/notes", "/remarks")
    world.commit()
    world.git("switch", "-q", "main")
    world.release()
    world.git("switch", "-q", "feature")
    code, report, error = world.govkit("check", "--against", "main")
    assert code == 1, error
    (found,) = [one for one in report["findings"] if one["rule"] == "released-version-changed"]
    assert "was released meanwhile" in found["message"]
    world.edit("specs/billing/1.0.0.yaml", "/remarks", "/notes")
    world.commit()
    assert not [one for one in world.govkit("check", "--against", "main")[1]["findings"] if "released" in one["rule"]]
