"""How long, how much memory and how many findings: govkit beside other tools that compare two API descriptions.

Every tool runs as a fresh process, in an empty folder, on the same files, in turns. Without arguments the pair is two
versions of GitHub's description, 12 MB each, from the corpus beside the checkout. The other tools are installed into
benchmarks/.cache on the first run; one that cannot be had gets a row that says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CACHE = HERE / ".cache"
RESULTS = HERE / "results" / "diff_peers.json"
CORPUS = HERE.parent.parent / "shared" / "specs"
GITHUB = (CORPUS / "github" / "1-2025-npm-19.1.0.json.gz", CORPUS / "github" / "2-2026-npm-23.0.2.json.gz")

OASDIFF = "v1.36.0"
PARTS_OF_GOVKIT = ("proven", "refuted", "unproven")


class Unavailable(Exception):
    """A tool that cannot be installed here."""


@dataclass(frozen=True)
class Tool:
    """A program that compares two files and writes JSON: its version, its command, and what its output counts.

    `causes` counts what differs, however often it is told: one edit of a shared schema is one cause. `again` measures
    the second of two runs in the same folder, for what a tool keeps between runs.
    """

    name: str
    version: str
    command: tuple[str, ...]
    tail: tuple[str, ...]
    count: Callable[[Any], dict[str, int]]
    causes: Callable[[Any], int]
    again: bool = False
    ends_well: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall clock and processor, and the greatest resident size of one process, in MiB."""

    wall: float
    cpu: float
    rss: float
    code: int
    output: bytes
    errors: bytes


@dataclass(frozen=True)
class Row:
    """What one tool did with one pair; times are medians, the resident size is the greatest."""

    tool: str
    version: str = ""
    wall_seconds: float | None = None
    cpu_seconds: float | None = None
    peak_rss_mib: float | None = None
    findings: int | None = None
    causes: int | None = None
    counts: dict[str, int] | None = None
    decided: float | None = None
    problem: str = ""


# --------------------------------------------------------------------------------------------------------------- tools


def govkit() -> Tool:
    """This checkout's own command."""
    program = shutil.which("govkit", path=str(Path(sys.executable).parent))
    if program is None:
        raise Unavailable("govkit is not installed beside this Python: run `make bench`")
    version = _asked(program, "--version").split()[-1]
    tail = ("--format", "json", "--fail-on", "never")
    return Tool("govkit", version, (program, "diff"), tail, _count_govkit, _causes_of_govkit)


def govkit_again() -> Tool:
    """The same with what it keeps in `.govkit/cache`."""
    return replace(govkit(), name="govkit, again", again=True)


def _causes_of_govkit(document: Any) -> int:
    """One edit seen in requests and in responses has one `cause` in both."""
    return len({finding["cause"] or finding["fingerprint"] for finding in document["findings"]})


def _count_govkit(document: Any) -> dict[str, int]:
    return Counter(finding["verdict"] for finding in document["findings"])


def oasdiff() -> Tool:
    """oasdiff, built by Go."""
    program = CACHE / f"oasdiff-{OASDIFF}" / "oasdiff"
    if not program.exists():
        go = shutil.which("go")
        if go is None:
            raise Unavailable("Go is not installed")
        module = f"github.com/oasdiff/oasdiff@{OASDIFF}"
        _install([go, "install", module], HERE, {"GOBIN": str(program.parent), "GOFLAGS": "-mod=mod"})
    tail = ("--format", "json")
    command = (str(program), "changelog")
    return Tool("oasdiff changelog", OASDIFF, command, tail, _count_oasdiff, _causes_of_oasdiff)


def _causes_of_oasdiff(document: Any) -> int:
    """The text names the property and not the operation: the same text is the same edit."""
    return len({(change["id"], change["text"]) for change in document})


def _count_oasdiff(document: Any) -> dict[str, int]:
    levels = {1: "info", 2: "warning", 3: "error"}
    return Counter(levels[change["level"]] for change in document)


