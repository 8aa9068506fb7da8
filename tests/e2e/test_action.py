"""The action for GitHub: its own steps, run in clones as a runner makes them, shallow ones and those of forks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.action_runner import ACTION, FakeGitHub, Run, run, serving

pytestmark = pytest.mark.requirement("E3")

API = """\
openapi: 3.1.0
info: {title: Payments, version: 1.0.0}
paths:
  /payments:
    get:
      operationId: listPayments
      responses:
        "200":
          description: The payments
          content:
            application/json:
              schema:
                type: object
                required: [amount]
                properties:
                  amount: {type: string}
                  memo: {type: string}
"""
BROKEN = API.replace("amount: {type: string}", "amount: {type: integer}")
WIDER = API.replace("memo: {type: string}", "memo: {type: string}\n                  note: {type: string}")


def git(folder: Path, *arguments: str) -> str:
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *named, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@dataclass
class Hub:
    """A repository on a server, with a branch `main` and a pull request; and what a runner makes of it."""

    top: Path
    github: FakeGitHub
    folder: str = "."
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.origin, self.desk = self.top / "origin.git", self.top / "desk"
        self.desk.mkdir()
        git(self.top, "init", "--quiet", "--bare", str(self.origin))
        git(self.origin, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub does
        git(self.desk, "init", "--quiet")
        git(self.desk, "remote", "add", "origin", self.origin.as_uri())
        self.commit("main", API)
        self.commit("main", API + "# a remark\n")

    def commit(self, branch: str, text: str, name: str = "api.yaml") -> str:
        file = self.desk / self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        git(self.desk, "add", "--all")
        git(self.desk, "commit", "--quiet", "--allow-empty", "--message", "A change")
        git(self.desk, "push", "--quiet", "--force", "origin", f"HEAD:{branch}")
        return git(self.desk, "rev-parse", "HEAD")

    def pull_request(self, text: str, later: int = 0) -> None:
        """A branch with a change, main with `later` commits more, and the merge of both, which GitHub makes."""
        git(self.desk, "checkout", "--quiet", "-b", "change")
        self.commit("change", text)
        git(self.desk, "checkout", "--quiet", "main")
        for number in range(later):
            self.commit("main", f"step {number}\n", "notes.txt")
        git(self.desk, "checkout", "--quiet", "--detach", "main")
        git(self.desk, "merge", "--quiet", "--no-ff", "--no-edit", "change")
        git(self.desk, "push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/merge")

    def clone(self, ref: str, depth: int = 1) -> Path:
        """What actions/checkout leaves: the commit of a ref, with a history of some commits, and no branch."""
        workspace = self.top / f"workspace{len(list(self.top.glob('workspace*')))}"
        workspace.mkdir()
        git(workspace, "init", "--quiet")
        git(workspace, "remote", "add", "origin", self.origin.as_uri())
        deep = () if depth == 0 else (f"--depth={depth}",)
        git(workspace, "fetch", "--quiet", "--no-tags", *deep, "origin", f"+{ref}:refs/remotes/checked")
        git(workspace, "checkout", "--quiet", "--detach", "refs/remotes/checked")
        return workspace

    def gate(self, workspace: Path, *, fork: bool = False, **given: str) -> Run:
        """The action, for the pull request."""
        head = {"sha": "f" * 40, "repo": {"fork": fork}}
        event = {"pull_request": {"number": 7, "head": head}, "before": "a" * 40}
        return self.run(workspace, event, GITHUB_BASE_REF="main", **given)

    def run(self, workspace: Path, event: dict[str, Any], **given: str) -> Run:
        environment = {name: given.pop(name) for name in list(given) if name.startswith("GITHUB_")}
        scripts = sysconfig.get_path("scripts")
        return run(
            workspace,
            event,
            {
                "PATH": f"{scripts}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
                "GITHUB_API_URL": self.github.base,
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "example/contracts",
                "GITHUB_RUN_ID": "42",
                **environment,
            },
            working_directory=self.folder,
            **given,
        )


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with serving(FakeGitHub()) as github:
        yield github


@pytest.fixture
def hub(tmp_path: Path, github: FakeGitHub) -> Hub:
    return Hub(tmp_path, github)


def test_a_break_is_told_in_every_way_and_refused(hub: Hub, github: FakeGitHub) -> None:
    hub.pull_request(BROKEN)
    found = hub.gate(hub.clone("refs/pull/7/merge"))
    assert found.failed
    assert found.outputs["exit-code"] == "1"
    assert re.search(r"::error file=api\.yaml,line=\d+,col=\d+,title=response-", found.log)
    assert "response-" in found.summary
    log = json.loads(Path(found.outputs["sarif"]).read_text(encoding="utf-8"))
    assert log["runs"][0]["results"]
    (comment,) = github.comments
    assert comment["body"].startswith("<!-- govkit gate: . -->\n")
    assert "fffffffff · [the whole run](https://github.com/example/contracts/actions/runs/42)" in comment["body"]
    assert Path(found.outputs["report"]).read_text(encoding="utf-8").strip() in comment["body"]
    assert {authorization for _, _, authorization in github.asked} == {"Bearer secret-of-the-run"}
    assert "secret-of-the-run" not in found.log


def test_the_comment_of_before_is_written_over_and_a_clean_change_begins_none(hub: Hub, github: FakeGitHub) -> None:
    hub.pull_request(BROKEN)
    workspace = hub.clone("refs/pull/7/merge")
    hub.gate(workspace)
    github.comments[:0] = [{"id": 100 + n, "user": {"type": "Bot"}, "body": "something else"} for n in range(150)]
    hub.gate(workspace)
    assert len(github.comments) == 151
    (workspace / "api.yaml").write_text(WIDER, encoding="utf-8")
    mended = hub.gate(workspace)
    assert not mended.failed
    assert len(github.comments) == 151
    assert "response-" not in github.comments[-1]["body"].replace("response-property-added", "")
    github.comments.clear()
    (workspace / "api.yaml").write_text(API, encoding="utf-8")
    assert not hub.gate(workspace).failed
    assert github.comments == []


def test_a_mark_that_somebody_else_wrote_is_not_taken_for_ours(hub: Hub, github: FakeGitHub) -> None:
    mine = {"id": 1, "user": {"type": "User", "login": "mallory"}, "body": "<!-- govkit gate: . -->\nAll is well"}
    github.comments.append(mine)
    hub.pull_request(BROKEN)
    hub.gate(hub.clone("refs/pull/7/merge"))
    assert github.comments[0]["body"].endswith("All is well")
    assert len(github.comments) == 2


@pytest.mark.parametrize(("text", "refused"), [(BROKEN, True), (WIDER, False)])
def test_from_a_fork_the_verdict_is_the_same_though_nothing_may_be_written(
    hub: Hub, github: FakeGitHub, text: str, *, refused: bool
) -> None:
    github.may_write = False
    hub.pull_request(text)
    found = hub.gate(hub.clone("refs/pull/7/merge"), fork=True, sarif="true")
    assert found.failed == refused
    assert not any(step.startswith("Hand the findings") for step in found.steps), "a fork may not write there"
    assert (
        "no comment, the token may not write here, as from a fork: Resource not accessible by integration" in found.log
    )
    assert github.comments == []


def test_findings_go_to_code_scanning_where_that_is_wanted_and_permitted(hub: Hub) -> None:
    hub.pull_request(BROKEN)
    workspace = hub.clone("refs/pull/7/merge")
    steps = [[one for one in hub.gate(workspace, sarif=on).steps if "code scanning" in one] for on in ("true", "false")]
    assert steps == [["Hand the findings to code scanning"], []]


def test_a_server_that_does_not_answer_changes_no_verdict(hub: Hub, github: FakeGitHub) -> None:
    hub.pull_request(WIDER)
    workspace = hub.clone("refs/pull/7/merge")
    (workspace / "api.yaml").write_text(BROKEN, encoding="utf-8")
    github.broken = True
    found = hub.gate(workspace)
    assert found.outputs["exit-code"] == "1"
    assert "no comment, the server would not: " in found.log
    elsewhere = hub.run(
        workspace,
        {"pull_request": {"number": 7}},
        GITHUB_BASE_REF="main",
        GITHUB_API_URL="http://127.0.0.1:9",
    )
    assert "::notice title=govkit::no comment: " in elsewhere.log


@pytest.mark.parametrize(("depth", "later"), [(1, 0), (1, 12), (0, 12)])
def test_of_a_shallow_clone_as_much_is_fetched_as_is_needed(hub: Hub, depth: int, later: int) -> None:
    for number in range(12):
        hub.commit("main", f"before {number}\n", "notes.txt")
    hub.pull_request(BROKEN, later)
    workspace = hub.clone("refs/pull/7/merge", depth)
    found = hub.gate(workspace)
    assert found.outputs["exit-code"] == "1"
    assert "compared with origin/main" in found.log
    if depth and not later:
        assert git(workspace, "rev-parse", "--is-shallow-repository") == "true", "not the whole history for one commit"


def test_what_is_pushed_is_compared_with_what_was_there_before(hub: Hub) -> None:
    before = git(hub.desk, "rev-parse", "HEAD")
    hub.commit("main", WIDER)
    hub.commit("main", BROKEN)
    branches = {"repository": {"default_branch": "main"}}
    found = hub.run(hub.clone("refs/heads/main"), {"before": before, **branches}, GITHUB_REF_NAME="main")
    assert found.outputs["exit-code"] == "1"
    first = hub.run(hub.clone("refs/heads/main"), {"before": "0" * 40, **branches}, GITHUB_REF_NAME="new")
    assert (first.outputs["exit-code"], "compared with origin/main" in first.log) == ("0", True)
    forced = hub.run(hub.clone("refs/heads/main"), {"before": "a" * 40, **branches}, GITHUB_REF_NAME="main")
    assert "::warning::what was pushed before" in forced.log
    assert forced.outputs["exit-code"] == "1", "compared with the commit before"
    assert not any("Comment" in step for step in (*found.steps, *first.steps, *forced.steps))


def test_a_merge_queue_is_compared_with_what_it_is_built_upon(hub: Hub) -> None:
    base = git(hub.desk, "rev-parse", "HEAD")
    hub.commit("gh-readonly-queue/main/pr-7", BROKEN)
    workspace = hub.clone("refs/heads/gh-readonly-queue/main/pr-7")
    found = hub.run(workspace, {"merge_group": {"base_sha": base}})
    assert found.outputs["exit-code"] == "1"


def test_a_folder_of_the_repository_may_be_meant(tmp_path: Path, github: FakeGitHub) -> None:
    hub = Hub(tmp_path, github, folder="contracts")
    hub.pull_request(BROKEN)
    found = hub.gate(hub.clone("refs/pull/7/merge"))
    assert "::error file=contracts/api.yaml," in found.log
    log = json.loads(Path(found.outputs["sarif"]).read_text(encoding="utf-8"))
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log["runs"][0]["results"]]
    assert set(places) == {"contracts/api.yaml"}
    assert github.comments[0]["body"].startswith("<!-- govkit gate: contracts -->")


def test_what_cannot_be_checked_is_refused_and_says_why(hub: Hub, github: FakeGitHub) -> None:
    hub.pull_request("openapi: 3.1.0\npaths: [\n")
    found = hub.gate(hub.clone("refs/pull/7/merge"))
    assert found.failed
    assert found.outputs["exit-code"] == "2"
    assert re.search(r"::error title=govkit could not check::error: .*api\.yaml", found.log)
    quoted = re.search(r"^::stop-commands::(\w{32})\n(.*\n)+::\1::$", found.log, re.MULTILINE)
    assert quoted is not None, "what is told of files is no command to the runner"
    assert "api.yaml" in quoted[0]
    assert "### ❌ govkit could not check" in found.summary
    assert "api.yaml" in github.comments[0]["body"]
    assert found.outputs["sarif"] == ""


def test_thresholds_and_more_arguments_are_passed_on(hub: Hub) -> None:
    hub.pull_request(BROKEN)
    workspace = hub.clone("refs/pull/7/merge")
    assert not hub.gate(workspace, fail_on="never").failed
    assert hub.gate(workspace, arguments="--no-such-option").outputs["exit-code"] == "2"
    assert not hub.gate(workspace, against="HEAD").failed


def test_nothing_that_comes_from_outside_is_put_into_a_script() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert step.get("shell", "bash") == "bash"
    used = [step["uses"] for step in action["runs"]["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"(actions|github)/[\w/-]+@v\d+", one) for one in used)


def blocks(repository: Path, language: str) -> list[str]:
    text = (repository / "docs" / "ci.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_documentation_names_every_input_and_passes_none_that_there_is_not(repository: Path) -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    text = (repository / "docs" / "ci.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == list(action["inputs"])
    jobs = [one for block in blocks(repository, "yaml") for one in yaml.safe_load(block).get("jobs", {}).values()]
    steps = [step for job in jobs for step in job["steps"] if "actions/gate" in step.get("uses", "")]
    assert steps
    assert all(step.get("with", {}).keys() <= action["inputs"].keys() for step in steps)


def test_the_job_for_gitlab_and_the_lines_for_any_shell_do_as_they_say(repository: Path, hub: Hub) -> None:
    (job,) = (
        found["contracts"] for block in blocks(repository, "yaml") if "contracts" in (found := yaml.safe_load(block))
    )
    (shell,) = blocks(repository, "sh")
    base = git(hub.desk, "rev-parse", "HEAD")
    hub.pull_request(BROKEN)
    workspace = hub.clone("refs/heads/change", depth=int(job["variables"]["GIT_DEPTH"]))
    environment = {
        "PATH": f"{sysconfig.get_path('scripts')}:/usr/local/bin:/usr/bin:/bin",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
    }
    install, *script = job["script"]
    assert install.startswith("pip install")
    for lines in ("\n".join(script), shell):
        done = subprocess.run(
            ["bash", "-e", "-c", lines.replace(install + "\n", "")],
            cwd=workspace,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert "response-" in done.stdout
    reports = job["artifacts"]["reports"]
    assert json.loads((workspace / reports["codequality"]).read_text(encoding="utf-8"))
    assert "<testsuite" in (workspace / reports["junit"]).read_text(encoding="utf-8")


@pytest.mark.long
def test_what_lies_beside_the_action_is_installed_apart(tmp_path: Path) -> None:
    path = tmp_path / "path"
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ACTION_PATH": str(ACTION),
        "GITHUB_PATH": str(path),
    }
    subprocess.run(["bash", str(ACTION / "install.sh")], env=environment, check=True, timeout=300)
    program = Path(path.read_text(encoding="utf-8").strip()) / "govkit"
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("govkit")
