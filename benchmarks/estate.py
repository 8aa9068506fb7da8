"""How long an estate of N APIs with three versions each and 5 N consumers takes to load and to validate.

python benchmarks/estate.py [N…]                 times 10, 100 and 1,000 APIs; writes benchmarks/results/estate.json
python benchmarks/estate.py --make DIR [N]       writes such an estate to DIR and does nothing else

Cold: nothing is kept. Warm: nothing changed since. One edit: one specification and one entry changed since. Pull
request: `govkit check` of a change of one specification, nothing kept. Every command runs in a process of its own,
start included.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results" / "estate.json"
APIS_A_TEAM, APIS_A_SYSTEM, SYSTEMS_A_DOMAIN = 20, 5, 10
OBJECTS = ("Invoice", "Customer", "Payment", "Order", "Contract")


def make(folder: Path, apis: int) -> None:
    """Writes an estate: 3 versions an API, 5 consumers an API; teams, systems and domains to fit."""
    teams, systems = max(2, apis // APIS_A_TEAM), max(1, apis // APIS_A_SYSTEM)
    domains = max(1, systems // SYSTEMS_A_DOMAIN)
    (folder / "govkit.yaml").parent.mkdir(parents=True, exist_ok=True)
    (folder / "govkit.yaml").write_text("base: main\n")
    for n in range(teams):
        entry(folder, "teams", "Team", f"team-{n}", TEAM.format(n=n, domain=n % domains))
    for n in range(domains):
        entry(folder, "domains", "Domain", f"domain-{n}", f"  owner: team:team-{n % teams}\n")
    for n in range(systems):
        spec = SYSTEM.format(domain=n % domains, owner=n % teams, business=(n + 1) % teams)
        entry(folder, "systems", "System", f"system-{n}", spec)
    for n in range(apis):
        spec = API.format(n=n, system=n % systems, owner=n % teams, business=(n + 1) % teams)
        entry(folder, "apis", "API", f"api-{n}", spec)
        for version in ("1.0.0", "1.1.0", "2.0.0"):
            file = folder / "specs" / f"api-{n}" / version / "openapi.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(specification(n, version))
    for n in range(apis * 5):
        spec = CONSUMER.format(owner=n % teams, api=n % apis, object=OBJECTS[n % apis % len(OBJECTS)].lower())
        entry(folder, "consumers", "Consumer", f"consumer-{n}", spec)


def entry(folder: Path, under: str, kind: str, name: str, spec: str) -> None:
    """Writes the file of one entry."""
    file = folder / "catalog" / under / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"apiVersion: govkit/v1\nkind: {kind}\nmetadata:\n  name: {name}\n  title: {kind} of {name}\nspec:\n"
    file.write_text(head + spec)


TEAM = """\
  domain: domain-{domain}
  contacts:
    - {{chat: "#team-{n}", email: team-{n}@example.com}}
  members:
    - {{name: A. Member, email: a.member{n}@example.com, role: lead}}
  escalation:
    - {{after: PT1H, contact: {{phone: "+49 30 {n}"}}}}
"""
SYSTEM = """\
  domain: domain-{domain}
  owner: team:team-{owner}
  businessOwner: team:team-{business}
  role: other
  integration:
    idempotency: {{header: Idempotency-Key, retention: P1D}}
    rateLimit: {{requests: 100, per: PT1S}}
"""
API = """\
  system: system-{system}
  owner: team:team-{owner}
  businessOwner: team:team-{business}
  audience: internal
  versions:
    - version: 1.0.0
      definition: specs/api-{n}/1.0.0/openapi.yaml
      lifecycle: retired
      released: 2024-01-01
      deprecation: {{date: 2025-01-01, sunset: 2025-12-31, successor: api-{n}@2.0.0, reason: Amounts have no currency.}}
    - version: 1.1.0
      definition: specs/api-{n}/1.1.0/openapi.yaml
      lifecycle: active
      released: 2025-01-01
    - version: 2.0.0
      definition: specs/api-{n}/2.0.0/openapi.yaml
      lifecycle: active
      released: 2025-06-01
"""
CONSUMER = """\
  owner: team:team-{owner}
  contact: {{email: consumer@example.com}}
  uses:
    - api: api-{api}@2
      operations: [GET /{object}s, "GET /{object}s/{{id}}"]
      fields: [items/*/id, items/*/total]
      scopes: [{object}.read]
  grants:
    - {{api: api-{api}@2, operations: [GET /{object}s, "GET /{object}s/{{id}}"], scopes: [{object}.read]}}
