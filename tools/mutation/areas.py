"""Which modules hold the laws, and which tests belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Area:
    """Modules and the tests that are asked about them, as paths below the root; a pattern ends in `*.py`."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self, root: Path = ROOT) -> list[Path]:
        """The modules, in the order of their names."""
        return sorted({file for pattern in self.modules for file in root.glob(pattern) if file.name != "__init__.py"})

    def test_files(self, root: Path = ROOT) -> list[Path]:
        """The modules of tests, in the order of their names."""
        return sorted({file for one in self.tests for file in _tests_below(root / one)})


def _tests_below(path: Path) -> Iterator[Path]:
    yield from (path,) if path.is_file() else path.rglob("test_*.py")


_SYNC: Final = "src/govkit/sync"
_TESTS: Final = "tests/sync"
AREAS: Final = {
    area.name: area
    for area in (
        Area(
            "spec.schemas",
            ("src/govkit/spec/schemas/*.py",),
            (
                "tests/spec/schemas",
                "tests/spec/openapi/test_drafts.py",
                "tests/spec/openapi/test_wire.py",
                "tests/checks/compat",
                "tests/rules/test_rules.py",
                "tests/properties/test_verdicts.py",
            ),
        ),
        Area(
            "checks.compat",
            ("src/govkit/checks/compat/*.py", "src/govkit/checks/compat/rules/*.py"),
            (
                "tests/checks/compat",
                "tests/rules/test_rules.py",
                "tests/gate/test_replay.py",
                "tests/gate/test_compared.py",
                "tests/properties/test_verdicts.py",
            ),
        ),
        Area(
            "catalog.mapping",
            ("src/govkit/catalog/mapping/**/*.py",),
            (
                "tests/catalog/mapping",
                "tests/catalog/workflows/test_lineage.py",
                "tests/gate/test_drift.py",
                "tests/properties/test_mapping_laws.py",
            ),
        ),
        Area("sync.effects", (f"{_SYNC}/effects/*.py",), (f"{_TESTS}/effects",)),
        Area("sync.engine", (f"{_SYNC}/engine/*.py",), (f"{_TESTS}/engine", f"{_TESTS}/running")),
        Area("sync.identity", (f"{_SYNC}/identity/*.py",), (f"{_TESTS}/identity",)),
        Area("sync.inbox", (f"{_SYNC}/inbox/*.py",), (f"{_TESTS}/inbox", f"{_TESTS}/effects/test_echoes.py")),
        Area(
            "sync.running",
            (f"{_SYNC}/running/*.py",),
            (f"{_TESTS}/running", f"{_TESTS}/exceptions", "tests/properties/test_workflow_laws.py"),
        ),
        Area(
            "sync",
            tuple(f"{_SYNC}/{name}.py" for name in ("believing", "lanes", "records", "values")),
            tuple(f"{_TESTS}/{name}" for name in ("effects", "engine", "exceptions", "identity", "inbox", "running")),
        ),
    )
}
