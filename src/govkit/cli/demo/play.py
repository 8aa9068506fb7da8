"""Plays the demonstration: the reference estate in a temporary Git repository, and what befalls it, act by act."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from govkit.cli.demo import acts
from govkit.cli.demo.platforms import platforms
from govkit.cli.demo.stage import Stage
from govkit.cli.demo.workflows import workflows
from govkit.errors import GitError, UsageError


@dataclass(frozen=True, slots=True)
class _Act:
    """An act of the story: `play` says whether it ended as it must. `extra` is what it needs beside the gate."""

    title: str
    story: str
    command: str
    play: Callable[[Stage], bool]
    extra: str = ""
    library: str = ""

    @property
    def can_be_played(self) -> bool:
        """Whether what it needs is installed."""
        return not self.library or importlib.util.find_spec(self.library) is not None


_ACTS = (
    _Act(
        title="An estate",
        story="A company that is invented: its platforms, who owns them, who uses what, and which record is whose. "
        "docs/estate.md tells its story.",
        command="govkit init --with-example",
        play=acts.figures,
    ),
    _Act(
        title="A vendor changes an API",
        story="The next minor version of the billing API comes as a pull request: a charge may also be `under_review`.",
        command="govkit check --against main",
        play=acts.vendor_changes,
    ),
    _Act(
        title="The team mends it",
        story="In the same pull request the mapping says that such a charge is a payment in process.",
        command="govkit check --against main",
        play=acts.team_mends,
    ),
    _Act(
        title="Who depends on one field",
        story="Before anybody changes anything, the vendor can ask.",
        command=f"govkit impact {acts.VERSION} --field {acts.FIELD}",
        play=acts.impact_of_field,
    ),
    _Act(
        title="A change stops a process",
        story="The CRM would like contracts to be `paused`. No consumer breaks, so nobody would have said a word.",
        command=f"govkit diff {acts.CRM} next/openapi.yaml",
        play=acts.process_stops,
    ),
    _Act(
        title="What ends when",
        story="One version is announced to end, and one consumer still uses it, with a waiver that ends as well.",
        command="govkit report deprecations",
        play=acts.deprecations,
    ),
    _Act(
        title="Clients that hold what is granted, and no more",
        story="Code from the same contracts, for one consumer: the operations that it is granted, and their models.",
        command=f"govkit generate --consumer {acts.CONSUMER}",
        play=acts.clients,
        extra="generate",
        library="datamodel_code_generator",
    ),
    _Act(
        title="The platforms on a laptop",
        story="All five answer as their descriptions say, and hold requests against them.",
        command="govkit mock up",
        play=platforms,
        extra="mock",
        library="uvicorn",
    ),
    _Act(
        title="The workflows at work",
        story="Events of the platforms start the workflows of the catalog. What one of them cannot do by itself waits "
        "for people, who see whom and how much money it is about.",
        command="govkit sync up --mocks http://127.0.0.1:4010",
        play=workflows,
        extra="sync",
        library="dbos",
    ),
)


def play(color: str) -> int:
    """Plays the whole story on standard output; 0 where every act ended as it must, else 1."""
    with tempfile.TemporaryDirectory(prefix="govkit-demo-") as folder, _git_without_settings():
        stage = Stage(Path(folder).resolve(), color)
        _begin(stage)
        as_told = True
        left_out = []
        for number, act in enumerate(_ACTS, 1):
            if not act.can_be_played:
                left_out.append(f"{act.title}: `pip install 'govkit[{act.extra}]'`")
                continue
            stage.tell(f"{number}. {act.title}", act.story, command=act.command)
            as_told = act.play(stage) and as_told
        stage.end(left_out)
    return 0 if as_told else 1


def _begin(stage: Stage) -> None:
    from govkit.gate.beginning.begin import begin

    git(stage.estate, "init", "--quiet")
    git(stage.estate, "symbolic-ref", "HEAD", "refs/heads/main")
    begin(stage.estate, None).done()
    git(stage.estate, "add", "--all")
    git(stage.estate, "commit", "--quiet", "--message", "The estate")
    git(stage.estate, "checkout", "--quiet", "-b", "vendor")


def git(repository: Path, *arguments: str) -> None:
    """Runs Git as nobody in particular. Raises UsageError where there is none, GitError."""
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
