"""Records docs/demo.cast, in the form of asciinema, and docs/demo.svg: a catalog is begun, a break refused, and mended.

What is shown is what the commands print, run in a folder that is gone afterwards. Only the pace is made up: so many
characters a second are typed, so many lines printed, so that two recordings of one program are alike.

python -m tools.recording            write both
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from rich.color_triplet import ColorTriplet
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
CAST, SVG = Path("docs/demo.cast"), Path("docs/demo.svg")
WIDTH, HEIGHT = 100, 40
_KEY, _LINE, _THINK, _READ = 0.04, 0.03, 0.6, 2.5  # seconds
_PROMPT = "\x1b[32m$\x1b[0m "


@dataclass(frozen=True, slots=True)
class Step:
    """What is typed, and the exit code with which it must end; `colored` commands are told that a terminal listens."""

    typed: str
    code: int = 0
    colored: bool = False


STORY = (
    Step("govkit init contracts --name finance --team billing-team --email billing@example.com"),
    Step("cd contracts && git init -q -b main && git add . && git commit -q -m 'A catalog of our APIs'"),
    Step("govkit check", colored=True),
    Step("sed -i 's/maximum: 100/maximum: 50/' specs/orders/1.0.0/openapi.yaml   # smaller pages: who minds?"),
    Step("govkit check", code=1, colored=True),
    Step("git checkout -q specs                                               # they mind"),
    Step("govkit check", colored=True),
)
REFUSED = 4
"""The step that the picture shows."""


def record() -> list[str]:
    """What each step of the story prints. Raises RuntimeError where one ends otherwise than it must."""
    with TemporaryDirectory(prefix="govkit-recording-") as made:
        home, folder = Path(made, "home"), Path(made, "work")
        home.mkdir()
        folder.mkdir()
        (home / "gitconfig").write_text("[user]\nname = A. Reader\nemail = reader@example.com\n", encoding="utf-8")
        return [_ran(step, folder if number < 2 else folder / "contracts", home) for number, step in enumerate(STORY)]


def _ran(step: Step, folder: Path, home: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "PATH": path,
        "COLUMNS": str(WIDTH),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_SYSTEM": os.devnull,
        "XDG_CACHE_HOME": str(home),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", f"{step.typed} --color always" if step.colored else step.typed],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != step.code:
        raise RuntimeError(f"`{step.typed}` ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def cast(printed: list[str]) -> str:
    """The recording, in version 2 of asciinema's form: a header, then a line for each piece that appears."""
    header = {"version": 2, "width": WIDTH, "height": HEIGHT, "title": "govkit: a break is refused, and mended"}
    events = [json.dumps([round(at, 2), "o", text], ensure_ascii=False) for at, text in _pieces(printed)]
    return "\n".join([json.dumps(header), *events]) + "\n"


def _pieces(printed: list[str]) -> Iterator[tuple[float, str]]:
    at = 0.0
    for step, text in zip(STORY, printed, strict=True):
        yield at, _PROMPT
        at += _THINK
        for key in step.typed:
            at += _KEY
            yield at, key
        yield at, "\r\n"
        for line in text.splitlines():
            at += _LINE
            yield at, f"{line}\r\n"
        at += _READ if text else _THINK


def picture(printed: list[str]) -> str:
    """The step that is refused, as an SVG that needs no font and no script of anybody."""
    lines = [f"{_PROMPT}{STORY[REFUSED].typed}", *printed[REFUSED].splitlines()]
    width, height = WIDTH * 8 + 32, len(lines) * 18 + 32
    rows = [
        f'<text x="16" y="{number * 18 + 28}" xml:space="preserve">{" ".join(_spans(line))}</text>'
        for number, line in enumerate(lines)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-size="13" '
            'font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace">',
            f"<title>{escape(STORY[REFUSED].typed)} refuses a break, with the request that shows it</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#1b1d23"/>',
            *rows,
            "</svg>\n",
        ]
    )


def _spans(line: str) -> Iterator[str]:
    """The pieces of a line in their colours; each cell is as wide as the others, whatever the font."""
    column = 0
    for segment in Text.from_ansi(line).render(Console(width=WIDTH, color_system="truecolor")):
        if segment.text.strip():
            style = segment.style
            shade = (
                style.color.get_truecolor(SVG_EXPORT_THEME) if style and style.color else ColorTriplet(201, 205, 214)
            )
            bold = ' font-weight="bold"' if style and style.bold else ""
            faint = ' opacity="0.65"' if style and style.dim else ""
            start = len(segment.text) - len(segment.text.lstrip())
            words = segment.text.strip()
            yield (
                f'<tspan x="{16 + (column + start) * 8}" textLength="{len(words) * 8}" fill="{shade.hex}"{bold}{faint}>'
                f"{escape(words)}</tspan>"
            )
        column += len(segment.text)


def main() -> int:
    """Writes the recording and the picture; the exit code."""
    printed = record()
    for file, text in ((CAST, cast(printed)), (SVG, picture(printed))):
        (ROOT / file).write_text(text, encoding="utf-8")
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
