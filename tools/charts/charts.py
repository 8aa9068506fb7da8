"""The charts of the page: which figures of the results each of them shows, and what it says in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.gathering import Gathered
from benchmarks.values import Value, many, said
from tools.charts.drawing import Bar, Group, Line, growth, ratios


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the name of its file, its title, what it shows in words, the rows of the table below it, and its SVG."""

    name: str
    title: str
    words: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A peer beside govkit: where both figures stand. Of rates, more is better: the ratio is of the time for one.

    Where `unless` finds anything, the peer failed, and what it took means nothing.
    """

    peer: str
    ours: Value
    theirs: Value
    rate: bool = False
    unless: str = ""

    def ratio(self, gathered: Gathered) -> float | None:
        """How many times as much as govkit the peer needs; None where one of them was not measured."""
        ours, theirs = self.ours.of(gathered), self.theirs.of(gathered)
        if self.unless and many(gathered.results(self.theirs.part), self.unless):
            return None
        if not ours or not theirs:
            return None
        return ours / theirs if self.rate else theirs / ours


def charts(gathered: Gathered) -> Iterator[Chart]:
    """The charts for which there are figures."""
    for name, title, less, unit, asked in (
        ("time", "Time beside other tools", "time", "s", _times()),
        ("memory", "Memory beside other tools", "memory", "MB", _memory()),
    ):
        if (made := _ratios(gathered, name, title, less, unit, asked)) is not None:
            yield made
    for course in COURSES:
        if (made := course.chart(gathered)) is not None:
            yield made


# -------------------------------------------------------------------------------------------------------------- ratios

_DIFF = "$.pairs[?@.api=='github'].rows[?@.tool=='{tool}'].{what}"
_LINT = "$.documents[0].rows[?@.tool=='{tool}'].{what}"


def _diff(what: str) -> tuple[Beside, ...]:
    ours = Value("diff_peers", _DIFF.format(tool="govkit", what=what))
    return tuple(
        Beside(shown, ours, Value("diff_peers", _DIFF.format(tool=tool, what=what)))
        for tool, shown in (("oasdiff changelog", "oasdiff"), ("redocly diff", "Redocly CLI"))
    )


def _lint(what: str) -> tuple[Beside, ...]:
    ours, theirs = (Value("lint", _LINT.format(tool=one, what=what)) for one in ("govkit", "spectral"))
    return (Beside("Spectral", ours, theirs),)


def _mock(server: str, path: str, *, rate: bool) -> tuple[Beside, ...]:
    return tuple(
        Beside(
            shown,
            Value("mock", f"$.served.{server}.govkit.{path}"),
            Value("mock", f"$.served.{server}['{peer}'].{path}"),
            rate=rate,
        )
        for peer, shown in (("prism -v fatal", "Prism, its log turned down"), ("prism", "Prism as it comes"))
    )


def _made(what: str) -> tuple[Beside, ...]:
    return tuple(
        Beside(
            f"{peer}{more}: {shown}",
            Value("clients", f"$.made.{name}.govkit.{what}"),
            Value("clients", f"$.made.{name}['{peer}'].{what}"),
            unless=f"$.made.{name}['{peer}'].failed",
        )
        for peer, more in (("datamodel-code-generator", ", models alone"), ("openapi-python-client", ""))
        for name, shown in (("billing", "billing"), ("github", "GitHub"))
    )


def _reconciled(what: str) -> tuple[Beside, ...]:
    run = "$.runs[?@.form=='{form}'].{who}.{what}"
    return tuple(
        Beside(
            f"bare DuckDB, {shown}",
            Value("reconcile", run.format(form=form, who="govkit", what=what)),
            Value("reconcile", run.format(form=form, who="bare", what=what)),
        )
        for form, shown in (("csv", "CSV"), ("parquet", "Parquet"))
    )


def _times() -> tuple[tuple[str, tuple[Beside, ...]], ...]:
    rate = "$.records_per_second['{name}']"
    mapped = (("by hand", "Python by hand", "govkit"), ("jmespath, reshaping", "JMESPath", "govkit, reshaping"))
    engine = (("sqlite", "SQLite"), ("postgresql", "PostgreSQL"))
    return (
        ("GitHub's description compared", _diff("wall_seconds")),
        ("A description of 3 MB linted, 300 rules", _lint("wall_seconds")),
        ("A small API served: a read", _mock("small", "get.per_second", rate=True)),
        ("A small API served: a validated write", _mock("small", "post.per_second", rate=True)),
        ("GitHub's API served: a read", _mock("github", "get.per_second", rate=True)),
        ("GitHub's API served: a validated write", _mock("github", "post.per_second", rate=True)),
        ("GitHub's API served: the first answer", _mock("github", "first_answer_seconds", rate=False)),
        ("A client generated (processor)", _made("cpu_seconds")),
        (
            "A call through a client (processor)",
            (Beside("bare httpx", Value("clients", "$.call.govkit_us"), Value("clients", "$.call.httpx_us")),),
        ),
        (
            "A record mapped",
            tuple(
                Beside(
                    shown,
                    Value("mapping", rate.format(name=ours)),
                    Value("mapping", rate.format(name=theirs)),
                    rate=True,
                )
                for theirs, shown, ours in mapped
            ),
        ),
        (
            "A run of a workflow, eight threads",
            tuple(
                Beside(
                    f"bare DBOS, {shown}",
                    Value("sync", f"$.{store}.runs.threads_8.govkit.per_second"),
                    Value("sync", f"$.{store}.runs.threads_8.bare.per_second"),
                    rate=True,
                )
                for store, shown in engine
            ),
        ),
        ("A million records reconciled (processor)", _reconciled("of_the_processor")),
    )


def _memory() -> tuple[tuple[str, tuple[Beside, ...]], ...]:
    return (
        ("GitHub's description compared", _diff("peak_rss_mib")),
        ("A description of 3 MB linted, 300 rules", _lint("peak_rss_mib")),
        ("A small API served", _mock("small", "memory_mb", rate=False)),
        ("GitHub's API served", _mock("github", "memory_mb", rate=False)),
        ("A client generated", _made("rss_mib")),
        ("A million records reconciled", _reconciled("megabytes")),
    )


def _ratios(
    gathered: Gathered, name: str, title: str, what: str, unit: str, asked: tuple[tuple[str, tuple[Beside, ...]], ...]
) -> Chart | None:
    groups: list[Group] = []
    rows: list[tuple[str, ...]] = []
    for question, peers in asked:
        found = [(one, ratio) for one in peers if (ratio := one.ratio(gathered)) is not None]
        lines = [(question, one.peer, *_both(one, gathered, unit), said(ratio, "×")) for one, ratio in found]
        ours = {line[2] for line in lines}
        if lines:
            bars = tuple(Bar(one.peer, ratio, said(ratio, "×")) for one, ratio in found)
            groups.append(Group(question, f"govkit {ours.pop()}" if len(ours) == 1 else "", bars))
            rows += lines
    if not groups:
        return None
    told = "; ".join(f"{question}, {peer}: {ratio}" for question, peer, _, _, ratio in rows)
    words = f"How many times the {what} of govkit each tool needs. {told}."
    head = ("what", "beside", "govkit", "the other", f"times govkit's {what}")
    return Chart(name, title, words, head, tuple(rows), ratios(title, words, groups))


def _both(one: Beside, gathered: Gathered, unit: str) -> tuple[str, str]:
    shown = "a second" if one.rate else "µs" if one.ours.path.endswith("_us") else unit
    ours, theirs = one.ours.of(gathered), one.theirs.of(gathered)
    return said(ours or 0, shown), said(theirs or 0, shown)


# -------------------------------------------------------------------------------------------------------------- growth


@dataclass(frozen=True, slots=True)
class Course:
    """How figures grow with a size: what the size and the figures are, and where the lines come from."""

    name: str
    title: str
    across: str
    up: str
    unit: str
    lines: Callable[[Gathered], Iterator[Line]]

    def chart(self, gathered: Gathered) -> Chart | None:
        """The chart; None where there are no figures."""
        lines = [line for line in self.lines(gathered) if line.points]
        if not lines:
            return None
        sizes = sorted({size for line in lines for size, _ in line.points})
        rows = tuple((said(size), *(self._at(line, size) for line in lines)) for size in sizes)
        told = "; ".join(
            f"{line.label}: " + ", ".join(f"{said(value, self.unit)} at {said(size)}" for size, value in line.points)
            for line in lines
        )
        words = f"{self.up} by {self.across}. {told}."
        head = (self.across, *(line.label for line in lines))
        return Chart(self.name, self.title, words, head, rows, growth(self.title, words, self.across, self.up, lines))

    def _at(self, line: Line, size: float) -> str:
        return next((said(value, self.unit) for at, value in line.points if at == size), "–")


def _rows(part: str, items: str, size: str, **lines: str) -> Callable[[Gathered], Iterator[Line]]:
    """Lines of a list of rows: where their size stands in each, and by the words for each figure, where it stands."""

    def found(gathered: Gathered) -> Iterator[Line]:
        rows = many(gathered.results(part), items)
        for label, path in lines.items():
            points = [(many(row, size), many(row, path)) for row in rows]
            yield Line(
                label.replace("_", " "),
                tuple((float(x[0]), float(y[0])) for x, y in points if x and y and x[0] > 0 and y[0] > 0),
            )

    return found


def _past(figure: str, words: str) -> Callable[[Gathered], Iterator[Line]]:
    """Lines of the runtime on both stores, by how many runs are finished; none is no size of this axis."""

    def found(gathered: Gathered) -> Iterator[Line]:
        for store, shown in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
            for sizes in many(gathered.results("sync-growth"), f"$.{store}.growth"):
                points = sorted(
                    (float(size), float(value))
                    for size, cell in sizes.items()
                    for value in many(cell, figure)
                    if float(size) > 0 and value > 0
                )
                yield Line(f"{words}, {shown}", tuple(points))

    return found


def _both_of(*several: Callable[[Gathered], Iterator[Line]]) -> Callable[[Gathered], Iterator[Line]]:
    return lambda gathered: (line for one in several for line in one(gathered))


COURSES = (
    Course(
        "estate",
        "An estate of many APIs",
        "APIs, of three versions each",
        "seconds",
        "s",
        _rows(
            "estate",
            "$.seconds[*]",
            "$.apis",
            validate_with_nothing_kept="$.cold",
            validate_again="$.warm",
            check_a_pull_request="$.pull_request",
        ),
    ),
    Course(
        "identity",
        "Records of two systems matched",
        "records a system",
        "seconds of the processor",
        "s",
        _rows("identity", "$.runs[*]", "$.records_a_system", match="$.of_the_processor"),
    ),
    Course(
        "identity-memory",
        "Memory to match records",
        "records a system",
        "MB",
        "MB",
        _rows("identity", "$.runs[*]", "$.records_a_system", match="$.megabytes"),
    ),
    Course(
        "scenario",
        "Mocks with many records: the start",
        "records of each kind",
        "seconds",
        "s",
        _rows("scenario", "$.runs[*]", "$.records", start="$.start_s"),
    ),
    Course(
        "scenario-answers",
        "Mocks with many records: answers",
        "records of each kind",
        "milliseconds",
        "ms",
        _rows(
            "scenario",
            "$.runs[*]",
            "$.records",
            a_page="$.answers['a page'].then_ms",
            one_by_its_id="$.answers['one by id'].then_ms",
            a_filtered_list="$.answers['filtered by equality'].then_ms",
        ),
    ),
    Course(
        "past",
        "The runtime with a long past",
        "finished runs",
        "milliseconds",
        "ms",
        _both_of(_past("$.new_key.p50_ms", "a run of a new key"), _past("$.metrics_ms", "the metrics")),
    ),
    Course("store", "What a finished run takes", "finished runs", "bytes", "bytes", _past("$.bytes_a_run", "a run")),
)
