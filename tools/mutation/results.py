"""What came of the mutants, in benchmarks/results/mutation.json: pieces of the work are put together there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from tools.mutation.areas import ROOT
from tools.mutation.mutants import Mutant
from tools.mutation.trying import Trial

FILE: Final = ROOT / "benchmarks" / "results" / "mutation.json"
EQUIVALENT: Final = Path(__file__).with_name("equivalent.yaml")
ALIVE: Final = ("survived", "unreached")
_OUTCOMES: Final = ("killed", "timeout", "survived", "unreached", "equivalent")
_SUMMED: Final = ("possible", "made", *_OUTCOMES, "controls", "controls_failed")


@dataclass(frozen=True)
class Equivalent:
    """A mutant that no test can tell from the code, and why."""

    file: str
    diff: tuple[str, ...]
    why: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether it is this mutant, wherever in the file the lines stand now."""
        return self.file == mutant.file and self.diff == tuple(_plain(line) for line in mutant.diff)


def equivalents() -> list[Equivalent]:
    """Those that somebody has read."""
    told: dict[str, list[dict[str, Any]]] = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    return [
        Equivalent(file, tuple(_plain(line) for line in one["diff"].splitlines()), one["why"])
        for file, ones in told.items()
        for one in ones
    ]


def _plain(line: str) -> str:
    return line[:1] + " ".join(line[1:].split())


def entry(possible: int, trials: Iterable[Trial], controls: Iterable[Trial]) -> dict[str, Any]:
    """What came of the mutants of one module, and of controls, which are no mutants."""
    known = equivalents()
    found: dict[str, Any] = {"possible": possible, "made": 0} | dict.fromkeys(_OUTCOMES, 0)
    alive = []
    for trial in trials:
        outcome = trial.outcome
        if outcome in ALIVE and any(one.covers(trial.mutant) for one in known):
            outcome = "equivalent"
        found["made"] += 1
        found[outcome] += 1
        if outcome in ALIVE:
            alive.append(_told(trial))
    told = [one.outcome for one in controls]
    return found | {"controls": len(told), "controls_failed": len(told) - told.count("survived"), "alive": alive}


def _told(trial: Trial) -> dict[str, Any]:
    told = {"line": trial.mutant.line, "outcome": trial.outcome, "diff": list(trial.mutant.diff), "tests": trial.tests}
    return told | ({"left_out": trial.left_out} if trial.left_out else {})


def read(file: Path) -> dict[str, Any]:
    """All that is kept, of areas and their modules."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"areas": {}}


def write(kept: dict[str, Any], file: Path) -> None:
    """Puts it in place, each area with its sums."""
    for area in kept["areas"].values():
        area["modules"] = dict(sorted(area["modules"].items()))
        area["sums"] = sums(area["modules"].values())
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def sums(modules: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """How many mutants were made, what came of them, and which share of those that are no equivalents died."""
    found = list(modules)
    total = {key: sum(one[key] for one in found) for key in _SUMMED}
    able = total["made"] - total["equivalent"]
    return total | {"share": round((total["killed"] + total["timeout"]) / able, 3) if able else None}


def lines(kept: dict[str, Any]) -> Iterator[str]:
    """What a person reads: a line of each area."""
    for name, area in kept["areas"].items():
        told = area["sums"]
        counts = ", ".join(f"{told[key]} {key}" for key in _OUTCOMES if told[key])
        share = "none" if told["share"] is None else f"{told['share']:.1%}"
        yield f"{name}: {told['made']} of {told['possible']} mutants made: {counts}; {share} died"
