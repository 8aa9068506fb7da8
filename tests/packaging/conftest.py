"""The wheel and the sdist of the checkout, built once for all tests of a process."""

from __future__ import annotations

import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.packaging.installing import Environment, build


@pytest.fixture(scope="session")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist (`gz`) and the wheel (`whl`) that was built from it."""
    return build(repository, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def wheel(built: dict[str, Path]) -> Path:
    """The wheel."""
    return built["whl"]


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel in an environment that sees the libraries of this one, but not the checkout: made without any index."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    for name in ("govkit", "pip"):
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {folder / "bin/python"} -m {name} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return Environment(folder)
