"""Rows of a file: CSV with a head, or JSON lines, each with its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govkit.errors import InputError, Place
from govkit.spec.documents.records import read_records


def read_rows(file: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each row of a file (of standard input as JSON lines where it is `-`), with its place. Raises InputError."""
    if not file.lower().endswith(".csv"):
        yield from read_records(file)
        return
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text, strict=True)
            for row in rows:
                yield Place(file, rows.line_num), {str(name): value for name, value in row.items() if name}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the rows cannot be read: {why}", place=Place(file)) from error
