"""How long and how much memory: govkit beside Spectral, with `spectral:oas` and 300 rules of one's own.

Each runs as a fresh process on the same files, in turns. The rules are made by this script: they select by fields,
wildcards, any depth, filters, keys, parents and regular expressions, and ask all core functions. What both find is
compared as sets of (rule, place, severity). Without arguments the document is a description of Stripe, 3 MB, from the
corpus beside the checkout. Spectral is GOVKIT_SPECTRAL, or installed into build/peers on the first run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.diff_peers import CORPUS, Run, govkit, measured, plain  # noqa: E402 - run as a script as well
from benchmarks.machine import pace  # noqa: E402 - as above
from tools import peers  # noqa: E402 - as above

RESULTS = HERE / "results" / "lint.json"
DOCUMENTS = (CORPUS / "stripe" / "1-2020-07-15-e925391015.json",)
RULES = 300
_LEVELS = {0: "error", 1: "warning", 2: "info", 3: "info"}
PLAIN = ("--no-cache", "--format", "json")
_MEGABYTES = 12_000
"""What Spectral may take: with node's own limit it ends on some documents."""

NAMES = (
    "id",
    "name",
    "url",
    "created",
    "amount",
    "currency",
    "status",
    "email",
    "description",
    "type",
    "object",
    "data",
)
GIVENS = {
    "object": (
        "$.info",
        "$.paths[*][get,put,post,delete,patch]",
        "$.paths[*][*].responses[?(@property.match(/^[45]/))]",
        "$..parameters[?(@ && @.in === 'query')]",
        "$..parameters[?(@ && @.in === 'path' && @.required !== true)]",
        "$.components.schemas[?(@ && @.type === 'object')].properties",
        "$..properties[{name}]",
        "$..properties[?(@property === '{name}' && @.type === 'integer')]",
        "$..[?(@ && @.format === 'date-time')]^",
        "$..[?(@ && @.type === 'array' && @.items && @.items.enum)]",
        "$..content[?(@property === 'application/json')].schema",
        "$..anyOf[?(@ && @.enum)]",
        "$..[?(@property === '{name}' && @.maxLength > 4000)]",
    ),
    "text": (
        "$.servers[*].url",
        "$.paths[*]~",
        "$.paths[?(!@property.match(/^\\/v[0-9]/))]~",
        "$.components.schemas[*]~",
        "$..properties.{name}.description",
        "$..title",
    ),
    "list": ("$..enum", "$..requestBody.content[*].schema.required", "$..allOf"),
}
"""What rules select, by what that is; some of it is about a name."""

_TYPES = ["string", "object", "array", "integer", "boolean", "number"]
THENS: dict[str, tuple[dict[str, Any], ...]] = {
    "object": (
        {"field": "x-owner-{n}", "function": "undefined"},
        {"field": "description", "function": "pattern", "functionOptions": {"notMatch": "forbidden-{n}"}},
        {"field": "type", "function": "enumeration", "functionOptions": {"values": _TYPES}},
        {"field": "deprecated", "function": "falsy"},
        {"function": "schema", "functionOptions": {"schema": {"not": {"required": ["x-no-{n}"]}}}},
        {"function": "schema", "functionOptions": {"schema": {"type": "object", "maxProperties": 50}}},
        {"field": "@key", "function": "pattern", "functionOptions": {"notMatch": "^x-secret-{n}"}},
        {"function": "xor", "functionOptions": {"properties": ["x-a-{n}", "x-b-{n}"]}},
        {"field": "description", "function": "length", "functionOptions": {"max": 2_000}},
        {"function": "defined"},
    ),
    "text": (
        {"function": "pattern", "functionOptions": {"notMatch": "forbidden-{n}"}},
        {"function": "pattern", "functionOptions": {"match": "/^[^<>]*$/u", "notMatch": "/todo-{n}\\b/i"}},
        {"function": "length", "functionOptions": {"max": 1_000}},
        {"function": "truthy"},
        {"function": "casing", "functionOptions": {"type": "macro"}},
    ),
    "list": (
        {"function": "length", "functionOptions": {"max": 100}},
        {"function": "schema", "functionOptions": {"schema": {"type": "array", "maxItems": 60}}},
        {"function": "alphabetical"},
        {"function": "truthy"},
    ),
}
"""What rules ask, some of it about a number. Some of them find hundreds of places, most few or none."""
KINDS = ("object", "object", "text", "object", "list", "object")


def ruleset(count: int = RULES) -> dict[str, Any]:
    """`spectral:oas`, and as many rules of one's own."""
    return {"extends": ["spectral:oas"], "rules": {f"own-{number}": _rule(number) for number in range(count)}}


