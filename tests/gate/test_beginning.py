"""A first estate: what it is made of, and what it leaves alone."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from govkit import __version__
from govkit.catalog.entries.kinds.policy import AppliesTo, LifecycleRules, PolicySpec, WaiverForm
from govkit.errors import UsageError
from govkit.gate.beginning.answers import Answers, answers_for, name_from
from govkit.gate.beginning.begin import Beginning, begin
from govkit.gate.configuration import Settings
from govkit.gate.estates.loading import open_estate
from govkit.gate.kinds import written_kinds
from govkit.gate.settings_forms import SettingsForm, WaiverEntry
from govkit.spec.documents import FolderFiles

ANSWERS = Answers(domain="finance", team="revenue", email="revenue@example.com", member="A. Member")


def made(folder: Path, answers: Answers = ANSWERS, *, catalog: str | None = None) -> Beginning:
    """A beginning that is written."""
    beginning = begin(folder, answers, on=date(2026, 3, 1), catalog=catalog)
    beginning.done()
    return beginning


def kept(beginning: Beginning) -> dict[str, str]:
    return {one.path: one.remedy for one in beginning.kept}


# --------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("contracts", "contracts"),
        ("My Contracts (2026)", "my-contracts-2026"),
        ("Société Générale", "societe-generale"),
        ("__pycache__", "pycache"),
        ("契約", ""),
        ("", ""),
        ("a" * 70, "a" * 63),
        ("a" * 62 + "-b", "a" * 62),
    ],
)
def test_a_name_is_made_of_any_text(text: str, name: str) -> None:
    assert name_from(text) == name


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Git without settings; the file that holds them."""
    config = tmp_path / "gitconfig"
    config.write_text("")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    return config


def test_where_nothing_is_known_there_are_names_all_the_same(nobody: Path, tmp_path: Path) -> None:
    assert answers_for(tmp_path / "契約") == Answers("company", "company-team", "company-team@example.com")


def test_what_git_knows_is_taken(nobody: Path, tmp_path: Path) -> None:
    nobody.write_text('[user]\nname = "Ada: Example"\nemail = ada@example.com\n')
    assert answers_for(tmp_path / "new" / "folder") == Answers(
        "folder", "folder-team", "ada@example.com", "Ada: Example"
    )


def test_an_address_that_entries_may_not_have_is_not_taken_from_git(nobody: Path, tmp_path: Path) -> None:
    nobody.write_text('[user]\nname = "\x01"\nemail = nowhere\n')
    assert answers_for(tmp_path / "x") == Answers("x", "x-team", "x-team@example.com")


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("name", "My Contracts", "did you mean my-contracts?"),
        ("team", "-", None),
        ("team", "a" * 64, f"did you mean {'a' * 63}?"),
        ("email", "nowhere", None),
        ("email", "a\u202e@example.com", None),
    ],
)
def test_names_that_entries_may_not_have_are_refused(option: str, value: str, hint: str | None, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"^--{option} must be") as caught:
        answers_for(tmp_path, **{option: value})
    assert caught.value.hint == hint


# -------------------------------------------------------------------------------------------------------- what is made


@pytest.mark.requirement("C1")
def test_every_setting_and_all_of_a_policy_is_explained() -> None:
    def said(name: str) -> str:
        return files("govkit.gate.beginning").joinpath("files", name).read_text(encoding="utf-8")

    for text, forms in (
        (said("govkit.yaml"), (SettingsForm, WaiverEntry)),
        (said("policy.yaml"), (PolicySpec, AppliesTo, LifecycleRules, WaiverForm)),
    ):
        keys = {field.alias or name for form in forms for name, field in form.model_fields.items()}
        assert {key for key in keys if f"{key}:" not in text} == set()


def test_without_a_file_the_settings_are_those_of_an_empty_one() -> None:
    assert SettingsForm().values == Settings()


def test_the_examples_in_comments_are_settings_and_a_policy(tmp_path: Path) -> None:
    """With the `#` taken away they are read."""
    made(tmp_path)
    settings = tmp_path / "govkit.yaml"
    commented = re.sub(r"(?m)^# (?=[a-z]\w+:|  )", "", settings.read_text())
    shown = SettingsForm.model_validate(yaml.load(commented, yaml.BaseLoader))
    assert shown.model_fields_set == set(SettingsForm.model_fields)
    policy = tmp_path / "catalog/policies/everyone.yaml"
    policy.write_text(re.sub(r"(?m)^  # (?=[a-z]\w+:|  )", "  ", policy.read_text()))
    estate = open_estate(cwd=tmp_path)
    assert [one.message for one in estate.problems] == []
    assert estate.policies["everyone"].spec.model_fields_set == set(PolicySpec.model_fields)


