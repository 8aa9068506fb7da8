"""The package of the sample contract, generated once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.client.recorder import Recorder
from tests.codegen.packages import contract_at, files_of, imported, written

SAMPLE = Path(__file__).with_name("sample.yaml")


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(files_of(contract_at(SAMPLE)), tmp_path_factory.mktemp("sample"))


@pytest.fixture
def sample(sample_folder: Path) -> Iterator[ModuleType]:
    with imported(sample_folder) as package:
        yield package


@pytest.fixture
def server() -> Iterator[Recorder]:
    with Recorder().serving() as recorder:
        yield recorder
