"""`govkit check` in a repository without a catalog, as a pull request meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import commands

SPEC = """openapi: 3.0.3
info: {title: Billing, version: 1.0.0}
paths:
  /invoices:
    post:
      operationId: createInvoice
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Invoice'}
      responses:
        '201':
          description: created
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Invoice'}
components:
  schemas:
    Invoice:
      type: object
      required: [customer]
      properties:
        customer: {type: string}
        memo: {type: string, maxLength: 9}
"""
NARROWED = SPEC.replace("maxLength: 9", "maxLength: 5")
WIDENED = SPEC.replace("customer: {type: string}", "customer: {type: string}\n        note: {type: string}")


class Repository:
    """A Git repository with one description on `main`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("openapi.yaml", SPEC)
        self.commit("first")

    def git(self, *arguments: str) -> str:
        """Runs git, without the settings of whoever runs the test."""
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.root, capture_output=True, check=True, env=environment
        )
        return done.stdout.decode()

    def write(self, path: str, text: str) -> None:
        """Writes a file of the working tree."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self, message: str) -> None:
        """Commits everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def check(self, *arguments: str, cwd: Path | None = None) -> tuple[int, dict[str, Any], str]:
        """Runs the gate: exit code, the JSON report (empty where there is none), standard error."""
        done = commands.govkit("check", "--format", "json", *arguments, cwd=cwd or self.root)
        report = json.loads(done.stdout) if done.stdout.strip() else {}
        return done.returncode, report, done.stderr.decode()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a branch checked out."""
    made = Repository(tmp_path / "repository")
    made.git("switch", "-q", "-c", "change")
    return made


def rules(report: dict[str, Any], severity: str = "error") -> list[str]:
    """The rules of the findings of a severity."""
    return [finding["rule"] for finding in report["findings"] if finding["severity"] == severity]


def test_a_break_is_refused_with_its_proof(repository: Repository) -> None:
    """The exit code is 1, and the message shows why."""
    repository.write("openapi.yaml", NARROWED)
    code, report, _ = repository.check("--against", "main")
    assert code == 1
    (finding,) = [f for f in report["findings"] if f["severity"] == "error"]
    assert finding["rule"] == "request-property-max-length-decreased"
    assert finding["verdict"] == "proven"
    assert finding["subject"]["operations"] == ["POST /invoices"]
    assert finding["subject"]["schema"] == "Invoice"
    assert finding["subject"]["path"] == "/memo"
    assert len(finding["witness"]["value"]["memo"]) == 6
    assert finding["old"]["line"] == finding["new"]["line"] == 25
    assert finding["new"]["file"] == "openapi.yaml"


def test_the_working_tree_counts_as_it_lies(repository: Repository) -> None:
    """What is not committed is judged and named so; a commit is judged with `--head`."""
    repository.write("openapi.yaml", NARROWED)
    assert "uncommitted" in repository.check("--against", "main")[1]["new"]
    assert repository.check("--against", "main", "--head", "HEAD")[0] == 0
    repository.commit("narrow")
    code, report, _ = repository.check("--against", "main", "--head", "HEAD")
    assert code == 1
    assert report["new"] == "HEAD"


def test_a_compatible_change_passes(repository: Repository) -> None:
    """A new optional property is told of, and nothing more."""
    repository.write("openapi.yaml", WIDENED)
    code, report, _ = repository.check("--against", "main")
    assert code == 0
    assert report["summary"]["info"] > 0
    assert report["summary"]["error"] == report["summary"]["warning"] == 0


def test_what_others_merged_meanwhile_is_not_removed_here(repository: Repository) -> None:
    """The base is the merge base, not the tip of the other branch."""
    repository.git("switch", "-q", "main")
    repository.write("openapi.yaml", WIDENED)
    repository.commit("widen")
    repository.git("switch", "-q", "change")
    repository.write("other.txt", "x")
    code, report, _ = repository.check("--against", "main")
    assert code == 0
    assert report["findings"] == []


def test_a_renamed_file_is_the_same_description(repository: Repository) -> None:
    """Moving a file is no removal."""
    repository.git("mv", "openapi.yaml", "billing.yaml")
    repository.commit("move")
    code, report, _ = repository.check("--against", "main")
    assert code == 0
    assert rules(report) == []


def test_a_removed_description_is_one_finding(repository: Repository) -> None:
    """All its operations go, for one cause."""
    repository.git("rm", "-q", "openapi.yaml")
    code, report, _ = repository.check("--against", "main")
    assert code == 1
    assert rules(report) == ["api-removed"]


def test_an_untracked_description_is_seen(repository: Repository) -> None:
    """A new file counts before it is added, unless Git ignores it."""
    repository.write("new.yaml", SPEC.replace("Billing", "Other"))
    assert rules(repository.check("--against", "main")[1], "info") == ["api-added"]
    repository.write(".gitignore", "new.yaml\n")
    assert repository.check("--against", "main")[1]["findings"] == []


def test_a_change_in_a_file_that_is_referred_to_counts(repository: Repository) -> None:
    """The description itself need not change."""
    schema = "Invoice: {type: object, properties: {memo: {type: string, maxLength: 9}}}\n"
    repository.write("schemas.yaml", schema)
    repository.write("openapi.yaml", SPEC.replace("#/components/schemas/Invoice", "schemas.yaml#/Invoice"))
    repository.commit("split")
    repository.write("schemas.yaml", schema.replace("9", "5"))
    code, report, _ = repository.check("--against", "HEAD")
    assert code == 1
    assert rules(report) == ["request-property-max-length-decreased"]


def test_the_gate_works_from_a_folder_inside(repository: Repository) -> None:
    """Places are named as seen from where the command runs."""
    repository.write("openapi.yaml", NARROWED)
    (repository.root / "docs").mkdir()
    code, report, _ = repository.check("--against", "main", cwd=repository.root / "docs")
    assert code == 1
    assert report["findings"][0]["new"]["file"] == "../openapi.yaml"


def test_a_waiver_excuses_this_change_and_no_other(repository: Repository) -> None:
    """A waiver of a break names the change; the finding stays in the report and does not count."""
    repository.write("openapi.yaml", NARROWED)
    cause = next(f["cause"] for f in repository.check("--against", "main")[1]["findings"] if f["severity"] == "error")
    waiver = {"rule": "request-property-max-length-decreased", "subjects": ["Invoice/memo"], "change": cause}
    waiver |= {"until": "2099-01-01", "reason": "agreed with all consumers", "approver": "api team"}
    repository.write("govkit.yaml", json.dumps({"waivers": [waiver]}))
    code, _, error = repository.check("--against", "main")
    assert code == 2
    assert "year" in error
    waiver["until"] = _in_a_month()
    repository.write("govkit.yaml", json.dumps({"waivers": [waiver]}))
    code, report, _ = repository.check("--against", "main")
    assert code == 0
    assert [f["rule"] for f in report["findings"] if f["waived"]] == ["request-property-max-length-decreased"]
    repository.write("openapi.yaml", SPEC.replace("maxLength: 9", "maxLength: 4"))
    code, report, _ = repository.check("--against", "main")
    assert code == 1
    assert "waiver-unused" in rules(report, "warning")


def _in_a_month() -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("basis: main\n", "govkit.yaml:1:1", "setting"),
        ("profile: loose\n", "govkit.yaml:1:1", "wire"),
        ("waivers:\n  - rule: x\n", "govkit.yaml:2", "subjects"),
        ("profile: [\n", "govkit.yaml:2", "YAML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(repository: Repository, text: str, place: str, word: str) -> None:
    """Configuration is input like any other."""
    repository.write("govkit.yaml", text)
    code, _, error = repository.check("--against", "main")
    assert code == 2
    assert place in error
    assert word in error


def test_a_missing_revision_says_how_to_fetch_it(repository: Repository) -> None:
    """`origin/main` is not there in a clone of one branch."""
    code, _, error = repository.check("--against", "origin/main")
    assert code == 2
    assert "origin/main" in error
    assert "git fetch" in error


def test_a_shallow_clone_says_how_to_deepen_it(repository: Repository, tmp_path: Path) -> None:
    """Without the merge base there is nothing to compare with."""
    repository.write("openapi.yaml", NARROWED)
    repository.commit("narrow")
    repository.git("switch", "-q", "main")
    repository.write("x.txt", "x")
    repository.commit("more")
    clone = tmp_path / "clone"
    url = f"file://{repository.root}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", "--no-single-branch", url, str(clone)], check=True)
    subprocess.run(["git", "switch", "-q", "change"], cwd=clone, check=True, capture_output=True)
    code, _, error = repository.check("--against", "origin/main", cwd=clone)
    assert code == 2
    assert "shallow" in error
    assert "git fetch" in error


def test_outside_of_a_repository_the_message_says_so(tmp_path: Path) -> None:
    """The gate needs Git to know what changed."""
    done = subprocess.run(
        [sys.executable, "-m", "govkit", "check"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)},
    )
    assert done.returncode == 2
    assert b"Git repository" in done.stderr


def test_a_broken_base_does_not_stop_who_mends_it(repository: Repository) -> None:
    """What could not be read before is not compared, and a note says so."""
    repository.write("openapi.yaml", "openapi: [\n")
    repository.commit("break")
    repository.write("openapi.yaml", SPEC)
    code, report, _ = repository.check("--against", "HEAD")
    assert code == 0
    assert "could not be read" in report["notes"][0]


FRAGMENT = "Invoice: {type: object, properties: {memo: {type: string, maxLength: 9}}}\n"


def referring(repository: Repository, file: str) -> None:
    """Commits the description with its schema in a file of its own."""
    repository.write(file, FRAGMENT)
    repository.write("openapi.yaml", SPEC.replace("#/components/schemas/Invoice", f"{file}#/Invoice"))
    repository.commit("split")


def test_a_file_that_is_referred_to_and_gone_is_seen(repository: Repository) -> None:
    """Deleted, or moved without the reference."""
    referring(repository, "x.yaml")
    (repository.root / "x.yaml").unlink()
    assert repository.check("--against", "HEAD")[0] == 1
    repository.git("checkout", "-q", "x.yaml")
    repository.git("mv", "x.yaml", "y.yaml")
    assert repository.check("--against", "HEAD")[0] == 1


def test_a_file_that_is_referred_to_may_have_any_name(repository: Repository) -> None:
    """What a description reads is part of it, whatever its ending."""
    referring(repository, "x.schema")
    repository.write("x.schema", FRAGMENT.replace("9", "5"))
    code, report, _ = repository.check("--against", "HEAD")
    assert (code, rules(report)) == (1, ["request-property-max-length-decreased"])


def test_a_change_behind_a_link_is_seen(repository: Repository) -> None:
    """A linked folder, and a description that is itself a link."""
    repository.write("lib/x.yaml", FRAGMENT)
    (repository.root / "common").symlink_to("lib")
    repository.write("openapi.yaml", SPEC.replace("#/components/schemas/Invoice", "common/x.yaml#/Invoice"))
    repository.write("real.txt", SPEC)
    (repository.root / "linked.yaml").symlink_to("real.txt")
    repository.commit("link")
    repository.write("lib/x.yaml", FRAGMENT.replace("9", "5"))
    assert repository.check("--against", "HEAD")[0] == 1
    repository.git("checkout", "-q", "lib/x.yaml")
    repository.write("real.txt", NARROWED)
    assert repository.check("--against", "HEAD")[0] == 1


@pytest.mark.parametrize("arguments", [("--against", ""), ("--against", "main", "--head", "")])
def test_an_empty_revision_names_nothing(repository: Repository, arguments: tuple[str, ...]) -> None:
    """A variable that is not set must not compare a branch with itself."""
    code, _, error = repository.check(*arguments)
    assert code == 2
    assert "names nothing" in error


def test_a_pointer_of_git_lfs_is_not_taken_for_a_new_description(repository: Repository) -> None:
    """What stands elsewhere cannot be compared, and that is said."""
    repository.write("openapi.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    repository.commit("lfs")
    repository.write("openapi.yaml", NARROWED)
    code, _, error = repository.check("--against", "HEAD")
    assert code == 2
    assert "git lfs pull" in error


def test_diff_keeps_to_the_settings_as_well(repository: Repository) -> None:
    """The profile of govkit.yaml holds for every command that compares."""
    repository.write("govkit.yaml", "profile: strict\n")
    command = [sys.executable, "-m", "govkit", "diff", "main:openapi.yaml", "openapi.yaml", "--format", "json"]
    done = subprocess.run(command, cwd=repository.root, capture_output=True, check=False)
    assert json.loads(done.stdout)["profile"] == "strict"
    done = subprocess.run([*command[:4], "", "openapi.yaml"], cwd=repository.root, capture_output=True, check=False)
    assert done.returncode == 2
