"""An estate of some twenty entries as text: two APIs of two versions, consumers with grants, entities, a workflow.

It is in order as far as forms go, and has something for every report to find.
"""

from __future__ import annotations

from pathlib import Path

ON = "2026-06-01"
"""The day of which the tests speak."""


def _entry(kind: str, name: str, spec: str, title: str = "") -> str:
    return (
        f"apiVersion: govkit/v1\nkind: {kind}\nmetadata: {{name: {name}{title and f', title: {title}'}}}\nspec:\n{spec}"
    )


def _team(name: str, codeowners: str = "", members: str = "[{name: A. Member, email: member@example.com}]") -> str:
    said = f"  codeowners: ['{codeowners}']\n" if codeowners else ""
    return _entry(
        "Team",
        name,
        f"  contacts: [{{chat: '#{name}', email: {name}@example.com}}]\n  members: {members}\n{said}"
        "  escalation:\n  - {after: PT90M, contact: {name: Duty officer, phone: '+49 30 000000'}}\n",
    )


def _spec(version: str, more: str = "", total: str = "{type: string}") -> str:
    return f"""openapi: 3.1.0
info: {{title: Billing API, version: {version}}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials: {{tokenUrl: https://example.com/token, scopes: {{read: r, write: w, admin: a}}}}
  schemas:
    Invoice:
      type: object
      properties:
        id: {{type: string}}
        total: {total}
        lines: {{type: array, items: {{$ref: '#/components/schemas/Line'}}}}
    Line: {{type: object, properties: {{memo: {{type: string}}}}}}
    Site: {{type: object, properties: {{id: {{}}, street: {{}}, floor: {{}}, geo: {{}}, open_at: {{}}, owner: {{}}}}}}
    Customer:
      type: object
      properties: {{legal_name: {{type: string, maxLength: 200}}, vat: {{type: string}}}}
paths:
  /invoices:
    get:
      operationId: listInvoices
      security: [{{oauth: [read]}}]
      responses:
        '200':
          description: ok
          content:
            application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Invoice'}}}}}}
  /customers/{{id}}:
    get:
      operationId: getCustomer
      security: [{{oauth: [read]}}]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        '200':
          description: ok
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Customer'}}}}}}
{more}"""


_POST = """  /payments:
    post:
      operationId: createPayment
      security: [{oauth: [write]}]
      responses: {'201': {description: made}}
"""
_CRM = """openapi: 3.0.3
info: {title: CRM, version: VERSION}
components:
  schemas:
    Account: {type: object, properties: {title: {type: string, maxLength: 300}}}
    Location: {type: object, properties: {locationId: {}, street: {}, floor: {}, geo: {}, openAt: {}, owner: {}}}
paths:
  /accounts:
    get: {operationId: listAccounts, responses: {'200': {description: ok}}}
"""

_OWNERS = "  owner: revenue\n  businessOwner: finance\n"
_WORKFLOW = """arazzo: 1.0.1
info: {title: Order to cash, version: 1.0.0}
sourceDescriptions:
- {name: billing, type: openapi, url: ../../specs/billing/2.0.0/openapi.yaml}
- {name: crm, type: openapi, url: ../../specs/crm/2.0.0/openapi.yaml}
workflows:
- workflowId: order-to-cash
  x-govkit-workflow: {owner: team:revenue}
  steps:
  - {stepId: look-up, operationId: $sourceDescriptions.crm.listAccounts}
  - {stepId: pay, operationId: $sourceDescriptions.billing.createPayment}
  - {stepId: list, operationPath: '{$sourceDescriptions.billing.url}#/paths/~1invoices/get'}
- workflowId: nobodys
  steps: []
"""


