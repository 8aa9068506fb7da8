"""The public Python surface: what scripts may import; the rest is free to move.

>>> from govkit import api
>>> outcome = api.diff("old.yaml", "new.yaml")          # doctest: +SKIP
>>> [finding.rule for finding in outcome.findings]      # doctest: +SKIP

docs/api.md shows it at work. Importing it is cheap: what judges is read when something is asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.errors import ConfigurationError, GitError, GovkitError, InputError, MissingExtra, UsageError
from govkit.findings import Affected, Direction, Finding, Place, Severity, Subject, Verdict, Witness
from govkit.gate.options import Options

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.gate.comparisons.versions import Level
    from govkit.gate.mock_server import Mock, mock
    from govkit.gate.outcome import Outcome, Step

__all__ = [
    "Affected",
    "ConfigurationError",
    "Direction",
    "Estate",
    "Finding",
    "GitError",
    "GovkitError",
    "InputError",
    "Level",
    "MissingExtra",
    "Mock",
    "Options",
    "Outcome",
    "Place",
    "Severity",
    "Step",
    "Subject",
    "UsageError",
    "Verdict",
    "Witness",
    "check",
    "diff",
    "mock",
    "open_estate",
    "write_witnesses",
]

_HOMES = {
    "Estate": "govkit.catalog.entries",
    "Level": "govkit.gate.comparisons.versions",
    "Mock": "govkit.gate.mock_server",
    "Outcome": "govkit.gate.outcome",
    "Step": "govkit.gate.outcome",
    "mock": "govkit.gate.mock_server",
}


def diff(old: str, new: str, options: Options | None = None) -> Outcome:
    """What changed between two documents or folders: each a path, or `REV:path` for a revision of a Git repository.

    Raises InputError, GitError, UsageError.
    """
    from govkit.gate.comparisons.comparison import diff as compare

    return compare(old, new, options or Options())


def check(
    against: str | None = None, head: str | None = None, options: Options | None = None, *, cwd: Path | None = None
) -> Outcome:
    """Judges what changed in a repository since the merge base of `against` and the head, the working tree by default.

    Raises InputError, GitError, UsageError, ConfigurationError.
    """
    from govkit.gate.pull_requests.pull_request import check as judge

    return judge(against, head, options or Options(), cwd=cwd)


def open_estate(revision: str | None = None, *, cwd: Path | None = None) -> Estate:
    """The catalog around a folder, as it lies or as it stood at a Git revision; what is broken is in `problems`.

    Raises UsageError where there is none, GitError, ConfigurationError.
    """
    from govkit.gate.estates.loading import open_estate as load

    return load(revision, cwd=cwd)


def write_witnesses(outcome: Outcome, folder: Path) -> list[Path]:
    """Writes every witness of a run as a runnable request and into a pact; the paths of the files, sorted.

    The folder is made, or bears the mark of an earlier run, whose files are replaced. Raises UsageError.
    """
    from govkit.reports.witnesses import write_witnesses as write

    return write(outcome, folder)


def __getattr__(name: str) -> Any:
    """The values that are read when they are asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
