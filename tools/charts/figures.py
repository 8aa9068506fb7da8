"""Figures that pages quote, between two comments, so that they cannot differ from the results.

    some <!-- benchmarks:mapping-rate -->68,000<!-- end --> invoices a second

A figure of several lines stands between comments on lines of their own, a table as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from benchmarks.aims import judged
from benchmarks.gathering import Gathered
from benchmarks.values import Value, many, said
from govkit.errors import InputError, Place

_MARK = re.compile(r"<!-- benchmarks:(?P<name>[^\s>]*) -->")
_END = "<!-- end -->"
ABSENT = "not measured"


def quoting(root: Path) -> list[Path]:
    """The pages that quote figures, as paths from the root: the README and what people wrote in docs/."""
    files = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    return [one.relative_to(root) for one in files if one.is_file() and _MARK.search(one.read_text(encoding="utf-8"))]


def filled(text: str, gathered: Gathered, file: str) -> str:
    """A page with its figures as the results have them. Raises InputError for a figure that there is not."""
    parts, at = [], 0
    while found := _MARK.search(text, at):
        name, end = found["name"], text.find(_END, found.end())
        if name not in FIGURES:
            near = get_close_matches(name, FIGURES, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FIGURES)}"
            raise InputError(f"there is no figure {name!r}", place=_place(text, found.start(), file), hint=hint)
        if end < 0 or _MARK.search(text, found.end(), end):
            place = _place(text, found.start(), file)
            raise InputError(f"the figure {name!r} has no end", place=place, hint=f"write {_END} after it")
        figure = FIGURES[name](gathered)
        parts += [text[at : found.end()], f"\n\n{figure}\n\n" if "\n" in figure else figure]
        at = end
    return "".join([*parts, text[at:]])


def quoted(text: str) -> set[str]:
    """The names of the figures that a page quotes."""
    return {found["name"] for found in _MARK.finditer(text)}


def _place(text: str, at: int, file: str) -> Place:
    return Place(file, text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)


# --------------------------------------------------------------------------------------------------------- the figures


def _one(value: Value, unit: str = "") -> Callable[[Gathered], str]:
    def figure(gathered: Gathered) -> str:
        found = value.of(gathered)
        return ABSENT if found is None else said(found, unit)

    return figure


def _rounded(value: Value, to: int) -> Callable[[Gathered], str]:
    """A rate as one tells it, to so many thousands or hundreds."""

    def figure(gathered: Gathered) -> str:
        found = value.of(gathered)
        return ABSENT if found is None else f"{round(found / to) * to:,}"

    return figure


def _table(head: tuple[str, ...], rows: Callable[[Gathered], Iterator[tuple[str, ...]]]) -> Callable[[Gathered], str]:
    def figure(gathered: Gathered) -> str:
        lines = [head, *rows(gathered)]
        if len(lines) == 1:
            return ABSENT
        ruled = [" | ".join(line) for line in lines]
        return "\n".join([f"| {ruled[0]} |", f"|{'---|' * len(head)}", *(f"| {one} |" for one in ruled[1:])])

    return figure


def _compared(gathered: Gathered) -> Iterator[tuple[str, ...]]:
    """GitHub's description compared, a row a tool; govkit's second run stands beside its first."""
    rows = {one["tool"]: one for one in many(gathered.results("diff_peers"), "$.pairs[?@.api=='github'].rows[*]")}
    again = rows.pop("govkit, again", None)
    for tool, one in rows.items():
        name = {"oasdiff changelog": "oasdiff", "redocly diff": "Redocly CLI"}.get(tool, tool)
        version = "" if tool == "govkit" else f" {one['version'].removeprefix('v')}"
        if one["wall_seconds"] is None:
            yield name, f"{ABSENT}: {one['problem']}", "", "", ""
            continue
        wall, findings = f"{one['wall_seconds']:.1f} s", str(one["findings"])
        if tool == "govkit" and again and again["wall_seconds"] is not None:
            wall += f", again {again['wall_seconds']:.1f} s"
        if one["decided"] is not None:
            findings += f"; {one['decided'] * 100:.0f} % of those about messages decided"
        yield f"{name}{version}", wall, f"{one['peak_rss_mib']:.0f} MiB", findings, str(one["causes"])


def _mocked(gathered: Gathered) -> Iterator[tuple[str, ...]]:
    """APIs served, a row a server."""
    measured = gathered.results("mock") or {"served": {}}
    for name, shown in (("small", "a small API"), ("github", "GitHub's, 13 MB")):
        for server, found in measured["served"].get(name, {}).items():
            by = "govkit" if server == "govkit" else server.replace("prism", f"Prism {measured['prism']}")
            rates = tuple(f"{found[case]['per_second']:,}" for case in ("get", "post"))
            first, memory = f"{found['first_answer_seconds']} s", f"{found['memory_mb']:.0f} MB"
            yield shown, by, *rates, f"{found['post']['p99_ms']:,} ms", first, memory


def _linted(gathered: Gathered) -> Iterator[tuple[str, ...]]:
    """A description linted, a row a tool."""
    for one in many(gathered.results("lint"), "$.documents[0].rows[*]"):
        name = "govkit" if one["tool"] == "govkit" else f"Spectral {one['version']}"
        yield name, f"{one['wall_seconds']:.1f} s", f"{one['peak_rss_mib']:.0f} MiB", f"{one['findings']:,}"


def _reconciled(gathered: Gathered) -> Iterator[tuple[str, ...]]:
    """A million records held against their copies, a row a form and a way."""
    for run in many(gathered.results("reconcile"), "$.runs[*]"):
        for who, shown in (("bare", "one join"), ("govkit", "govkit")):
            one = run[who]
            seconds, used = f"{one['seconds']:.1f} s", f"{one['of_the_processor']:.1f} s"
            form = {"csv": "CSV", "parquet": "Parquet"}[run["form"]]
            yield form, shown, seconds, used, f"{one['megabytes']} MB"


STORES = (
    ("chaos-sqlite", "SQLite"),
    ("chaos-postgresql", "PostgreSQL"),
    ("chaos-desk-sqlite", "SQLite, people act"),
    ("chaos-desk-postgresql", "PostgreSQL, people act"),
    ("chaos-bulk-sqlite", "SQLite, lists are loaded"),
    ("chaos-bulk-postgresql", "PostgreSQL, lists are loaded"),
)
"""The trials in which workers are killed, and what they are called."""


def _killed(gathered: Gathered) -> Iterator[tuple[str, ...]]:
    """Trials in which workers are killed, a row each."""
    for part, shown in STORES:
        found = gathered.results(part)
        if found:
            counts = tuple(f"{found[name]:,}" for name in ("seeds", "kills", "effects", "lost", "doubled"))
            wrong = tuple(f"{found[name]:,}" for name in ("out_of_order", "wrong_state"))
            half, most = found["recovery_p50_s"], found["recovery_p95_s"]
            yield shown, *counts, *wrong, f"{said(half or 0)} s, {said(most or 0)} s"


def _aims(gathered: Gathered) -> str:
    """How many aims are met, missed, and not measured."""
    verdicts = [one.met for one in judged(gathered)]
    met, missed, open_ = (sum(one is state for one in verdicts) for state in (True, False, None))
    told = f"{met} of {len(verdicts)} aims are met"
    rest = [f"{missed} missed" if missed else "", f"{open_} not measured yet" if open_ else ""]
    return ", ".join([told, *filter(None, rest)])


_CALLS = ("trials", "seeds", "killed", "writes", "lost", "twice", "out of order", "wrong state", "recovery: half, 95 %")
_OURS, _OTHER = (f"$.pairs[?@.api=='github'].rows[?@.tool=='{tool}']" for tool in ("govkit", "oasdiff changelog"))
FIGURES: Mapping[str, Callable[[Gathered], str]] = {
    "aims": _aims,
    "chaos": _table(_CALLS, _killed),
    "diff": _table(("tool", "wall", "peak memory", "findings", "causes"), _compared),
    "enterprise-rate": _rounded(Value("enterprise", "$.fresh.per_second"), 100),
    "lint": _table(("tool", "wall", "peak memory", "findings"), _linted),
    "lint-times": _one(Value("lint", "$.documents[0].times_faster"), "×"),
    "mapping-rate": _rounded(Value("mapping", "$.records_per_second.govkit"), 1000),
    "mapping-times": _one(Value("mapping", "$.slower_than_by_hand"), "×"),
    "mock": _table(
        ("served", "by", "reads a second", "writes a second", "slowest 1 % of writes", "first answer", "memory"),
        _mocked,
    ),
    "oasdiff-memory": _one(Value("diff_peers", f"{_OTHER}.peak_rss_mib", per=f"{_OURS}.peak_rss_mib"), "×"),
    "oasdiff-times": _one(Value("diff_peers", f"{_OTHER}.wall_seconds", per=f"{_OURS}.wall_seconds"), "×"),
    "reconcile": _table(("files", "by", "by the clock", "of the processor", "memory"), _reconciled),
}
"""What may be quoted, by name."""
