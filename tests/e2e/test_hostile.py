"""Odd names, odd repositories, odd terminals and odd documents: none of them may crash a command or fool it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import commands


def contract(length: int, name: str = "memo", **more: Any) -> str:
    """A document whose request body has one text of a largest length."""
    field = {"type": "string", "maxLength": length, **more}
    schema = {"type": "object", "properties": {name: field}}
    operation = {
        "operationId": "add",
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "done"}},
    }
    return json.dumps(
        {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}}
    )


def govkit(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a command to its end, within half a minute where it needs a Python of its own."""
    if not any(name.startswith(("PYTHON", "LC_")) for name in variables):
        return commands.govkit(*arguments, cwd=cwd, env={"COLUMNS": "100", **variables})
    return subprocess.run(
        [sys.executable, "-m", "govkit", *arguments],
        cwd=cwd,
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "COLUMNS": "100", **variables},
    )


def git(*arguments: str, cwd: Path) -> None:
    """Runs Git without the settings of whoever tests."""
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *who, *arguments], cwd=cwd, check=True, capture_output=True, env={**os.environ, **nobody})


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one description, tagged `v1`."""
    git("init", "-q", "-b", "main", cwd=tmp_path)
    (tmp_path / "openapi.json").write_text(contract(9))
    git("add", "-A", cwd=tmp_path)
    git("commit", "-q", "-m", "first", cwd=tmp_path)
    git("tag", "v1", cwd=tmp_path)
    return tmp_path


def refused(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a command said that found its input wrong: exit code 2, nothing on standard output, no traceback."""
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert "Traceback" not in said
    assert done.stdout == b""
    return said


# -------------------------------------------------------------------------------------------------------- repositories


REVISIONS = [
    "v1^{tree}",
    "v1:openapi.json",
    "-x",
    "--help",
    "HEAD~9",
    "main..v1",
    "^main",
    "@{u}",
    "a\nb",
    "*",
    "a" * 5000,
]


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_names_no_commit_is_refused(revision: str, repository: Path) -> None:
    """A tree, a file, a range or an option is no revision to compare with."""
    assert "no revision" in refused(govkit("check", f"--against={revision}", cwd=repository))


def test_no_control_character_of_a_revision_reaches_the_terminal(repository: Path) -> None:
    """What is not printable is escaped."""
    assert "\x1b" not in refused(govkit("check", "--against", "\x1b[31mred", cwd=repository))


NAMES = [
    "my spec.json",
    "ünï.json",
    "new\nline.json",
    "q\"u'o.json",
    "e\x1b[31m.json",
    "-x.json",
    ":colon.json",
    "*.json",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_may_have_any_name(name: str, repository: Path) -> None:
    """The gate sees the change, and every report names the file without harm."""
    (repository / name).write_text(contract(9, "other"))
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "odd", cwd=repository)
    (repository / name).write_text(contract(5, "other"))
    for form in ("text", "github", "markdown", "sarif"):
        done = govkit("check", "--against", "HEAD", "--format", form, cwd=repository)
        assert done.returncode == 1, done.stderr
        assert b"\x1b" not in done.stdout
    done = govkit("check", "--against", "HEAD", "--format", "json", cwd=repository)
    assert json.loads(done.stdout)["findings"][0]["new"]["file"] == name


def test_a_name_of_a_file_begins_no_line_of_an_error(repository: Path) -> None:
    """Logs of CI take some beginnings of lines for commands."""
    (repository / "x\n::error::pwn.yaml").write_text("openapi: 3.1.0\npaths: [\n")
    told = refused(govkit("check", "--against", "HEAD", cwd=repository))
    assert "x\\n::error::pwn.yaml:3:1" in told
    assert not any(line.lstrip().startswith("::") for line in told.splitlines())


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    """There is nothing to compare with yet."""
    git("init", "-q", cwd=tmp_path)
    (tmp_path / "openapi.json").write_text(contract(9))
    assert "no commit yet" in refused(govkit("check", "--against", "main", cwd=tmp_path))


