"""`govkit lint`: what is looked at, what policies make of it, what is kept, and what a baseline lets stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from govkit.checks.lint import judge
from govkit.checks.lint.surface.surface import Surface
from govkit.errors import InputError, UsageError
from govkit.findings import Finding, Rule
from govkit.gate import LintOptions, Options, lint_documents, validate
from govkit.spec.openapi.problems import Problem
from tests.estate import files, write

POLICY = "catalog/policies/default.yaml"
SPEC = "specs/billing/2.0.0/openapi.yaml"
BARE = "openapi: 3.1.0\ninfo: {title: Bare, version: 1.0.0}\npaths: {/things/: {get: {responses: {}}}}\n"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "estate"


def found(*paths: str, cache: bool = False, **asked: object) -> list[Finding]:
    return list(lint_documents(paths, Options(cache=cache), LintOptions(**asked)).findings)  # type: ignore[arg-type]


def rules(findings: list[Finding]) -> set[str]:
    return {one.rule for one in findings}


def policy(severities: str = "", waivers: str = "", applies: str = "") -> dict[str, str]:
    text = files()[POLICY]
    for name, value in (("appliesTo", applies), ("severities", severities), ("waivers", waivers)):
        text += f"  {name}: {value}\n" if value else ""
    return {POLICY: text}


def test_documents_entries_and_reports_are_looked_at(estate: Path) -> None:
    every = rules(found())
    assert "path-with-trailing-slash" not in every
    assert {"entry-undescribed", "consumer-of-deprecated-version"} <= every, "rules about estates and about entries"
    write(estate, {SPEC: files()[SPEC].replace("/invoices:", "/invoices/:", 1)})
    assert rules(found()) - every == {"path-with-trailing-slash"}


def test_paths_select_documents_and_entries(estate: Path) -> None:
    write(estate, {"specs/stray.yaml": BARE})
    assert "path-with-trailing-slash" in rules(found("specs/stray.yaml"))
    assert "path-with-trailing-slash" not in rules(found()), "no version names it"
    api = {one.new.file for one in found("catalog/apis") if one.new}
    assert api
    assert all(file.startswith("catalog/apis/") for file in api)


def test_where_there_is_no_estate_documents_are_linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare.yaml").write_text(BARE)
    assert "path-with-trailing-slash" in rules(found())
    assert "entry-undescribed" not in rules(found())


def test_policies_say_how_much_a_rule_weighs_and_to_whom(estate: Path) -> None:
    slashed = {SPEC: files()[SPEC].replace("/invoices:", "/invoices/:", 1)}
    write(estate, slashed | policy("{path-with-trailing-slash: error, entry-*: 'off'}"))
    severities = {one.rule: one.severity for one in found()}
    assert severities["path-with-trailing-slash"] == "error"
    assert "entry-undescribed" not in severities
    write(estate, slashed | policy("{path-with-trailing-slash: error}", applies="{apis: [crm]}"))
    assert {one.rule: one.severity for one in found()}["path-with-trailing-slash"] != "error"


def test_waivers_excuse_and_are_told_where_they_excuse_nothing(estate: Path) -> None:
    excuse = "[{rule: %s, subjects: ['*'], until: %s, reason: for now, approver: A}]"
    write(estate, policy(waivers=excuse % ("entry-undescribed", "2999-01-01")))
    assert all(one.waived for one in found() if one.rule == "entry-undescribed")
    write(estate, policy(waivers=excuse % ("codeowner-shared", "2999-01-01")))
    assert "waiver-unused" in rules(found())
    assert "waiver-unused" not in rules(found("specs")), "only who looks at all knows"
    write(estate, policy(waivers=excuse % ("entry-undescribed", "2001-01-01")))
    assert "waiver-expired" in rules(found())
    assert all(not one.waived for one in found() if one.rule == "entry-undescribed")


def test_results_are_kept_by_content(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.gate.lint.kept._WORTH_KEEPING", -1)
    first = found(cache=True)
    looked: list[str] = []
    real = judge.problems

    def problems(surface: Surface, of: Iterable[Rule]) -> Iterator[tuple[Rule, Problem]]:
        looked.append(surface.contract.name)
        return real(surface, of)

    monkeypatch.setattr(judge, "problems", problems)
    assert found(cache=True) == first
    assert looked == []
    write(estate, {SPEC: files()[SPEC].replace("/invoices:", "/invoices/:", 1)})
    assert rules(found(cache=True)) - rules(first) == {"path-with-trailing-slash"}
    assert looked == ["billing"]
    assert found(cache=True) == found()


def test_an_entry_that_changes_is_seen_though_results_are_kept(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.gate.lint.kept._WORTH_KEEPING", -1)
    before = len([one for one in found(cache=True) if one.rule == "entry-undescribed"])
    described = files()["catalog/apis/billing.yaml"].replace("metadata: {", "metadata: {description: Money., ", 1)
    write(estate, {"catalog/apis/billing.yaml": described})
    assert len([one for one in found(cache=True) if one.rule == "entry-undescribed"]) == before - 1


def test_a_baseline_lets_stand_what_is_in_it_and_nothing_more(estate: Path) -> None:
    file = estate / "lint-baseline.yaml"
    assert found(write=file) == []
    assert found(baseline=file) == []
    write(estate, {SPEC: files()[SPEC].replace("paths:\n", "paths:\n  /extra/: {get: {responses: {}}}\n", 1)})
    new = found(baseline=file)
    assert "path-with-trailing-slash" in rules(new)
    assert {name for one in new for name in one.subject.operations} <= {"GET /extra/"}


def test_what_no_longer_stands_is_told_so_that_a_baseline_shrinks(estate: Path) -> None:
    write(estate, {SPEC: files()[SPEC].replace("/invoices:", "/invoices/:", 1)})
    file = estate / "lint-baseline.yaml"
    found(write=file)
    write(estate)
    notes = lint_documents([], Options(), LintOptions(baseline=file)).notes
    assert any("can go" in note and "path-with-trailing-slash" in note for note in notes)
    notes = lint_documents(["catalog"], Options(), LintOptions(baseline=file)).notes
    assert not any("can go" in note for note in notes), "only who looks at all knows"


def test_a_baseline_of_a_part_is_refused(estate: Path) -> None:
    with pytest.raises(UsageError, match="baseline"):
        found("specs", write=estate / "lint-baseline.yaml")


@pytest.mark.parametrize(
    "asked", [LintOptions(rulesets=("",)), LintOptions(baseline=Path()), LintOptions(write=Path())], ids=str
)
def test_an_option_that_names_nothing_is_refused(estate: Path, asked: LintOptions) -> None:
    with pytest.raises(UsageError, match="names nothing"):
        lint_documents([], Options(), asked)


def test_a_file_that_is_no_baseline_is_refused_before_anything_is_linted(estate: Path) -> None:
    with pytest.raises(UsageError, match="is no baseline"):
        found(write=estate / SPEC)
    assert (estate / SPEC).read_text() == files()[SPEC]


RULESET = """\
rules:
  operation-summary: {given: "$.paths[*][get,post]", then: {field: summary, function: truthy}, severity: error}
