"""The page of what govkit stands on: each package, what brings it, and its licence, as its own metadata says.

What a package brings itself is followed (PEP 508, for Linux and the oldest Python supported), so that the page is the
same on every machine.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PAGE = Path("docs/reference/dependencies.md")
_HEAD = """\
# Dependencies and their licences

What `pip install govkit` brings, and each extra, with what that brings in turn. Written from the
metadata of the packages."""
_ENVIRONMENT: Final = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.11.0",
    "python_version": "3.11",
    "sys_platform": "linux",
}
_BY_CLASSIFIER: Final = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
_BY_NAME: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "MIT license": "MIT",
}
BASE: Final = "the base"


def page(root: Path) -> str:
    """The page, in Markdown."""
    rows = [f"| {name} | {', '.join(groups)} | {licence_of(name)} |" for name, groups in sorted(brought(root).items())]
    return f"{_HEAD}\n\n" + "\n".join(["| package | brought by | licence |", "|---|---|---|", *rows]) + "\n"


def brought(root: Path) -> dict[str, list[str]]:
    """Every package that an installation may have, with the extras that bring it; what all have is of the base."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: wanted for name, wanted in project["optional-dependencies"].items() if name != "all"}
    base = set(_closure(project["dependencies"], extras))
    found = {name: [BASE] for name in base}
    for extra, wanted in extras.items():
        for name in sorted(set(_closure(wanted, extras)) - base):
            found.setdefault(name, []).append(f"`{extra}`")
    return found


def _closure(wanted: Iterable[str], extras: dict[str, list[str]]) -> Iterator[str]:
    waiting = [Requirement(one) for one in wanted]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one = waiting.pop()
        name, chosen = canonicalize_name(one.name), frozenset(one.extras)
        if (name, chosen) in seen or (one.marker is not None and not one.marker.evaluate(dict(_ENVIRONMENT))):
            continue
        seen.add((name, chosen))
        if name == "govkit":
            waiting += [Requirement(each) for extra in chosen for each in extras[extra]]
            continue
        yield name
        waiting += _required(name, chosen)


def _required(name: str, chosen: frozenset[str]) -> Iterator[Requirement]:
    found = _installed(name)
    for one in map(Requirement, (found.requires or []) if found is not None else []):
        marker, one.marker = one.marker, None
        if marker is None or any(marker.evaluate({**_ENVIRONMENT, "extra": extra}) for extra in ("", *chosen)):
            yield one


def licence_of(name: str) -> str:
    """The licence of an installed package as an SPDX expression; empty where its metadata says none."""
    found = _installed(name)
    if found is None:
        return ""
    said = found.metadata
    if "License-Expression" in said:
        return said["License-Expression"]
    short = said["License"].strip() if "License" in said else ""
    if short and "\n" not in short and len(short) < 40:
        return _BY_CLASSIFIER.get(short, _BY_NAME.get(short, short))
    names = [re.sub(r".*:: ", "", one) for one in said.get_all("Classifier") or [] if one.startswith("License :: ")]
    return " OR ".join(sorted({_BY_CLASSIFIER.get(one, one) for one in names if one != "OSI Approved"}))


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None
