"""`govkit deploy` as a pipeline calls it: what runs where, written into entries that people keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govkit.catalog.entries import load
from govkit.cli import govkit as program
from govkit.spec.documents import FolderFiles

ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec: {{{2}}}\n"
API = "system: billing, owner: ours, businessOwner: ours, audience: internal, versions: [{0}]"
VERSIONS = ", ".join(
    f"{{version: {one}, definition: specs/billing.yaml, lifecycle: active, released: 2026-01-01}}"
    for one in ("2.0.0", "2.1.0", "3.0.0")
)
PRODUCTION = """\
# What customers depend on.
apiVersion: govkit/v1
kind: Environment
metadata: {name: production}
spec:
  owner: ours
  promotesFrom: staging   # never straight from a desk
  deployments:
    # the APIs
    - {name: billing, version: 2.0.0, since: 2026-02-01}   # the one with invoices
    - {name: billing, version: 3.0.0, since: 2026-05-01}
    # who calls them
    - name: dashboard
      version: 1.0.0
      since: 2026-03-01 # a Sunday
"""
ESTATE = {
    "govkit.yaml": "",
    "catalog/teams/ours.yaml": ENTRY.format("Team", "ours", "contacts: [{email: a@example.com}]"),
    "catalog/domains/money.yaml": ENTRY.format("Domain", "money", "owner: ours"),
    "catalog/systems/billing.yaml": ENTRY.format(
        "System", "billing", "domain: money, owner: ours, businessOwner: ours"
    ),
    "catalog/apis/billing.yaml": ENTRY.format("API", "billing", API.format(VERSIONS)),
    "catalog/consumers/dashboard.yaml": ENTRY.format("Consumer", "dashboard", "owner: ours"),
    "catalog/environments/production.yaml": PRODUCTION,
    "catalog/environments/staging.yaml": ENTRY.format("Environment", "staging", "owner: ours"),
    "specs/billing.yaml": "openapi: 3.1.0\ninfo: {title: Billing, version: 2.0.0}\npaths: {}\n",
}
FILE = "catalog/environments/production.yaml"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in ESTATE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def deploy(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["deploy", *arguments])


def running(estate: Path, environment: str, day: str = "2026-06-01") -> set[str]:
    loaded = load(FolderFiles(estate))
    assert loaded.problems == ()
    return {
        f"{one.deployment.name} {one.deployment.version}"
        for one in loaded.running(on=date.fromisoformat(day))
        if one.environment.name == environment
    }


def added(before: str, after: str) -> list[str]:
    return [row for row in after.splitlines() if row not in before.splitlines()]


def test_an_api_replaces_the_version_of_its_major_and_leaves_the_others_running(estate: Path) -> None:
    done = deploy("billing", "--version", "2.1.0", "--to", "production", "--on", "2026-06-01")
    assert done.exit_code == 0, done.stderr
    assert "in place of 2.0.0; commit catalog/environments/production.yaml" in done.stderr
    assert running(estate, "production") == {"billing 2.1.0", "billing 3.0.0", "dashboard 1.0.0"}
    assert running(estate, "production", "2026-05-31") == {"billing 2.0.0", "billing 3.0.0", "dashboard 1.0.0"}


def test_a_consumer_replaces_whatever_version_of_it_ran(estate: Path) -> None:
    assert deploy("dashboard", "--version", "2.0.0", "--to", "production", "--on", "2026-06-01").exit_code == 0
    assert running(estate, "production") == {"billing 2.0.0", "billing 3.0.0", "dashboard 2.0.0"}


def test_comments_and_the_form_of_the_entry_stay(estate: Path) -> None:
    deploy("dashboard", "--version", "2.0.0", "--to", "production", "--on", "2026-06-01")
    deploy("billing", "--version", "2.1.0", "--to", "production", "--on", "2026-06-02")
    after = (estate / FILE).read_text()
    assert after == PRODUCTION.replace(
        "since: 2026-02-01}   # the one", "since: 2026-02-01, until: 2026-06-02}   # the one"
    ).replace(
        "      since: 2026-03-01 # a Sunday\n", "      since: 2026-03-01 # a Sunday\n      until: 2026-06-01\n"
    ) + (
        "    - name: dashboard\n      version: 2.0.0\n      since: 2026-06-01\n"
        "    - name: billing\n      version: 2.1.0\n      since: 2026-06-02\n"
    )


def test_what_is_recorded_already_changes_no_byte(estate: Path) -> None:
    arguments = ("billing", "--version", "2.1.0", "--to", "production")
    assert deploy(*arguments, "--on", "2026-06-01").exit_code == 0
    first = (estate / FILE).read_bytes()
    again = deploy(*arguments, "--on", "2026-06-07")
    assert again.exit_code == 0
    assert "since 2026-06-01: the catalog says so already" in again.stderr
    assert (estate / FILE).read_bytes() == first


def test_alongside_lets_the_other_version_run_until_a_later_deployment(estate: Path) -> None:
    arguments = ("dashboard", "--version", "1.1.0", "--to", "production")
    deploy(*arguments, "--alongside", "--on", "2026-06-01")
    assert {"dashboard 1.0.0", "dashboard 1.1.0"} < running(estate, "production")
    assert "in place of 1.0.0" in deploy(*arguments, "--on", "2026-06-05").stderr
    assert "dashboard 1.0.0" not in running(estate, "production", "2026-06-05")


def test_an_end_is_recorded_once(estate: Path) -> None:
    arguments = ("billing", "--version", "2.0.0", "--to", "production", "--end")
    assert deploy(*arguments, "--on", "2026-06-01").exit_code == 0
    assert running(estate, "production") == {"billing 3.0.0", "dashboard 1.0.0"}
    first = (estate / FILE).read_bytes()
    again = deploy(*arguments, "--on", "2026-06-09")
    assert (again.exit_code, (estate / FILE).read_bytes()) == (0, first)
    assert "no longer runs in production since 2026-06-01" in again.stderr


def test_what_has_ended_may_come_back(estate: Path) -> None:
    deploy("billing", "--version", "2.0.0", "--to", "production", "--end", "--on", "2026-06-01")
    assert deploy("billing", "--version", "2.0.0", "--to", "production", "--on", "2026-06-03").exit_code == 0
    assert "billing 2.0.0" not in running(estate, "production", "2026-06-02")
    assert "billing 2.0.0" in running(estate, "production", "2026-06-03")


def test_the_first_deployment_of_an_environment_begins_its_list(estate: Path) -> None:
    assert deploy("billing", "--version", "2.1.0", "--to", "staging", "--on", "2026-06-01").exit_code == 0
    assert running(estate, "staging") == {"billing 2.1.0"}


def test_a_dry_run_shows_the_change_and_writes_nothing(estate: Path) -> None:
    done = deploy("billing", "--version", "2.1.0", "--to", "production", "--dry-run", "--on", "2026-06-01")
    assert done.exit_code == 0
    assert "+    - name: billing" in done.stderr
    assert "+      version: 2.1.0" in done.stderr
    assert (estate / FILE).read_text() == PRODUCTION


def test_a_version_that_has_not_run_where_it_must_is_recorded_with_a_note(estate: Path) -> None:
    done = deploy("billing", "--version", "2.1.0", "--to", "production", "--on", "2026-06-01")
    assert "note: billing 2.1.0 has not run in staging, from which production takes its versions" in done.stderr
    deploy("dashboard", "--version", "2.0.0", "--to", "staging", "--on", "2026-06-01")
    assert "note" not in deploy("dashboard", "--version", "2.0.0", "--to", "production", "--on", "2026-06-02").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bilings", "--version", "2.1.0", "--to", "production"), "did you mean `billing`?"),
        (("billing", "--version", "2.2.0", "--to", "production"), "billing has no version '2.2.0'"),
        (("billing", "--version", "2.1.0", "--to", "prodction"), "did you mean `production`?"),
        (("dashboard", "--version", "1 0", "--to", "production"), "'1 0' is no version"),
        (("billing", "--version", "2.1.0", "--to", "production", "--on", "2026-01-01"), "from 2026-02-01 on"),
        (("billing", "--version", "2.0.0", "--to", "production", "--on", "2026-01-01"), "from 2026-02-01 on"),
        (("billing", "--version", "2.0.0", "--to", "production", "--end", "--on", "2026-01-01"), "cannot end on"),
        (("billing", "--version", "2.1.0", "--to", "production", "--end"), "what runs there is 2.0.0, 3.0.0"),
        (("billing", "--version", "2.1.0", "--to", "production", "--on", "tomorrow"), "no day such as"),
        (("billing", "--version", "2.1.0", "--to", "production", "--end", "--alongside"), "leave one of them out"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint_and_nothing_is_written(
    estate: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = deploy(*arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert (estate / FILE).read_text() == PRODUCTION


def test_an_entry_written_in_a_way_that_cannot_be_edited_is_left_alone(estate: Path) -> None:
    odd = PRODUCTION.replace("- {name: billing, version: 2", "- &two {name: billing, version: 2") + "    - *two\n"
    (estate / FILE).write_text(odd)
    refused = deploy("billing", "--version", "2.1.0", "--to", "production", "--on", "2026-06-01")
    assert refused.exit_code == 2
    assert "catalog/environments/production.yaml:" in refused.stderr
    assert (estate / FILE).read_text() == odd


def test_an_end_before_the_beginning_is_a_problem_of_the_entry(estate: Path) -> None:
    (estate / FILE).write_text(PRODUCTION.replace("since: 2026-05-01}", "since: 2026-05-01, until: 2026-04-01}"))
    (problem,) = load(FolderFiles(estate)).problems
    assert "ends on 2026-04-01, before it begins on 2026-05-01" in problem.message
    assert problem.place.line == 11
