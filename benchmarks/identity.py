"""How long it takes to match records of two systems, and how much of what belongs together is found.

python benchmarks/identity.py [N…]        times 1,000, 10,000 and 100,000 records a system; writes results/identity.json
python benchmarks/identity.py --make DIR [N]        writes such an estate with its records to DIR and does nothing else

The records are drawn by seed. Of the companies of one system 60 % are in the other, too: of those half share a tax
number, the others are told by their names, addresses and domains alone, as people write them: mistyped, shortened, in
another order, with another legal form or none, without an address or a telephone number. Of the rest of the other
system one in ten is a sister of a company here, of the same name in another country. One record in a hundred stands
there twice. `linked` is what keys prove, `proposed` what is left to a person; what was made is known, so that both are
judged. Every run is a process of its own, start included.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results" / "identity.json"
FORMS = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG"),
    "NL": ("B.V.", "N.V."),
    "US": ("Inc.", "LLC", "Corp."),
    "SG": ("Pte. Ltd.",),
}
SAME_FORM = {
    "GmbH": "Gesellschaft mit beschränkter Haftung",
    "Inc.": "Incorporated",
    "Corp.": "Corporation",
    "B.V.": "BV",
}
SYLLABLES = (
    "ba",
    "cor",
    "del",
    "fen",
    "gra",
    "hol",
    "kas",
    "lin",
    "mor",
    "nex",
    "pel",
    "quo",
    "ras",
    "sto",
    "tor",
    "vel",
)
TRADES = (
    "Logistics", "Foods", "Utilities", "Systems", "Trading", "Consulting", "Energy", "Software", "Metals", "Textiles",
    "Pharma", "Shipping", "Builders", "Motors", "Optics", "Plastics", "Services", "Partners", "Media", "Tools",
)  # fmt: skip
COMMON = (
    "North", "Blue", "Green", "United", "First", "Global", "Prime", "Royal", "Union", "Alpine", "Baltic", "Central",
    "Pacific", "Delta", "Golden", "Silver", "Summit", "Harbour", "River", "Crown",
)  # fmt: skip
STREETS = ("Station", "Garden", "Mill", "Church", "Market", "Harbour", "Park", "Bridge", "School", "Forest")
CITIES = {"DE": "Berlin Hamburg Köln", "NL": "Utrecht Leiden Delft", "US": "Austin Boston Denver", "SG": "Singapore"}


class Companies:
    """Companies drawn by a seed, and how two systems write them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  the same records every time is what is wanted

    def company(self) -> dict[str, Any]:
        """A company as it is."""
        draw = self._random
        country = draw.choice([*FORMS])
        brand = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 4))).capitalize()
        if draw.random() < 0.3:
            brand = f"{draw.choice(COMMON)} {brand}"
        name = f"{brand} {draw.choice(TRADES)}" if draw.random() < 0.8 else brand
        host = "".join(one for one in name.lower() if one.isalnum())
        return {
            "name": name,
            "form": draw.choice(FORMS[country]),
            "country": country,
            "tax": f"{country}{draw.randint(10**8, 10**9 - 1)}",
            "street": f"{draw.choice(STREETS)} Street {draw.randint(1, 200)}",
            "city": draw.choice(CITIES[country].split()),
            "postal": f"{draw.randint(10_000, 99_999)}",
            "domain": f"{host}{draw.randint(1, 999)}.example",
            "phone": f"+49{draw.randint(10**9, 10**10 - 1)}",
        }

    def sister(self, one: dict[str, Any]) -> dict[str, Any]:
        """A company of the same group elsewhere: the same name, everything else its own."""
        other = self.company()
        while other["country"] == one["country"]:
            other = self.company()
        return {**other, "name": one["name"], "domain": one["domain"]}

    def clean(self, number: int, one: dict[str, Any]) -> dict[str, Any]:
        """As the system of record has it."""
        return {
            "id": f"co_{number}",
            "name": one["name"],
            "legal_name": f"{one['name']} {one['form']}",
            "tax_id": one["tax"],
            "email": f"info@{one['domain']}",
            "phone": one["phone"],
            "address": {key: one[key] for key in ("street", "city", "postal", "country")},
        }

    def copied(self, number: int, one: dict[str, Any], *, with_tax: bool) -> dict[str, Any]:
        """As people typed it once more."""
        draw = self._random
        record = self.clean(number, one)
        record["id"] = f"C-{number}"
        record["tax_id"] = f"{one['country']} {one['tax'][2:5]} {one['tax'][5:]}" if with_tax else None
        record["legal_name"] = self._typed(one["name"], one["form"])
        del record["name"]
        if draw.random() < 0.3:
            record["phone"] = None
        if draw.random() < 0.25:
            record["email"] = None
        elif draw.random() < 0.3:
            record["email"] = (
                f"{draw.choice(('office', 'billing', 'a.person'))}@{draw.choice(('mail.', ''))}{one['domain']}"
            )
        elif draw.random() < 0.1:
            record["email"] = f"{one['name'].split()[0].lower()}@gmail.com"
        if draw.random() < 0.15:
            record["address"] = {"country": one["country"]}
        elif draw.random() < 0.5:
            record["address"]["street"] = one["street"].replace("Street", draw.choice(("St.", "Str.", "street")))
        return record

    def _typed(self, name: str, form: str) -> str:
        draw = self._random
        if draw.random() < 0.25:
            at = draw.randrange(1, len(name) - 1)
            slips = (
                name[:at] + name[at + 1 :],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                name[:at] + name[at] + name[at:],
            )
            name = draw.choice(slips)
        if draw.random() < 0.1:
            name = " ".join(reversed(name.split()))
        if draw.random() < 0.2:
            name = name.upper()
        if draw.random() < 0.3:
            return name
        return f"{name} {SAME_FORM.get(form, form) if draw.random() < 0.3 else form}"