ODD = ["null", "true", "123", "1e3", "0x1f", "2026-03-01", "no", "a" * 63]


@pytest.mark.parametrize("name", ODD)
def test_names_that_yaml_takes_for_something_else_stay_names(name: str, tmp_path: Path) -> None:
    made(tmp_path, Answers(name, name, "a#b@example.com", "Ada: {Example} # \"x\" 'y' <<team>>"))
    estate = open_estate(cwd=tmp_path)
    estate.refuse_problems()
    team = estate.teams[name].spec
    assert team.members[0].name == "Ada: {Example} # \"x\" 'y' <<team>>"
    assert team.contacts[0].email == team.codeowners[0] == "a#b@example.com"
    assert list(estate.domains) == [name]
    assert estate.apis["orders"].spec.owner == name


def test_each_entry_names_its_schema_which_lies_there(tmp_path: Path) -> None:
    made(tmp_path, catalog="our/entries")
    paths = [path for path in FolderFiles(tmp_path).list("our/entries") if path.endswith(".yaml")]
    assert len(paths) == 5
    for path in paths:
        first = (tmp_path / path).read_text().splitlines()[0]
        schema = (tmp_path / path).parent / first.removeprefix("# yaml-language-server: $schema=")
        entry = yaml.safe_load((tmp_path / path).read_text())
        assert json.loads(schema.read_text())["title"] == entry["kind"]


