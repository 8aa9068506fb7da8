"""What tests of reconciliations share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govkit.sync.store.database import Database


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own."""
    made = Database(f"sqlite:///{tmp_path / 'govkit.db'}")
    made.migrate()
    yield made
    made.close()
