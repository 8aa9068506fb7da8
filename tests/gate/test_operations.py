"""The report on operations: figures beside those of before and what is aimed at, and words where there is no data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from govkit.catalog.entries import Estate, load_text
from govkit.cli import govkit as program
from govkit.errors import UsageError
from govkit.findings import Example, discover
from govkit.gate import rulebook
from govkit.gate.answers.report import Asked, Period, Report, report_named
from govkit.gate.comparisons.presence import RULES
from govkit.reports import RenderOptions, plain
from govkit.reports.spans import cells
from govkit.reports.tables import render_report
from govkit.reports.tables.json import schema
from govkit.sync.store.database import Database
from tests.estate import write
from tests.reports.snapshot import assert_snapshot
from tests.sync.figures.histories import History, moment

RULE = discover(RULES)["figure-target-missed"]
END_OF_MARCH = date(2026, 3, 31)

ENTRY = "# file: catalog/{0}s/{1}.yaml\napiVersion: govkit/v1\nkind: {2}\nmetadata: {{name: {1}}}\nspec:\n  {3}\n"
ESTATE = "".join(
    (
        ENTRY.format(
            "team", "revenue", "Team", "{contacts: [{email: a@b.example}], members: [{name: A, email: a@b.example}]}"
        ),
        ENTRY.format(
            "measure",
            "posting",
            "Measure",
            "{owner: revenue, process: invoices, latency: {target: PT2H, baseline: PT4H, from: {event: "
            "billing.finalized, key: $inputs.id}, to: {event: erp.posted, key: $inputs.id}}}",
        ),
        ENTRY.format(
            "measure",
            "errors",
            "Measure",
            "{owner: revenue, process: invoices, share: {of: {event: billing.finalized, key: $inputs.id}, "
            "having: [{event: erp.reversed, key: $inputs.id}]}}",
        ),
        ENTRY.format(
            "measure",
            "forecasts",
            "Measure",
            "{owner: revenue, process: renewals, accuracy: {forecast: {event: a.b, key: $inputs.id, value: $inputs.p, "
            "atLeast: 0.5}, outcome: {event: a.c, key: $inputs.id, value: $inputs.o, is: [won]}}}",
        ),
        ENTRY.format(
            "measure",
            "success",
            "Measure",
            "{owner: revenue, process: invoices, figure: {name: success-rate, target: 0.9}}",
        ),
        """\
# file: catalog/workflows/invoices.arazzo.yaml
arazzo: 1.1.0
info: {title: Invoices, version: 1.0.0}
sourceDescriptions: [{name: billing, type: openapi, url: ../../specs/billing.yaml}]
workflows:
  - workflowId: invoices
    x-govkit-workflow: {owner: 'team:revenue', trigger: billing.invoice.finalized, key: $inputs.id}
    steps: [{stepId: read, operationId: $sourceDescriptions.billing.read}]
  - workflowId: renewals
    x-govkit-workflow: {owner: 'team:revenue', trigger: billing.renewal.due, key: $inputs.id}
    steps: [{stepId: read, operationId: $sourceDescriptions.billing.read}]
  - workflowId: helper
    x-govkit-workflow: {owner: 'team:revenue'}
    steps: [{stepId: read, operationId: $sourceDescriptions.billing.read}]
""",
    )
)
HISTORY = """
events:
  - {type: billing.finalized, at: 2026-03-01T10:00, body: {id: i-1}}
  - {type: billing.finalized, at: 2026-03-01T10:00, body: {id: i-2}}
  - {type: erp.posted, at: 2026-03-01T13:00, body: {id: i-1}}
  - {type: erp.posted, at: 2026-03-01T15:30, body: {id: i-2}}
  - {type: erp.reversed, at: 2026-03-20T10:00, body: {id: i-2}}
runs:
  - {workflow: invoices, state: done, created: 2026-02-01T10:00, finished: 2026-02-01T10:05}
  - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T10:05}
  - {workflow: invoices, state: done, created: 2026-03-02T10:00, finished: 2026-03-02T12:05}
  - {workflow: invoices, state: dismissed, created: 2026-03-03T10:00, finished: 2026-03-05T10:00}
  - {workflow: invoices, state: parked, created: 2026-03-04T10:00}
exceptions:
  - {run: 3, state: resolved, raised: 2026-03-02T10:05, closed: 2026-03-02T12:05}
  - {run: 4, state: dismissed, raised: 2026-03-03T10:05, closed: 2026-03-05T10:00}
  - {run: 5, state: open, raised: 2026-03-04T10:05}
acts:
  - {run: 3, exception: 1, actor: anna, action: mend, at: 2026-03-02T12:00}
  - {run: 4, exception: 2, actor: anna, action: dismiss, at: 2026-03-05T10:00}
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    made.migrate()
    yield made
    made.close()


def opened(database: Database) -> Callable[[], AbstractContextManager[Database]]:
    @contextmanager
    def open_() -> Iterator[Database]:
        yield database

    return open_