def redocly() -> Tool:
    """Redocly CLI, from npm; its `diff` is experimental."""
    program, version = from_npm("redocly", "@redocly/cli")
    tail = ("--format", "json", "--fail-on", "none")
    return Tool("redocly diff", version, (str(program), "diff"), tail, _count_redocly, _causes_of_redocly)


def from_npm(name: str, package: str) -> tuple[Path, str]:
    """A program of `benchmarks/peers` with its version, installed on first use. Raises Unavailable."""
    folder = CACHE / "npm"
    program = folder / "node_modules" / ".bin" / name
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise Unavailable("npm is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "peers" / file, folder / file)
        _install([npm, "ci", "--no-audit", "--no-fund"], folder, {})
    manifest = json.loads((HERE / "peers" / "package.json").read_text(encoding="utf-8"))
    return program, str(manifest["dependencies"][package])


def _causes_of_redocly(document: Any) -> int:
    """What stands at one place of the files is one edit."""
    places = ((change.get("revision") or change.get("base") or {}).get("pointer") for change in document["changes"])
    return len({(change["kind"], place) for change, place in zip(document["changes"], places, strict=True)})


def _count_redocly(document: Any) -> dict[str, int]:
    return Counter(change["impact"] for change in document["changes"])


def _install(command: list[str], folder: Path, extra: dict[str, str]) -> None:
    print(f"installing: {' '.join(Path(part).name for part in command[:3])} …", file=sys.stderr)
    try:
        subprocess.run(command, cwd=folder, env=os.environ | extra, check=True, capture_output=True, timeout=900)
    except subprocess.CalledProcessError as error:
        raise Unavailable(f"installation failed: {_last_line(error.stderr)}") from error
    except subprocess.TimeoutExpired as error:
        raise Unavailable("installation took more than 15 minutes") from error


def _asked(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


def _last_line(text: bytes) -> str:
    """The line of an error output that says most: the last that is not advice."""
    lines = [line for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith(("hint:", "internal error:"))]
    return lines[-1][:160] if lines else "no message"


# ---------------------------------------------------------------------------------------------------------- measurement


def measured(command: list[str], limit: float, times: int = 1) -> Run:
    """Runs a command in an empty folder, with an empty cache, `times` over, and waits for it with its resources.

    What the processor did for its child processes is included where the command waited for them.
    """
    with tempfile.TemporaryDirectory() as folder:
        return [_measured(command, limit, folder) for _ in range(times)][-1]


def _measured(command: list[str], limit: float, folder: str) -> Run:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"XDG_CACHE_HOME": folder, "NO_COLOR": "1"}
        environment |= {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
        start = time.perf_counter()
        process = subprocess.Popen(  # waited for below, by wait4: only that tells the resources of this one process
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        timer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        kilobytes = used.ru_maxrss / 1024 if sys.platform == "darwin" else used.ru_maxrss
        cpu = used.ru_utime + used.ru_stime
        return Run(wall, cpu, kilobytes / 1024, process.returncode, out.read(), err.read())


def row_of(tool: Tool, runs: list[Run]) -> Row:
    """The row of a tool that ran; with `problem` where it failed or wrote no JSON."""
    failed = next((run for run in runs if run.code not in tool.ends_well), None)
    if failed is not None:
        why = "killed: over the time limit" if failed.code == -signal.SIGKILL else _last_line(failed.errors)
        return Row(tool.name, tool.version, problem=f"exit {failed.code}: {why}")
    document = json.loads(runs[0].output)
    counts = dict(sorted(tool.count(document).items()))
    payload = sum(counts.get(part, 0) for part in PARTS_OF_GOVKIT)
    return Row(
        tool.name,
        tool.version,
        wall_seconds=round(statistics.median(run.wall for run in runs), 3),
        cpu_seconds=round(statistics.median(run.cpu for run in runs), 3),
        peak_rss_mib=round(max(run.rss for run in runs), 1),
        findings=sum(counts.values()),
        causes=tool.causes(document),
        counts=counts,
        decided=round(1 - counts.get("unproven", 0) / payload, 4) if payload else None,
    )


def compare(pair: tuple[Path, Path], tools: list[Tool | Row], runs: int, limit: float) -> list[Row]:
    """A row for each tool. The tools take turns, so that whatever else the machine does hits all of them."""
    taken: dict[str, list[Run]] = {}
    for _ in range(runs):
        for tool in tools:
            if isinstance(tool, Row):
                continue
            earlier = taken.setdefault(tool.name, [])
            if not earlier or earlier[-1].code in tool.ends_well:
                command = [*tool.command, *map(str, pair), *tool.tail]
                earlier.append(measured(command, limit, 2 if tool.again else 1))
    return [tool if isinstance(tool, Row) else row_of(tool, taken[tool.name]) for tool in tools]


# -------------------------------------------------------------------------------------------------------------- output


def table(rows: list[Row]) -> str:
    """The rows for a terminal."""
    head = ("tool", "version", "wall s", "CPU s", "peak MiB", "findings", "causes", "decided", "")
    body = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in body) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in body
    )


def _cells(row: Row) -> tuple[str, ...]:
    if row.problem:
        return (row.tool, row.version, "-", "-", "-", "-", "-", "-", row.problem)
    counts = ", ".join(f"{number} {name}" for name, number in (row.counts or {}).items())
    decided = "-" if row.decided is None else f"{row.decided:.1%}"
    times = (f"{row.wall_seconds:.2f}", f"{row.cpu_seconds:.2f}", f"{row.peak_rss_mib:.0f}")
    numbers = (*times, str(row.findings), str(row.causes))
    return (row.tool, row.version, *numbers, decided, counts)


def plain(path: Path, folder: Path) -> Path:
    """The file itself, or what it holds where it is compressed, in `folder`."""
    if path.suffix != ".gz":
        return path.resolve()
    target = folder / path.stem
    with gzip.open(path) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink)
    return target


