"""What `make bench` runs: each part is one script with its peers, and the file in results/ that it writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from govkit.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
CORPUS = ROOT.parent / "shared" / "specs"
GITHUB = CORPUS / "github" / "2-2026-npm-23.0.2.json.gz"
STRIPE = CORPUS / "stripe" / "1-2020-07-15-e925391015.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement: what it answers, the arguments of Python that make it, and the name of its result.

    `minutes` is about how long it takes on two quiet processors; after three times that, and five minutes, it is ended.
    What it `needs` must lie there. `files` are arguments as well, which people repeat as `takes` says. One that is
    `aside` runs only where somebody names it.
    """

    name: str
    answers: str
    command: tuple[str, ...]
    minutes: float
    needs: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    aside: bool = False
    files: tuple[Path, ...] = ()
    takes: str = ""

    @property
    def result(self) -> str:
        """The name of the file in results/."""
        return f"{self.name}.json"

    @property
    def limit(self) -> float:
        """Seconds after which it is ended."""
        return self.minutes * 180 + 300

    @property
    def shown(self) -> str:
        """The command, as people repeat it."""
        before = [f"{name}={value}" for name, value in self.environment]
        after = [self.takes] if self.takes else map(shown, self.files)
        return " ".join([*before, "python", *self.command, *after])


def shown(path: str | Path) -> str:
    """A path as it reads from the root of the checkout, on whatever machine."""
    return str(path).replace(str(CORPUS), "../shared/specs").removeprefix(f"{ROOT}/")


def _pairs() -> tuple[Path, ...]:
    """Each version of each published description with the next one, as arguments."""
    found: list[Path] = []
    for folder in sorted(CORPUS.glob("*/")):
        files = sorted((one for one in folder.glob("[0-9]*-*") if one.is_file()), key=_number)
        for old, new in pairwise(files):
            found += [old, new]
    return tuple(found)


def _number(file: Path) -> int:
    found = re.match(r"\d+", file.name)
    return int(found[0]) if found else 0


def _chaos(name: str, minutes: float, store: str, *more: tuple[str, str]) -> Part:
    beside = {"": "", "desk": ", while people act", "bulk": ", while lists are loaded"}[name]
    return Part(
        "-".join(filter(None, ("chaos", name, store))),
        f"What is lost when workers are killed, on {_STORES[store]}{beside}",
        ("-m", "tests.chaos"),
        minutes,
        environment=(*more, ("CHAOS_STORE", store)),
        aside=True,
    )


_STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_HUNDRED = ("CHAOS_KILLS", "100")
_GROWTH = ("--only", "growth", "--rounds", "1", "--seconds", "20", "--output", "benchmarks/results/sync-growth.json")

PARTS = (
    Part(
        "diff_peers",
        "Two versions of a large description compared, beside oasdiff and Redocly CLI",
        ("benchmarks/diff_peers.py",),
        2,
        needs=(GITHUB,),
    ),
    Part(
        "pairs",
        "Neighbouring versions of published descriptions compared",
        ("benchmarks/diff_peers.py", "--only", "govkit", "--runs", "1", "--output", "benchmarks/results/pairs.json"),
        3,
        needs=(GITHUB,),
        files=_pairs(),
        takes="OLD NEW …",
    ),
    Part("estate", "An estate of up to 1,000 APIs loaded and checked", ("benchmarks/estate.py",), 2),
    Part(
        "clients",
        "Clients generated, imported and called, beside datamodel-code-generator, openapi-python-client and httpx",
        ("-m", "benchmarks.clients"),
        5,
        needs=(GITHUB,),
    ),
    Part("mapping", "Records mapped, beside Python by hand and JMESPath", ("benchmarks/mapping.py",), 0.5),
    Part("identity", "Records of two systems matched", ("benchmarks/identity.py",), 2),
    Part("mock", "An API served as a mock, beside Prism", ("-m", "benchmarks.mock"), 6, needs=(GITHUB,)),
    Part("scenario", "Mocks that begin with many records", ("benchmarks/scenario.py",), 3),
    Part(
        "pacts",
        "A thousand pacts held against one description",
        ("benchmarks/pacts.py",),
        1,
        needs=(STRIPE,),
        files=(STRIPE,),
    ),
    Part("matrix", "What may be deployed where, over many consumers", ("-m", "benchmarks.matrix"), 1),
    Part(
        "sync",
        "The runtime beside the engine that it stands on",
        ("-m", "benchmarks.sync", "--only", "runs", "processes", "events"),
        16,
    ),
    Part("sync-growth", "The runtime with a long past", ("-m", "benchmarks.sync", *_GROWTH), 20),
    Part("reconcile", "A million records reconciled, beside bare DuckDB", ("benchmarks/reconcile.py",), 2),
    Part(
        "lint",
        "A description under `spectral:oas` and 300 rules, beside Spectral",
        ("benchmarks/lint.py", "--runs", "5"),
        2,
        needs=(STRIPE,),
    ),
    Part("portal", "Pages of the portal over 1,000 APIs", ("benchmarks/portal.py",), 6),
    Part("portal_runtime", "Pages of the portal over what runs", ("-m", "benchmarks.portal_runtime"), 2),
    Part("enterprise", "Entities served from their systems of record", ("-m", "benchmarks.enterprise"), 2),
    Part("demo", "`make demo` from beginning to end", ("benchmarks/target.py", "demo"), 1),
    Part("test", "`make test` from beginning to end", ("benchmarks/target.py", "test"), 11, aside=True),
    Part(
        "coverage",
        "`make coverage`: the branches that tests reach",
        ("benchmarks/target.py", "coverage"),
        20,
        aside=True,
    ),
    _chaos("", 26, "postgresql"),
    _chaos("", 50, "sqlite"),
    _chaos("desk", 5, "postgresql", ("CHAOS_DESK", "1"), _HUNDRED),
    _chaos("desk", 8, "sqlite", ("CHAOS_DESK", "1"), _HUNDRED),
    _chaos("bulk", 5, "postgresql", ("CHAOS_BULK", "1"), _HUNDRED),
    _chaos("bulk", 5, "sqlite", ("CHAOS_BULK", "1"), _HUNDRED),
)


def chosen(names: Sequence[str], parts: Sequence[Part] = PARTS) -> list[Part]:
    """The parts of some names, in their order; where none is given, all that are not aside. Raises UsageError."""
    known = {one.name: one for one in parts}
    for name in names:
        if name not in known:
            near = closest(name, known)
            raise UsageError(
                f"there is no benchmark {name!r}",
                hint=(f"did you mean {near!r}? " if near else "") + f"there are {', '.join(known)}",
            )
    return [one for one in parts if one.name in names or (not names and not one.aside)]


def closest(name: str, known: Sequence[str] | dict[str, Part]) -> str | None:
    """The name that somebody probably meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, [*known], 1)), None)