def _rule(number: int) -> dict[str, Any]:
    kind = KINDS[number % len(KINDS)]
    given = GIVENS[kind][number // 2 % len(GIVENS[kind])]
    then = THENS[kind][number // 3 % len(THENS[kind])]
    return {
        "description": f"rule {number}",
        "message": "{{property}}: {{error}}",
        "severity": ("error", "warn", "info", "hint")[number % 4],
        "given": given.replace("{name}", NAMES[number % len(NAMES)]),
        "then": json.loads(json.dumps(then).replace("{n}", str(number))),
    }


# ------------------------------------------------------------------------------------------------------------- programs


@dataclass(frozen=True)
class Row:
    """What one program did with one document; times are medians, the resident size is the greatest."""

    tool: str
    version: str
    wall_seconds: float
    cpu_seconds: float
    peak_rss_mib: float
    findings: int
    places: int


Verdicts = set[tuple[str, str, str]]


def of_govkit(output: bytes) -> tuple[int, Verdicts]:
    """How many findings govkit tells of, and what they are."""
    findings = json.loads(output)["findings"]
    return len(findings), {(one["rule"], one["new"]["pointer"], one["severity"]) for one in findings}


def of_spectral(output: bytes) -> tuple[int, Verdicts]:
    """How many results Spectral tells of, and what they are."""
    results = json.loads(output)
    return len(results), {(str(one["code"]), _pointer(one["path"]), _LEVELS[one["severity"]]) for one in results}


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def compare(document: Path, runs: int, limit: float) -> dict[str, Any]:
    """What both do with one document."""
    os.environ["NODE_OPTIONS"] = f"--max-old-space-size={_MEGABYTES}"
    spectral = os.environ.get("GOVKIT_SPECTRAL") or peers.installed() / "spectral"
    version = json.loads((peers.OURS / "package.json").read_text("utf-8"))["dependencies"]["@stoplight/spectral-cli"]
    own = govkit()
    with tempfile.TemporaryDirectory() as folder:
        file = plain(document, Path(folder))
        rules = Path(folder, "ruleset.yaml")
        rules.write_text(json.dumps(ruleset(), indent=1), encoding="utf-8")
        # Spectral's output is written to a file: what it writes to a pipe is cut off when it ends
        told = Path(folder, "spectral.json")
        commands = {
            "govkit": [sys.executable, "-m", "govkit", "lint", str(file), "--ruleset", str(rules), *PLAIN],
            "spectral": [str(spectral), "lint", str(file), "-r", str(rules), "-f", "json", "-o", str(told), "--quiet"],
        }
        taken: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                run = measured(command, limit)
                if run.code not in (0, 1):
                    raise SystemExit(f"{name} ends with {run.code}: {run.errors.decode()[-500:]}")
                taken[name].append(run)
        found = {"govkit": of_govkit(taken["govkit"][-1].output), "spectral": of_spectral(told.read_bytes())}
        versions = {"govkit": own.version, "spectral": version}
        rows = [_row(name, versions[name], taken[name], found[name]) for name in commands]
        return {
            "document": document.name,
            "bytes": file.stat().st_size,
            "rows": [asdict(row) for row in rows],
            "times_faster": round(rows[1].wall_seconds / rows[0].wall_seconds, 1),
            "only_govkit": len(found["govkit"][1] - found["spectral"][1]),
            "only_spectral": len(found["spectral"][1] - found["govkit"][1]),
        }


def _row(name: str, version: str, runs: list[Run], found: tuple[int, Verdicts]) -> Row:
    return Row(
        name,
        version,
        wall_seconds=round(statistics.median(run.wall for run in runs), 2),
        cpu_seconds=round(statistics.median(run.cpu for run in runs), 2),
        peak_rss_mib=round(max(run.rss for run in runs), 1),
        findings=found[0],
        places=len(found[1]),
    )


def main() -> int:
    """Measures, prints a table, and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("documents", nargs="*", type=Path, help="default: Stripe, from the corpus")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=900, help="seconds for one run")
    asked = parser.parse_args()
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    before = pace()
    documents = [compare(one, asked.runs, asked.limit) for one in asked.documents or DOCUMENTS]
    results = {
        "machine": {**machine, "seconds_for_ten_million_additions": [before, pace()]},
        "runs": asked.runs,
        "rules": RULES,
        "documents": documents,
    }
    for one in documents:
        print(f"{one['document']}, {one['bytes'] / 1e6:.1f} MB: {one['times_faster']} times faster")
        for row in one["rows"]:
            times = "{wall_seconds:8.2f} s {cpu_seconds:8.2f} s CPU {peak_rss_mib:7.0f} MiB".format(**row)
            print(f"  {row['tool']:10}{times} {row['findings']:7} findings")
        print(f"  found by govkit alone: {one['only_govkit']}, by Spectral alone: {one['only_spectral']}")
    if not asked.documents:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
