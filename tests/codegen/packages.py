"""Packages that tests generate: from a text or a document on disk, into a folder, and imported from there."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import govkit
from govkit.catalog.entries.kinds.system import Integration
from govkit.codegen import Wish, package_of
from govkit.spec.documents import Library, MemoryFiles
from govkit.spec.documents.source import open_source
from govkit.spec.openapi import Contract

SOURCE = str(Path(govkit.__path__[0]).parent)


def contract_of_text(text: str) -> Contract:
    library = Library(MemoryFiles({"openapi.yaml": text.encode()}))
    return Contract(library, library.open("openapi.yaml"))


def contract_at(path: Path) -> Contract:
    library, document = open_source(str(path))
    return Contract(library, document)


def files_of(contract: Contract, api: str = "sample", version: str = "1.0.0", **more: Any) -> dict[str, str]:
    return package_of(contract, Wish(api, version, "sha256:0", **more))


def written(files: dict[str, str], folder: Path) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@contextmanager
def imported(folder: Path, package: str = "sample_v1") -> Iterator[ModuleType]:
    """The package of that name in a folder; nothing of it stays behind."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        found = importlib.import_module(package)
        for part in ("client", "errors", "models", "operations"):
            importlib.import_module(f"{package}.{part}")
        yield found
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
            del sys.modules[name]


def integration(**said: Any) -> Integration:
    return Integration.model_validate(said)


def ran(*arguments: str, cwd: Path) -> str:
    """What a tool says; nothing where it is content."""
    environment = {**os.environ, "MYPYPATH": f"{SOURCE}{os.pathsep}{cwd}", "PYTHONPATH": SOURCE}
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def complaints_of_ruff(folder: Path) -> str:
    lint = ran("ruff", "check", "--isolated", "--no-cache", "--output-format", "concise", ".", cwd=folder)
    return lint + ran("ruff", "format", "--isolated", "--no-cache", "--check", ".", cwd=folder)


def complaints_of_mypy(folder: Path, *packages: str) -> str:
    chosen = [part for package in packages for part in ("-p", package)]
    cache = Path(SOURCE).parent / ".mypy_cache" / "generated"
    return ran("mypy", "--strict", "--config-file=", "--cache-dir", str(cache), *chosen, cwd=folder)
