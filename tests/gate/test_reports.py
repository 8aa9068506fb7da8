"""Reports on the estate: what each finds, how each is narrowed, and its text, Markdown and JSON as committed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from govkit.cli import govkit as program
from govkit.errors import UsageError
from govkit.gate import open_estate, rulebook
from govkit.gate.answers.impact import impact
from govkit.gate.answers.report import Asked, Report, report_named, report_names
from govkit.gate.lint import documents
from govkit.reports import RenderOptions, plain
from govkit.reports.jsontext import dumps
from govkit.reports.spans import cells
from govkit.reports.tables import FORMATS, render_report
from govkit.reports.tables.json import schema
from tests.estate import ON, files, write
from tests.reports.snapshot import assert_is_as_committed, assert_snapshot

HOSTILE = "<script>alert(1)</script> [x](http://evil.example) **b** | \\u202e \\u001b[31m"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "estate"


def report(name: str, api: str | None = None, operation: str | None = None, field: str | None = None) -> Report:
    asked = Asked(estate=open_estate(), on=date.fromisoformat(ON), api=api, operation=operation, field=field)
    return impact(asked) if name == "impact" else report_named(name).make(asked)


def rows(found: Report, table: str) -> list[dict[str, object]]:
    one = next(one for one in found.tables if one.name == table)
    return [dict(zip([column.name for column in one.columns], row, strict=True)) for row in one.rows]


def text_of(found: Report, format_name: str, width: int = 100) -> str:
    made = render_report(found, format_name, RenderOptions(width=width, rules=rulebook()))
    return made if isinstance(made, str) else "".join(f"{plain(line)}\n" for line in made)


def govkit(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def api_of(name: str) -> str | None:
    return "billing" if name in ("changelog", "impact") else None


NAMES = [*(name for name in report_names() if "database" not in report_named(name).needs), "impact"]


# ---------------------------------------------------------------------------------------------------------- as a whole


@pytest.mark.requirement("G5")
@pytest.mark.parametrize("name", NAMES)
def test_a_report_reads_as_committed(estate: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "linted", lambda *_, **__: [])  # with each rule of lint there are more to count
    found = report(name, api_of(name))
    assert_snapshot(f"report-{name}.txt", text_of(found, "text"))
    assert_snapshot(f"report-{name}.md", text_of(found, "markdown"))
    assert_snapshot(f"report-{name}.json", text_of(found, "json"))


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_as_its_schema_says(estate: Path, name: str) -> None:
    Draft202012Validator(schema()).validate(json.loads(text_of(report(name, api_of(name)), "json")))


def test_the_schema_is_published(repository: Path) -> None:
    Draft202012Validator.check_schema(schema())
    assert_is_as_committed(repository / "docs/reference/estate-report.schema.json", dumps(schema()) + "\n")


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("name", NAMES)
def test_text_fits_the_width(estate: Path, name: str, width: int) -> None:
    long = [line for line in text_of(report(name, api_of(name)), "text", width).splitlines() if cells(line) > width]
    assert [line for line in long if len(line.split()) > 2] == [], "only a path that cannot be broken is longer"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_name", ["html", "sarif", "junit", "github", "gitlab"])
def test_every_format_is_made(estate: Path, name: str, format_name: str) -> None:
    found = report(name, api_of(name))
    made = text_of(found, format_name)
    assert made or not found.findings
    assert found.findings == () or found.findings[0].rule in made


def test_a_report_of_an_empty_catalog_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "govkit.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    for name in set(NAMES) - {"changelog", "impact"}:
        for format_name in set(FORMATS) - {"ics"}:
            text_of(report(name), format_name)
        assert report(name).findings == ()


@pytest.mark.parametrize("format_name", ["text", "markdown", "html", "json", "ics"])
def test_hostile_texts_stay_texts(estate: Path, format_name: str) -> None:
    api = files()["catalog/apis/billing.yaml"].replace("Amounts have no currency.", f'"{HOSTILE}"')
    team = files()["catalog/teams/finance.yaml"].replace("'#finance'", f'"{HOSTILE}"')
    consumer = files()["catalog/consumers/portal.yaml"].replace("uses:", f'contact: {{chat: "{HOSTILE}"}}\n  uses:')
    write(
        estate,
        {
            "catalog/apis/billing.yaml": api.replace("title: Billing API", f'title: "{HOSTILE}"'),
            "catalog/teams/finance.yaml": team,
            "catalog/consumers/portal.yaml": consumer,
        },
    )
    found = [report("deprecations")]
    if format_name != "ics":
        found += [report(name, api_of(name)) for name in ("ownership", "changelog", "impact")]
    for made in (text_of(one, format_name) for one in found):
        assert "\x1b" not in made
        assert "\u202e" not in made
        if format_name in ("markdown", "html"):
            assert "<script>" not in made
            assert "](http" not in made or format_name == "html"


# -------------------------------------------------------------------------------------------------------- what they say


def test_ownership_finds_what_nobody_owns_and_teams_that_do_nothing(estate: Path) -> None:
    found = report("ownership")
    assert [row["name"] for row in rows(found, "ownerless")] == ["nobodys"]
    assert {one.rule for one in found.findings} == {"owner-missing", "team-without-members", "team-owns-nothing"}


def test_an_owner_that_is_no_team_is_no_owner(estate: Path) -> None:
    crm = files()["catalog/systems/crm.yaml"].replace("owner: revenue", "owner: nobody")
    write(estate, {"catalog/systems/crm.yaml": crm})
    found = report("ownership")
    assert "there is no team `nobody`" in str(rows(found, "ownerless")[0]["missing"])
    assert "reference-unknown" in {one.rule for one in found.findings}


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("on", "first", "days", "severities"),
    [
        ("2026-04-30", "crm", [1, 123], []),
        ("2026-05-01", "crm", [0, 122], ["error"]),
        ("2026-09-01", "crm", [-123, -1], ["error", "error"]),
    ],
)
def test_a_version_is_overdue_from_the_day_of_its_sunset(
    estate: Path, on: str, first: str, days: list[int], severities: list[str]
) -> None:
    found = report_named("deprecations").make(Asked(estate=open_estate(), on=date.fromisoformat(on)))
    assert rows(found, "deprecations")[0]["api"] == first
    assert [row["daysLeft"] for row in rows(found, "deprecations")] == days
    assert [one.severity for one in found.findings] == severities


def test_overdue_without_a_consumer_is_a_warning(estate: Path) -> None:
    (estate / "catalog/consumers/dashboard.yaml").unlink()
    assert [one.severity for one in report("deprecations").findings] == ["warning"]


def test_a_calendar_folds_and_escapes_as_its_form_wants(estate: Path) -> None:
    reason = "a; b, c " + "ü" * 100
    api = files()["catalog/apis/billing.yaml"].replace("Amounts have no currency.", f"'{reason}'")
    write(estate, {"catalog/apis/billing.yaml": api})
    made = text_of(report("deprecations"), "ics")
    assert made.count("BEGIN:VEVENT") == made.count("END:VEVENT") == 4
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "a\\; b\\, c " + "ü" * 100 in made.replace("\r\n ", "")
    with pytest.raises(UsageError, match="no calendar"):
        text_of(report("ownership"), "ics")


@pytest.mark.parametrize(
    ("api", "operation", "field", "consumers"),
    [
        (None, None, None, ["portal", "dashboard", "portal", "dashboard"]),
        ("billing@2", None, None, ["dashboard", "portal"]),
        ("billing", "getCustomer", None, ["portal"]),
        ("billing", "get /customers/{anything}", None, ["portal"]),
        ("billing@2", None, "Invoice/total", ["dashboard"]),
        ("billing@2", None, "#/components/schemas/Invoice/properties/total", ["dashboard"]),
        ("billing@2", None, "Invoice/id", []),
        ("billing@1", None, "Customer/vat", ["portal"]),
    ],
)
def test_consumers_are_narrowed(
    estate: Path, api: str | None, operation: str | None, field: str | None, consumers: list[str]
) -> None:
    assert [row["consumer"] for row in rows(report("consumers", api, operation, field), "uses")] == consumers


@pytest.mark.requirement("C5")
def test_records_find_overlaps_gaps_and_circles(estate: Path) -> None:
    found = report("records")
    assert [row["about"] for row in rows(found, "overlaps")] == ["mapping:billing-customer"]
    assert [row["about"] for row in rows(found, "gaps")] == ["entity:customer"]
    assert len(rows(found, "circles")) == 1
    one_way = files()["catalog/mappings/billing-customer.yaml"].replace("fields:", "direction: out\n  fields:")
    write(estate, {"catalog/mappings/billing-customer.yaml": one_way})
    assert rows(report("records"), "overlaps") == rows(report("records"), "circles") == []


def test_the_record_of_a_field_is_that_of_the_nearest_field_above(estate: Path) -> None:
    mapping = files()["catalog/mappings/billing-customer.yaml"].replace("taxId: {", "taxId/number: {")
    write(estate, {"catalog/mappings/billing-customer.yaml": mapping})
    assert all("taxId" not in str(row["what"]) for row in rows(report("records"), "overlaps"))


@pytest.mark.requirement("G6")
def test_access_compares_grants_with_uses_and_with_what_operations_ask_for(estate: Path) -> None:
    found = report("access")
    told = sorted((one.rule, one.subject.api) for one in found.findings)
    assert told == [
        ("grant-unused", "consumer:dashboard"),
        ("scope-not-needed", "consumer:dashboard"),
        ("scope-wider-than-used", "consumer:dashboard"),
        ("scope-wider-than-used", "consumer:portal"),
        ("use-without-grant", "consumer:dashboard"),
        ("use-without-grant", "consumer:portal"),
    ]
    (needless,) = [one for one in found.findings if one.rule == "scope-not-needed"]
    assert "`write`" in needless.message
    assert {one.rule for one in report("access", "crm").findings} == {"use-without-grant"}
    assert [one.subject.api for one in report("access", "billing@1").findings] == ["consumer:portal"]


def test_a_use_of_an_operation_that_there_is_not_is_found_where_the_api_is_named(estate: Path) -> None:
    consumer = files()["catalog/consumers/portal.yaml"].replace("[POST /payments]", "[POST /payment]")
    write(estate, {"catalog/consumers/portal.yaml": consumer})
    assert "use-of-unknown-operation" in {one.rule for one in report("consumers", "billing@2").findings}
    assert report("consumers", "crm@2").findings == ()


def test_a_document_that_cannot_be_read_is_a_note(estate: Path) -> None:
    (estate / "specs/billing/2.0.0/openapi.yaml").write_text("openapi: [")
    for name in ("access", "changelog", "impact"):
        assert any("billing@2.0.0 cannot be read" in note for note in report(name, "billing").notes)


def test_a_changelog_has_the_newest_first_each_against_the_one_before(estate: Path) -> None:
    found = report("changelog", "billing")
    assert [(one.version, one.before) for one in found.releases] == [("2.0.0", "1.0.0"), ("1.0.0", None)]
    made = text_of(found, "markdown")
    assert "## 2.0.0 - 2026-01-01\n\n### Breaking\n" in made
    assert text_of(replace(found, on=date(2030, 1, 1)), "markdown") == made, "it does not change with the day"
    assert [one.version for one in report("changelog", "billing@2").releases] == ["2.0.0"]


# --------------------------------------------------------------------------------------------------------------- impact


@pytest.mark.requirement("G4")
@pytest.mark.parametrize(
    ("api", "operation", "field", "consumers", "mappings", "steps"),
    [
        ("billing", None, None, ["dashboard", "portal", "portal"], ["billing-customer"], ["pay", "list"]),
        ("billing@2.0.0", "createPayment", None, ["portal"], [], ["pay"]),
        ("billing@2", "GET /customers/{x}", None, [], ["billing-customer"], []),
        ("billing@2", None, "Customer/vat", [], ["billing-customer"], []),
        ("billing@2", None, "Invoice/lines/*/memo", [], [], ["list"]),
        ("billing@1", None, None, ["portal"], [], []),
        ("crm", None, None, ["dashboard"], ["crm-customer"], ["look-up"]),
    ],
)
def test_impact_names_who_depends_on_it(
    estate: Path,
    api: str,
    operation: str | None,
    field: str | None,
    consumers: list[str],
    mappings: list[str],
    steps: list[str],
) -> None:
    found = report("impact", api, operation, field)
    assert [row["consumer"] for row in rows(found, "consumers")] == consumers
    assert [row["mapping"] for row in rows(found, "mappings")] == mappings
    assert [row["step"] for row in rows(found, "workflows")] == steps
    assert [row["entity"] for row in rows(found, "entities")] == ["customer"] * bool(mappings)


def test_a_step_that_does_not_say_which_document_it_means_is_not_counted(estate: Path) -> None:
    workflow = files()["catalog/workflows/order-to-cash.arazzo.yaml"]
    bare = workflow.replace("$sourceDescriptions.billing.createPayment", "createPayment")
    write(estate, {"catalog/workflows/order-to-cash.arazzo.yaml": bare})
    assert [row["step"] for row in rows(report("impact", "billing"), "workflows")] == ["list"]


# --------------------------------------------------------------------------------------------------------- command line


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["report", "owner"], "there is no report 'owner'", "did you mean `ownership`?"),
        (["report", "zzz"], "there is no report 'zzz'", "the reports are access"),
        (["report", "consumers", "--api", "biling"], "there is no API 'biling'", "did you mean `billing`?"),
        (["report", "consumers", "--api", "billing@9"], "billing has no version '9'", "1.0.0"),
        (["report", "consumers", "--operation", "listInvoices"], "operations and fields are those of an API", "--api"),
        (["report", "ownership", "--format", "changelog"], "no format 'changelog'", "markdown"),
        (["report", "ownership", "--format", "ics"], "has no calendar", "deprecations"),
        (["report", "ownership", "--on", "tomorrow"], "no day such as", "--help"),
        (["report", "changelog", "nix"], "there is no API 'nix'", "billing"),
        (["impact", "billing@2", "--operation", "GET /invoice"], "has no operation", "did you mean `GET /invoices`?"),
        (["impact", "billing@2", "--operation", "listInvoice"], "has no operation", "did you mean `listInvoices`?"),
        (["impact", "billing@2", "--field", "Invoice/totl"], "has no field", "did you mean `Invoice/total`?"),
        (["impact", "billing@2", "--field", "Invoce"], "has no field", "did you mean `Invoice`?"),
        (["impact", "billing@x y"], "billing has no version", ""),
        (["impact", "billing", "--field", " "], "the field is empty", ""),
    ],
)
def test_a_name_that_there_is_not_ends_with_2_and_a_hint(
    estate: Path, arguments: list[str], message: str, hint: str
) -> None:
    done = govkit(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert hint in done.stderr


def test_the_exit_code_is_that_of_the_threshold(estate: Path) -> None:
    assert govkit("report", "consumers", "--on", ON).exit_code == 0
    assert govkit("report", "consumers", "--on", ON, "--fail-on", "warning").exit_code == 1
    assert govkit("report", "access").exit_code == 1
    assert govkit("report", "access", "--fail-on", "never").exit_code == 0
    assert govkit("impact", "billing").exit_code == 0


def test_several_formats_are_written_at_once(estate: Path) -> None:
    done = govkit("report", "records", "--format", "json", "--format", "html=r.html", "--format", "sarif=r.sarif")
    assert json.loads(done.stdout)["report"] == "records"
    assert Path("r.html").read_text().startswith("<!doctype html>")
    assert json.loads(Path("r.sarif").read_text())["version"] == "2.1.0"


def test_nothing_is_written_where_one_format_fails(estate: Path) -> None:
    assert govkit("report", "ownership", "--format", "html=r.html", "--format", "ics=r.ics").exit_code == 2
    assert not Path("r.html").exists()


def test_a_broken_entry_or_no_catalog_ends_with_2(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(estate, {"catalog/apis/crm.yaml": "kind: API\n"})
    for arguments in (["report", "ownership"], ["impact", "billing"], ["codeowners"]):
        done = govkit(*arguments)
        assert done.exit_code == 2
        assert "catalog/apis/crm.yaml" in done.stderr
    monkeypatch.chdir(estate.parent)
    assert "there is no catalog here" in govkit("report", "ownership").stderr


def test_codeowners_is_shown_written_and_checked(estate: Path) -> None:
    assert "/specs/billing/2.0.0/" in govkit("codeowners").stdout
    assert govkit("codeowners", "--check").exit_code == 1
    assert govkit("codeowners", "--write").exit_code == 0
    assert govkit("codeowners", "--check").exit_code == 0
    assert govkit("codeowners", "--check", "--write").exit_code == 2