def test_a_bare_repository_is_judged_by_its_commits(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without a working tree, two revisions can still be compared."""
    (repository / "openapi.json").write_text(contract(5))
    git("commit", "-q", "-a", "-m", "shorter", cwd=repository)
    bare = tmp_path_factory.mktemp("bare")
    git("clone", "-q", "--bare", str(repository), str(bare), cwd=repository)
    assert govkit("check", "--against", "v1", "--head", "main", cwd=bare).returncode == 1
    assert govkit("diff", "v1:openapi.json", "main:openapi.json", cwd=bare).returncode == 1


def test_a_file_mode_is_no_change_of_a_contract(repository: Path) -> None:
    """An executable description says what it said."""
    (repository / "openapi.json").chmod(0o755)
    assert govkit("check", "--against", "v1", cwd=repository).returncode == 0


def test_a_link_that_leads_out_is_refused(repository: Path) -> None:
    """Whatever lies outside of the repository is not read."""
    (repository / "openapi.json").unlink()
    (repository / "openapi.json").symlink_to("/etc/passwd")
    said = refused(govkit("check", "--against", "v1", cwd=repository))
    assert "leads outside" in said
    assert "root" not in said.replace(str(repository), "")


def test_a_description_moved_and_changed_at_once_is_compared(repository: Path) -> None:
    """Deleted here and added there is a rename, also before anything is committed."""
    (repository / "openapi.json").unlink()
    (repository / "api").mkdir()
    (repository / "api" / "billing.json").write_text(contract(5))
    done = govkit("check", "--against", "v1", "--format", "json", cwd=repository)
    assert [finding["rule"] for finding in json.loads(done.stdout)["findings"]] == [
        "request-property-max-length-decreased"
    ]


def test_conflict_markers_are_refused_with_their_line(repository: Path) -> None:
    """A half merged description is no description."""
    text = contract(9)
    marked = f"<<<<<<< HEAD\n{text}\n=======\n{text}\n>>>>>>> other\n"
    (repository / "openapi.json").write_text(marked)
    assert "openapi.json:" in refused(govkit("diff", "v1:openapi.json", "openapi.json", cwd=repository))


def test_git_variables_of_a_hook_do_not_lead_astray(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The folder where the command runs says which repository is meant."""
    elsewhere = str(tmp_path_factory.mktemp("elsewhere"))
    done = govkit("check", "--against", "v1", cwd=repository, GIT_DIR=elsewhere, GIT_WORK_TREE=elsewhere)
    assert done.returncode == 0, done.stderr


def test_without_git_the_message_says_what_is_missing(repository: Path) -> None:
    """Two files can be compared all the same."""
    assert "Git is needed" in refused(govkit("check", "--against", "v1", cwd=repository, PATH=""))
    assert govkit("diff", "openapi.json", "openapi.json", cwd=repository, PATH="").returncode == 0


def test_a_missing_object_is_named(repository: Path) -> None:
    """A repository that lost an object is not read as one without changes."""
    found = subprocess.run(["git", "rev-parse", "v1:openapi.json"], cwd=repository, capture_output=True, check=True)
    blob = found.stdout.decode().strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (repository / "openapi.json").write_text(contract(5))
    assert blob in refused(govkit("check", "--against", "v1", cwd=repository))


def test_a_hundred_descriptions_are_all_judged(repository: Path) -> None:
    """Each is a finding of its own."""
    for number in range(100):
        (repository / f"s{number}.json").write_text(contract(9, f"field{number}"))
    git("add", "-A", cwd=repository)
    git("commit", "-q", "-m", "many", cwd=repository)
    for number in range(100):
        (repository / f"s{number}.json").write_text(contract(5, f"field{number}"))
    done = govkit("check", "--against", "HEAD", "--format", "json", cwd=repository)
    assert json.loads(done.stdout)["summary"]["error"] == 100


# ------------------------------------------------------------------------------------------------------------- options


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A folder with `a.json` and `b.json`, the second of which takes less."""
    (tmp_path / "a.json").write_text(contract(9))
    (tmp_path / "b.json").write_text(contract(5))
    return tmp_path


FORMATS = [
    ("--format", "json=/nonexistent/x"),
    ("--format", "json=."),
    ("--format", "json="),
    ("--format", "yaml"),
    ("--format", ""),
    ("--format", "json", "--format", "sarif"),
    ("--format", "json=x", "--format", "sarif=./x"),
    ("--fail-on", "fatal"),
    ("--fail-on", ""),
]


@pytest.mark.parametrize("options", FORMATS)
def test_wrong_options_are_refused(options: tuple[str, ...], pair: Path) -> None:
    """Before or after the work, nothing is written on standard output."""
    refused(govkit("diff", "a.json", "b.json", *options, cwd=pair))


@pytest.mark.parametrize("columns", ["0", "1", "-5", "x", "100000", ""])
def test_any_width_is_survived(columns: str, pair: Path) -> None:
    """A terminal that lies about its width gets lines that read well."""
    done = govkit("diff", "a.json", "b.json", cwd=pair, COLUMNS=columns)
    assert done.returncode == 1
    assert max(map(len, done.stdout.decode().splitlines())) <= 140


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_any_encoding_of_the_terminal_is_served(encoding: str, pair: Path) -> None:
    """Text is written in what the terminal reads; JSON stays UTF-8."""
    done = govkit("diff", "a.json", "b.json", cwd=pair, PYTHONIOENCODING=encoding, LC_ALL="C")
    assert done.returncode == 1
    assert "request-property-max-length-decreased" in done.stdout.decode(encoding)
    done = govkit("diff", "a.json", "b.json", "--format", "json", cwd=pair, PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout)["summary"]["error"] == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_scripts_of_their_shell(shell: str, tmp_path: Path) -> None:
    """Whoever sources one under strict settings gets no error."""
    script = govkit("completion", shell, cwd=tmp_path)
    assert script.returncode == 0
    interpreter = shutil.which(shell)
    if interpreter is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([interpreter, "-n"], input=script.stdout, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("rule", ["", " ", "../../etc/passwd", "\x1b[31m", "__init__", "*"])
def test_no_odd_name_is_a_rule(rule: str, tmp_path: Path) -> None:
    """What is no rule is refused, whatever it looks like."""
    assert "no rule" in refused(govkit("explain", rule, cwd=tmp_path))


# ----------------------------------------------------------------------------------------------------------- documents

EVIL = (
    "x`|<script>alert(1)</script>\r\n::error file=a::pwn\n\x1b]8;;http://e\x07 \u202e [l](http://e) @user ]]> --> ```"
)


@pytest.mark.parametrize("form", ["text", "github", "markdown", "sarif", "json"])
def test_no_text_of_a_document_becomes_more_than_text(form: str, pair: Path) -> None:
    """Names, titles and values neither steer a terminal, nor are they markup, nor workflow commands."""
    (pair / "a.json").write_text(contract(500, EVIL, title=EVIL, enum=[EVIL, "b"]))
    (pair / "b.json").write_text(contract(500, EVIL, title=EVIL, enum=["b"]))
    done = govkit("diff", "a.json", "b.json", "--format", form, cwd=pair)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert not [c for c in text if c not in "\n\xa0" and not c.isprintable()]
    if form == "github":
        assert not [row for row in text.splitlines() if row.startswith("::") and "file=b.json" not in row]
    if form == "markdown":
        assert "<script>" not in text.split("```")[0]


@pytest.mark.parametrize("name", ["a\nb", "\x1b[31mred", "__proto__", "", "/", "~1", "{x}", "*", "\x00", "$ref"])
def test_a_property_may_have_any_name(name: str, pair: Path) -> None:
    """Its change is proven, and shown without harm."""
    (pair / "a.json").write_text(contract(9, name))
    (pair / "b.json").write_text(contract(5, name))
    done = govkit("diff", "a.json", "b.json", cwd=pair)
    assert done.returncode == 1, done.stderr
    assert "proven" in done.stdout.decode()
    assert not [c for c in done.stdout.decode() if c != "\n" and not c.isprintable()]


PATTERNS = [
    "(a+)+$",
    "^(a|aa)+$",
    "[a-z]{1,100000}",
    "^(?=a)b",
    "(?<!x)y$",
    "^(?<n>a)$",
    "(?P<n>a)",
    "[",
    "^a{99999999999}$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_expression_costs_more_than_its_budget(pattern: str, pair: Path) -> None:
    """Expressions that back-track, look around or are wrong end in a verdict, or in none, and soon."""
    (pair / "a.json").write_text(contract(50))
    (pair / "b.json").write_text(contract(50, pattern=pattern))
    assert govkit("diff", "a.json", "b.json", cwd=pair).returncode in (0, 1)
    assert govkit("validate", "b.json", cwd=pair).returncode in (0, 1)


@pytest.mark.parametrize("limit", [10**9, 10**18, 10**30, 1e308, -1, 1.5, "5", None, [], True])
@pytest.mark.parametrize("keyword", ["minLength", "maxLength"])
def test_any_limit_is_survived(keyword: str, limit: object, pair: Path) -> None:
    """A limit that no message can reach, or that is none, is compared like others."""
    (pair / "a.json").write_text(contract(9))
    bounds: dict[str, Any] = {"maxLength": 9, keyword: limit}
    (pair / "b.json").write_text(contract(**{"length": bounds.pop("maxLength"), **bounds}))
    for arguments in (("a.json", "b.json"), ("b.json", "a.json")):
        done = govkit("diff", *arguments, cwd=pair)
        assert done.returncode in (0, 1), done.stderr


SETTINGS = [
    "- a\n",
    "just text\n",
    "base: [v1]\n",
    "profile: Wire\n",
    "formats: json\n",
    "waivers: [null]\n",
    "waivers: [{}]\n",
    "a: &a [*a]\n",
    "base: !!python/object/apply:os.system [id]\n",
    "waivers:\n- {rule: a, subjects: [b], reason: abc, approver: me, until: 2026-02-30}\n",
]


@pytest.mark.parametrize("text", SETTINGS)
def test_wrong_settings_are_refused_with_their_place(text: str, repository: Path) -> None:
    """Line and column, never a traceback."""
    (repository / "govkit.yaml").write_text(text)
    assert "govkit.yaml:" in refused(govkit("check", "--against", "v1", cwd=repository))