def report(
    database: Database,
    estate: Estate,
    *,
    period: Period = Period(),  # noqa: B008  it is frozen
    workflow: str | None = None,
    owner: str | None = None,
) -> Report:
    asked = Asked(
        estate=estate, on=END_OF_MARCH, period=period, workflow=workflow, owner=owner, database=opened(database)
    )
    return report_named("operations").make(asked)


def text_of(found: Report, format_name: str, width: int = 120) -> str:
    made = render_report(found, format_name, RenderOptions(width=width, rules=rulebook()))
    return made if isinstance(made, str) else "".join(f"{plain(line)}\n" for line in made)


def rows(found: Report, table: str) -> list[dict[str, object]]:
    one = next(one for one in found.tables if one.name == table)
    return [dict(zip([column.name for column in one.columns], row, strict=True)) for row in one.rows]


@pytest.mark.requirement("S7")
def test_the_report_reads_as_committed(database: Database) -> None:
    History(HISTORY).put(database)
    found = report(database, load_text(ESTATE))
    assert_snapshot("report-operations.txt", text_of(found, "text"))
    assert_snapshot("report-operations.md", text_of(found, "markdown"))
    assert_snapshot("report-operations.json", text_of(found, "json"))
    Draft202012Validator(schema()).validate(json.loads(text_of(found, "json")))
    assert [line for line in text_of(found, "text").splitlines() if cells(line) > 120] == []
    assert "66.7 %" in text_of(found, "html")


def test_the_guide_shows_what_is_written(repository: Path) -> None:
    guide = (repository / "docs/operations.md").read_text()
    shown = guide.partition("```text\n")[2].partition("```")[0]
    assert shown in (repository / "tests/reports/snapshots/report-operations.txt").read_text()


def test_a_report_on_nothing_says_no_data_and_never_nought(database: Database) -> None:
    found = report(database, load_text(ESTATE))
    assert [table.name for table in found.tables] == ["missing"]
    said = {row["figure"]: row["why"] for row in rows(found, "missing")}
    assert said["every workflow figure"] == "no data: no run of it began, ended or was looked after in this period"
    assert said["share"] == "no data: there is none of what counts: no billing.finalized"
    assert found.findings == ()


def test_it_is_narrowed_to_a_process_or_a_team(database: Database) -> None:
    History(HISTORY).put(database)
    estate = load_text(ESTATE)
    assert estate.problems == ()
    renewals = report(database, estate, workflow="renewals")
    assert {row["subjects"] for row in rows(renewals, "missing")} == {("renewals",), ("forecasts",)}
    assert [one.name for one in report(database, estate, owner="team:revenue").tables][:1] == ["latency"]
    with pytest.raises(UsageError, match="start no workflow 'helper'"):
        report(database, estate, workflow="helper")
    with pytest.raises(UsageError, match="no team 'finance'"):
        report(database, estate, owner="finance")


def test_a_period_of_ones_own_is_compared_with_the_one_before(database: Database) -> None:
    History(HISTORY).put(database)
    period = Period(since=moment("2026-02-15"), until=moment("2026-03-02"))
    (row,) = rows(report(database, load_text(ESTATE), period=period), "success-rate")
    assert (str(row["value"]), row["count"], str(row["before"]), row["trend"]) == ("100 %", 1, "100 %", "same")


# -------------------------------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize("example", RULE.examples)
def test_a_target_that_is_missed_is_found(database: Database, example: Example) -> None:
    estate = load_text(example.after)
    History(estate.files.read("history.yaml").decode()).put(database)
    found = report(database, estate)
    assert tuple(one.subject.path for one in found.findings) == example.finds, example.because


# ---------------------------------------------------------------------------------------------------------- the command


def govkit(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["report", "operations", *arguments])


def test_without_a_database_the_command_says_what_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path / "estate"))
    monkeypatch.delenv("GOVKIT_SYNC_DATABASE", raising=False)
    found = govkit()
    assert found.exit_code == 2
    assert "there is no database" in found.stderr
    assert "govkit sync migrate" in found.stderr


def test_a_target_that_is_missed_is_the_exit_code_where_one_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    History(HISTORY).put(database)
    for path in ("teams/revenue", "measures/success", "workflows/invoices.arazzo"):
        file = tmp_path / "estate/catalog" / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ESTATE.partition(f"# file: catalog/{path}.yaml\n")[2].partition("# file:")[0])
    monkeypatch.chdir(tmp_path / "estate")
    address = f"sqlite:///{tmp_path / 'sync.db'}"
    asked = ("--database", address, "--on", "2026-03-31")
    assert (govkit(*asked).exit_code, govkit(*asked, "--fail-on", "warning").exit_code) == (0, 1)
    document = json.loads(govkit(*asked, "--format", "json").stdout)
    assert document["findings"][0]["rule"] == "figure-target-missed"
    assert govkit(*asked, "--since", "yesterday").exit_code == 2
    assert "twice" in govkit(*asked, "--since", "2026-03-01", "--until", "2026-03-02", "--period", "day").stderr
