"""The reference estate, as the wheel carries it, or as it lies in the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from govkit.errors import UsageError

PARTS = ("govkit.yaml", "catalog", "clients", "functions", "mocks", "specs")
"""What the estate is made of, from its top; `pyproject.toml` puts the same into the wheel."""

_IN_THE_WHEEL = "estate"


def reference_estate() -> Traversable:
    """The folder of the estate. Raises UsageError for an installation that has none."""
    package = files("govkit")
    carried = package / _IN_THE_WHEEL
    if carried.is_dir():
        return carried
    if isinstance(package, Path):
        checkout = package.parent.parent
        if (checkout / "pyproject.toml").is_file() and all((checkout / part).exists() for part in PARTS):
            return checkout
    raise UsageError(
        "this installation has no reference estate", hint="install the wheel of govkit, or from a checkout"
    )


def reference_files() -> Iterator[tuple[str, bytes]]:
    """The files of the estate by their paths from its top. Raises UsageError as `reference_estate` does."""
    top = reference_estate()
    for part in PARTS:
        yield from _below(top / part, part)


def _below(found: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if found.is_file():
        yield path, found.read_bytes()
        return
    for inner in sorted(found.iterdir(), key=lambda one: one.name):
        if not inner.name.startswith(".") and inner.name != "__pycache__":
            yield from _below(inner, f"{path}/{inner.name}")
