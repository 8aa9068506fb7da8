"""How many records a second go through a mapping, beside plain Python written by hand and JMESPath.

python benchmarks/mapping.py [RECORDS]      writes benchmarks/results/mapping.json

The mapping has what mappings of invoices have: renamed fields, an enum map, money in minor units, the day of an
instant, a nested object, a list of lines with money in each. By hand: the same in Python, with the same exactness and
no check of anything. JMESPath (its own package, installed for the run where it is missing) has no maps, no money and no
days: it is held against a mapping that reshapes as its expression does and does nothing else. All make their objects
from the same records in the same process, in turns, best of five.
"""

from __future__ import annotations

import importlib
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from govkit.catalog.entries import MappingSpec
from govkit.catalog.mapping.compiled import Transform
from govkit.catalog.mapping.currencies import DECIMALS

RESULTS = Path(__file__).resolve().parent / "results" / "mapping.json"
FIELDS: dict[str, Any] = {
    "number": "number",
    "customerId": "customer_id",
    "status": {"map": {"draft": "draft", "open": "open", "paid": "paid", "void": "void"}},
    "issueDate": {"with": "date_from_instant", "from": "issued_at"},
    "dueDate": "due_date",
    "currency": "currency",
    "total": {"with": "money_from_minor_units", "from": ["total", "currency"]},
    "amountDue": {"with": "money_from_minor_units", "from": ["amount_due", "currency"]},
    "memo": "memo",
    "billingAddress": {
        "in": "billing_address",
        "fields": {"city": "city", "postalCode": "postal_code", "country": "country"},
    },
    "lines": {
        "each": "lines",
        "fields": {
            "productId": "product_id",
            "description": "description",
            "quantity": "quantity",
            "amount": {"with": "money_from_minor_units", "from": ["amount", "/currency"]},
        },
    },
}
JMESPATH = """{
number: number, customerId: customer_id, status: status, issueDate: issued_at, dueDate: due_date, currency: currency,
total: {amount: total, currency: currency}, amountDue: {amount: amount_due, currency: currency}, memo: memo,
billingAddress: billing_address.{city: city, postalCode: postal_code, country: country},
lines: lines[].{productId: product_id, description: description, quantity: quantity, amount: {amount: amount}}
}"""
RESHAPING: dict[str, Any] = {
    **FIELDS,
    "status": "status",
    "issueDate": "issued_at",
    "total": {"fields": {"amount": "total", "currency": "currency"}},
    "amountDue": {"fields": {"amount": "amount_due", "currency": "currency"}},
    "lines": {
        "each": "lines",
        "fields": {
            "productId": "product_id",
            "description": "description",
            "quantity": "quantity",
            "amount": {"fields": {"amount": "amount"}},
        },
    },
}
"""What the expression does, as a mapping."""
STATUS = {"draft": "draft", "open": "open", "paid": "paid", "void": "void"}


def record(number: int) -> dict[str, Any]:
    """One invoice with three lines, every fourth without a memo."""
    made: dict[str, Any] = {
        "number": f"INV-2026-{number:06}",
        "customer_id": f"cus_{number % 1000}",
        "status": ("draft", "open", "paid", "void")[number % 4],
        "issued_at": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T10:00:00Z",
        "due_date": "2026-12-01",
        "currency": ("EUR", "USD", "JPY", "BHD")[number % 4],
        "total": number * 37,
        "amount_due": number * 11,
        "billing_address": {"city": "Austin", "postal_code": "73301", "country": "US"},
        "lines": [
            {"product_id": f"p{line}", "description": "Devices", "quantity": line + 1, "amount": number * line}
            for line in range(3)
        ],
    }
    return made if number % 4 else {**made, "memo": "thanks"}


def money(amount: int, currency: str) -> dict[str, str]:
    """Money by hand."""
    decimals = DECIMALS[currency]
    if not decimals:
        return {"amount": str(amount), "currency": currency}
    whole, fraction = divmod(abs(amount), 10**decimals)
    return {"amount": f"{'-' if amount < 0 else ''}{whole}.{fraction:0{decimals}}", "currency": currency}


def by_hand(one: dict[str, Any]) -> dict[str, Any]:
    """The same mapping in Python, written by hand."""
    currency = one["currency"]
    made = {
        "number": one["number"],
        "customerId": one["customer_id"],
        "status": STATUS[one["status"]],
        "issueDate": datetime.fromisoformat(one["issued_at"]).astimezone(UTC).date().isoformat(),
        "dueDate": one["due_date"],
        "currency": currency,
        "total": money(one["total"], currency),
        "amountDue": money(one["amount_due"], currency),
        "lines": [
            {
                "productId": line["product_id"],
                "description": line["description"],
                "quantity": line["quantity"],
                "amount": money(line["amount"], currency),
            }
            for line in one["lines"]
        ],
    }
    if one.get("memo") is not None:
        made["memo"] = one["memo"]
    address = one.get("billing_address")
    if address is not None:
        made["billingAddress"] = {
            "city": address["city"],
            "postalCode": address["postal_code"],
            "country": address["country"],
        }
    return made


def main() -> None:
    """Measures, prints and writes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    records = [record(number) for number in range(count)]
    transform, reshape = transformed(FIELDS), transformed(RESHAPING)
    made = [transform(one) for one in records[:1000]]
    if [one.value for one in made] != [by_hand(one) for one in records[:1000]] or any(one.unmapped for one in made):
        raise SystemExit("the mapping and the hand-written code do not make the same")
    jmespath, version = peer()
    expression = jmespath.compile(JMESPATH)
    if [without_none(expression.search(one)) for one in records[:1000]] != [
        reshape(one).value for one in records[:1000]
    ]:
        raise SystemExit("the mapping and the expression do not make the same")
    ways: dict[str, Callable[[dict[str, Any]], object]] = {
        "govkit": transform,
        "by hand": by_hand,
        "govkit, reshaping": reshape,
        "jmespath, reshaping": expression.search,
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(5):
        for name, way in ways.items():
            start = time.perf_counter()
            for one in records:
                way(one)
            best[name] = min(best[name], time.perf_counter() - start)
    rates = {name: round(count / seconds) for name, seconds in best.items()}
    result = {
        "command": "python benchmarks/mapping.py",
        "python": platform.python_version(),
        "jmespath": version,
        "records": count,
        "records_per_second": rates,
        "slower_than_by_hand": round(best["govkit"] / best["by hand"], 2),
        "faster_than_jmespath": round(best["jmespath, reshaping"] / best["govkit, reshaping"], 2),
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


def transformed(fields: dict[str, Any]) -> Transform:
    """A mapping, compiled."""
    spec = {
        "owner": "team:a",
        "entity": "invoice",
        "api": "billing@1.0.0",
        "schema": "Invoice",
        "direction": "in",
        "fields": fields,
    }
    return Transform(MappingSpec.model_validate(spec).fields)


def without_none(value: Any) -> Any:
    """A value without members that are null: JMESPath writes them for what is not there."""
    if isinstance(value, dict):
        return {name: without_none(one) for name, one in value.items() if one is not None}
    return [without_none(one) for one in value] if isinstance(value, list) else value


def peer() -> tuple[Any, str]:
    """JMESPath and its version, installed for the run where it is missing."""
    try:
        found = importlib.import_module("jmespath")
    except ImportError:
        folder = tempfile.mkdtemp(prefix="govkit-bench-")
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "jmespath"]
        subprocess.run(install, check=True)
        sys.path.insert(0, folder)
        found = importlib.import_module("jmespath")
    return found, found.__version__


if __name__ == "__main__":
    main()
