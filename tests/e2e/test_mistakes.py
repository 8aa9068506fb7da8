"""Slips of whoever calls: each is told in a sentence with a hint, and costs exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.e2e.test_hostile import contract, git, govkit, refused


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one description in one commit."""
    folder = tmp_path / "repository"
    (folder / "specs").mkdir(parents=True)
    (folder / "specs/api.json").write_text(contract(9))
    (folder / "api.yaml").write_text(contract(9))
    git("init", "-q", "-b", "main", cwd=folder)
    git("add", "-A", cwd=folder)
    git("commit", "-q", "-m", "first", cwd=folder)
    return folder


# ----------------------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize(
    "variables",
    [
        {"_GOVKIT_COMPLETE": "bash_complete"},
        {"_GOVKIT_COMPLETE": "zsh_complete"},
        {"_GOVKIT_COMPLETE": "fish_complete"},
        {"_GOVKIT_COMPLETE": "bash_complete", "COMP_WORDS": "govkit di", "COMP_CWORD": "x"},
        {"_GOVKIT_COMPLETE": "bash_nonsense"},
        {"_GOVKIT_COMPLETE": "1"},
    ],
)
def test_a_completion_that_no_shell_asks_for_is_explained(variables: dict[str, str], tmp_path: Path) -> None:
    assert "_GOVKIT_COMPLETE is set to" in refused(govkit("--version", cwd=tmp_path, **variables))


def test_a_completion_that_a_shell_asks_for_is_answered(tmp_path: Path) -> None:
    asked = {"_GOVKIT_COMPLETE": "bash_complete", "COMP_WORDS": "govkit di", "COMP_CWORD": "1"}
    assert govkit(cwd=tmp_path, **asked).stdout == b"plain,diff\n"


# ---------------------------------------------------------------------------------------------------- pipes and folders

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


@pipes
@pytest.mark.parametrize(
    "arguments", [("diff", "pipe", "api.yaml"), ("diff", "api.yaml", "pipe"), ("validate", "pipe")]
)
def test_a_pipe_that_nobody_writes_to_does_not_wait_for_ever(arguments: tuple[str, ...], repository: Path) -> None:
    os.mkfifo(repository / "pipe")
    assert "pipe is a pipe that nobody writes to" in refused(govkit(*arguments, cwd=repository))


@pipes
def test_a_pipe_whose_writer_takes_its_time_is_read(repository: Path) -> None:
    os.mkfifo(repository / "pipe")
    writer = threading.Thread(target=(repository / "pipe").write_text, args=(contract(5),))
    writer.start()
    done = govkit("diff", "api.yaml", "pipe", cwd=repository)
    writer.join()
    assert done.returncode == 1, done.stderr


@pipes
def test_a_pipe_inside_a_folder_is_no_description(repository: Path) -> None:
    os.mkfifo(repository / "specs/pipe.yaml")
    assert govkit("validate", "specs", cwd=repository).returncode == 0
    os.mkfifo(repository / "govkit.yaml")
    assert govkit("validate", "specs", cwd=repository).returncode == 0


@pytest.mark.parametrize("closed", ["specs", "specs/inner", "specs/api.json"])
@pytest.mark.parametrize(
    "arguments", [("validate", "specs"), ("diff", "specs", "api.yaml"), ("diff", "api.yaml", "specs")]
)
def test_what_may_not_be_read_is_no_pass(
    closed: str, arguments: tuple[str, ...], powerless: list[str], repository: Path
) -> None:
    (repository / "specs/inner").mkdir()
    (repository / closed).chmod(0)
    try:
        command = [*powerless, sys.executable, "-m", "govkit", *arguments]
        done = subprocess.run(command, cwd=repository, capture_output=True, check=False, timeout=60)
        if b"setpriv" in done.stderr:
            pytest.skip("root cannot put down its powers here")
        said = refused(done)
        assert f"{closed} cannot be read: Permission denied" in said
    finally:
        (repository / closed).chmod(0o755)


