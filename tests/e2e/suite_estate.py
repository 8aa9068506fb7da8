"""A small estate with a generated client, and runs of pytest in it, as a consumer's team has them."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from tests.e2e.contract_estate import ENTRY, OWNED, govkit, write

SPEC = """\
openapi: 3.1.0
info: {title: Invoicing, version: 2.0.0}
servers: [{url: 'https://invoicing.example/v2'}]
security: [{key: []}]
paths:
  /invoices:
    get:
      operationId: listInvoices
      parameters: [{name: status, in: query, schema: {$ref: '#/components/schemas/Status'}}]
      responses:
        '200': {description: them, content: {application/json: {schema: {$ref: '#/components/schemas/Invoices'}}}}
    post:
      operationId: createInvoice
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewInvoice'}}}}
      responses:
        '201': {description: it, content: {application/json: {schema: {$ref: '#/components/schemas/Invoice'}}}}
  /invoices/{id}:
    get:
      operationId: getInvoice
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: it, content: {application/json: {schema: {$ref: '#/components/schemas/Invoice'}}}}
        '404': {$ref: '#/components/responses/None'}
webhooks:
  invoice.paid:
    post:
      operationId: onInvoicePaid
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/InvoicePaid'}}}}
      responses: {'204': {description: taken}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
  responses:
    None: {description: none, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  schemas:
    Status: {type: string, enum: [draft, open, paid]}
    NewInvoice: {type: object, required: [total], properties: {total: {type: string}, memo: {type: string}}}
    Invoice:
      type: object
      required: [id, total, status, lines, due]
      properties:
        id: {type: string}
        total: {type: string}
        status: {$ref: '#/components/schemas/Status'}
        due: {type: string, format: date}
        memo: {type: string}
        labels: {type: object, additionalProperties: {type: string}}
        lines: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Line'}}
    Line: {type: object, required: [text, amount], properties: {text: {type: string}, amount: {type: string}}}
    Invoices:
      type: object
      required: [items]
      properties: {items: {type: array, items: {$ref: '#/components/schemas/Invoice'}}}
    InvoicePaid:
      type: object
      required: [id, type, data]
      properties:
        id: {type: string}
        type: {const: invoice.paid}
        data: {$ref: '#/components/schemas/Invoice'}
    Problem: {type: object, required: [title], properties: {title: {type: string}, status: {type: integer}}}
"""
API = """\
apiVersion: govkit/v1
kind: API
metadata: {name: invoicing, title: Invoicing API}
spec:
  system: invoicing
  owner: ours
  businessOwner: ours
  audience: internal
  versions:
    - {version: 2.0.0, definition: specs/invoicing/2.0.0/openapi.yaml, lifecycle: active, released: 2026-01-01}
"""
CONSUMER = """\
# Who asks, and how we are reached.
apiVersion: govkit/v1
kind: Consumer
metadata: {name: dashboard, title: Revenue dashboard}
spec:
  owner: ours   # since the split
  uses:
    - api: invoicing@2
      operations: ["GET /invoices", "GET /invoices/{id}", "POST /invoices", "POST webhook:invoice.paid"]
"""
HEAD = """\
import pathlib

import invoicing_v2
import pytest
from pact import match


def reads(pact, description="an invoice", **body):
    expected = {"total": match.str("10.00"), **body}
    (
        pact.upon_receiving(description)
        .given("an invoice i-1 is open")
        .with_request("GET", "/invoices/i-1")
        .will_respond_with(200)
        .with_body(expected, "application/json")
    )
    return pact.client(invoicing_v2.Client)


"""
ONE = """\
def test_one(govkit_pact):
    assert reads(govkit_pact("dashboard", "invoicing")).get_invoice("i-1").total == "10.00"
"""

TWO = """\
def test_two(govkit_pact):
    assert reads(govkit_pact("dashboard", "invoicing"), "two").get_invoice("i-1").total
"""
PAID = """\
def paid(pact):
    (
        pact.upon_event("an invoice that is paid", invoicing_v2.webhooks.INVOICE_PAID)
        .given("an invoice i-1 is open")
        .with_body({"type": "invoice.paid", "data": {"id": match.str("i-1")}}, "application/json")
    )
    return pact


"""


def made(folder: Path) -> Path:
    """The estate, its client generated."""
    write(
        folder,
        {
            "govkit.yaml": "",
            "pytest.ini": "[pytest]\nfilterwarnings = error\naddopts = --strict-markers\npythonpath = clients\n",
            "catalog/teams/ours.yaml": ENTRY.format("Team", "ours", "contacts: [{email: a@example.com}]"),
            "catalog/domains/money.yaml": ENTRY.format("Domain", "money", "owner: ours"),
            "catalog/systems/invoicing.yaml": ENTRY.format(
                "System",
                "invoicing",
                f"domain: money, {OWNED}, integration: {{webhooks: {{scheme: standard-webhooks}}}}",
            ),
            "catalog/apis/invoicing.yaml": API,
            "catalog/consumers/dashboard.yaml": CONSUMER,
            "specs/invoicing/2.0.0/openapi.yaml": SPEC,
        },
    )
    done = run(folder, "generate")
    assert done.exit_code == 0, done.output
    return folder


def run(folder: Path, *arguments: str) -> Result:
    """A command in the estate, in this process."""
    with contextlib.chdir(folder):
        return govkit(*arguments)


@dataclass(frozen=True)
class Run:
    """What a run of pytest said."""

    returncode: int
    stdout: str


def pytest_in(folder: Path, *arguments: str) -> Run:
    """A run of pytest in the estate, in this process: its modules are forgotten when it is over."""
    said = io.StringIO()
    modules, path = set(sys.modules), list(sys.path)
    options = ["-q", "-s", "-p", "govkit.pytest_plugin", "-p", "no:cacheprovider", "--import-mode=importlib"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # this process imported the plugin before
    with contextlib.chdir(folder), contextlib.redirect_stdout(said), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        patch.delenv("PYTEST_XDIST_WORKER", raising=False)
        code = pytest.main([*options, f"--rootdir={folder}", *arguments])
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
            del sys.modules[name]
    return Run(int(code), said.getvalue())


def pytest_apart(folder: Path, repository: Path, *arguments: str) -> Run:
    """A run of pytest in the estate, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "govkit.pytest_plugin", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(repository / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    return Run(done.returncode, done.stdout + done.stderr)


def texts(folder: Path) -> dict[str, bytes]:
    """Every file of the catalog."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted((folder / "catalog").rglob("*"))
        if file.is_file()
    }
