"""The page of benchmarks: charts beside other tools and of growth, what is aimed at and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.aims import GROUPS, HELD, Judged, judged
from benchmarks.gathering import Gathered, Outcome, newest
from benchmarks.parts import PARTS
from benchmarks.values import Value, many, said
from govkit.errors import InputError, Place
from tools.charts.charts import Chart, charts
from tools.charts.figures import ABSENT, FIGURES, filled, quoting

PAGE = Path("docs/reference/benchmarks.md")
FOLDER = Path("docs/reference/benchmarks")
RESULTS = Path("benchmarks/results")
_BESIDE = ("time", "memory")


def pages(root: Path) -> dict[Path, str]:
    """The page, its charts, and the pages that quote figures. Raises InputError where one cannot be made."""
    gathered = newest(root / RESULTS)
    if gathered is None:
        raise InputError(
            "there are no results of benchmarks",
            place=Place(str(RESULTS)),
            hint="gather what there is: python -m benchmarks --gather",
        )
    drawn = list(charts(gathered))
    quotes = {path: filled((root / path).read_text(encoding="utf-8"), gathered, str(path)) for path in quoting(root)}
    return {PAGE: page(gathered, drawn)} | {FOLDER / f"{one.name}.svg": one.svg for one in drawn} | quotes


def page(gathered: Gathered, drawn: list[Chart]) -> str:
    """The page, in Markdown."""
    verdicts = judged(gathered)
    beside, grown = ([one for one in drawn if (one.name in _BESIDE) is first] for first in (True, False))
    parts = [
        "# Benchmarks",
        _head(gathered),
        *_missed(verdicts),
        *("## Beside other tools", _PEERS, *(part for chart in beside for part in _chart(chart))),
        *("## With size", _SIZE, *(part for chart in grown for part in _chart(chart))),
        *("## When workers are killed", _KILLED, FIGURES["chaos"](gathered)),
        *("## Further figures", _further(gathered)),
        *("## Aims", "What govkit is to hold, the figure that shows it, and the limit.", *_aims(verdicts)),
        *("### Held by tests", "Aims that are no figures of a benchmark: tests hold them each time they run.", _held()),
        *("## What was measured, and when", _WHEN, _measured(gathered)),
        *("## How to repeat it", _REPEAT),
    ]
    return "\n\n".join(parts) + "\n"


_PEERS = """\
Each peer is measured in the same run, by turns. What another tool needs is shown as a multiple of what govkit needs for
the same; the axes are logarithmic. Where nothing else is said, times are by the clock; of rates, the time for one."""
_SIZE = """\
Both axes are logarithmic: a line that rises by one step for each step to the right grows as the size does."""
_KILLED = """\
`make chaos` kills workers at every boundary of a step, while platforms answer late, wrongly or not at all, and holds
the ledgers of the platforms against what should have been written ([the runtime](../sync.md)). Writes that are lost,
made twice, or out of the order of their key are counted, and objects in a wrong state in the end. Recovery is from a
kill until the run that it hit goes on: half of them, and 95 of 100, within so many seconds."""
_WHEN = """\
A part that did not run with the last one keeps its earlier result, with the day of that, or of the commit that brought
it. The pace is how many seconds ten million additions took just before and after, 0.4 on a quiet machine: where it is
more, the machine was busy with something else, and times by the clock are too long. Of some earlier results the load of
the machine is known, which is 2 where all is well."""
_REPEAT = """\
| | |
|---|---|
| `make bench` | every part with its peers, one after the other, and then this page: on a machine that is left alone |
| `python -m benchmarks lint mapping` | some of them |
| `python -m benchmarks --list` | their names, and about how long each takes |
| `python -m benchmarks chaos-sqlite` | the trials, `make test` and `make coverage` run only where they are named |
| `python -m benchmarks --gather` | none: what lies in `benchmarks/results/` is put together |
| `make docs` | this page, its charts, and the figures that the README and the guides quote, from the newest results |

