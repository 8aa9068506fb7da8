"""A small estate whose consumers have pacts: majors of one API, environments, and pacts as tests write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from govkit.cli import govkit as program

ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec: {{{2}}}\n"
OWNED = "owner: ours, businessOwner: ours"
API = """\
apiVersion: govkit/v1
kind: API
metadata: {name: billing, title: Billing API}
spec:
  system: billing
  owner: ours
  businessOwner: ours
  audience: internal
  versions:
    - {version: 2.0.0, definition: specs/billing/2.0.0/openapi.yaml, lifecycle: active, released: 2026-01-01}
    - {version: 2.1.0, definition: specs/billing/2.1.0/openapi.yaml, lifecycle: active, released: 2026-03-01}
    - {version: 3.0.0, definition: specs/billing/3.0.0/openapi.yaml, lifecycle: active, released: 2026-05-01}
"""
CONSUMER = """\
# Who asks, and how we are reached.
apiVersion: govkit/v1
kind: Consumer
metadata: {name: dashboard, title: Revenue dashboard}
spec:
  owner: ours   # since the split
  uses:
    - api: billing@2
      operations: ["GET /invoices/{id}"]
"""
SPEC = """\
openapi: 3.1.0
info: {{title: Billing, version: {version}}}
paths:
  /invoices/{{id}}:
    get:
      operationId: getInvoice
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        '200':
          description: the invoice
          content:
            application/json:
              schema:
                type: object
                required: [id, {field}]
                properties: {{id: {{type: string}}, {field}: {{type: string}}}}
"""


def files() -> dict[str, str]:
    """Every file by its path. Version 2.1.0 adds nothing, 3.0.0 calls the total an amount."""
    return {
        "govkit.yaml": "",
        "catalog/teams/ours.yaml": ENTRY.format("Team", "ours", "contacts: [{email: a@example.com}]"),
        "catalog/domains/money.yaml": ENTRY.format("Domain", "money", "owner: ours"),
        "catalog/systems/billing.yaml": ENTRY.format("System", "billing", f"domain: money, {OWNED}"),
        "catalog/apis/billing.yaml": API,
        "catalog/consumers/dashboard.yaml": CONSUMER,
        "catalog/environments/staging.yaml": ENTRY.format("Environment", "staging", "owner: ours"),
        "catalog/environments/production.yaml": ENTRY.format("Environment", "production", "owner: ours"),
        "specs/billing/2.0.0/openapi.yaml": SPEC.format(version="2.0.0", field="total"),
        "specs/billing/2.1.0/openapi.yaml": SPEC.format(version="2.1.0", field="total"),
        "specs/billing/3.0.0/openapi.yaml": SPEC.format(version="3.0.0", field="amount"),
    }


def write(folder: Path, contents: dict[str, str]) -> Path:
    """Writes files below a folder."""
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def interaction(field: str = "total", description: str = "an invoice", **more: Any) -> dict[str, Any]:
    """One interaction: the consumer reads a field of an invoice."""
    return {
        "description": description,
        "providerStates": [{"name": "there is an invoice", "params": {"id": "in_1"}}],
        "request": {"method": "GET", "path": "/invoices/in_1"},
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": {"id": "in_1", field: "12.00"},
            "matchingRules": {
                "body": {f"$.{field}": {"matchers": [{"match": "type"}], "combine": "AND"}},
            },
        },
        **more,
    }


def pact(*interactions: dict[str, Any], consumer: str = "dashboard", provider: str = "billing") -> dict[str, Any]:
    """A pact of version 3, with what its library notes of itself."""
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": list(interactions) or [interaction()],
        "metadata": {
            "pactRust": {"ffi": "0.4.28", "models": "1.3.5"},
            "pact-python": {"version": "4.2.0"},
            "pactSpecification": {"version": "3.0.0"},
        },
    }


def write_pact(folder: Path, name: str, *interactions: dict[str, Any], **parties: str) -> str:
    """Writes a pact outside of the catalog, as tests do; its path."""
    path = folder / "out" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(pact(*interactions, **parties)))
    return str(path)


def govkit(*arguments: str) -> Result:
    """Runs a command in this process."""
    return CliRunner().invoke(program, arguments)
