"""Migrated SQLite databases: one is made in each process, and each test has a copy."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from govkit.sync.store.database import Database


def migrated(file: Path) -> Database:
    """A database in a file that there is not yet, with all tables and no rows."""
    file.write_bytes(_template())
    return Database(f"sqlite:///{file}")


@cache
def _template() -> bytes:
    """The file: a migration waits for the disk again and again, and every test of the runtime would."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "govkit.db")
        made = Database(f"sqlite:///{file}")
        made.migrate()
        made.close()
        assert [one.name for one in Path(folder).iterdir()] == [file.name], "nothing of it lies in a log"
        return file.read_bytes()