"""


def test_a_ruleset_that_is_named_is_gone_by_alone(estate: Path) -> None:
    write(estate, {"style.yaml": RULESET})
    assert rules(found(rulesets=("style.yaml",))) == {"operation-summary"}
    both = rules(found(rulesets=("style.yaml",), own=True))
    assert {"operation-summary", "entry-undescribed"} <= both


def test_rulesets_of_policies_are_for_those_to_whom_they_speak(estate: Path) -> None:
    changes = policy(applies="{apis: [crm]}")
    changes[POLICY] += "  lint: {rulesets: [style.yaml]}\n"
    write(estate, {"style.yaml": RULESET} | changes)
    about = {one.subject.api for one in found() if one.rule == "operation-summary"}
    assert about == {"crm"}
    changes[POLICY] += "  severities: {operation-summary: info}\n"
    write(estate, {"style.yaml": RULESET} | changes)
    assert {one.severity.value for one in found() if one.rule == "operation-summary"} == {"info"}
    assert "policy-rule-unknown" not in rules(list(validate([], Options()).findings))


def test_a_severity_of_a_rule_that_no_ruleset_has_is_still_told(estate: Path) -> None:
    changes = policy("{operation-sumary: info}")
    write(estate, {".spectral.yaml": RULESET} | changes)
    assert "policy-rule-unknown" in rules(list(validate([], Options()).findings))


def test_the_ruleset_that_lies_at_the_top_is_gone_by_as_well(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(estate, {".spectral.yaml": RULESET})
    assert {"operation-summary", "entry-undescribed"} <= rules(found())
    monkeypatch.setattr("govkit.gate.lint.kept._WORTH_KEEPING", -1)
    assert found(cache=True) == found()
    write(
        estate,
        {".spectral.yaml": RULESET.replace("summary", "summery").replace("field: summery", "field: operationId")},
    )
    assert "operation-summery" not in rules(found(cache=True)), "all operations have an id"
    assert found(cache=True) == found()


def test_where_there_is_no_estate_the_ruleset_that_lies_there_is_gone_by_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare.yaml").write_text(BARE)
    (tmp_path / ".spectral.yaml").write_text(RULESET)
    assert rules(found()) == {"operation-summary"}
    assert lint_documents([], Options()).notes == ("by .spectral.yaml: `--own` asks govkit's rules as well",)
    assert {"operation-summary", "path-with-trailing-slash"} <= rules(found(own=True))


def test_what_of_a_ruleset_cannot_be_run_is_told_once(estate: Path) -> None:
    custom = RULESET + "  odd: {given: $, then: {function: oddly}}\nfunctions: [oddly]\n"
    write(estate, {".spectral.yaml": custom})
    assert [one.rule for one in found()].count("ruleset-part-skipped") == 1


def test_documents_that_are_no_apis_are_for_rulesets_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "style.yaml").write_text("rules: {named: {given: $, then: {field: name, function: truthy}}}\n")
    (tmp_path / "thing.yaml").write_text("title: A thing\n")
    (tmp_path / "broken.yaml").write_text("title: [A\n")
    assert rules(found("thing.yaml", rulesets=("style.yaml",))) == {"named"}
    assert rules(found("broken.yaml", rulesets=("style.yaml",))) == {"parser"}
    with pytest.raises(InputError):
        found("thing.yaml")


@pytest.mark.parametrize(
    ("extended", "why"),
    [
        ("https://example.com/style.yaml", "network"),
        ("'@acme/style'", "package of npm"),
        ("[[./style.js, all]]", "JavaScript"),
    ],
)
def test_a_ruleset_of_which_nothing_can_be_run_is_no_lint_that_passes(estate: Path, extended: str, why: str) -> None:
    write(estate, {"style.yaml": f"extends: {extended}\nrules: {{theirs: error}}\n"})
    with pytest.raises(InputError, match=why) as caught:
        found(rulesets=("style.yaml",))
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("style.yaml", 1)
    write(estate, {"style.yaml": "extends: []\n"})
    assert found(rulesets=("style.yaml",)) == []


def test_a_ruleset_on_the_network_is_not_fetched(estate: Path) -> None:
    with pytest.raises(InputError, match="network") as caught:
        found(rulesets=("https://example.com/style.yaml",))
    assert "download it" in (caught.value.hint or "")


def test_a_ruleset_that_is_not_there_is_refused(estate: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml"):
        found(rulesets=("none.yaml",))
    changes = policy()
    for path, hint in (("none.yaml", "top of the estate"), ("https://example.com/none.yaml", "keep a copy")):
        write(estate, {POLICY: changes[POLICY] + f"  lint: {{rulesets: ['{path}']}}\n"})
        with pytest.raises(InputError, match=r"none\.yaml") as caught:
            found()
        assert caught.value.place is not None
        assert caught.value.place.file == POLICY
        assert hint in (caught.value.hint or "")
