"""Witnesses as files: requests for an HTTP client, data for a script, pacts for a provider, and a page of them all."""

from __future__ import annotations

from pathlib import Path

from govkit.gate import Outcome, replayed
from govkit.reports.witnesses.files import MARKER, witness_files
from govkit.reports.witnesses.folder import check_folder, write_folder

__all__ = ["MARKER", "check_folder", "witness_files", "write_folder", "write_witnesses"]


def write_witnesses(outcome: Outcome, folder: Path) -> list[Path]:
    """Writes every witness of a run to a folder of its own; the paths of the files, sorted. Raises UsageError."""
    check_folder(folder)
    title = f"{outcome.old or 'the old contract'} and {outcome.new or 'the new one'}"
    return write_folder(folder, witness_files(outcome.ordered, replayed(outcome), title))
