"""How long a target of the Makefile takes, set-up apart, and of `make coverage` which part of the branches is reached.

python benchmarks/target.py demo|test|coverage      writes benchmarks/results/<target>.json
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.aims import LAWS  # noqa: E402 - as above
from benchmarks.machine import described, pace  # noqa: E402 - run as a script as well

TARGETS = ("demo", "test", "coverage")


def main() -> int:
    """Runs the target and writes what it took; its exit code where it fails, and then nothing is written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", choices=TARGETS)
    target = parser.parse_args().target
    begun = time.perf_counter()
    command = ["make", target]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - begun
    sys.stdout.write(done.stdout)
    if done.returncode:
        return done.returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = {
        "command": f"make {target}",
        "seconds": round(seconds, 1),
        "of_the_processor": round(used.ru_utime + used.ru_stime, 1),
        "told": done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "",
        "machine": {**described(), "seconds_for_ten_million_additions": pace(), "load_average": os.getloadavg()[0]},
    }
    if target == "coverage":
        result |= reached()
    file = HERE / "results" / f"{target}.json"
    file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def reached() -> dict[str, float]:
    """Which part of the branches tests reached: of the whole, and of the packages that hold the laws."""
    asked = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", "-"]
    files = json.loads(subprocess.run(asked, cwd=HERE.parent, capture_output=True, check=True).stdout)["files"]
    found = {"whole": _share(files.values())}
    for name in LAWS:
        inside = f"src/govkit/{name.replace('.', '/')}"
        found[name] = _share(one for file, one in files.items() if file.startswith((f"{inside}/", f"{inside}.")))
    return found


def _share(files: Iterable[dict[str, Any]]) -> float:
    sums = [one["summary"] for one in files]
    branches = sum(one["num_branches"] for one in sums)
    return round(sum(one["covered_branches"] for one in sums) / branches, 4) if branches else 1.0


if __name__ == "__main__":
    sys.exit(main())