"""


def specification(n: int, version: str) -> str:
    """A description with two operations and two schemas: about a hundred lines, as many services have."""
    name = OBJECTS[n % len(OBJECTS)]
    properties = "".join(
        f"        field{k}:\n          type: string\n          maxLength: {20 + k + n % 7}\n" for k in range(8)
    )
    return SPECIFICATION.format(name=name, path=name.lower(), n=n, version=version, properties=properties)


SPECIFICATION = """\
openapi: 3.1.0
info:
  title: API {n}
  version: {version}
paths:
  /{path}s:
    get:
      operationId: list{name}s
      parameters:
        - {{name: cursor, in: query, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: integer, minimum: 1, maximum: 100}}}}
      responses:
        '200':
          description: The first of them.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/{name}List'
        default:
          $ref: '#/components/responses/Problem'
  /{path}s/{{id}}:
    get:
      operationId: get{name}
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/{name}'
        default:
          $ref: '#/components/responses/Problem'
components:
  responses:
    Problem:
      description: What went wrong.
      content:
        application/problem+json:
          schema:
            type: object
            properties:
              type: {{type: string}}
              title: {{type: string}}
              status: {{type: integer}}
  schemas:
    {name}List:
      type: object
      required: [items]
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/{name}'
        next:
          type: string
    {name}:
      type: object
      required: [id, total]
      properties:
        id:
          type: string
        total:
          type: number
{properties}"""


def validate(folder: Path, home: Path, *options: str) -> float:
    """Seconds that `govkit validate` takes in a folder, in a process of its own. Raises RuntimeError where it fails."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "govkit", "validate", "--format", "json", *options],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    took = time.perf_counter() - start
    if run.returncode:
        raise RuntimeError(
            f"govkit validate ended with {run.returncode}:\n{run.stdout.decode()[:2000]}{run.stderr.decode()}"
        )
    return round(took, 2)


def pull_request(folder: Path, home: Path) -> float:
    """Seconds that `govkit check` takes for a change of one specification, nothing kept. Raises RuntimeError."""
    git = ("git", "-c", "user.name=b", "-c", "user.email=b@example.com")
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "estate")):
        subprocess.run([*git, *arguments], cwd=folder, check=True, capture_output=True)
    spec = folder / "specs" / "api-1" / "2.0.0" / "openapi.yaml"
    spec.write_text(spec.read_text().replace("maxLength: 21", "maxLength: 19"))
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-m", "govkit", "check", "--no-cache", "--format", "json"],
            cwd=folder,
            env={**os.environ, "XDG_CACHE_HOME": str(home)},
            capture_output=True,
            check=False,
        )
        best = min(best, time.perf_counter() - start)
        if run.returncode > 1:
            raise RuntimeError(f"govkit check ended with {run.returncode}:\n{run.stderr.decode()}")
    return round(best, 2)


def edit(folder: Path) -> None:
    """Changes one specification and one consumer."""
    spec = folder / "specs" / "api-0" / "2.0.0" / "openapi.yaml"
    spec.write_text(spec.read_text().replace("maxLength: 20", "maxLength: 19"))
    consumer = folder / "catalog" / "consumers" / "consumer-0.yaml"
    consumer.write_text(consumer.read_text().replace("consumer@", "somebody@"))


def measured(apis: int) -> dict[str, float | int]:
    """The times of one size."""
    with tempfile.TemporaryDirectory(prefix="govkit-estate-") as place:
        folder, home = Path(place) / "estate", Path(place) / "home"
        home.mkdir()
        make(folder, apis)
        found: dict[str, float | int] = {"apis": apis, "specs": apis * 3, "consumers": apis * 5}
        found["cold"] = validate(folder, home)
        found["warm"] = min(validate(folder, home) for _ in range(3))
        edit(folder)
        found["one_edit"] = validate(folder, home)
        shutil.rmtree(folder / ".govkit", ignore_errors=True)
        found["without_cache"] = validate(folder, home, "--no-cache")
        found["pull_request"] = pull_request(folder, home)
        return found


def main() -> None:
    """Measures, or makes an estate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make", type=Path, metavar="DIR")
    parser.add_argument("sizes", type=int, nargs="*", metavar="N")
    chosen = parser.parse_args()
    if chosen.make:
        make(chosen.make, (chosen.sizes or [100])[0])
        return
    rows = []
    for size in chosen.sizes or [10, 100, 1_000]:
        rows.append(measured(size))
        print(json.dumps(rows[-1]))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if not chosen.sizes:
        RESULTS.write_text(json.dumps({"machine": machine, "seconds": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
