"""Which tests reach which lines, by coverage's contexts; kept in build/mutation until a module or a test changes."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest

from tools.mutation.areas import ROOT, Area
from tools.mutation.forking import Forks, run
from tools.mutation.grafting import forget

CACHE = ROOT / "build" / "mutation"
_LONGEST = 600.0


@dataclass(frozen=True)
class Reach:
    """What the tests of one module of tests reach: seconds of each that passes, and for files the lines of each."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[int]]]


def reach(area: Area, items: list[pytest.Item], forks: Forks) -> list[Reach]:
    """What the tests of an area reach, measured anew where something changed; failing tests reach nothing."""
    by_file: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_file[item.path].append(item)
    modules = area.files()
    texts = _digest(modules)
    waiting = []
    for file, tests in by_file.items():
        path = CACHE / f"{_digest([file], texts, area.name)}.json"
        if not path.exists():
            forks.start(_Measured(path, tests, modules), _LONGEST)
        waiting.append(path)
    forks.finish()
    return [Reach(**json.loads(path.read_text(encoding="utf-8"))) for path in waiting if path.exists()]


def _digest(files: Iterable[Path], *more: str) -> str:
    parts = [*more, *(file.read_text(encoding="utf-8") for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class _Measured:
    path: Path
    tests: list[pytest.Item]
    modules: list[Path]

    def __call__(self, folder: Path) -> int:
        forget()
        measured = coverage.Coverage(data_file=None, config_file=False, include=[str(file) for file in self.modules])
        seconds: dict[str, float] = {}
        last = [time.process_time()]

        class _Switch:
            @pytest.hookimpl(wrapper=True)
            def pytest_runtest_protocol(self, item: pytest.Item) -> object:
                measured.switch_context(item.nodeid)
                last[0] = time.process_time()
                result = yield
                seconds[item.nodeid] = round(time.process_time() - last[0], 4)
                return result

        self.tests[0].config.pluginmanager.register(_Switch())
        measured.start()
        failed = set(run(self.tests, folder, first=False))
        measured.stop()
        lines: dict[str, dict[str, list[int]]] = {}
        data = measured.get_data()
        for file in data.measured_files():
            found: dict[str, list[int]] = defaultdict(list)
            for line, names in data.contexts_by_lineno(file).items():
                for name in set(names) - failed - {""}:
                    found[name].append(line)
            lines[str(Path(file).relative_to(ROOT))] = found
        kept = {name: took for name, took in seconds.items() if name not in failed}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"seconds": kept, "lines": lines}), encoding="utf-8")
        return 0
