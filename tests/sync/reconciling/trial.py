"""Customers of three systems in files, made by a seed, that drift by another: what is to be found is known."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from govkit.catalog.entries import load
from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.documents.files import FolderFiles
from govkit.sync.reconciling.findings import Difference
from govkit.sync.reconciling.running import Place, Reconciling
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database
from govkit.sync.values import Answered

NOON = 1_772_366_400.0
_SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "email": {"type": "string"},
        "since": {"type": "string", "format": "date"},
        "active": {"type": "boolean"},
        "terms": {"type": "integer"},
        "credit": {
            "type": "object",
            "properties": {"amount": {"type": "string"}, "currency": {"type": "string"}},
        },
        "address": {"type": "object", "properties": {"city": {"type": "string"}, "lines": {"type": "array"}}},
    },
}
_ENTITY = """apiVersion: govkit/v1
kind: Entity
metadata: {name: customer}
spec:
  owner: ops
  businessOwner: ops
  record: crm
  versions: [{version: 1.0.0, definition: catalog/entities/customer.schema.json}]
  fields: {terms: {record: erp}, credit: {record: erp}}
"""
_ENTRY = """apiVersion: govkit/v1
kind: Reconciliation
metadata: {{name: nightly}}
spec:
  owner: ops
  entity: customer
  systems: [billing, crm, erp]
  match: {match}
  fields: {fields}
  schedule: 0 2 * * *
  sources:
    crm: {{file: data/crm{form}}}
    erp: {{file: data/erp{form}}}
    billing: {{file: data/billing{form}}}
"""
PLAIN = ("name", "email", "since", "active", "terms", "credit")
HELD = {
    "crm": ("name", "email", "since", "active", "address"),
    "erp": ("name", "terms", "credit", "address"),
    "billing": ("name", "email", "since", "active", "terms", "credit", "address"),
}
Rows = dict[str, dict[str, dict[str, Any]]]
"""By system and id."""


def customers(count: int, seed: int) -> Rows:
    """The customers of all systems, each with what it holds."""
    draw = random.Random(seed)
    whole = {
        f"C-{at:05}": {
            "name": f"Customer {draw.randrange(10**6)}",
            "email": f"c{at}@example.com" if draw.random() > 0.1 else None,
            "since": f"20{draw.randrange(10, 26)}-0{draw.randrange(1, 10)}-1{draw.randrange(0, 10)}",
            "active": draw.random() > 0.2,
            "terms": draw.choice([14, 30, 45, 60]),
            "credit": {"amount": f"{draw.randrange(1, 10**6)}.{draw.randrange(10)}0", "currency": "EUR"},
            "address": {"city": draw.choice(["Berlin", "Lyon"]), "lines": [f"Street {at}", "Floor 1"]},
        }
        for at in range(count)
    }
    return {
        system: {key: {name: one[name] for name in held} for key, one in whole.items()} for system, held in HELD.items()
    }


def drifted(rows: Rows, seed: int, fields: tuple[str, ...]) -> set[tuple[str, str, str, str]]:
    """Lets copies drift, each object in one way; what is to be found: system, object, field, kind."""
    draw = random.Random(seed)
    expected: set[tuple[str, str, str, str]] = set()
    record = {"terms": "erp", "credit": "erp"}
    keys = sorted(rows["crm"])
    draw.shuffle(keys)
    for system in ("billing", "erp"):
        copies = [one for one in HELD[system] if one in fields and record.get(one, "crm") != system]
        for key in [keys.pop() for _ in range(25)]:
            field = draw.choice(copies)
            of_record = rows[record.get(field, "crm")][key][field]
            kind, value = draw.choice([("differs", _other(of_record)), ("missing", None)])
            if of_record is None:
                kind, value = "surplus", "new@example.com"
            rows[system][key][field] = value
            expected.add((system, key, field, kind))
        for key in [keys.pop() for _ in range(7)]:
            del rows[system][key]
            expected.add((system, key, "", "absent"))
        for at in range(5):
            rows[system][f"X-{system}-{at}"] = dict(rows[system][keys[at]])
            expected.add((system, f"X-{system}-{at}", "", "extra"))
    return expected


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dict):
        return {**value, "amount": "0.01"} if "amount" in value else {**value, "city": "Elsewhere"}
    return f"2001-{value[5:]}" if value is not None and value[:2] == "20" and len(value) == 10 else f"{value} GmbH"


def write(folder: Path, rows: Rows, form: str, fields: tuple[str, ...], doubled: dict[str, list[str]]) -> None:
    """Writes the files of all systems; `doubled` are ids that stand twice."""
    (folder / "data").mkdir(exist_ok=True)
    for system, held in HELD.items():
        listed = [{"id": key, **row} for key, row in rows[system].items()]
        listed += [{"id": key, **rows[system][key]} for key in doubled.get(system, ())]
        random.Random(7).shuffle(listed)
        _FORMS[form](folder / "data" / f"{system}{form}", listed, [one for one in held if one in fields], system)


def _as_csv(path: Path, rows: list[dict[str, Any]], fields: list[str], system: str) -> None:
    """Each system writes numbers, dates and amounts its own way."""
    amount = [f"{name}/{part}" for name in fields if name == "credit" for part in ("amount", "currency")]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", *(one for one in fields if one != "credit"), *amount])
        for row in rows:
            plain = [_cell(row[one], system) for one in fields if one != "credit"]
            money = row.get("credit") or {}
            spelled = money.get("amount", "").rstrip("0") if system == "erp" else money.get("amount", "")
            out.writerow([row["id"], *plain, *([spelled, money.get("currency", "")] if amount else [])])


def _cell(value: Any, system: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value) if system == "billing" else str(value).lower()
    if isinstance(value, int):
        return f"{value}.0" if system == "erp" else str(value)
    if isinstance(value, str) and len(value) == 10 and value.startswith("20") and system == "billing":
        return f"{value}T00:00:00Z"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _as_lines(path: Path, rows: list[dict[str, Any]], fields: list[str], _: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({"id": row["id"], **{one: row[one] for one in fields}}) + "\n")


_FORMS: dict[str, Callable[[Path, list[dict[str, Any]], list[str], str], None]] = {
    ".csv": _as_csv,
    ".jsonl": _as_lines,
}


def estate(folder: Path, form: str, fields: tuple[str, ...], match: str = "[externalIds]", more: str = "") -> None:
    """Writes the entries."""
    entries = folder / "catalog"
    for name, text in {
        "entities/customer.yaml": _ENTITY,
        "entities/customer.schema.json": json.dumps(_SCHEMA),
        "reconciliations/nightly.yaml": _ENTRY.format(match=match, fields=json.dumps(list(fields)), form=form) + more,
    }.items():
        path = entries / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def place(folder: Path, database: Database, now: Callable[[], float] = lambda: NOON) -> Place:
    """Where the reconciliation runs: no system is ever called."""
    found = load(FolderFiles(folder))
    contracts = Contracts(found, _unread)
    subscriptions = EstateSubscriptions(found, lambda _: False)
    return Place(contracts, folder, lambda _: Answered(500), database, subscriptions, now, lambda _: None)


def _unread(version: object) -> Any:
    raise AssertionError(f"nobody asks for the contract of {version}")


def said(found: list[Difference]) -> list[tuple[str, str, str, str]]:
    """Differences as `drifted` expects them, each as often as it was found."""
    return sorted((one.system, one.object, one.field, str(one.kind)) for one in found)


__all__ = ["NOON", "PLAIN", "Reconciling", "customers", "drifted", "estate", "place", "said", "write"]
