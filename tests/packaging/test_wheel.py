"""What `pip install` brings: the reference estate goes along, and the demonstration plays without the checkout."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest

from govkit.errors import UsageError
from govkit.gate.beginning import reference
from govkit.gate.beginning.reference import PARTS, reference_estate, reference_files
from tests.packaging.installing import Environment


def test_the_wheel_carries_the_files_of_the_estate(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = {
            name.removeprefix("govkit/estate/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("govkit/estate/")
        }
    assert carried == dict(reference_files())
    assert wheel.stat().st_size < 4_000_000, "a fifth of it is the estate; no file of tests or of a build belongs there"


def test_what_goes_along_is_what_the_estate_is_made_of(repository: Path) -> None:
    hatch = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert hatch["targets"]["wheel"]["force-include"] == {part: f"govkit/estate/{part}" for part in PARTS}
    assert {f"/{part}" for part in PARTS} <= set(hatch["targets"]["sdist"]["include"])


def test_in_the_checkout_it_is_the_estate_of_the_checkout(repository: Path) -> None:
    assert reference_estate() == repository


def test_an_installation_without_an_estate_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "files", lambda _: tmp_path / "lib" / "govkit")
    with pytest.raises(UsageError, match="no reference estate"):
        reference_estate()


def test_an_installed_wheel_writes_the_estate_which_passes_its_own_gate(installed: Environment, tmp_path: Path) -> None:
    installed.run("govkit", "init", "--with-example", "alderway", cwd=tmp_path)
    estate = tmp_path / "alderway"
    installed.run("git", "init", "-q", "-b", "main", cwd=estate)
    installed.run("git", "add", ".", cwd=estate)
    installed.run("git", "commit", "-q", "-m", "The estate", cwd=estate)
    for command in (("validate", "--fail-on", "warning"), ("check",), ("codeowners", "--check")):
        installed.run("govkit", *command, cwd=estate)


@pytest.mark.long
def test_an_installed_wheel_plays_the_demonstration(installed: Environment, repository: Path, tmp_path: Path) -> None:
    played = installed.run("govkit", "demo", cwd=tmp_path)
    assert "1. An estate" in played.stdout
    assert str(repository) not in played.stdout
