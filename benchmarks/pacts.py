"""How long a thousand pacts take against one large description: at first, again, and after one of them changed.

python benchmarks/pacts.py DOCUMENT [PACTS [INTERACTIONS]]     writes benchmarks/results/pacts.json

The pacts are made by seed from the document itself: each interaction calls an operation that answers JSON, with a
drawn example; members are left out, renamed, or given other values in some. Start-up is `govkit --version`. All but the
cold run are the middle ones of seven, by turns.
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from govkit.findings import Direction
from govkit.spec.documents import open_source
from govkit.spec.openapi import Contract, Operation
from govkit.spec.openapi.payloads import media_spots
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Shapes, Spot
from govkit.spec.schemas.space import Space
from govkit.spec.schemas.values import Values
from govkit.spec.schemas.vocabulary import WIRE_FORMATS

RESULTS = Path(__file__).resolve().parent / "results" / "pacts.json"
SEED = 20260731
TURNS = 7
GOVKIT = [sys.executable, "-m", "govkit"]
_DEEPEST = 4
_OPTIONAL, _UNDECLARED, _BY_TYPE = 0.005, 0.0005, 0.5
"""How often an optional member is read, one that is not declared, and a value of any sort."""


class Recorder:
    """Makes interactions with the operations of one contract."""

    def __init__(self, contract: Contract, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  no secret is made
        self._space = Space(contract.library, contract.dialect, Direction.RESPONSE, WIRE_FORMATS, dispatches=True)
        self._shapes = Shapes()
        self._values = Values(self._shapes, closed=True)
        self._calls = [(one, status, spot) for one in contract.operations.values() for status, spot in self._json(one)]

    def _json(self, operation: Operation) -> Iterator[tuple[int, Spot]]:
        for status, response in operation.responses.items():
            media = next((one for name, one in response.content.items() if is_json(name)), None)
            wants_more = (operation.body is not None and operation.body.required) or any(
                one.required and one.location != "path" for one in operation.parameters.values()
            )
            plain = operation.kind == "path" and status.startswith("2") and status.isdigit() and not wants_more
            if plain and media is not None:
                yield int(status), media_spots((media, media), (self._space, self._space))[0]

    def pact(self, number: int, interactions: int) -> dict[str, Any]:
        """One pact."""
        return {
            "consumer": {"name": f"consumer-{number}"},
            "provider": {"name": "provider"},
            "interactions": [self._interaction(index) for index in range(interactions)],
            "metadata": {"pactSpecification": {"version": "3.0.0"}},
        }

    def _interaction(self, index: int) -> dict[str, Any]:
        operation, status, spot = self._random.choice(self._calls)
        rules: dict[str, Any] = {}
        body = self._drawn(spot, "$", rules)
        return {
            "description": f"interaction {index} with {operation.name}",
            "request": {
                "method": operation.method.upper(),
                "path": re.sub(r"\{[^{}]*\}", "x1", operation.path),
                "headers": {"Authorization": "Bearer none"},
            },
            "response": {
                "status": status,
                "headers": {"Content-Type": "application/json"},
                "body": body,
                "matchingRules": {"body": rules},
            },
        }

    def _drawn(self, spot: Spot, path: str, rules: dict[str, Any]) -> Any:
        """A value with required members and a few others; now and then one that nobody declares."""
        shape, deep = self._shapes.of(spot), path.count(".") + path.count("[")
        if "object" in shape.types and shape.properties and deep < _DEEPEST:
            names = [name for name in shape.properties if name in shape.required or self._random.random() < _OPTIONAL]
            made = {name: self._drawn(shape.properties[name], f"{path}['{name}']", rules) for name in names}
            if self._random.random() < _UNDECLARED:
                made["undeclared"] = "x"
            return made
        if "array" in shape.types and shape.items and deep < _DEEPEST:
            rules[path] = {"matchers": [{"match": "type", "min": 1}]}
            return [self._drawn(shape.items, f"{path}[*]", rules)]
        if len(shape.types) == 1 and shape.enum is None and self._random.random() < _BY_TYPE:
            rules[path] = {"matchers": [{"match": "type"}]}
        return next(islice(self._values.some(spot), 1), None)


def measured(folder: Path, document: str) -> list[float]:
    """Seconds of a run by the clock and of the processor; its report is that for people."""
    return timed(_command(document), folder)


def timed(command: list[str], folder: Path) -> list[float]:
    """Seconds of a command by the clock and of the processor."""
    start, before = time.perf_counter(), os.times().children_user
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return [time.perf_counter() - start, os.times().children_user - before]


def run(folder: Path, document: str, *more: str) -> bytes:
    """What the command writes."""
    return subprocess.run([*_command(document), *more], cwd=folder, capture_output=True, check=True).stdout


def _command(document: str) -> list[str]:
    return [*GOVKIT, "pact", "check", "pacts", "--provider", document, "--fail-on", "never"]


def main(document: str, pacts: int, interactions: int) -> None:
    """Makes the pacts, measures, and writes the results."""
    whole = str(Path(document).resolve())
    contract = Contract(*open_source(whole))
    recorder = Recorder(contract, SEED)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code every start compiles everything again
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pacts").mkdir()
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for number in range(pacts):
            file = folder / "pacts" / f"consumer-{number:04}.json"
            file.write_text(json.dumps(recorder.pact(number, interactions), indent=1), encoding="utf-8")
        subprocess.run([*GOVKIT, "pact", "check", "--help"], cwd=folder, capture_output=True, check=True)
        cold = measured(folder, whole)
        found = json.loads(run(folder, whole, "--format", "json"))
        turns = [_turn(folder, whole, turn) for turn in range(TURNS)]
    results = {
        "document": {"name": Path(document).name, "bytes": Path(document).stat().st_size},
        "pacts": found["compared"],
        "interactions": interactions,
        "findings": len(found["findings"]),
        "turns": TURNS,
        "seconds by the clock and of the processor": {
            "cold, once": [round(one, 2) for one in cold],
            **{name: [_middle(one[name][index] for one in turns) for index in (0, 1)] for name in turns[0]},
        },
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
    }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2))


def _turn(folder: Path, document: str, turn: int) -> dict[str, list[float]]:
    """What a start, a run where nothing changed, and one where a pact changed take in one turn."""
    found = {"start-up": timed([*GOVKIT, "--version"], folder), "again": measured(folder, document)}
    changed = folder / "pacts" / "consumer-0000.json"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(re.sub("interaction [^ ]* with", f"interaction t{turn} with", text, count=1))
    return found | {"one pact changed": measured(folder, document)}


def _middle(values: Iterable[float]) -> float:
    return round(median(values), 2)


if __name__ == "__main__":
    counts = [int(one) for one in sys.argv[2:4]]
    main(sys.argv[1], *(counts + [1000, 10][len(counts) :]))
