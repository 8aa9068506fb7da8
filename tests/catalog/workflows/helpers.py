"""Workflows in an estate, looked at as the gate does."""

from __future__ import annotations

import re
from pathlib import Path

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.check import Checking
from govkit.catalog.workflows.judge import all_judged, judged_together
from govkit.findings import Finding
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract


def checking_of(estate: Estate) -> Checking:
    """The workflows of an estate, with its contracts."""

    def read(version: VersionOf) -> Contract:
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    return Checking(estate, read)


def found_in(text: str) -> list[Finding]:
    """What is found in the workflows of an estate, given in one text."""
    estate = load_text(text)
    estate.refuse_problems()
    checking = checking_of(estate)
    return [*all_judged(checking), *judged_together([checking])]


def write(folder: Path, text: str) -> Path:
    """An estate on disk, given in one text; the folder."""
    for part in re.split(r"(?m)^# file: ", text)[1:]:
        path, _, content = part.partition("\n")
        file = folder / path.strip()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    (folder / "govkit.yaml").write_text("", encoding="utf-8")
    return folder
