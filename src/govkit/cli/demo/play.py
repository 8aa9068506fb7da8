"""Plays the demonstration in a temporary Git repository."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from govkit.cli import output
from govkit.cli.waiting import waiting
from govkit.errors import GitError, UsageError
from govkit.findings import Severity
from govkit.reports import Line, RenderOptions, Span, render
from govkit.reports.spans import line, wrap

_SPEC = "billing.yaml"


@dataclass(frozen=True, slots=True)
class _Step:
    """A version of the spec, what is told about it, and the exit code that `govkit check` must have."""

    version: str
    title: str
    story: str
    code: int
    ending: str


_MAIN = "billing-1-main"
_STEPS = (
    _Step(
        version="billing-2-breaking",
        title="A pull request tidies the API up",
        story="The ERP takes no more than 80 characters, so `memo` is cut from 500 to 80. And `customer_name` leaves "
        "the invoice, for the customer has it too.",
        code=1,
        ending="Refused. Each break has a message to show for it: one side accepts it, the other does not.",
    ),
    _Step(
        version="billing-3-mended",
        title="The author mends it",
        story="`memo` keeps its 500 characters, and a new `erp_reference` carries the 80 of the ERP. `customer_name` "
        "stays, marked as deprecated.",
        code=0,
        ending="Let through: whoever uses the API today can go on doing so.",
    ),
)


def play(color: str) -> int:
    """Plays the whole story on standard output; 0 where every step ended as it must, else 1."""
    with tempfile.TemporaryDirectory(prefix="govkit-demo-") as folder, _git_without_settings():
        repository = Path(folder)
        _begin(repository)
        _tell(color, "1. A billing API, as it is on main", f"{_SPEC}: two operations, used by whoever writes invoices.")
        as_told = True
        for number, step in enumerate(_STEPS, start=2):
            (repository / _SPEC).write_text(_text_of(step.version), encoding="utf-8")
            _git(repository, "commit", "--quiet", "--all", "--message", step.title)
            _tell(color, f"{number}. {step.title}", step.story, command="govkit check --against main")
            code = _check(repository, color)
            as_told = as_told and code == step.code
            ending = step.ending if code == step.code else f"This should have ended with {step.code}."
            first = line(Span(f"exit code {code}", "error" if code else "good"), "  ")
            _show(color, [(), *wrap([Span(ending)], output.terminal_width(), first=first, rest=" " * 13)])
    end = "Try it on your own: govkit diff OLD NEW, or govkit check --against main in a repository."
    _show(color, [(), *wrap([Span(end, "strong")], output.terminal_width())])
    return 0 if as_told else 1


def _text_of(version: str) -> str:
    return files(__package__).joinpath(f"{version}.yaml").read_text(encoding="utf-8")


def _begin(repository: Path) -> None:
    _git(repository, "init", "--quiet")
    _git(repository, "symbolic-ref", "HEAD", "refs/heads/main")
    (repository / _SPEC).write_text(_text_of(_MAIN), encoding="utf-8")
    _git(repository, "add", _SPEC)
    _git(repository, "commit", "--quiet", "--message", "The billing API")
    _git(repository, "checkout", "--quiet", "-b", "tidy-up")


def _check(repository: Path, color: str) -> int:
    from govkit.gate import Options, check, source_lines

    with waiting("checking"):
        outcome = check("main", None, Options(), cwd=repository)
    options = RenderOptions(width=output.terminal_width(), line_of=source_lines(outcome))
    output.show(render(outcome, "text", options), color)
    return int(outcome.fails(Severity.ERROR))


def _tell(color: str, title: str, story: str, *, command: str = "") -> None:
    lines: list[Line] = [(), line(Span(title, "strong")), *wrap([Span(story)], output.terminal_width())]
    if command:
        lines += [(), line(Span("$ ", "dim"), Span(command, "path")), ()]
    _show(color, lines)


def _show(color: str, lines: Sequence[Line]) -> None:
    output.show(list(lines), color)


def _git(repository: Path, *arguments: str) -> None:
    who = ("-c", "user.name=govkit demo", "-c", "user.email=demo@example.com", "-c", "commit.gpgSign=false")
    command = ["git", *who, *arguments]
    try:
        subprocess.run(command, cwd=repository, check=True, capture_output=True, text=True)  # noqa: S603 - no shell
    except FileNotFoundError as error:
        raise UsageError("the demonstration needs Git", hint="install git, and see that it is on your PATH") from error
    except subprocess.CalledProcessError as error:
        raise GitError(f"git {arguments[0]} failed: {error.stderr.strip()}") from error


@contextmanager
def _git_without_settings() -> Iterator[None]:
    """Git, and the Git that the gate starts, without the user's settings and without a hook's idea of a repository."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("GIT_") and name != "GIT_EXEC_PATH"}
    for name in kept:
        del os.environ[name]
    ours = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]
        os.environ.update(kept)
