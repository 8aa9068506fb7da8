"""How long it takes to hold a million records against their copies, beside bare DuckDB in the same run.

python benchmarks/reconcile.py [N]      times N records a side (1,000,000); writes results/reconcile.json

Both sides have ten fields: texts, numbers, a date, a moment, truth values. Of the copies some differ in a field or two,
some are missing, some too many; which, is drawn by a seed, so that both must find the same. `bare` is the least that
anybody would write: one full join of the files that compares them as they lie, names the fields that differ, and keeps
what it found in a table. `govkit` is a run of a reconciliation from beginning to end: entries, files, objects that are
there twice, the join in canonical form, differences with both values in the database of the runtime, the numbers by
field. Each run is a process of its own; the best of three counts, with its start and without.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results" / "reconcile.json"
FIELDS = {
    "name": {"type": "string"},
    "legalName": {"type": "string"},
    "email": {"type": "string"},
    "region": {"type": "string"},
    "currency": {"type": "string"},
    "active": {"type": "boolean"},
    "terms": {"type": "integer"},
    "since": {"type": "string", "format": "date"},
    "changedAt": {"type": "string", "format": "date-time"},
    "limit": {"type": "string", "pattern": "^[0-9]{1,15}(\\.[0-9]{1,9})?$"},
}
_SELECT = """
SELECT printf('crm:company:co_%07d', i) AS id, 'Customer ' || (i * 7919 % 1000003) AS name,
  'Customer ' || (i * 7919 % 1000003) || ' GmbH' AS "legalName",
  CASE WHEN i % 50 = 0 THEN NULL ELSE 'office' || i || '@example.com' END AS email,
  ['eu', 'us', 'apac'][1 + i % 3] AS region, ['EUR', 'USD', 'SGD'][1 + i % 3] AS currency, i % 2 = 0 AS active,
  (14 + i % 77)::INTEGER AS terms, DATE '2015-01-01' + (i % 4000)::INTEGER AS since,
  TIMESTAMP '2026-01-01' + INTERVAL (i % 86400) SECOND AS "changedAt",
  ((i * 31) % 1000000)::DECIMAL(15, 2) / 100 AS "limit"
FROM range({count}) t(i)
"""
_DRIFTED = """
SELECT id, CASE WHEN h % 1000 = 1 THEN name || ' AG' ELSE name END AS name, "legalName",
  CASE WHEN h % 1000 = 2 THEN NULL ELSE email END AS email, region, currency, active,
  CASE WHEN h % 1000 IN (1, 3) THEN terms + 1 ELSE terms END AS terms, since, "changedAt",
  CASE WHEN h % 1000 = 4 THEN "limit" + 1 ELSE "limit" END AS "limit"
