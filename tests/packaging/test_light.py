"""What the base costs to import: modules are counted, and processor time is measured."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import pytest

from govkit.extras import EXTRAS

_IMPORTED = "import sys, json; before = set(sys.modules); {}; print(json.dumps(sorted(set(sys.modules) - before)))"


def imported(statement: str) -> list[str]:
    """The modules that a statement brings into an interpreter that has only started."""
    words = [sys.executable, "-c", _IMPORTED.format(statement)]
    return list(json.loads(subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout))


def cost(statement: str) -> float:
    """The processor seconds of a process that runs a statement, the least of several."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    best = float("inf")
    for _ in range(7):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", statement], env=environment, check=True, timeout=60)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


@pytest.mark.parametrize(
    ("statement", "most"), [("import govkit", 3), ("import govkit.cli", 90), ("import govkit.api", 150)]
)
def test_importing_takes_few_modules(statement: str, most: int) -> None:
    found = imported(statement)
    assert len(found) <= most, found


@pytest.mark.parametrize("statement", ["import govkit.cli", "import govkit.api"])
def test_nothing_of_an_extra_is_imported(statement: str) -> None:
    extras = {module.partition(".")[0] for extra in EXTRAS for module in extra.modules}
    assert not extras & {name.partition(".")[0] for name in imported(statement)}


def test_starting_the_command_line_imports_neither_the_gate_nor_what_reads() -> None:
    found = set(imported("import govkit.cli"))
    assert not found & {"pydantic", "yaml", "msgspec", "rich", "jsonschema_rs", "govkit.gate", "govkit.spec", "asyncio"}


@pytest.mark.parametrize(("statement", "times"), [("import govkit.cli", 2), ("import govkit.api", 3)])
def test_importing_takes_little_time(statement: str, times: float) -> None:
    """Measured against what importing click alone takes here, and at its best, so that no machine is too slow."""
    cost(statement)  # the first run compiles
    for _ in range(3):
        if (whole := cost(statement)) < times * (alone := cost("import click")):
            return
    pytest.fail(f"`{statement}` takes {whole * 1000:.0f} ms of a processor, `import click` {alone * 1000:.0f} ms")
