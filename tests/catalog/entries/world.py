"""One small estate that is in order: the examples of all kinds, and what they refer to."""

from __future__ import annotations

from pathlib import Path

from govkit.catalog.entries import all_kinds

SPEC = """\
openapi: 3.1.0
info: {{title: Billing, version: {version}}}
components:
  schemas:
    Customer:
      type: object
      required: [name, legal_name]
      properties: {{name: {{type: string}}, legal_name: {{type: string}}}}
paths:
  /invoices:
    get:
      operationId: listInvoices
      responses:
        '200': {{description: all}}
"""


def path_of(kind: str) -> str:
    """Where the example of a kind lies."""
    return f"catalog/{all_kinds()[kind].folder}/example.yaml"


def entry(kind: str, name: str, spec: str) -> str:
    return f"apiVersion: govkit/v1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n{spec}"


def world() -> dict[str, str]:
    """Every file by its path."""
    owners = "  owner: revenue-engineering\n  businessOwner: finance-operations\n"
    team = "  contacts:\n  - email: a@example.com\n  members:\n  - name: A\n    chat: a\n"
    examples = {path_of(kind.name): kind.example for kind in all_kinds().values()}
    return examples | {
        "catalog/teams/finance-operations.yaml": entry("Team", "finance-operations", team),
        "catalog/systems/crm.yaml": entry("System", "crm", f"  domain: finance\n{owners}"),
        "catalog/environments/staging.yaml": entry("Environment", "staging", "  owner: revenue-engineering\n"),
        path_of("Measure"): entry(
            "Measure",
            "renewals-go-through",
            "  owner: revenue-engineering\n  process: renewal\n  figure: {name: success-rate, target: 0.9}\n",
        ),
        "catalog/entities/customer/1.0.0.schema.json": (
            '{"properties": {"name": {"type": "string"}, "legalName": {"type": "string"}, '
            '"taxIds": {"items": {"properties": {"value": {}}}}, "status": {}}}'
        ),
        "catalog/workflows/renewal.arazzo.yaml": (
            "arazzo: 1.1.0\ninfo: {title: Renewal, version: 1.0.0}\n"
            "sourceDescriptions: [{name: billing, type: openapi, url: ../../specs/billing/2.0.0/openapi.yaml}]\n"
            "workflows:\n- workflowId: renewal\n"
            "  x-govkit-workflow: {owner: team:revenue-engineering, trigger: {schedule: '0 5 * * *'}}\n"
            "  steps:\n  - stepId: invoices\n    operationId: $sourceDescriptions.billing.listInvoices\n"
            "    onFailure: [{name: park, type: end, x-govkit-exception: {kind: exhausted}}]\n"
        ),
        "catalog/pacts/revenue-dashboard/billing-c6348797870e.json": (
            '{"consumer": {"name": "revenue-dashboard"}, "provider": {"name": "billing"}, "interactions": []}'
        ),
        "specs/billing/1.0.0/openapi.yaml": SPEC.format(version="1.0.0"),
        "specs/billing/2.0.0/openapi.yaml": SPEC.format(version="2.0.0"),
        "govkit.yaml": "base: main\n",
    }


def write(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Writes files below a folder, the whole world unless some are given."""
    for path, text in (world() if files is None else files).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
