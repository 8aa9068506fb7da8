"""Builds the site.

python -m tools.site [FOLDER]      build it, into build/site if no folder is given; exit 1 on anything dead or missing
python -m tools.site --check       exit 1 on pages outside the navigation, and dead links in Markdown; builds nothing
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.site import building, built, pages

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Builds or checks; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "site")
    parser.add_argument("--check", action="store_true", help="only what can be seen without building")
    given = parser.parse_args(arguments)
    problems = pages.problems(ROOT)
    if not problems and not given.check:
        problems = building.build(ROOT, given.folder) or built.problems(given.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems and not given.check:
        print(f"{given.folder / 'index.html'}: `python -m http.server --directory {given.folder}` serves it")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
