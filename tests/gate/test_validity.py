"""`govkit validate` in an estate: what is judged, what is kept, and what paths select."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.errors import InputError
from govkit.gate import Options, validate
from govkit.gate.estates import definitions as definitions_module
from govkit.spec.documents import Document, Files, Library
from tests.catalog.entries.world import path_of, world, write


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write(tmp_path / "estate"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "estate"


def rules(*paths: str, cache: bool = False) -> list[tuple[str, str]]:
    """What is found, but for what follows in the one workflow, which calls what these tests change."""
    found = [one for one in validate(paths, Options(cache=cache)).findings if not one.rule.startswith("workflow-")]
    return [(one.rule, one.new.file) for one in found if one.new and one.severity != "info"]


SPEC = "specs/billing/2.0.0/openapi.yaml"
BROKEN = world()[path_of("Team")].replace("contacts:", "contact:")
TWICE = world()[SPEC] + "        '200': {description: again}\n"


def test_an_estate_in_order_yields_nothing(estate: Path) -> None:
    assert rules() == []


def test_without_a_path_all_entries_and_all_named_documents_are_judged(estate: Path) -> None:
    write(estate, {SPEC: TWICE, "specs/stray.yaml": TWICE, path_of("Team"): BROKEN})
    assert ("duplicate-key", SPEC) in rules()
    assert ("entry-invalid", path_of("Team")) in rules()
    assert "specs/stray.yaml" not in {file for _, file in rules()}


def test_the_estate_is_found_upwards(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(estate, {SPEC: TWICE})
    monkeypatch.chdir(estate / "catalog" / "teams")
    assert rules() == [("duplicate-key", f"../../{SPEC}")]


def test_paths_select_entries_documents_and_folders(estate: Path) -> None:
    write(estate, {SPEC: TWICE, "specs/stray.yaml": TWICE, path_of("Team"): BROKEN})
    assert rules(SPEC) == [("duplicate-key", SPEC)]
    assert {rule for rule, _ in rules(path_of("Team"))} == {"entry-invalid"}
    assert {file for _, file in rules("specs")} == {SPEC, "specs/stray.yaml"}
    assert {file for _, file in rules("catalog")} == {path_of("Team")}
    assert rules("catalog/apis") == []


def test_a_path_outside_of_the_estate_is_judged_by_itself(estate: Path) -> None:
    write(estate.parent, {"other.yaml": TWICE})
    write(estate, {path_of("Team"): BROKEN})
    assert rules("../other.yaml") == [("duplicate-key", "../other.yaml")]
    assert rules("../other.yaml", "catalog/apis") == [("duplicate-key", "../other.yaml")]


def test_a_path_that_leads_nowhere_is_refused_with_a_hint(estate: Path) -> None:
    with pytest.raises(InputError) as caught:
        rules("catalog/team")
    assert caught.value.hint == "did you mean catalog/teams?"


def test_a_document_that_cannot_be_read_is_an_error_of_input(estate: Path) -> None:
    write(estate, {SPEC: "openapi: [\n"})
    with pytest.raises(InputError) as caught:
        rules()
    assert str(caught.value.place) == f"{SPEC}:2:1"


def test_a_document_is_judged_as_its_overlays_make_it(estate: Path) -> None:
    mended = world()[path_of("API")].replace(
        f"definition: {SPEC}", f"definition: {SPEC}\n      overlays: [specs/mend.yaml]"
    )
    vendor = world()[SPEC].replace("version: 2.0.0", "version: 1.9.0").replace("/invoices:", "/invoices/{id}:")
    write(estate, {SPEC: vendor})
    assert {rule for rule, _ in rules()} >= {"definition-version-differs", "path-parameter-undeclared"}
    overlay = """\
overlay: 1.0.0
info: {title: Mended, version: 1.0.0}
actions:
- {target: $.info, update: {version: 2.0.0}}
- target: $.paths['/invoices/{id}'].get
  update: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
"""
    write(estate, {path_of("API"): mended, "specs/mend.yaml": overlay})
    assert {rule for rule, _ in rules()} == {"use-of-unknown-operation"}
    assert rules("specs") == rules("specs/mend.yaml") == rules(SPEC) == []


def test_another_folder_may_hold_the_catalog(estate: Path) -> None:
    moved = path_of("Team").replace("catalog", "inventory")
    (estate / "catalog").rename(estate / "inventory")
    write(estate, {"govkit.yaml": "catalog: inventory\n", moved: BROKEN})
    assert ("entry-invalid", moved) in rules()


# ------------------------------------------------------------------------------------------------------- what is kept


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were judged anew."""
    asked: list[str] = []
    real = definitions_module.open_definition

    def watched(files: Files, paths: tuple[str, ...], notes: list[str]) -> tuple[Library, Document]:
        asked.append(paths[0])
        return real(files, paths, notes)

    monkeypatch.setattr(definitions_module, "open_definition", watched)
    monkeypatch.setattr(definitions_module, "_WORTH_KEEPING", -1.0)
    return asked


def test_what_did_not_change_is_not_judged_again(estate: Path, judged: list[str]) -> None:
    write(estate, {SPEC: TWICE})
    first = rules(cache=True)
    assert first == [("duplicate-key", SPEC)]
    assert len(judged) == 2
    assert rules(cache=True) == first
    assert len(judged) == 2
    write(estate, {SPEC: world()[SPEC]})
    assert rules(cache=True) == []
    assert judged[2:] == [SPEC]


def test_a_file_that_a_document_refers_to_counts_as_a_part_of_it(estate: Path, judged: list[str]) -> None:
    write(estate, {SPEC: world()[SPEC].replace("{description: all}", "{$ref: ../answer.yaml}")})
    assert rules(cache=True) == [("dangling-reference", SPEC)]
    write(estate, {"specs/billing/answer.yaml": "description: one\ndescription: two\n"})
    assert rules(cache=True) == [("duplicate-key", "specs/billing/answer.yaml")]
    write(estate, {"specs/billing/answer.yaml": "description: one\n"})
    assert rules(cache=True) == []


def test_the_line_of_a_finding_that_was_kept_is_shown_too(estate: Path, judged: list[str]) -> None:
    write(estate, {SPEC: TWICE})
    for _ in range(2):
        outcome = validate([], Options(cache=True))
        (finding,) = [one for one in outcome.findings if one.rule == "duplicate-key"]
        assert finding.new is not None
        assert outcome.line_of is not None
        assert outcome.line_of(finding.new) == "        '200': {description: again}"