def test_the_editor_knows_a_schema_for_every_kind(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    made(tmp_path / "sub")
    said = json.loads((tmp_path / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert len(said) == len(written_kinds()) + 1
    assert said["./sub/.govkit/schemas/workflow.schema.json"] == "sub/catalog/workflows/**/*.yaml"
    assert said["./sub/.govkit/schemas/api.schema.json"] == "sub/catalog/apis/**/*.yaml"
    assert said["./sub/.govkit/schemas/mock.schema.json"] == "sub/mocks/**/mock.yaml"
    assert all((tmp_path / path).is_file() for path in said)


def test_in_a_folder_of_a_repository_the_workflow_runs_there(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    made(tmp_path / "our contracts")
    workflow = yaml.safe_load((tmp_path / ".github/workflows/govkit.yaml").read_text())
    job = workflow["jobs"]["contracts"]
    assert job["defaults"] == {"run": {"working-directory": "our contracts"}}
    rows = (tmp_path / ".github/CODEOWNERS").read_text().splitlines()
    assert "/our\\ contracts/specs/orders/1.0.0/ revenue@example.com" in [re.sub(" {2,}", " ", row) for row in rows]
    assert not (tmp_path / "our contracts/.github").exists()


def test_the_workflow_asks_for_history_and_judges_against_the_base(tmp_path: Path) -> None:
    made(tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/govkit.yaml").read_text())
    job = workflow["jobs"]["contracts"]
    assert "defaults" not in job
    assert job["steps"][0]["with"]["fetch-depth"] == 0
    runs = [step["run"] for step in job["steps"] if "run" in step]
    base = '${GITHUB_BASE_REF:+--against "origin/$GITHUB_BASE_REF"}'
    assert any(run.startswith(f"govkit check {base} --format github") for run in runs)
    assert not [run for run in runs if "${{" in run], "what others name is no part of a script"


def test_hooks_run_where_the_estate_is(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    made(tmp_path / "our contracts")
    (repository,) = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"]
    entries = [shlex.split(hook["entry"]) for hook in repository["hooks"]]
    assert entries == [["sh", "-c", f"cd 'our contracts' && govkit {name}"] for name in ("validate", "check")]
    assert {name for hook in repository["hooks"] for name in hook["additional_dependencies"]} == {
        f"govkit=={__version__}"
    }


# ------------------------------------------------------------------------------------------------------- what is there


def test_what_is_there_stays_as_it_is_and_is_told(tmp_path: Path) -> None:
    there = {
        ".github/CODEOWNERS": "* @example/all\n",
        ".github/workflows/govkit.yaml": "mine: true\n",
        ".vscode/settings.json": "{}\n",
        ".gitignore": "*.pyc\n",
        ".pre-commit-config.yaml": "repos: []\n",
        "README.md": "# Ours\n",
        ".govkit/.gitignore": "*\n",
        ".govkit/schemas/api.schema.json": "{}\n",
        "govkit.yaml": "failOn: warning\n",
    }
    for path, text in there.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    beginning = made(tmp_path)
    assert {path: (tmp_path / path).read_text() for path in there} == there
    assert kept(beginning).keys() == there.keys()
    assert kept(beginning)[".github/CODEOWNERS"] == "`govkit codeowners --write` adds the catalog's lines"
    assert (tmp_path / "catalog/apis/orders.yaml").is_file()


def test_what_is_there_and_would_be_written_alike_is_not_told(tmp_path: Path) -> None:
    first = made(tmp_path / "one")
    schemas = tmp_path / "two/.govkit/schemas"
    schemas.mkdir(parents=True)
    for path in (tmp_path / "one/.govkit/schemas").iterdir():
        (schemas / path.name).write_bytes(path.read_bytes())
    second = made(tmp_path / "two")
    assert second.kept == ()
    of_workflows = 1
    assert len(second.writing.contents) == len(first.writing.contents) - len(written_kinds()) - of_workflows


def test_settings_in_pyproject_stay_the_settings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.govkit]\ncatalog = "contracts"\n')
    beginning = made(tmp_path)
    assert not (tmp_path / "govkit.yaml").exists()
    assert kept(beginning) == {"pyproject.toml": "its [tool.govkit] holds the settings"}
    assert list(open_estate(cwd=tmp_path).apis) == ["orders"]
    assert (tmp_path / "contracts/apis/orders.yaml").is_file()


def test_owners_that_github_reads_elsewhere_are_not_hidden(tmp_path: Path) -> None:
    """GitHub reads the one in .github first, and no other."""
    (tmp_path / "CODEOWNERS").write_text("* @example/all\n")
    beginning = made(tmp_path)
    assert list(kept(beginning)) == ["CODEOWNERS"]
    assert not (tmp_path / ".github/CODEOWNERS").exists()


def test_where_a_document_lies_in_the_place_of_the_example_there_is_none(tmp_path: Path) -> None:
    spec = tmp_path / "specs/orders/1.0.0/openapi.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text("openapi: 3.1.0\n")
    beginning = made(tmp_path)
    assert not beginning.has_example
    assert spec.read_text() == "openapi: 3.1.0\n"
    assert not (tmp_path / "catalog/apis").exists()
    assert kept(beginning) == {"specs/orders/1.0.0/openapi.yaml": "the example, which would lie there, is left out"}


def test_a_link_that_leads_nowhere_is_there(tmp_path: Path) -> None:
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode/settings.json").symlink_to(tmp_path / "gone")
    assert list(kept(made(tmp_path))) == [".vscode/settings.json"]
    assert not (tmp_path / "gone").exists()


def test_a_second_beginning_is_refused(tmp_path: Path) -> None:
    made(tmp_path)
    for folder in (tmp_path, tmp_path / "catalog", tmp_path / "below" / "it"):
        with pytest.raises(UsageError, match="is an estate already"):
            begin(folder, ANSWERS)


@pytest.mark.parametrize("settings", ["", "catalog: catalog\n"])
def test_an_empty_folder_for_entries_is_no_estate_yet(settings: str, tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "govkit.yaml").write_text(settings)
    made(tmp_path)
    assert list(open_estate(cwd=tmp_path).apis) == ["orders"]


def test_a_catalog_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/shoes.json").write_text("[]")
    with pytest.raises(UsageError, match=r"holds other things than entries, such as catalog/shoes\.json") as caught:
        begin(tmp_path, ANSWERS)
    assert caught.value.hint == "`--catalog contracts` names another folder for the entries"
    made(tmp_path, catalog="contracts")
    assert list(open_estate(cwd=tmp_path).apis) == ["orders"]


@pytest.mark.parametrize("catalog", ["", "..", "/etc", "a b", ".hidden", "a/../b"])
def test_a_catalog_outside_or_of_an_odd_name_is_refused(catalog: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--catalog must be a folder below"):
        begin(tmp_path, ANSWERS, catalog=catalog)


def test_a_catalog_that_the_settings_do_not_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "govkit.yaml").write_text("catalog: ours\n")
    with pytest.raises(UsageError, match=r"govkit\.yaml says that the catalog is ours/, not theirs/"):
        begin(tmp_path, ANSWERS, catalog="theirs")


def test_where_one_file_cannot_be_written_there_is_none(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("a file in the place of a folder")
    with pytest.raises(UsageError, match="cannot be written"):
        made(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".github"]


def test_a_file_is_no_place_for_an_estate(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file is a file"):
        begin(tmp_path / "file", ANSWERS)
