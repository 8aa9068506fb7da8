"""What is aimed at: each aim with the figure that shows it, or with the test that holds it.

An aim of a figure says how it is judged and, in case it is missed, why: the page of benchmarks tells both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.gathering import Gathered
from benchmarks.values import Value, said


class Bound(StrEnum):
    """On which side of its limit a figure must be."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Why:
    """Why an aim was missed by a figure: a reason is about one measurement, and says nothing of the next."""

    figure: float
    text: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure that must keep to a limit; where it does not, one of `whys` tells the reason."""

    about: str
    text: str
    value: Value
    bound: Bound
    limit: float
    unit: str = ""
    whys: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """An aim that tests hold, each time they run: what it is, and where they stand."""

    about: str
    text: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """An aim and what was found; `met` is None where nothing was measured."""

    aim: Aim
    found: float | None

    @property
    def met(self) -> bool | None:
        """Whether the figure keeps to the limit."""
        if self.found is None:
            return None
        within = {
            Bound.AT_MOST: self.found <= self.aim.limit,
            Bound.AT_LEAST: self.found >= self.aim.limit,
            Bound.BELOW: self.found < self.aim.limit,
        }
        return within[self.aim.bound]

    @property
    def shown(self) -> str:
        """The figure, for people."""
        return "not measured" if self.found is None else said(self.found, self.aim.unit)

    @property
    def wanted(self) -> str:
        """The limit, for people."""
        if self.aim.limit == 0:
            return "none"
        return f"{self.aim.bound.value} {said(self.aim.limit, self.aim.unit)}"

    @property
    def why(self) -> str:
        """Why this figure misses the aim; empty where nobody has said it of this figure."""
        if self.found is None or self.met:
            return ""
        near = (one.text for one in self.aim.whys if abs(one.figure - self.found) <= 0.05 * abs(self.found))
        return next(near, "")

    @property
    def by(self) -> str:
        """By how much a missed aim is missed; empty where it is met or nothing was measured."""
        if self.found is None or self.met:
            return ""
        if not self.aim.limit:
            return f"by {said(self.found, self.aim.unit)}"
        part = abs(self.found / self.aim.limit - 1)
        far = abs(self.found - self.aim.limit)
        return f"by {said(far, self.aim.unit)}, {max(part, 0.001) * 100:.{0 if part >= 0.1 else 1}f} %"


def judged(gathered: Gathered, aims: Sequence[Aim] | None = None) -> list[Judged]:
    """Each aim of a figure, with what was found."""
    return [Judged(one, one.value.of(gathered)) for one in (AIMS if aims is None else aims)]


# ------------------------------------------------------------------------------------------------------------ the aims

COMPARING, CATALOG, CLIENTS = "Changes of a description", "The catalog", "Generated clients"
MAPPINGS, MOCKS, PACTS = "Mappings and workflows", "Mocks", "Contract tests"
RUNTIME, OPERATING, LINT, PORTAL, WHOLE = "The runtime", "Operating", "Lint", "The portal", "The whole"
GROUPS = (COMPARING, CATALOG, MAPPINGS, CLIENTS, MOCKS, PACTS, RUNTIME, OPERATING, LINT, PORTAL, WHOLE)

_MOST, _LEAST = Bound.AT_MOST, Bound.AT_LEAST
_GITHUB = "$.pairs[?@.api=='github'].rows[?@.tool=='{tool}'].{what}"
_CLOCK = "$['seconds by the clock and of the processor']['{what}'][0]"
_BUSY = "It was measured while others worked on the same processors: "


def _github(what: str, tool: str = "govkit") -> Value:
    return Value("diff_peers", _GITHUB.format(tool=tool, what=what))


def _mock(server: str, case: str, peer: str) -> Value:
    return Value(
        "mock",
        f"$.served.{server}.govkit.{case}.per_second",
        per=f"$.served.{server}['{peer}'].{case}.per_second",
    )


def _comparing() -> list[Aim]:
    return [
        Aim(COMPARING, "GitHub's description, two versions, nothing kept", _github("wall_seconds"), _MOST, 2.5, "s"),
        Aim(
            COMPARING,
            "the same pair again, with what was kept",
            _github("wall_seconds", "govkit, again"),
            _MOST,
            0.8,
            "s",
        ),
        Aim(COMPARING, "the pair's findings about messages that are decided", _github("decided"), _LEAST, 0.95, "%"),
        Aim(COMPARING, "the pair's memory", _github("peak_rss_mib"), _MOST, 1000, "MiB"),
        Aim(
            COMPARING,
            "the slowest pair of published descriptions",
            Value("pairs", "$.pairs[*].rows[*].wall_seconds"),
            _MOST,
            5,
            "s",
        ),
        Aim(
            COMPARING,
            "the pair of published descriptions of which least is decided",
            Value("pairs", "$.pairs[*].rows[*].decided", least=True),
            _LEAST,
            0.9,
            "%",
        ),
        Aim(
            COMPARING,
            "the most memory that such a pair takes",
            Value("pairs", "$.pairs[*].rows[*].peak_rss_mib"),
            _MOST,
            1000,
            "MiB",
        ),
    ]


def _catalog() -> list[Aim]:
    row = "$.seconds[?@.apis=={apis}].{what}"

    def seconds(text: str, what: str, limit: float, *, small: bool = False) -> Aim:
        less = row.format(apis=10, what=what) if small else ""
        return Aim(CATALOG, text, Value("estate", row.format(apis=1000, what=what), less=less), _MOST, limit, "s")

    return [
        seconds("1,000 APIs of three versions and 5,000 consumers validated, nothing kept", "cold", 15),
        seconds("1,000 APIs validated again, with what was kept", "warm", 3),
        seconds(
            "a pull request of one specification among 1,000 APIs, beyond what it takes among 10",
            "pull_request",
            1.5,
            small=True,
        ),
    ]


def _mappings() -> list[Aim]:
    return [
        Aim(
            MAPPINGS,
            "a record mapped, beside Python written by hand",
            Value("mapping", "$.slower_than_by_hand"),
            _MOST,
            5,
            "×",
        ),
        Aim(MAPPINGS, "speed of mapping beside JMESPath", Value("mapping", "$.faster_than_jmespath"), _LEAST, 4, "×"),
    ]


def _clients() -> list[Aim]:
    return [
        Aim(CLIENTS, "a call, beyond bare httpx", Value("clients", "$.call.overhead"), _MOST, 0.15, "%"),
        Aim(
            CLIENTS,
            "GitHub's client of 12 MB generated",
            Value("clients", "$.made.github.govkit.wall_seconds"),
            _MOST,
            60,
            "s",
        ),
        Aim(CLIENTS, "GitHub's client where nothing changed", Value("clients", "$.unchanged.github"), _MOST, 1, "s"),
        Aim(CLIENTS, "GitHub's client imported", Value("clients", "$.import.github.package"), _MOST, 1, "s"),
    ]


def _mocks() -> list[Aim]:
    small, large = "$.served.small.govkit", "$.served.github.govkit"
    rates = [
        Aim(MOCKS, f"a small API, {words} beside Prism {how}".rstrip(), _mock("small", case, peer), _LEAST, limit, "×")
        for peer, how, limit in (("prism -v fatal", "with its log turned down", 4.0), ("prism", "as it comes", 6.0))
        for case, words in (("get", "reads"), ("post", "validated writes"))
    ]
    return [
        *rates,
        Aim(MOCKS, "a small API, the first answer", Value("mock", f"{small}.first_answer_seconds"), _MOST, 0.3, "s"),
        Aim(MOCKS, "a small API, memory", Value("mock", f"{small}.memory_mb"), _MOST, 100, "MB"),
        Aim(
            MOCKS,
            "GitHub's API, validated writes beside Prism",
            _mock("github", "post", "prism -v fatal"),
            _LEAST,
            50,
            "×",
        ),
        Aim(MOCKS, "GitHub's API, the first answer", Value("mock", f"{large}.first_answer_seconds"), _MOST, 1, "s"),
        Aim(MOCKS, "GitHub's API, memory", Value("mock", f"{large}.memory_mb"), _MOST, 200, "MB"),
    ]


def _pacts() -> list[Aim]:
    changed, start = _CLOCK.format(what="one pact changed"), _CLOCK.format(what="start-up")
    return [
        Aim(
            PACTS,
            "1,000 pacts of ten interactions against a description of 3 MB, nothing kept",
            Value("pacts", _CLOCK.format(what="cold, once")),
            _MOST,
            10,
            "s",
        ),
        Aim(
            PACTS,
            "1,000 pacts when one of them changed, beyond the start of the command",
            Value("pacts", changed, less=start),
            _MOST,
            0.5,
            "s",
        ),
    ]


_LOADED = Why(6.52, f"{_BUSY}its load was 16. At one of 7, and without people, it was 3.4 s.")


def _chaos(store: str, shown: str) -> list[Aim]:
    part = f"chaos-{store}"
    said_of = {
        "lost": "writes lost",
        "doubled": "writes made twice",
        "out_of_order": "writes out of order of their key",
        "wrong_state": "objects in a wrong state in the end",
        "unknown_unqueued": "writes of unknown outcome that no person was asked about",
    }
    sizes = (("seeds", "seeds", 20), ("kills", "workers killed", 1000), ("effects", "writes", 20_000))
    return [
        *(
            Aim(RUNTIME, f"trials on {shown}: {words}", Value(part, f"$.{n}"), _LEAST, least)
            for n, words, least in sizes
        ),
        *(Aim(RUNTIME, f"trials on {shown}: {words}", Value(part, f"$.{n}"), _MOST, 0) for n, words in said_of.items()),
        Aim(
            RUNTIME,
            f"trials on {shown}: recovery, 95 of 100 within",
            Value(part, "$.recovery_p95_s"),
            _MOST,
            5,
            "s",
        ),
    ]


def _beside_chaos() -> list[Aim]:
    found = []
    for name, doing in (("desk", "people act"), ("bulk", "lists are loaded")):
        for store, shown in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
            part = f"chaos-{name}-{store}"
            about = f"trials on {shown} while {doing}"
            found += [
                Aim(OPERATING, f"{about}: writes lost", Value(part, "$.lost"), _MOST, 0),
                Aim(OPERATING, f"{about}: writes made twice", Value(part, "$.doubled"), _MOST, 0),
                Aim(
                    OPERATING,
                    f"{about}: recovery, 95 of 100 within",
                    Value(part, "$.recovery_p95_s"),
                    _MOST,
                    5,
                    "s",
                    (_LOADED,) if part == "chaos-desk-postgresql" else (),
                ),
            ]
    return found


def _runtime() -> list[Aim]:
    shares = [
        Aim(
            RUNTIME,
            f"runs a second beside bare DBOS with as many commits, {shown}, {words}",
            Value("sync", f"$.{store}.runs.{name}.part_of_bare"),
            _LEAST,
            0.7,
            "×",
        )
        for store, shown in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL"))
        for name, words in (("sequential", "one by one"), ("threads_8", "eight threads"))
    ]
    return [*shares, *_chaos("sqlite", "SQLite"), *_chaos("postgresql", "PostgreSQL")]


def _operating() -> list[Aim]:
    forms = (("csv", "CSV"), ("parquet", "Parquet"))
    return [
        *(
            Aim(
                OPERATING,
                f"a million records of ten fields reconciled from {shown}, beside bare DuckDB",
                Value("reconcile", f"$.runs[?@.form=='{form}'].times"),
                _MOST,
                2,
                "×",
            )
            for form, shown in forms
        ),
        *_beside_chaos(),
    ]


def _lint() -> list[Aim]:
    row = "$.documents[0].rows[?@.tool=='{tool}'].{what}"
    ours, theirs = (row.format(tool=tool, what="peak_rss_mib") for tool in ("govkit", "spectral"))
    return [
        Aim(
            LINT,
            "a description of 3 MB under `spectral:oas` and 300 rules",
            Value("lint", row.format(tool="govkit", what="wall_seconds")),
            _MOST,
            2,
            "s",
        ),
        Aim(LINT, "speed beside Spectral", Value("lint", "$.documents[0].times_faster"), _LEAST, 5, "×"),
        Aim(LINT, "memory beside Spectral's", Value("lint", ours, per=theirs), Bound.BELOW, 1, "×"),
    ]


def _portal() -> list[Aim]:
    return [
        Aim(PORTAL, "pages of 1,000 APIs, the median", Value("portal", "$.median_ms"), _MOST, 100, "ms"),
        Aim(PORTAL, "pages of 1,000 APIs, at worst", Value("portal", "$.worst_ms"), _MOST, 300, "ms"),
        Aim(PORTAL, "1,000 APIs written as files", Value("portal", "$.static.seconds"), _MOST, 60, "s"),
        Aim(
            PORTAL,
            "pages of 100,000 events and 10,000 exceptions, the slowest page's median",
            Value("portal_runtime", "$.worst_median_ms"),
            _MOST,
            300,
            "ms",
        ),
    ]


def _whole() -> list[Aim]:
    return [
        Aim(WHOLE, "`make demo`, set-up apart", Value("demo", "$.seconds"), _MOST, 60, "s"),
        Aim(WHOLE, "`make test`, set-up apart", Value("test", "$.seconds"), _MOST, 480, "s"),
        Aim(WHOLE, "branches that tests reach", Value("coverage", "$.whole"), _LEAST, 0.95, "%"),
        *(
            Aim(WHOLE, f"branches that tests reach of {name}", Value("coverage", f"$['{name}']"), _LEAST, 1, "%")
            for name in LAWS
        ),
    ]


LAWS = ("spec.schemas", "checks.compat", "catalog.mapping", "sync.effects")
"""The packages that hold the laws on which all else stands."""


AIMS: tuple[Aim, ...] = (
    *_comparing(),
    *_catalog(),
    *_mappings(),
    *_clients(),
    *_mocks(),
    *_pacts(),
    *_runtime(),
    *_operating(),
    *_lint(),
    *_portal(),
    *_whole(),
)

HELD = (
    Held(COMPARING, "the command line starts within twice the time of `import click`", ("tests/test_house.py",)),
    Held(
        COMPARING,
        "bad input ends with one message and its place: in two seconds, of which tests allow a loaded machine six",
        ("tests/e2e/test_bad_input.py", "tests/spec/documents/test_hostile.py"),
    ),
    Held(
        COMPARING,
        "over 150 pairs of schemas that differ are all found, over 80 that mean the same raise no alarm",
        ("tests/checks/compat/test_battery.py",),
    ),
    Held(
        COMPARING,
        "published descriptions: neighbours are judged, a description beside itself or rewritten has no finding",
        ("tests/checks/compat/test_published.py",),
    ),
    Held(COMPARING, "whatever reads texts of strangers is fuzzed, and fails nowhere", ("tests/fuzz/test_fuzz.py",)),
    Held(CATALOG, "over 200 spoilt entries are findings at their place", ("tests/catalog/entries/test_mutations.py",)),
    Held(CATALOG, "the guide for newcomers, word by word", ("tests/e2e/test_getting_started.py",)),
    Held(
        CATALOG,
        "scripted pull requests are judged as was written first",
        ("tests/e2e/test_scripted_pull_requests.py",),
    ),
    Held(
        MAPPINGS,
        "over 60 seeded changes hit the fields and mappings that they hit, and no other",
        ("tests/e2e/test_mapping_gate.py",),
    ),
    Held(
        MAPPINGS,
        "over 60 seeded changes hit the steps of workflows that they hit, and no other",
        ("tests/gate/workflows/test_seeded_hits.py",),
    ),
    Held(MAPPINGS, "over 40 planted faults of workflows are found", ("tests/catalog/workflows/test_faults.py",)),
    Held(CLIENTS, "published descriptions give packages that check strictly", ("tests/codegen/test_corpus.py",)),
    Held(CLIENTS, "over 200 hostile names give code that is harmless", ("tests/codegen/test_hostile.py",)),
    Held(MOCKS, "10,000 hostile requests leave a mock as it was", ("tests/mocks/test_wire.py",)),
    Held(
        MOCKS,
        "what schemathesis finds is listed with a reason: nothing in the estate",
        ("tests/mocks/test_fuzzing.py",),
    ),
    Held(
        PACTS, "over 120 pairs of pact and description are judged as they should", ("tests/checks/pacts/test_cases.py",)
    ),
    Held(PACTS, "over 20 ways in which a mock is wrong are caught", ("tests/checks/pacts/test_wrongs.py",)),
    Held(RUNTIME, "a short trial of what happens when workers are killed", ("tests/chaos/test_chaos.py",)),
    Held(
        OPERATING,
        "1,000 records that drifted are found, and repaired by exactly those writes",
        ("tests/e2e/test_sync_reconcile.py",),
    ),
    Held(
        OPERATING, "the figures of an operator's day are those worked out by hand", ("tests/e2e/test_operators_day.py",)
    ),
    Held(LINT, "rulesets find what Spectral finds with them", ("tests/checks/lint/spectral/test_against_spectral.py",)),
    Held(
        PORTAL,
        "pages in a real browser at both widths, with and without scripts; axe-core has no serious finding",
        ("tests/portal/test_browser.py", "tests/portal/test_accessibility.py"),
    ),
    Held(WHOLE, "from a wheel to a refused pull request", ("tests/packaging/test_first_push.py",)),
    Held(WHOLE, "every requirement is shown by a test", ("tests/test_requirements.py",)),
)
