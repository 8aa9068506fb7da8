"""Mutation testing: mutants are small changes of code that runs, and the tests of the ledger of writes notice them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutation import results
from tools.mutation.areas import AREAS
from tools.mutation.grafting import graft
from tools.mutation.mutants import possible, sample

MODULE = '''
"""A module."""
LIMIT = 3

def first(one, two=2):
    """The smaller one."""
    if one is None:
        raise ValueError(f"{one} is none", "at all")
    inner = lambda: one + two
    return inner() if one < two else cast("int", two)

class Kept:
    @staticmethod
    def told():
        return {"key": "a text for people"}
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    file = tmp_path / "module.py"
    file.write_text(MODULE, encoding="utf-8")
    return file


def test_mutants_are_of_what_runs_in_functions_and_not_of_what_is_said(module: Path) -> None:
    mutants = possible(module, module.parent)
    changed = {line for one in mutants for line in one.diff if line.startswith("+")}
    assert '+    return inner() if one <= two else cast("int", two)' in changed
    assert "+    inner = lambda: one - two" in changed
    assert '+        return {"XXkeyXX": "a text for people"}' in changed
    assert not [
        line for line in changed if "LIMIT" in line or "raise" in line or "XXintXX" in line or "peopleXX" in line
    ]
    assert {one.line for one in mutants} == {7, 9, 10, 15}


def test_the_same_seed_draws_the_same_mutants(module: Path) -> None:
    drawn = [sample(module, module.parent, 2, seed) for seed in (1, 1, 2, 3)]
    assert drawn[0] == drawn[1]
    assert len({json.dumps([one.diff for one in mutants]) for _, mutants in drawn}) > 1
    assert [len(mutants) for _, mutants in drawn] == [2] * 4


def test_a_mutant_changes_the_functions_that_live_under_whatever_name(module: Path) -> None:
    names: dict[str, object] = {}
    exec(compile(MODULE, str(module), "exec"), names)
    table = {"kept": names["first"]}
    assert graft(str(module), MODULE, MODULE.replace("one + two", "one - two")) == 1
    first = table["kept"]
    assert callable(first)
    assert first(1) == -1


def test_each_area_has_modules_and_tests() -> None:
    for area in AREAS.values():
        assert area.files(), area
        assert area.test_files(), area


def test_what_is_told_to_be_equivalent_is_a_line_that_there_still_is(repository: Path) -> None:
    for one in results.equivalents():
        lines = {" ".join(line.split()) for line in (repository / one.file).read_text(encoding="utf-8").splitlines()}
        assert {line[1:] for line in one.diff if line.startswith("-")} <= lines, one
        assert one.why.strip()


@pytest.mark.long
def test_of_the_mutants_of_the_ledger_nearly_all_die(repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "mutation.json"
    wanted = ["sync.effects", "--sample", "4", "--seed", "1", "--jobs", "1", "--to", str(file)]
    ran = subprocess.run(
        [sys.executable, "-m", "tools.mutation", *wanted], cwd=repository, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    told = json.loads(file.read_text(encoding="utf-8"))["areas"]["sync.effects"]["sums"]
    assert told["made"] == 12
    assert told["controls_failed"] == 0
