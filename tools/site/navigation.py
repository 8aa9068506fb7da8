"""The order of the pages: docs/navigation.yaml, with folders of generated pages spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

NAVIGATION = Path("docs/navigation.yaml")
OUTSIDE = ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md")
"""Pages of the site that stand at the top of the repository, where people look for them."""
RULES = "reference/rules/"
_MANY = 150


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file, relative to docs/ (those OUTSIDE by their names), and what the menu calls it."""

    file: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """Pages and sections under one title."""

    title: str
    items: tuple[Page | Section, ...]

    def pages(self) -> Iterator[Page]:
        """All pages below it, in their order."""
        for item in self.items:
            if isinstance(item, Page):
                yield item
            else:
                yield from item.pages()


def load(root: Path) -> Section:
    """What the file says, as one section without a title; ValueError where it is not a list of pages and sections."""
    return Section("", _items(yaml.safe_load((root / NAVIGATION).read_text(encoding="utf-8")), root))


def source(root: Path, page: str) -> Path:
    """The file of a page in the repository."""
    return root / page if page in OUTSIDE else root / "docs" / page


def title(file: Path) -> str:
    """The first heading of a Markdown file, without its marks; its name where the file is not there or has none."""
    found = re.search(r"^# (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE) if file.exists() else None
    return found[1].replace("`", "").strip() if found else file.stem


def as_config(section: Section) -> list[object]:
    """The section in the form that MkDocs and its successors read."""
    return [
        {item.title: item.file} if isinstance(item, Page) else {item.title: as_config(item)} for item in section.items
    ]


def _items(said: object, root: Path) -> tuple[Page | Section, ...]:
    if not isinstance(said, list):
        raise ValueError(f"{NAVIGATION}: expected a list of pages, not {said!r}")
    return tuple(_item(entry, root) for entry in said)


def _item(entry: object, root: Path) -> Page | Section:
    if isinstance(entry, str):
        return Page(entry, title(source(root, entry)))
    if not isinstance(entry, dict) or len(entry) != 1:
        raise ValueError(f"{NAVIGATION}: expected a page, or one title with what is below it, not {entry!r}")
    ((name, below),) = entry.items()
    if not isinstance(below, str):
        return Section(str(name), _items(below, root))
    if below.endswith("/"):
        return Section(str(name), _folder(below, root))
    return Page(below, str(name))


def _folder(folder: str, root: Path) -> tuple[Page | Section, ...]:
    there = root / "docs" / folder
    index = Page(f"{folder}index.md", title(there / "index.md"))
    if folder == RULES:
        return (index, *_rules((there / "index.md").read_text(encoding="utf-8")))
    names = sorted(path.name for path in there.glob("*.md") if path.name != "index.md")
    return (index, *(Page(folder + name, title(there / name)) for name in names))


def _rules(index: str) -> Iterator[Section]:
    """The rules in the groups of their index; a large group by direction, so that no menu is endless."""
    for group in index.split("\n## ")[1:]:
        name = group.partition("\n")[0]
        rows = re.findall(r"^\| \[([^\]]+)\]\(\1\.md\) \| \w+ \| (\w+) \|", group, re.MULTILINE)
        parts: dict[str, list[Page]] = {}
        for rule, direction in rows:
            parts.setdefault(direction if len(rows) > _MANY else "", []).append(Page(f"{RULES}{rule}.md", rule))
        for direction, pages in sorted(parts.items()):
            yield Section(f"{name}: {direction}" if direction else name, tuple(pages))
