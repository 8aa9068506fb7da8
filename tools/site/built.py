"""What is wrong with a built site: dead links and anchors, requests to other hosts, pages that nothing leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("embed", "src"),
    ("form", "action"),
    ("use", "href"),
    ("image", "href"),
    ("use", "xlink:href"),
}
"""What a browser asks for by itself when it shows a page, or sends with a form: elements and their attributes."""

_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_STYLE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])((?:https?:)?//[^\"')]+)", re.IGNORECASE)


@dataclass(slots=True)
class Seen(HTMLParser):
    """What a page links to, what it is made to fetch, and the fragments that lead into it."""

    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begins to parse."""
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what one element links to or fetches."""
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.anchors.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and values.get("rel") not in ("canonical", "prev", "next"):
            self.fetched.append(values.get("href", ""))
        self.fetched += [values[name] for name in values if (tag, name) in _FETCHED]
        self.fetched += _STYLE.findall(values.get("style", ""))


def problems(site: Path) -> list[str]:
    """All that is wrong with the site in a folder, each with the page that has it."""
    seen = {file: look(file) for file in sorted(site.rglob("*.html"))}
    found = [problem for file in seen for problem in _of_page(site, file, seen)]
    found += [
        f"{file.relative_to(site)}: asks {address}"
        for file in sorted(site.rglob("*.css"))
        for address in _STYLE.findall(file.read_text(encoding="utf-8"))
    ]
    reached = reachable(site, seen)
    return found + [
        f"{file.relative_to(site)}: no link leads there from the first page"
        for file in seen
        if file not in reached and file.name != "404.html"
    ]


def look(file: Path) -> Seen:
    """What stands in one page."""
    seen = Seen()
    text = file.read_text(encoding="utf-8")
    seen.feed(text)
    seen.fetched += _STYLE.findall(" ".join(re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)))
    return seen


def reachable(site: Path, seen: dict[Path, Seen]) -> set[Path]:
    """The pages that links lead to, from the first page on."""
    reached, waiting = set[Path](), [site / "index.html"]
    while waiting:
        file = waiting.pop()
        if file in reached or file not in seen:
            continue
        reached.add(file)
        waiting += [there for link in seen[file].links if (there := _target(site, file, link)[0]) is not None]
    return reached


def _of_page(site: Path, file: Path, seen: dict[Path, Seen]) -> Iterator[str]:
    name = file.relative_to(site)
    for address in seen[file].fetched:
        if _ELSEWHERE.match(address):
            yield f"{name}: asks {address}"
        elif not address.startswith("data:") and not (_target(site, file, address)[0] or file).exists():
            yield f"{name}: {address} is not there"
    for link in seen[file].links:
        there, fragment = _target(site, file, link)
        if there is None:
            continue
        if not there.exists():
            yield f"{name}: the link {link} leads nowhere"
        elif fragment and there in seen and fragment not in seen[there].anchors:
            yield f"{name}: the link {link} leads to no heading"


def _target(site: Path, file: Path, link: str) -> tuple[Path | None, str]:
    """The file and the fragment that a link of a page leads to; no file where it leads out of the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, ""
    path = unquote(parts.path)
    start = site if path.startswith("/") else file.parent
    there = (start / path.lstrip("/")).resolve() if path else file
    return (there / "index.html" if there.is_dir() else there), unquote(parts.fragment)