def _entries() -> dict[str, str]:
    return {
        "catalog/domains/finance.yaml": _entry("Domain", "finance", "  owner: finance\n"),
        "catalog/teams/finance.yaml": _team("finance", "@example/finance"),
        "catalog/teams/revenue.yaml": _team("revenue", "@example/revenue"),
        "catalog/teams/ghosts.yaml": _team("ghosts", members="[]"),
        "catalog/teams/idle.yaml": _team("idle"),
        "catalog/systems/billing.yaml": _entry("System", "billing", f"  domain: finance\n{_OWNERS}"),
        "catalog/systems/crm.yaml": _entry("System", "crm", f"  domain: finance\n{_OWNERS}"),
        "catalog/systems/erp.yaml": _entry(
            "System", "erp", "  domain: finance\n  owner: ghosts\n  businessOwner: finance\n"
        ),
        "catalog/apis/billing.yaml": _entry(
            "API",
            "billing",
            f"  system: billing\n{_OWNERS}  audience: partner\n  versions:\n"
            "  - version: 1.0.0\n    definition: specs/billing/1.0.0/openapi.yaml\n    lifecycle: deprecated\n"
            "    released: 2025-03-01\n"
            "    deprecation: {date: 2026-01-01, sunset: 2026-08-31, successor: billing@2.0.0,"
            " reason: Amounts have no currency.}\n"
            "  - version: 2.0.0\n    definition: specs/billing/2.0.0/openapi.yaml\n"
            "    overlays: [specs/billing/2.0.0/overlay.yaml]\n    lifecycle: active\n    released: 2026-01-01\n",
            "Billing API",
        ),
        "catalog/apis/crm.yaml": _entry(
            "API",
            "crm",
            f"  system: crm\n{_OWNERS}  audience: internal\n  versions:\n"
            "  - version: 1.0.0\n    definition: specs/crm/1.0.0/openapi.yaml\n    lifecycle: deprecated\n"
            "    released: 2024-01-01\n    deprecation: {date: 2025-06-01, sunset: 2026-05-01, successor: crm@2.0.0,"
            " reason: old}\n"
            "  - {version: 2.0.0, definition: specs/crm/2.0.0/openapi.yaml, lifecycle: active, released: 2025-06-01}\n",
        ),
        "catalog/consumers/dashboard.yaml": _entry(
            "Consumer",
            "dashboard",
            "  owner: finance\n  contact: {email: dashboard@example.com}\n  pacts: [catalog/pacts/dashboard.json]\n"
            "  uses:\n"
            "  - {api: billing@2, operations: [GET /invoices], fields: [Invoice/total], scopes: [read, write]}\n"
            "  - {api: crm@1, operations: [GET /accounts]}\n"
            "  grants:\n"
            "  - {api: billing@2, operations: [GET /invoices, POST /payments], scopes: [read, write, admin]}\n",
        ),
        "catalog/consumers/portal.yaml": _entry(
            "Consumer",
            "portal",
            "  owner: revenue\n  uses:\n"
            "  - {api: billing@1.0.0, operations: ['GET /customers/{customerId}'], scopes: [read]}\n"
            "  - {api: billing@2.0.0, operations: [POST /payments], scopes: [write]}\n"
            "  grants:\n  - {api: billing@1.0.0, operations: ['*'], scopes: [read]}\n",
        ),
        "catalog/entities/customer.yaml": _entry(
            "Entity",
            "customer",
            f"{_OWNERS}  record: crm\n"
            "  versions: [{version: 1.0.0, definition: catalog/entities/customer/1.0.0.schema.json}]\n"
            "  fields:\n    taxId: {record: billing}\n    credit: {record: erp}\n"
            "  identifiers:\n  - {system: billing, type: customer}\n  - {system: crm, type: account}\n",
        ),
    }


def files() -> dict[str, str]:
    """Every file by its path."""
    return _entries() | {
        "catalog/mappings/billing-customer.yaml": _entry(
            "Mapping",
            "billing-customer",
            "  owner: revenue\n  entity: customer\n  api: billing@2.0.0\n  schema: Customer\n"
            "  fields: {name: legal_name, taxId: {from: [vat], with: trimmed}}\n",
        ),
        "catalog/mappings/crm-customer.yaml": _entry(
            "Mapping",
            "crm-customer",
            "  owner: revenue\n  entity: customer\n  api: crm@2.0.0\n  schema: Account\n  fields: {name: title}\n",
        ),
        "catalog/environments/production.yaml": _entry(
            "Environment",
            "production",
            "  owner: revenue\n  deployments: [{name: billing, version: 2.0.0, since: 2026-02-01}]\n",
        ),
        "catalog/policies/default.yaml": _entry("Policy", "default", "  owner: finance\n"),
        "catalog/scorecards/apis.yaml": _entry(
            "Scorecard",
            "apis",
            "  owner: finance\n  levels:\n"
            "  - {name: bronze, requires: [{findings: {severity: error}}, {fact: members}]}\n"
            "  - {name: silver, requires: [{fact: used}, {fact: described}, {coverage: {atLeast: 0.5}}]}\n"
            "  effort: {coverage: 3, facts: {described: 0.5}}\n",
        ),
        "catalog/workflows/order-to-cash.arazzo.yaml": _WORKFLOW,
        "catalog/pacts/dashboard.json": (
            '{"consumer": {"name": "dashboard"}, "provider": {"name": "billing"}, "interactions": []}'
        ),
        "catalog/entities/customer/1.0.0.schema.json": '{"properties": {"name": {}, "taxId": {}, "credit": {}}}',
        "specs/billing/1.0.0/openapi.yaml": _spec("1.0.0"),
        "specs/billing/2.0.0/openapi.yaml": _spec("2.0.0", _POST, "{type: number}"),
        "specs/billing/2.0.0/overlay.yaml": (
            "overlay: 1.0.0\ninfo: {title: Mended, version: 1.0.0}\nactions:\n"
            "- {target: $.info, update: {description: Mended.}}\n"
        ),
        "specs/crm/1.0.0/openapi.yaml": _CRM.replace("VERSION", "1.0.0"),
        "specs/crm/2.0.0/openapi.yaml": _CRM.replace("VERSION", "2.0.0"),
        "govkit.yaml": "base: main\n",
    }


def write(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """Writes the estate below a folder; `changes` are files that are other than here, or more."""
    for path, text in (files() | (changes or {})).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
