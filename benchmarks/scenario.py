"""What a scenario costs: mocks that begin with 10, 1,000 and 100,000 records of each kind, and how fast they answer.

python benchmarks/scenario.py       writes benchmarks/results/scenario.json

Each size is served in a process of its own. The first touch of a list makes what it is filtered by; the second is what
tests and people meet.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

SIZES = (10, 1_000, 100_000)
HEADERS = {"Authorization": "Bearer benchmark"}
TOP = Path(__file__).resolve().parents[1]
RESULTS = TOP / "benchmarks" / "results" / "scenario.json"


def _paths(records: int) -> dict[str, str]:
    last = 20_000 + records
    return {
        "a page": "/billing/customers",
        "one by id": f"/billing/customers/cus_{last}",
        "filtered by equality": "/erp/invoices?status=overdue",
        "filtered by time": "/erp/invoices?updatedSince=2026-10-30T00:00:00Z",
        "below an item": f"/erp/customers/C-{last}/receivables",
        "of another system": "/crm/deals?stage=negotiation",
    }


def _measured(records: int) -> dict[str, object]:
    """Start, memory and answers of one size, in this process."""
    import httpx

    from govkit.gate.mocking import Mocks

    begun = time.perf_counter()
    mocks = Mocks((), cwd=TOP, records=records)
    start = time.perf_counter() - begun
    ready = threading.Event()
    thread = threading.Thread(target=mocks.serving.run, args=(ready.set,), daemon=True)
    thread.start()
    ready.wait(30)
    answers = {}
    with httpx.Client(base_url=mocks.address, headers=HEADERS, timeout=300, trust_env=False) as client:
        for name, path in _paths(records).items():
            times = []
            for _ in range(6):
                begun = time.perf_counter()
                status = client.get(path).status_code
                times.append(round((time.perf_counter() - begun) * 1_000, 1))
                if status != 200:
                    raise SystemExit(f"{path}: {status}")
            answers[name] = {"first_ms": times[0], "then_ms": min(times[1:])}
    mocks.serving.stop()
    thread.join(10)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"records": records, "start_s": round(start, 2), "peak_mib": peak, "answers": answers}


def main() -> None:
    """Measures each size in a process of its own."""
    if len(sys.argv) > 1:
        print(json.dumps(_measured(int(sys.argv[1]))))
        return
    runs = []
    for records in SIZES:
        command = [sys.executable, __file__, str(records)]
        done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        runs.append(found)
        print(f"{records:>9,} of each: start {found['start_s']} s, {found['peak_mib']} MiB at most")
        for name, told in found["answers"].items():
            print(f"    {name:<22} first {told['first_ms']:>9} ms, then {told['then_ms']:>7} ms")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    RESULTS.write_text(json.dumps({"machine": machine, "runs": runs}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