# ------------------------------------------------------------------------------------------------------------ documents


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.yaml", "openapi: 3.1.0\ninfo:\n<<<<<<< HEAD\n  title: a\n=======\n  title: b\n>>>>>>> x\n", 3),
        ("a.json", '{"openapi": "3.1.0",\n<<<<<<< HEAD\n"info": 1\n=======\n"info": 2\n>>>>>>> x\n}', 2),
        ("b.yaml", "<<<<<<< HEAD\nopenapi: 3.1.0\n=======\nopenapi: 3.0.0\n>>>>>>> x\npaths: {}\n", 1),
        ("b.json", '<<<<<<< HEAD\r\n{"openapi": "3.1.0"}\r\n=======\r\n{"openapi": "3.0.0"}\r\n>>>>>>> x\r\n', 1),
    ],
)
def test_a_merge_conflict_is_called_one(name: str, text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text.encode())
    for argument in (name, "."):
        said = refused(govkit("validate", argument, cwd=tmp_path))
        assert f"{name}:{line}:1: there is the mark of a merge conflict" in said


def test_marks_in_a_text_are_no_conflict(tmp_path: Path) -> None:
    info = "info:\n  title: a\n  version: '1'\n  description: |\n    <<<<<<< HEAD\n    =======\n"
    (tmp_path / "a.yaml").write_text(f"openapi: 3.1.0\n{info}paths: {{}}\n")
    assert govkit("validate", "a.yaml", cwd=tmp_path).returncode == 0


# ------------------------------------------------------------------------------------------------------------ revisions


@pytest.mark.parametrize(
    ("revision", "kind"), [("HEAD^{tree}", "tree"), ("HEAD:specs", "tree"), ("HEAD:api.yaml", "blob")]
)
def test_what_is_no_commit_is_called_what_it_is(revision: str, kind: str, repository: Path) -> None:
    said = refused(govkit("check", "--against", revision, cwd=repository))
    assert f"there is no revision {revision!r} in repository: that is a {kind}, not a commit" in said
    assert "hint: name a branch, a tag or a commit" in said


def test_a_revision_without_a_path_is_completed(repository: Path) -> None:
    said = refused(govkit("diff", "main", "api.yaml", cwd=repository))
    assert "hint: main names a commit of this repository: a file of a revision is written REV:path" in said


@pytest.mark.parametrize("arguments", [(), ("--against", "main"), ("--against", "HEAD", "--head", "HEAD")])
def test_a_repository_without_a_commit_says_so_first(arguments: tuple[str, ...], tmp_path: Path) -> None:
    git("init", "-q", cwd=tmp_path)
    assert "this repository has no commit yet" in refused(govkit("check", *arguments, cwd=tmp_path))


def test_a_bare_repository_asks_for_a_head(repository: Path, tmp_path: Path) -> None:
    git("clone", "-q", "--bare", str(repository), "bare", cwd=tmp_path)
    said = refused(govkit("check", "--against", "main", cwd=tmp_path / "bare"))
    assert "this repository has no working tree" in said
    assert "hint: name what is to be judged: --head REV" in said
    assert govkit("check", "--against", "main", "--head", "main", cwd=tmp_path / "bare").returncode == 0


# ------------------------------------------------------------------------------------------------------------- settings


@pytest.mark.parametrize("text", ["", "null\n", "~", "---\n", "--- null", "# nothing\n---\n...\n", "\ufeff# nothing\n"])
def test_a_file_of_nothing_is_no_setting(text: str, repository: Path) -> None:
    (repository / "govkit.yaml").write_text(text, encoding="utf-8")
    assert govkit("check", "--against", "main", cwd=repository).returncode == 0


