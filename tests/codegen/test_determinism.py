"""The same contract gives the same bytes: in another process, folder, and order of hashes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.codegen.packages import SOURCE, contract_at, files_of

_SCRIPT = """
import hashlib, sys
from pathlib import Path
from tests.codegen.packages import contract_at, files_of
files = files_of(contract_at(Path(sys.argv[1])))
print(hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())
"""


@pytest.mark.requirement("K3")
def test_two_runs_give_the_same_bytes(repository: Path, tmp_path: Path) -> None:
    sample = Path(__file__).with_name("sample.yaml")
    here = hashlib.sha256(repr(sorted(files_of(contract_at(sample)).items())).encode()).hexdigest()
    paths = os.pathsep.join([SOURCE, str(repository)])
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": paths, "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(sample)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here
