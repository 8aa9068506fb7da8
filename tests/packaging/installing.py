"""Wheels built, interpreters found, and environments that hold nothing but what `pip install` brings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
"""The versions of Python that the package is for."""

EPOCH = "1767225600"
"""A moment for what is built, in seconds since 1970, as reproducible-builds.org has SOURCE_DATE_EPOCH."""


def build(source: Path, to: Path, *kinds: str, epoch: str = EPOCH) -> dict[str, Path]:
    """What `python -m build` makes of a folder, by suffix: `whl`, `gz`; without kinds the wheel comes of the sdist."""
    options = [f"--{kind}" for kind in kinds]
    words = [sys.executable, "-m", "build", *options, "--no-isolation", "--outdir", str(to), str(source)]
    run(words, cwd=source, env={**os.environ, "SOURCE_DATE_EPOCH": epoch})
    return {path.suffix.removeprefix("."): path for path in to.iterdir()}


def run(
    words: list[str], *, cwd: Path, env: dict[str, str] | None = None, codes: tuple[int, ...] = (0,)
) -> subprocess.CompletedProcess[str]:
    """Runs a program, which ends with one of the codes."""
    done = subprocess.run(
        words, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=600, stdin=subprocess.DEVNULL
    )
    assert done.returncode in codes, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@cache
def interpreter(version: str) -> str | None:
    """A Python of that version which can make environments: this one, one on PATH, of pyenv or of uv."""
    return next((path for path in _candidates(version) if _is_usable(path, version)), None)


def _candidates(version: str) -> Iterator[str]:
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        yield str(Path(sys.base_prefix) / "bin" / f"python{version}")
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    data = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share"))
    for folder, pattern in ((pyenv / "versions", f"{version}.*"), (data / "uv/python", f"cpython-{version}*")):
        yield from (str(one / "bin" / f"python{version}") for one in sorted(folder.glob(pattern)))


def _is_usable(path: str, version: str) -> bool:
    said = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2], sys.prefix == sys.base_prefix)"
    try:
        done = subprocess.run([path, "-c", said], capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return False
    return done.stdout.split() == [version, "True"]


@cache
def has_index() -> bool:
    """Whether pip finds packages here: an index that can be reached, or a folder of wheels."""
    words = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--dry-run",
        "--quiet",
        "--no-deps",
        "--ignore-installed",
        "semver",
    ]
    return subprocess.run(words, capture_output=True, check=False, timeout=120).returncode == 0


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment of its own, started without anything of this one."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """What programs in it are started with: its commands first, an empty home, a Git that knows a name."""
        pips = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}
        return {
            **pips,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "COLUMNS": "100",
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_{what}": "t@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }

    def run(self, *words: str, cwd: Path, codes: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        """Runs a program in it, which ends with one of the codes."""
        return run([str(self.program(words[0])), *words[1:]], cwd=cwd, env=self.variables, codes=codes)

    def program(self, name: str) -> Path | str:
        """A program of the environment, else one of the machine."""
        own = self.folder / "bin" / name
        return own if own.exists() else name

    def install(self, *what: str) -> None:
        """Installs with pip, as people do."""
        self.run("python", "-m", "pip", "install", "--quiet", "--no-compile", *what, cwd=self.folder)

    def install_fast(self, *what: str) -> None:
        """Installs with uv, which takes what it has fetched before without copying it."""
        uv = str(Path(sys.executable).parent / "uv")
        python = str(self.folder / "bin/python")
        cache = os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache/uv"))
        words = [uv, "pip", "install", "--quiet", "--python", python, *what]
        run(words, cwd=self.folder, env={**self.variables, "UV_CACHE_DIR": cache})


def environment(version: str, folder: Path, *, pip: bool = True) -> Environment:
    """A new environment of a version of Python; the test is skipped where the machine lacks it, or an index."""
    python = interpreter(version)
    if python is None:
        pytest.skip(f"this machine has no Python {version} (neither on PATH nor of pyenv or uv)")
    if not has_index():
        pytest.skip("pip reaches no package index here")
    run([python, "-m", "venv", *([] if pip else ["--without-pip"]), str(folder)], cwd=folder.parent)
    return Environment(folder)