def main() -> int:
    """Measures, prints a table for each pair, and writes the results; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="OLD NEW, repeated; .gz is unpacked first")
    parser.add_argument("--runs", type=int, default=3, help="of each tool on each pair (default 3)")
    parser.add_argument("--limit", type=float, default=300, help="seconds that one run may take (default 300)")
    parser.add_argument("--only", choices=["govkit", "oasdiff", "redocly"], action="append", help="repeatable")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the results go")
    options = parser.parse_args()
    files: list[Path] = options.files or list(GITHUB)
    if len(files) % 2:
        parser.error("files come in pairs: OLD NEW")
    missing = [file for file in files if not file.is_file()]
    if missing:
        parser.error(f"{missing[0]} does not exist; name two files, or lay the corpus beside the checkout")

    tools = [
        _available(make)
        for make in (govkit, govkit_again, oasdiff, redocly)
        if not options.only or make.__name__.partition("_")[0] in options.only
    ]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(0, len(files), 2):
            old, new = files[number : number + 2]
            pair = (plain(old, Path(folder)), plain(new, Path(folder)))
            rows = compare(pair, tools, options.runs, options.limit)
            sizes = [file.stat().st_size for file in pair]
            print(f"{old.parent.name}: {old.name} → {new.name} ({sizes[0] / 1e6:.1f} and {sizes[1] / 1e6:.1f} MB)")
            print(table(rows), end="\n\n")
            results.append({"api": old.parent.name, "old": old.name, "new": new.name, "bytes": sizes, "rows": rows})
    _write(options.output, options.runs, results)
    return 0


def _available(make: Callable[[], Tool]) -> Tool | Row:
    try:
        return make()
    except Unavailable as error:
        return Row(make.__name__, problem=str(error))


def _write(path: Path, runs: int, results: list[dict[str, Any]]) -> None:
    machine = {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()}
    document = {
        "machine": machine | {"python": platform.python_version()},
        "runs": runs,
        "pairs": [result | {"rows": [asdict(row) for row in result["rows"]]} for result in results],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
