"""What zensical builds: the pages with their links made for the site, and its settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from tools.site import navigation, pages

_ASIDE = {"navigation.yaml"}
_STYLE = "assets/site.css"

_THEME: dict[str, object] = {
    "variant": "modern",
    "language": "en",
    "font": False,  # those of the reader's system: a font of another host would be a request to it
    "features": [
        "content.code.copy",
        "navigation.footer",
        "navigation.indexes",
        "navigation.prune",
        "navigation.tabs",
        "navigation.top",
        "search.highlight",
        "toc.follow",
    ],
    "palette": [
        {
            "media": "(prefers-color-scheme)",
            "toggle": {"icon": "lucide/sun-moon", "name": "Light"},
        },
        {
            "media": "(prefers-color-scheme: light)",
            "scheme": "default",
            "toggle": {"icon": "lucide/sun", "name": "Dark"},
        },
        {
            "media": "(prefers-color-scheme: dark)",
            "scheme": "slate",
            "toggle": {"icon": "lucide/moon", "name": "As the system"},
        },
    ],
}

_EXTENSIONS: list[object] = [
    "tables",
    "sane_lists",
    {"toc": {"permalink": True, "slugify": {"object": "pymdownx.slugs.slugify", "kwds": {"case": "lower"}}}},
    {"pymdownx.highlight": {"pygments_lang_class": True}},
    "pymdownx.superfences",
    "pymdownx.magiclink",
]


def build(root: Path, folder: Path) -> list[str]:
    """Builds the site of a checkout into a folder, which is replaced; what zensical refuses, line by line."""
    with TemporaryDirectory(prefix="govkit-site-") as made:
        work = Path(made)
        lay_out(root, work)
        ran = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict"],
            cwd=work,
            env=os.environ | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            return [line for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(work / "site", folder)
    return []


def lay_out(root: Path, work: Path) -> None:
    """Writes what is built: `mkdocs.yml`, and `docs/` with links as the site has them."""
    order = navigation.load(root)
    for page in order.pages():
        _write(work / "docs" / page.file, _for_the_site(root, page.file))
    for file in (root / "docs").rglob("*"):
        if file.is_file() and file.suffix != ".md" and file.name not in _ASIDE:
            there = work / "docs" / file.relative_to(root / "docs")
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, there)
    _write(work / "docs" / _STYLE, (Path(__file__).parent / "site.css").read_text(encoding="utf-8"))
    settings = {
        "site_name": "govkit",
        "site_description": "The contract system for the APIs of a company",
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": _THEME,
        "extra_css": [_STYLE],
        "extra": {"generator": False},
        "markdown_extensions": _EXTENSIONS,
        "validation": {"invalid_links": True, "invalid_link_anchors": True},
        "nav": navigation.as_config(order),
    }
    _write(work / "mkdocs.yml", yaml.safe_dump(settings, sort_keys=False, allow_unicode=True))


def _for_the_site(root: Path, page: str) -> str:
    """A page whose links lead to pages of the site; what is only in the repository is named and not linked."""
    file = navigation.source(root, page)
    text = file.read_text(encoding="utf-8")
    code = [found.span() for found in pages.CODE.finditer(text)]

    def led(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in code):
            return found[0]
        return _led(root, page, found["text"], found["target"])

    return pages.LINK.sub(led, text)


def _led(root: Path, page: str, text: str, target: str) -> str:
    if re.match(r"[a-z][a-z0-9+.-]*:|#", target):
        return f"[{text}]({target})"
    path, mark, fragment = target.partition("#")
    there = (navigation.source(root, page).parent / path).resolve()
    name = there.relative_to(root.resolve()).as_posix()
    if name in navigation.OUTSIDE:
        new = name
    elif name == "README.md":
        new = "index.md"
    elif name.startswith("docs/") and there.is_file():
        new = name.removeprefix("docs/")
    else:
        return text
    return f"[{text}]({os.path.relpath(new, Path(page).parent)}{mark}{fragment})"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
