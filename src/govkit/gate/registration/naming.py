"""What an API is called in the catalog, where its own documents tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from govkit.catalog.entries import Estate
from govkit.catalog.entries.form import NAME, VERSION
from govkit.gate.registration.candidate import Candidate

_NAME = re.compile(NAME)
_VERSION = re.compile(VERSION)
_LONGEST = 63
_FILLER = frozenset(
    {"the", "api", "apis", "rest", "restful", "http", "openapi", "swagger", "spec", "specs", "specification"}
    | {"documentation", "docs", "reference", "schema", "definition", "untitled", "index", "main", "root"}
)  # fmt: skip
"""Words that say of an API that it is one."""
_NUMBER = re.compile(r"v?\d+(?:-\d+)*")
_ASIDE = re.compile(r"\s[-–—|+]\s|[:(\[|]")
"""Where a title begins to explain itself."""
_ADDRESS = re.compile(r"[\d.]+|\[.*\]|localhost")
_FOLDERS = frozenset({"vendor", "vendors", "download", "downloads", "desktop", "tmp", "temp", "src", "inbox"})
_HOSTS = frozenset({"api", "apis", "www", "sandbox", "staging", "test", "dev", "gateway"})


def name_for(candidate: Candidate, estate: Estate, within: str | None) -> str | None:
    """The name of an API by its documents; None where they do not tell.

    `within` is the path of the root in the estate, where it lies there. First counts where it lies in it
    (`specs/billing/1.0.0/…`), then the title, which a known API may have, then the host, then the name of the file.
    """
    if within is not None and (placed := _placed(within)):
        return placed
    title = candidate.title
    same = [api.name for api in estate.apis.values() if title and _plain(api.title) == _plain(title)]
    if same:
        return same[0]
    return slug(title) or _by_host(candidate.contract.root) or _by_file(candidate.root.place)


def slug(text: str) -> str | None:
    """A text as the name of an entry, without what says that it is an API; None where nothing is left."""
    text = _ASIDE.split(text, maxsplit=1)[0]
    text = re.sub(r"(?<=[a-z0-9])(?<!Open)API(?![A-Za-z])", " API", text)
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = [word for word in re.split(r"[^a-z0-9]+", ascii_) if word]
    while words and _says_little(words[-1]):
        words.pop()
    while words and words[0] in _FILLER:
        words.pop(0)
    if words and all(map(_says_little, words)):
        return None
    name = "-".join(words)
    if len(name) > _LONGEST:
        name = name[: name.rindex("-", 0, _LONGEST + 1) if "-" in name[: _LONGEST + 1] else _LONGEST]
    return name if _NAME.fullmatch(name) else None


def _says_little(word: str) -> bool:
    return word in _FILLER or _NUMBER.fullmatch(word) is not None


def _plain(title: str) -> str:
    return "".join(title.lower().replace("-", " ").split())


def _placed(path: str) -> str | None:
    """The name in `specs/<name>/<version>/…`."""
    parts = path.split("/")
    if len(parts) >= 4 and parts[0] == "specs" and _NAME.fullmatch(parts[1]) and _VERSION.fullmatch(parts[2]):
        return parts[1]
    return None


def _by_host(root: Mapping[str, Any]) -> str | None:
    """`acme-billing` for `https://billing.acme.com`."""
    for host in _hosts(root):
        if _ADDRESS.fullmatch(host):
            continue
        labels = [label for label in host.split(".") if label]
        named = [label for label in labels[:-1] if label not in _HOSTS and len(label) > 1]
        if found := slug(" ".join(reversed(named))):
            return found
    return None


def _hosts(root: Mapping[str, Any]) -> Iterator[str]:
    servers = root.get("servers")
    for server in servers if isinstance(servers, list) else ():
        url = server.get("url") if isinstance(server, dict) else None
        if isinstance(url, str) and "{" not in url.partition("//")[2].partition("/")[0]:
            try:
                yield urlsplit(url).hostname or ""
            except ValueError:  # such as a bracket that is not closed
                continue


def _by_file(place: Path | None) -> str | None:
    """The name of the file, or of the nearest folder that says something."""
    if place is None:
        return None
    stem, folder = place.name.partition(".")[0], place.parent.name
    named = (stem, "" if folder.lower() in _FOLDERS else folder)
    return next((found for name in named if (found := slug(name))), None)