def made(size: int, seed: int = 7) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
    """The records of both systems, and of each of the second that is one of the first, which."""
    companies = Companies(seed)
    draw = random.Random(seed + 1)  # noqa: S311  as above
    here = [companies.company() for _ in range(size)]
    first = [companies.clean(number, one) for number, one in enumerate(here)]
    second: list[dict[str, Any]] = []
    truth: dict[str, str] = {}
    for number, one in enumerate(here):
        chance = draw.random()
        if chance < 0.6:
            copies = 2 if draw.random() < 0.01 else 1
            for _ in range(copies):
                record = companies.copied(len(second), one, with_tax=copies == 1 and draw.random() < 0.5)
                truth[record["id"]] = first[number]["id"]
                second.append(record)
        else:
            other = companies.sister(one) if chance < 0.64 else companies.company()
            second.append(companies.copied(len(second), other, with_tax=draw.random() < 0.5))
    draw.shuffle(second)
    return first, second, truth


def write(folder: Path, size: int) -> dict[str, str]:
    """Writes an estate with its records; what belongs together."""
    first, second, truth = made(size)
    for path, text in estate():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "crm.json").write_text(json.dumps(first))
    (folder / "erp.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in second))
    return truth


def estate() -> Iterator[tuple[str, str]]:
    """The files of the estate: an entity, two APIs, two mappings."""
    start = "apiVersion: govkit/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n{spec}"
    yield (
        "catalog/teams/data.yaml",
        start.format(
            kind="Team",
            name="data",
            spec="  contacts: [{email: data@example.com}]\n  members: [{name: A, email: a@example.com}]\n",
        ),
    )
    yield "catalog/domains/data.yaml", start.format(kind="Domain", name="data", spec="  owner: data\n")
    yield "catalog/entities/customer.yaml", start.format(kind="Entity", name="customer", spec=ENTITY)
    yield "catalog/entities/customer.schema.json", json.dumps({"type": "object"})
    for system in ("crm", "erp"):
        yield (
            f"catalog/systems/{system}.yaml",
            start.format(kind="System", name=system, spec="  domain: data\n  owner: data\n  businessOwner: data\n"),
        )
        yield f"catalog/apis/{system}.yaml", start.format(kind="API", name=system, spec=API.format(system=system))
        yield (
            f"catalog/mappings/{system}-customer.yaml",
            start.format(kind="Mapping", name=f"{system}-customer", spec=MAPPING.format(system=system)),
        )
        yield f"specs/{system}.yaml", f"openapi: 3.1.0\ninfo: {{title: {system}, version: 1.0.0}}\npaths: {{}}\n"


ENTITY = """\
  owner: data
  businessOwner: data
  record: crm
  versions: [{version: 1.0.0, definition: catalog/entities/customer.schema.json}]
  identifiers: [{system: crm, type: company}, {system: erp, type: customer}]
  match:
    keys: [[taxIds/*/value]]
    similar:
      - {fields: [legalName, name], as: name, weight: 4}
      - {fields: [billingAddress], as: address, weight: 3}
      - {fields: [email], as: domain, weight: 2}
      - {fields: [phone], as: phone}
    threshold: 80
"""
API = """\
  system: {system}
  owner: data
  businessOwner: data
  audience: internal
  versions: [{{version: 1.0.0, definition: specs/{system}.yaml, lifecycle: active, released: 2026-01-01}}]
"""
MAPPING = """\
  owner: data
  entity: customer
  api: {system}@1.0.0
  schema: Company
  direction: in
  identity: {{id: id}}
  fields:
    name: name
    legalName: legal_name
    email: email
    phone: phone
    billingAddress:
      in: address
      fields: {{lines: {{list: [street]}}, city: city, postalCode: postal, country: country}}
    taxIds: {{list: [{{fields: {{value: tax_id}}}}]}}
"""


def measured(size: int) -> dict[str, float | int]:
    """The time of one size, the memory it took, and how much is found."""
    with tempfile.TemporaryDirectory(prefix="govkit-identity-") as place:
        folder = Path(place)
        truth = write(folder, size)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-m", "govkit", "match", "customer", "crm=crm.json", "erp=erp.jsonl", "--format", "json"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        seconds = time.perf_counter() - start
        if run.returncode > 1:
            raise RuntimeError(f"govkit match ended with {run.returncode}:\n{run.stderr.decode()}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        found: dict[str, float | int] = {"records_a_system": size, "seconds": round(seconds, 1)}
        found |= {"of_the_processor": round(used.ru_utime - before, 1), "megabytes": used.ru_maxrss // 1024}
        return found | judged(json.loads(run.stdout), truth)


def judged(report: dict[str, Any], truth: dict[str, str]) -> dict[str, float | int]:
    """How much of what is said is true, and how much of what is true is said: of pairs of the two systems."""
    tables = {one["name"]: one["rows"] for one in report["tables"]}
    true = {(mine, other) for other, mine in truth.items()}
    linked = {(mine, other) for row in tables["linked"] for mine in row["crm"] for other in row["erp"]}
    pairs = {tuple(sorted((row["left"], row["right"]))) for row in tables["proposals"]}
    proposed = {
        (one.removeprefix("crm:"), other.removeprefix("erp:"))
        for one, other in pairs
        if one.startswith("crm:") and other.startswith("erp:")
    }
    twice = {
        (one.removeprefix("erp:"), other.removeprefix("erp:"))
        for one, other in pairs
        if one.startswith("erp:") and other.startswith("erp:")
    }
    return {
        "pairs_that_belong_together": len(true),
        "linked": len(linked),
        "linked_precision": share(linked & true, linked),
        "proposed": len(proposed),
        "proposed_precision": share(proposed & true, proposed),
        "recall": share((linked | proposed) & true, true),
        "recall_where_no_key_helps": share(proposed & true, true - linked),
        "duplicates_proposed": len(twice),
        "duplicates_precision": share({one for one in twice if truth.get(one[0], 0) == truth.get(one[1], 1)}, twice),
    }


def share(part: set[Any], whole: set[Any]) -> float:
    """What part of a whole."""
    return round(len(part) / len(whole), 4) if whole else 1.0


def main() -> None:
    """Measures, or makes an estate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make", type=Path, metavar="DIR")
    parser.add_argument("sizes", type=int, nargs="*", metavar="N")
    chosen = parser.parse_args()
    if chosen.make:
        write(chosen.make, (chosen.sizes or [1_000])[0])
        return
    rows = []
    for size in chosen.sizes or [1_000, 10_000, 100_000]:
        rows.append(measured(size))
        print(json.dumps(rows[-1]))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if not chosen.sizes:
        RESULTS.write_text(json.dumps({"machine": machine, "runs": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
