"""Wheel and sdist: the same bytes wherever they are built, and each from the other."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

from tests.packaging.installing import build


def test_two_builds_in_two_folders_have_the_same_bytes(
    built: dict[str, Path], repository: Path, tmp_path: Path
) -> None:
    """Built again from a copy elsewhere, whose files are younger and belong to the owner alone."""
    copy = tmp_path / "some where" / "else"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (repository / name).is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(repository / name, target)
            target.chmod(0o600)
    again = build(copy, tmp_path / "dist")
    assert {path.name: path.read_bytes() for path in again.values()} == {
        path.name: path.read_bytes() for path in built.values()
    }


def test_the_checkout_and_the_sdist_make_the_same_wheel(
    built: dict[str, Path], repository: Path, tmp_path: Path
) -> None:
    straight = build(repository, tmp_path / "dist", "wheel")
    assert straight["whl"].read_bytes() == built["whl"].read_bytes()


def test_another_moment_makes_other_bytes(built: dict[str, Path], repository: Path, tmp_path: Path) -> None:
    """So that the moment is what was asked for, and not one that the builder makes up."""
    other = build(repository, tmp_path / "dist", "wheel", epoch="1700000000")
    assert other["whl"].read_bytes() != built["whl"].read_bytes()


def test_the_wheel_holds_the_package_its_types_and_its_licence(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["whl"]) as archive:
        names = set(archive.namelist())
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert {"govkit/py.typed", "govkit/api.py", "govkit/cli/program.py", "govkit/estate/govkit.yaml"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"govkit"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".orig"))]
    assert "Requires-Python: >=3.11" in metadata


def test_the_sdist_holds_what_its_tests_need(built: dict[str, Path], repository: Path) -> None:
    with tarfile.open(built["gz"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ("src", "tests", "tools", "docs", "specs", "catalog", "mocks", "requirements", "benchmarks")
    assert not [part for part in wanted if not any(name.startswith(f"{part}/") for name in names)]
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "ARCHITECTURE.md"):
        assert name in names, f"{os.fspath(repository / name)} is left out"
