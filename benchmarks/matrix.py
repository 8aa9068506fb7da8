"""How long the contract matrix and `can-i-deploy` take: 100 consumers of 20 versions, 10 APIs of two versions each.

python -m benchmarks.matrix [CONSUMERS [VERSIONS]]      writes benchmarks/results/matrix.json

Cold: nothing is kept. Again: nothing changed since. One pact: one consumer has published another one since. One
contract: one version of an API says something else. Each figure is seconds by the clock and of the processor, of a
process of its own, start included. Every second version of a consumer brings another pact with each of its two APIs.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.estate import OBJECTS, make
from govkit.catalog.entries.pacts import file_name, hash_of, normal_form, pact_text

RESULTS = Path(__file__).resolve().parent / "results" / "matrix.json"
APIS = 10
INTERACTIONS = 5
ENVIRONMENT = """\
apiVersion: govkit/v1
kind: Environment
metadata: {name: production}
spec:
  owner: team-0
  deployments:
"""


def pact(consumer: int, api: int, edition: int) -> dict[str, Any]:
    """What a consumer relies on: some fields of one object, others in each edition."""
    path = OBJECTS[api % len(OBJECTS)].lower()
    listed = [
        {
            "description": f"a thing, {index}",
            "providerStates": [{"name": "there is one"}],
            "request": {"method": "GET", "path": f"/{path}s/{index}"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": "application/json"},
                "body": {"id": f"{edition}-{index}", "total": 12.5},
                "matchingRules": {"body": {"$.id": {"matchers": [{"match": "type"}]}}},
            },
        }
        for index in range(INTERACTIONS)
    ]
    parties = {"consumer": {"name": f"consumer-{consumer}"}, "provider": {"name": f"api-{api}"}}
    return {**parties, "interactions": listed, "metadata": {"pactSpecification": {"version": "3.0.0"}}}


def written(folder: Path, consumer: int, api: int, edition: int) -> str:
    """Writes a pact into the catalog; its path."""
    text = pact_text(normal_form(pact(consumer, api, edition)))
    path = f"catalog/pacts/consumer-{consumer}/{file_name(f'api-{api}', hash_of(text))}"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(text)
    return path


def record(folder: Path, consumer: int, version: str, edition: int) -> None:
    """Records a version of a consumer, which calls both majors of two APIs."""
    apis = (consumer % APIS, (consumer + 3) % APIS)
    called = ", ".join(f"api-{api}@{major}" for api in apis for major in (1, 2))
    pacts = ", ".join(written(folder, consumer, api, edition) for api in apis)
    file = folder / "catalog/consumers" / f"consumer-{consumer}.yaml"
    text = file.read_text()
    text += "" if "  versions:\n" in text else "  versions:\n"
    file.write_text(f"{text}    - version: {version}\n      apis: [{called}]\n      pacts: [{pacts}]\n")


def build(folder: Path, consumers: int, versions: int) -> None:
    """Writes the estate."""
    make(folder, max(APIS, consumers // 5))
    for consumer in range(consumers):
        for version in range(versions):
            record(folder, consumer, f"1.{version}.0", version // 2)
    running = [
        *(
            f"    - {{name: api-{n}, version: {v}, since: 2026-01-01}}\n"
            for n in range(APIS)
            for v in ("1.1.0", "2.0.0")
        ),
        *(f"    - {{name: consumer-{n}, version: 1.{versions - 2}.0, since: 2026-01-01}}\n" for n in range(consumers)),
    ]
    file = folder / "catalog/environments/production.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(ENVIRONMENT + "".join(running))


def timed(folder: Path, *arguments: str) -> list[float]:
    """Seconds by the clock and of the processor. Raises CalledProcessError where the command cannot answer."""
    start, before = time.perf_counter(), os.times().children_user
    done = subprocess.run([sys.executable, "-m", "govkit", *arguments], cwd=folder, capture_output=True, check=False)
    if done.returncode > 1:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return [round(time.perf_counter() - start, 2), round(os.times().children_user - before, 2)]


def main(consumers: int, versions: int) -> None:
    """Measures, and writes the results."""
    matrix = ("report", "matrix", "--format", "json=matrix.json")
    provider = ("can-i-deploy", "api-3", "--version", "2.0.0", "--to", "production")
    consumer = ("can-i-deploy", "consumer-3", "--version", f"1.{versions - 1}.0", "--to", "production")
    with tempfile.TemporaryDirectory(prefix="govkit-matrix-") as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / ".cache")
        build(folder, consumers, versions)
        found = {"can-i-deploy an API, cold": timed(folder, *provider), "matrix, cold": timed(folder, *matrix)}
        pairs = len(json.loads((folder / "matrix.json").read_text())["tables"][1]["rows"])
        found["matrix, again"] = timed(folder, *matrix)
        found["can-i-deploy an API"] = timed(folder, *provider)
        found["can-i-deploy a consumer"] = timed(folder, *consumer)
        record(folder, 3, "2.0.0", 1_000)
        found["matrix, one pact more"] = timed(folder, *matrix)
        spec = folder / "specs/api-3/2.0.0/openapi.yaml"
        spec.write_text(spec.read_text().replace("maxLength: 23", "maxLength: 24"))
        found["matrix, one contract changed"] = timed(folder, *matrix)
        results = {
            "consumers": consumers,
            "versions of each": versions,
            "APIs": APIS,
            "pacts": len(list(folder.glob("catalog/pacts/*/*.json"))),
            "pairs of versions": pairs,
            "seconds by the clock and of the processor": found,
            "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        }
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    counts = [int(one) for one in sys.argv[1:3]]
    main(*(counts + [100, 20][len(counts) :]))