FROM (SELECT *, hash(id, {seed}) AS h FROM record) WHERE h % 1250 <> 7
UNION ALL SELECT 'crm:company:new_' || id, * EXCLUDE (id, h)
FROM (SELECT *, hash(id, {seed}) AS h FROM record) WHERE h % 1000 = 9
"""


def make(folder: Path, count: int, seed: int = 7) -> None:
    """Writes an estate whose two systems lie in files of both forms."""
    import duckdb

    made = duckdb.connect()
    made.execute(f"CREATE TABLE record AS {_SELECT.format(count=count)}")
    made.execute(f"CREATE TABLE copy AS {_DRIFTED.format(seed=seed)}")
    (folder / "data").mkdir(parents=True)
    for name in ("record", "copy"):
        order = f"SELECT * FROM {name} ORDER BY hash(id, {len(name)})"  # noqa: S608 - names of our own
        made.execute(f"COPY ({order}) TO '{folder}/data/{name}.csv' (HEADER)")
        made.execute(f"COPY ({order}) TO '{folder}/data/{name}.parquet' (FORMAT parquet)")
    made.close()
    head = "apiVersion: govkit/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n{spec}"
    entity = (
        "  owner: ops\n  businessOwner: ops\n  record: crm\n"
        "  versions: [{version: 1.0.0, definition: catalog/customer.schema.json}]\n"
    )
    files = {
        "customer.schema.json": json.dumps({"type": "object", "properties": FIELDS}),
        "customer.yaml": head.format(kind="Entity", name="customer", spec=entity),
    }
    for form in ("csv", "parquet"):
        spec = (
            f"  owner: ops\n  entity: customer\n  systems: [crm, billing]\n  match: [externalIds]\n"
            f"  fields: {json.dumps(list(FIELDS))}\n  schedule: 0 2 * * *\n  sources:\n"
            f"    crm: {{file: data/record.{form}}}\n    billing: {{file: data/copy.{form}}}\n"
        )
        files[f"{form}.yaml"] = head.format(kind="Reconciliation", name=form, spec=spec)
    for path, text in files.items():
        file = folder / "catalog" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------ the runs


def bare(folder: Path, form: str) -> dict[str, int]:
    """What anybody would write in DuckDB."""
    import duckdb

    read = "read_parquet('{}')" if form == "parquet" else "read_csv('{}', header = true, all_varchar = true)"
    left, right = (read.format(folder / "data" / f"{name}.{form}") for name in ("record", "copy"))
    tests = [f'a."{name}" IS DISTINCT FROM b."{name}"' for name in FIELDS]
    names = ", ".join(f"CASE WHEN {test} THEN '{name}' END" for name, test in zip(FIELDS, tests, strict=True))
    made = duckdb.connect(str(folder / "bare.duckdb"))
    made.execute(
        f"CREATE TABLE found AS SELECT coalesce(a.id, b.id) AS id, a.id IS NULL AS extra, b.id IS NULL AS absent, "  # noqa: S608
        f"list_filter([{names}], lambda one: one IS NOT NULL) AS fields "
        f"FROM {left} a FULL JOIN {right} b ON a.id = b.id "
        f"WHERE a.id IS NULL OR b.id IS NULL OR {' OR '.join(tests)}"
    )
    counted = made.execute(
        "SELECT count(*) FILTER (extra), count(*) FILTER (absent), "
        "sum(len(fields)) FILTER (NOT extra AND NOT absent) FROM found"
    ).fetchone()
    assert counted is not None, "an aggregate has a row"
    made.close()
    return dict(zip(("extra", "absent", "fields"), map(int, counted), strict=True))


def ours(folder: Path, form: str) -> dict[str, int]:
    """A run of a reconciliation, as `govkit sync reconcile` makes it."""
    from govkit.catalog.entries import load
    from govkit.catalog.workflows.contracts import Contracts
    from govkit.spec.documents.files import FolderFiles
    from govkit.sync.reconciling.running import Place, Reconciling
    from govkit.sync.running.subscriptions import EstateSubscriptions
    from govkit.sync.store.database import Database
    from govkit.sync.values import Answered

    estate = load(FolderFiles(folder))
    database = Database(f"sqlite:///{folder / 'sync.db'}")
    database.migrate()
    contracts = Contracts(estate, lambda version: (_ for _ in ()).throw(LookupError(str(version))))
    subscriptions = EstateSubscriptions(estate, lambda _: False)
    place = Place(contracts, folder, lambda _: Answered(500), database, subscriptions)
    found = Reconciling(place).run(form, "bench").figures.systems["billing"]
    database.close()
    fields = sum(one.differs + one.missing + one.surplus for one in found.fields.values())
    return {"extra": found.extra, "absent": found.absent, "fields": fields}


def measured(folder: Path, who: str, form: str) -> dict[str, Any]:
    """A run in a process of its own: what it found, and what it took, with and without the start of the process."""
    for name in ("bare.duckdb", "sync.db", "sync.db-wal", "sync.db-shm"):
        (folder / name).unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, __file__, "--one", who, form, str(folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**json.loads(said), "of_the_processor_with_start": round(used, 2)}


def one_run(who: str, form: str, folder: Path) -> dict[str, Any]:
    """A run in this process, once everything is loaded that it needs."""
    import duckdb

    import govkit.sync.reconciling.judging
    import govkit.sync.reconciling.running  # noqa: F401 - loaded before the clock runs

    duckdb.connect().close()
    begun, used = time.perf_counter(), time.process_time()
    found = {"bare": bare, "govkit": ours}[who](folder, form)
    return {
        "found": found,
        "seconds": round(time.perf_counter() - begun, 2),
        "of_the_processor": round(time.process_time() - used, 2),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def best(folder: Path, who: str, form: str, rounds: int = 3) -> dict[str, Any]:
    """The best of some runs, by what they took of the processor: other work of the machine does not count."""
    return min((measured(folder, who, form) for _ in range(rounds)), key=lambda one: float(one["of_the_processor"]))


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--one", nargs=3, metavar=("WHO", "FORM", "DIR"), help=argparse.SUPPRESS)
    parser.add_argument("--make", metavar="DIR", type=Path, help="write the estate to DIR, and do nothing else")
    asked = parser.parse_args()
    if asked.make:
        make(asked.make, asked.count)
        return
    if asked.one:
        who, form, place = asked.one
        print(json.dumps(one_run(who, form, Path(place))))
        return
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "estate"
        # in a process of its own: what it takes would count as theirs
        subprocess.run([sys.executable, __file__, "--make", str(folder), str(asked.count)], check=True)
        for form in ("csv", "parquet"):
            runs = {who: best(folder, who, form) for who in ("bare", "govkit")}
            assert runs["bare"]["found"] == runs["govkit"]["found"], runs
            times = round(runs["govkit"]["of_the_processor"] / runs["bare"]["of_the_processor"], 2)
            results.append({"form": form, "records_a_side": asked.count, "fields": len(FIELDS), **runs, "times": times})
            for who, run in runs.items():
                print(
                    f"{form:8} {who:7} {run['seconds']:6.2f} s {run['of_the_processor']:6.2f} s {run['megabytes']:5} MB"
                )
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    RESULTS.write_text(f"{json.dumps({'machine': machine, 'runs': results}, indent=2)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