Peers are installed on first use, from Go, npm and PyPI; one that cannot be had is left out, and said. Published
descriptions lie beside the checkout, in `../shared/specs`; a part that needs them and does not find them fails, and the
others go on. All results of a day are in one file, `benchmarks/results/<date>.json`; what a part printed is in
`build/benchmarks/`."""


def _head(gathered: Gathered) -> str:
    machine = gathered.machine
    return (
        f"Generated from `benchmarks/results/{gathered.date}.json`, gathered on a machine of {machine['cores']} cores "
        f"({machine['processor']}, {machine['system']}, Python {machine['python']}). {FIGURES['aims'](gathered)}. "
        "[When each part was measured](#what-was-measured-and-when) and [how to repeat it](#how-to-repeat-it) stand "
        "below."
    )


def _missed(verdicts: list[Judged]) -> Iterator[str]:
    missed = [one for one in verdicts if one.met is False]
    if missed:
        yield "## Missed"
        yield "\n".join(
            f"- **{one.aim.about}**: {one.aim.text}: {one.shown}, wanted {one.wanted}; missed {one.by}. "
            f"{one.why or 'Nobody has said why yet.'}"
            for one in missed
        )


def _chart(chart: Chart) -> Iterator[str]:
    yield f"### {chart.title}"
    yield f"![{chart.title}: a chart of the figures in the table below](benchmarks/{chart.name}.svg)"
    rows = [f"| {' | '.join(row)} |" for row in chart.rows]
    yield "\n".join([f"| {' | '.join(chart.head)} |", f"|{'---|' * len(chart.head)}", *rows])


def _further(gathered: Gathered) -> str:
    rows = [(text, value.of(gathered), unit) for text, value, unit in FURTHER]
    shown = [f"| {text} | {said(found, unit)} |" for text, found, unit in rows if found is not None]
    return "\n".join(["| what | figure |", "|---|---|", *shown]) if shown else ABSENT


_CLOCK = "$['seconds by the clock and of the processor']['{what}'][0]"
_STORES = (("sqlite", "SQLite"), ("postgresql", "PostgreSQL"))
FURTHER = (
    *(
        (f"runs a second of {count} worker{'s' * (count > 1)}, PostgreSQL", Value("sync", path), "a second")
        for count in (1, 2, 4)
        for path in (f"$.postgresql.processes['{count}'].per_second",)
    ),
    *(
        (f"events {words}, {shown}", Value("sync", f"$.{store}.events.{name}.per_second"), "a second")
        for store, shown in _STORES
        for name, words in (("intake", "taken in"), ("receiver", "received by HTTP and taken in"))
    ),
    *(
        (f"{words} of a step that {kind}, {shown}", Value("sync", f"$.{store}.runs.sequential.govkit.{path}"), "ms")
        for store, shown in _STORES
        for kind, name in (("reads", "step_reads"), ("writes", "step_writes"))
        for words, path in (("the median", f"{name}.p50_ms"), ("the slowest 1 %", f"{name}.p99_ms"))
    ),
    ("objects of the Enterprise API from memory", Value("enterprise", "$.fresh.per_second"), "a second"),
    ("the same where nothing changed", Value("enterprise", "$.unchanged.per_second"), "a second"),
    ("`can-i-deploy` of an API with 100 consumers", Value("matrix", _CLOCK.format(what="can-i-deploy an API")), "s"),
    ("the contract matrix, nothing kept", Value("matrix", _CLOCK.format(what="matrix, cold")), "s"),
    ("the contract matrix, one pact more", Value("matrix", _CLOCK.format(what="matrix, one pact more")), "s"),
)
"""Figures without a limit, which people ask for all the same."""


def _aims(verdicts: list[Judged]) -> Iterator[str]:
    for about in GROUPS:
        rows = [
            f"| {one.aim.text} | {one.wanted} | {one.shown} | {_verdict(one)} |"
            for one in verdicts
            if one.aim.about == about
        ]
        yield f"### {about}"
        yield "\n".join(["| aim | wanted | found | |", "|---|---|---|---|", *rows])


def _verdict(one: Judged) -> str:
    if one.met is None:
        return "–"
    return "met" if one.met else f"**missed** {one.by}"


def _held() -> str:
    rows = [
        f"| {one.about} | {one.text} | {', '.join(f'[{Path(test).name}](../../{test})' for test in one.tests)} |"
        for one in HELD
    ]
    return "\n".join(["| about | aim | tests |", "|---|---|---|", *rows])


def _measured(gathered: Gathered) -> str:
    rows = [_row(gathered.parts[part.name], part.answers, part.shown) for part in PARTS if part.name in gathered.parts]
    head = ["| part | what | measured | code | took | pace or load |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _row(one: Outcome, answers: str, command: str) -> str:
    if one.measured is None:
        when = f"never: {one.failed}" if one.failed else "never"
    else:
        source = {"run": "", "commit": ", committed", "file": ", not committed"}[one.dated]
        when = f"{one.measured[:16].replace('T', ' ')}{source}"
        when += f"; failed since: {one.failed}" if one.failed and one.dated != "run" else ""
        when += f"; not to its end: {one.failed}" if one.failed and one.dated == "run" else ""
    took = "" if one.seconds is None else f"{one.seconds:,.0f} s"
    told = when.replace("|", "\\|")
    return f"| `{one.name}` | {answers}<br>`{command}` | {told} | {one.commit} | {took} | {_busy(one)} |"


def _busy(one: Outcome) -> str:
    """How busy the machine was: the pace before and after, or the load that an earlier result tells of."""
    paces = many({"run": one.machine, "results": one.results}, "$..seconds_for_ten_million_additions")
    if paces:
        first = paces[0]
        return ", ".join(map(str, first if isinstance(first, list) else [first]))
    for path in ("$.load", "$.load_average.before[0]", "$.machine.load_average"):
        for load in many(one.results, path):
            return f"load {load:.1f}"
    told = [re.search(r"load [\d.]+", text) for text in many(one.results, "$.machine") if isinstance(text, str)]
    return next((found[0] for found in told if found), "")
