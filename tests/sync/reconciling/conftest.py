"""What tests of reconciliations share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.sync.store.database import Database
from tests.sync.migrated import migrated


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own."""
    made = migrated(tmp_path / "govkit.db")
    yield made
    made.close()
