"""Links and headings of the Markdown, as a Git host sees them, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from tools.site import navigation

LINK = re.compile(r"(?<!\\)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^()\s]+)\)")
CODE = re.compile(r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[`~]*\s*$|`+[^`\n]+`+", re.MULTILINE | re.DOTALL)


def problems(root: Path) -> list[str]:
    """Pages that the navigation leaves out, names that are not there, dead links and anchors, each with its place."""
    listed = [page.file for page in navigation.load(root).pages()]
    return [*_navigation_problems(root, listed), *_link_problems(root, listed)]


def _navigation_problems(root: Path, listed: list[str]) -> Iterator[str]:
    where = navigation.NAVIGATION
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"{where}: {name} stands there twice"
    for name in listed:
        if not navigation.source(root, name).is_file():
            yield f"{where}: there is no page {name}"
    for file in sorted((root / "docs").rglob("*.md")):
        name = file.relative_to(root / "docs").as_posix()
        if name not in listed:
            yield f"docs/{name}: no part of the site: name it in {where}, under the job that people come with"


def _link_problems(root: Path, listed: list[str]) -> Iterator[str]:
    files = [root / "README.md", *(navigation.source(root, name) for name in listed)]
    for file in files:
        if file.is_file():
            for line, target in links(file.read_text(encoding="utf-8")):
                wrong = _wrong(file, target)
                if wrong:
                    yield f"{file.relative_to(root)}:{line}: {wrong}"


def links(text: str) -> Iterator[tuple[int, str]]:
    """The links of a page outside of its code: line, and target as it is written."""
    bare = CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for found in LINK.finditer(bare):
        yield bare.count("\n", 0, found.start()) + 1, found["target"]


def anchors(file: Path) -> frozenset[str]:
    """The fragments that lead somewhere in a page: one a heading, a number added from the second of its name on."""
    return _anchors(file, file.stat().st_mtime_ns)


@cache
def _anchors(file: Path, _changed: int) -> frozenset[str]:
    text = re.sub(r"^(`{3,}).*?^\1`*\s*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found: list[str] = []
    for heading in re.findall(r"^#{1,6} (.+?)\s*#*$", text, re.MULTILINE):
        words = LINK.sub(lambda link: link["text"], heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")
        number = sum(1 for other in found if other == slug)
        found.append(slug)
        if number:
            found.append(f"{slug}-{number}")
    return frozenset(found)


def _wrong(file: Path, target: str) -> str | None:
    """What is wrong with a link of a file; None where it leads somewhere, or to another host."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None
    path, _, fragment = target.partition("#")
    there = (file.parent / unquote(path)).resolve() if path else file
    if not there.exists():
        return f"the link {target} leads nowhere"
    if fragment and there.suffix == ".md" and fragment not in anchors(there):
        return f"the link {target} leads to no heading: {', '.join(sorted(anchors(there))[:40])}"
    return None
