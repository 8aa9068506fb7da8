"""What a hostile text may cost: each is read or refused in a process of its own, with its time and memory measured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import govkit
from tests.tiers import short

MIB = 1024 * 1024
READ = """
import re, sys, time
from pathlib import Path
from govkit.errors import InputError
from govkit.spec.documents import parse
start = time.process_time()
sum(number * number for number in range(5_000_000))
unit = time.process_time() - start
data = Path(sys.argv[1]).read_bytes()
start = time.process_time()
try:
    parse(data, sys.argv[1])
    said = "read"
except InputError as error:
    said = error.message
took = time.process_time() - start
peak = re.search(r"VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1]  # rusage counts the test run in
print(took / unit, int(peak) // 1024, said)
"""
MAKE = {
    "zeros.json.gz": "gzip.compress(bytes(300 * MIB), 1)",
    "spaces.json.gz": "gzip.compress(b' ' * (70 * MIB), 1)",
    "lists.json.gz": "gzip.compress(b'[' + b'[],' * (20 * MIB) + b'1]', 1)",
    "chains.json": "('[' + ','.join(['[' * 300 + ']' * 300] * 20000) + ']').encode()",
    "brackets-in-text.json": "b'[\"' + b'[' * (60 * MIB) + b'\"]'",
    "backslashes.json": "b'[\"' + b'\\\\\\\\' * (30 * MIB) + b'\"]'",
    "never-closed.json": "b'[\"' + b'\\\\\"' * (30 * MIB)",
    "many-texts-never-closed.json": "b'[' + b'\"a\\\\\", ' * (8 * MIB)",
    "commas-never-closed.json": "b'[\"' + b'\\\\\",' * (20 * MIB) + b'\\\\'",
    "digits.json": "b'[' + b'1' * (60 * MIB) + b']'",
    "deep.json": "b'[' * (60 * MIB)",
    "half-characters.json": "b'[' + b'\"\\\\ud83d\\\\ude00\", ' * MIB + b'\"\\\\ud800\"]'",
    "aliases.yaml": "('a0: &a0 [x]\\n' + ''.join(f'a{i}: &a{i} [' + ','.join([f'*a{i - 1}'] * 9) + ']\\n' "
    "for i in range(1, 40))).encode()",
    "merges.yaml": "('a: &a {' + ','.join(f'k{i}: 1' for i in range(100000)) + '}\\n' + "
    "''.join(f'b{i}: {{<<: [*a, *a]}}\\n' for i in range(1000))).encode()",
    "deep-flow.yaml": "b'a: ' + b'[' * (10 * MIB)",
    "deep-block.yaml": "b'- ' * (10 * MIB)",
    "long-text.yaml": "b'a: \"' + b'x' * (60 * MIB) + b'\"'",
    "digits.yaml": "b'a: ' + b'1' * (60 * MIB)",
}
AGAIN = {
    "spaces.json.gz",
    "lists.json.gz",
    "many-texts-never-closed.json",
    "commas-never-closed.json",
    "deep-block.yaml",
}
"""What another one of them is like."""
READABLE = {"brackets-in-text.json", "backslashes.json", "long-text.yaml"}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in KiB on Linux only")
@pytest.mark.parametrize("name", short(MAKE, keeps=lambda name: name not in AGAIN))
def test_a_hostile_text_costs_little(tmp_path: Path, name: str) -> None:
    """At most two seconds of a machine that squares five million numbers in a quarter of one (others are given twice as
    many, and what is theirs), and 500 MiB, whatever is asked.
    """
    file = tmp_path / name
    make = f"import gzip, sys; MIB = {MIB}; open(sys.argv[1], 'wb').write({MAKE[name]})"
    environment = {**os.environ, "PYTHONPATH": str(Path(govkit.__path__[0]).parent)}
    subprocess.run([sys.executable, "-c", make, str(file)], check=True, timeout=120)
    answer = subprocess.run(
        [sys.executable, "-c", READ, str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=environment,
    )
    took, memory, said = answer.stdout.strip().split(" ", 2)
    assert (said == "read") == (name in READABLE), said
    assert int(memory) < 500
    assert float(took) < 16
