"""What `pip install` brings: the reference estate goes along, and the demonstration plays without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from govkit.errors import UsageError
from govkit.gate.beginning import reference
from govkit.gate.beginning.reference import PARTS, reference_estate, reference_files

Installed = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(repository)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Runs govkit as a clean environment has it: the wheel, and the libraries of this one, but not the checkout."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    python = str(folder / "bin/python")
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    settings = {"PATH": os.environ["PATH"], "COLUMNS": "100", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        words = [python, "-m", "govkit", *command] if command[0] != "git" else [*command]
        return subprocess.run(words, cwd=cwd, env=settings, capture_output=True, text=True, check=False)

    return run


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


def test_an_installed_wheel_writes_the_estate_which_passes_its_own_gate(installed: Installed, tmp_path: Path) -> None:
    said = installed("init", "--with-example", "alderway", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    estate = tmp_path / "alderway"
    installed("git", "init", "-q", "-b", "main", cwd=estate)
    installed("git", "add", ".", cwd=estate)
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    assert installed("git", *who, "commit", "-q", "-m", "The estate", cwd=estate).returncode == 0
    for command in (("validate", "--fail-on", "warning"), ("check",), ("codeowners", "--check")):
        done = installed(*command, cwd=estate)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_an_installed_wheel_plays_the_demonstration(installed: Installed, repository: Path, tmp_path: Path) -> None:
    played = installed("demo", cwd=tmp_path)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "1. An estate" in played.stdout
    assert str(repository) not in played.stdout
