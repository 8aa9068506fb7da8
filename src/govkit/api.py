"""The public Python surface: what scripts may import; the rest is free to move.

>>> from govkit import api
>>> outcome = api.diff("old.yaml", "new.yaml")          # doctest: +SKIP
>>> [finding.rule for finding in outcome.findings]      # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path

from govkit.catalog.entries import Estate
from govkit.errors import ConfigurationError, GitError, GovkitError, InputError, UsageError
from govkit.findings import Direction, Finding, Place, Severity, Subject, Verdict, Witness
from govkit.gate import Options, Outcome
from govkit.gate import check as _check
from govkit.gate import diff as _diff
from govkit.gate import open_estate as _open_estate
from govkit.gate.mock_server import Mock, mock
from govkit.reports.witnesses import write_witnesses as _write_witnesses

__all__ = [
    "ConfigurationError",
    "Direction",
    "Estate",
    "Finding",
    "GitError",
    "GovkitError",
    "InputError",
    "Mock",
    "Options",
    "Outcome",
    "Place",
    "Severity",
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


def diff(old: str, new: str, options: Options | None = None) -> Outcome:
    """What changed between two documents or folders: each a path, or `REV:path` for a revision of a Git repository.

    Raises InputError, GitError, UsageError.
    """
    return _diff(old, new, options or Options())


def check(
    against: str | None = None, head: str | None = None, options: Options | None = None, *, cwd: Path | None = None
) -> Outcome:
    """Judges what changed in a repository since the merge base of `against` and the head, the working tree by default.

    Raises InputError, GitError, UsageError, ConfigurationError.
    """
    return _check(against, head, options or Options(), cwd=cwd)


def open_estate(revision: str | None = None, *, cwd: Path | None = None) -> Estate:
    """The catalog around a folder, as it lies or as it stood at a Git revision; what is broken is in `problems`.

    Raises UsageError where there is none, GitError, ConfigurationError.
    """
    return _open_estate(revision, cwd=cwd)


def write_witnesses(outcome: Outcome, folder: Path) -> list[Path]:
    """Writes every witness of a run as a runnable request and into a pact; the paths of the files, sorted.

    The folder is made, or bears the mark of an earlier run, whose files are replaced. Raises UsageError.
    """
    return _write_witnesses(outcome, folder)