WAIVER = "waivers:\n- rule: x\n  subjects: [a]\n  reason: nobody uses it\n  approver: me\n  until: {}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base: main\nbase: other\n", "govkit.yaml:2:1: base stands twice"),
        ("waivers:\n- {rule: x, rule: y}\n", "govkit.yaml:2:13: waivers[0].rule stands twice"),
        ("waivers:\n- rule: x\n", "govkit.yaml:2:3: waivers[0].subjects is missing"),
        ("waivers: [7]\n", "waivers[0] must be an object with settings"),
        ("waivers: {}\n", "waivers must be a list"),
        ("profile: fast\n", "profile must be wire, source or strict"),
        ("failOn: 3\n", "failOn must be error, warning, info or never"),
        ("base: 7\n", "base must be a text"),
        ("formats: text\n", "formats must be a list"),
        ("profil: wire\n", "there is no such setting\nhint: did you mean profile?"),
        ("sync: {servers: [erp]}\n", "sync.servers must be an object"),
        ("sync: {servers: {erp: 1}}\n", "sync.servers.erp must be a text"),
        ("sync: {failures: 0}\n", "sync.failures must be greater than 0"),
        ("sync: {failures: many}\n", "sync.failures must be a whole number"),
        ("sync: {alerts: {a: {}}}\n", "sync.alerts.a: say either `webhook` or `file`"),
        ("sync: {alerts: {a: {file: a, secretEnv: B}}}\n", "a webhook is signed, and a file is not"),
        ("sync: {alerts: {a: {webhook: 'https://a.example'}}}\n", "say `secretEnv` with `webhook`"),
        ("sync: {alerts: {a: {webhook: 'http://a.example', secretEnv: B}}}\n", "it must be https"),
        ("sync: {alerts: {a: {webhook: 'http://127.0.0.1.example', secretEnv: B}}}\n", "it must be https"),
        ("sync: {alerts: {a: {webhook: 'https://u:p@a.example', secretEnv: B}}}\n", "a password belongs in no file"),
        ("sync: {alerts: {a: {webhook: 'file:///etc/passwd', secretEnv: B}}}\n", "an address such as https://"),
        ("sync: {alerts: {a: {webhook: 'https://[', secretEnv: B}}}\n", "it is no address"),
        ("sync: {alerts: {a: {file: a, kind: [late]}}}\n", "did you mean kinds?"),
        ("sync: {alerts: {a: {file: a, kinds: [never]}}}\n", "sync.alerts.a.kinds[0] must be exception"),
        ("sync: {alerts: {a: {file: a, least: {EUR: 1.5}}}}\n", "must be a text"),
        (
            "sync: {alerts: {a: {file: a, least: {euro: 1}}}}\n",
            "sync.alerts.a.least.euro: it must be a currency such as EUR",
        ),
        ("sync: {alerts: {a: {file: a, least: {EUR: many}}}}\n", "it must be an amount such as '10.50'"),
        ("sync: {alerts: {a: {webhook: 'https://a.example', secretEnv: whsec_+}}}\n", "not the secret"),
        ("sync: {alerts: {'A b': {file: a}}}\n", "it must be a name such as on-call"),
        ("sync: {coolDown: PT0S}\n", "sync.coolDown: it must be longer than nothing"),
        ("sync: {keep: P1D}\n", "sync.keep: an event that is gone is not recognised when it comes again"),
        ("[]\n", "the file must be an object with settings"),
        (WAIVER.format(20270101), "waivers[0].until: it must be a day such as 2026-12-31, without a time"),
        (WAIVER.format(1.5), "waivers[0].until: it must be a day"),
        (WAIVER.format("2026-12-12T10:00:00Z"), "waivers[0].until: it must be a day"),
        (WAIVER.format("2027-02-30"), "waivers[0].until: there is no day 2027-02-30"),
        (WAIVER.format("2999-01-01"), "waivers[0].until: a waiver lasts a year at most"),
        (WAIVER.format("2026-12-12\n  change: zz"), "waivers[0].change must be the 12 hexadecimal digits of a cause"),
    ],
)
def test_a_wrong_setting_is_told_in_words_of_the_file(text: str, said: str, repository: Path) -> None:
    (repository / "govkit.yaml").write_text(text)
    error = refused(govkit("check", "--against", "main", cwd=repository))
    assert said in error
    for word in ("Input should", "tuple", "dictionary", "validation", "pydantic"):
        assert word not in error


@pytest.mark.parametrize("value", ["2026-12-12T10:00:00", "10:00:00", "20261212", "true"])
def test_the_same_holds_in_toml(value: str, repository: Path) -> None:
    waiver = 'rule = "x"\nsubjects = ["a"]\nreason = "nobody"\napprover = "me"\n'
    (repository / "pyproject.toml").write_text(f"[[tool.govkit.waivers]]\n{waiver}until = {value}\n")
    said = refused(govkit("check", "--against", "main", cwd=repository))
    assert "pyproject.toml: waivers[0].until: it must be a day such as 2026-12-31" in said
