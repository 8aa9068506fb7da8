"""Texts for the examples of rules: a workflow in an estate of two systems, in a few lines.

Billing sends `invoice.posted`, knows invoices, and tells a repeated note by its key. The ledger books documents, without
keys: whoever gets no answer looks for the document after 90 seconds.

An example holds the document of the workflow and what differs from this estate; `whole` adds the rest.
"""

from __future__ import annotations

from functools import cache
from textwrap import dedent, indent

from govkit.catalog.entries.rules._samples import entry, file, team

BILLING = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths:
  /invoices/{id}:
    get:
      operationId: getInvoice
      parameters: [{name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Invoice'}}}}
        '404': {$ref: '#/components/responses/Problem'}
  /invoices/{id}/notes:
    post:
      operationId: addNote
      parameters:
        - {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [text]
              properties: {text: {type: string, maxLength: 40}, urgent: {type: boolean}}
              additionalProperties: false
      responses:
        '201': {description: Kept.}
        '422': {$ref: '#/components/responses/Problem'}
webhooks:
  invoice.posted:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Posted'}}}
      responses: {'204': {description: Seen.}}
components:
  responses:
    Problem: {description: Not so., content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  schemas:
    Id: {type: string, pattern: '^inv_[0-9]{1,8}$'}
    Problem: {type: object, required: [type], properties: {type: {enum: ['urn:closed', 'urn:unknown']}, detail: {type: string}}}
    Posted:
      type: object
      required: [id, invoice]
      properties: {id: {type: string}, invoice: {$ref: '#/components/schemas/Id'}, customer: {type: string}}
    Invoice:
      type: object
      required: [id, status, total, lines]
      properties:
        id: {$ref: '#/components/schemas/Id'}
        status: {enum: [open, paid]}
        total: {type: string, pattern: '^[0-9]{1,9}$'}
        memo: {type: string, maxLength: 100}
        lines: {type: array, items: {type: object, required: [sku], properties: {sku: {type: string}, note: {type: string}}}}
"""
"""The description of billing."""

LEDGER = """\
openapi: 3.1.0
info: {title: Ledger, version: 1.0.0}
paths:
  /documents:
    get:
      operationId: findDocuments
      parameters: [{name: reference, in: query, required: true, schema: {type: string}}]
      responses:
        '200':
          description: Those.
          content:
            application/json:
              schema: {type: object, required: [items], properties: {items: {type: array, items: {$ref: '#/components/schemas/Document'}}}}
    post:
      operationId: bookDocument
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/DocumentInput'}}}
      responses:
        '201': {description: Booked., content: {application/json: {schema: {$ref: '#/components/schemas/Document'}}}}
        '422': {description: Not so., content: {application/json: {schema: {type: object, required: [type], properties: {type: {enum: [closed, tax]}}}}}}
  /documents/{number}/reverse:
    post:
      operationId: reverseDocument
      parameters: [{name: number, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Reversed.}}
components:
  schemas:
    Document: {type: object, required: [number], properties: {number: {type: string}, state: {enum: [booked, reversed]}}}
    DocumentInput:
      type: object
      required: [reference, amount]
      properties: {reference: {type: string}, amount: {type: string, pattern: '^[0-9]{1,9}$'}, memo: {type: string, maxLength: 100}}
      additionalProperties: false
"""
"""The description of the ledger."""

ENTITY = (
    '{"type": "object", "required": ["reference", "amount"], "properties": {"reference": {"type": "string"}, '
    '"amount": {"type": "string", "pattern": "^[0-9]{1,9}$"}, "memo": {"type": "string", "maxLength": 100}}}\n'
)
"""The canonical document."""

HEAD = """\
arazzo: 1.1.0
info: {title: Posting, version: 1.0.0}
sourceDescriptions:
  - {name: billing, type: openapi, url: ../../specs/billing.yaml}
  - {name: ledger, type: openapi, url: ../../specs/ledger.yaml}
workflows:
"""

PARK = "onFailure: [{name: park, type: end, x-govkit-exception: {kind: exhausted}}]"
"""The end of every failure."""

START = "x-govkit-workflow: {owner: team:revenue, trigger: billing.invoice.posted, key: $inputs.invoice}"
"""What starts the workflow of an example."""


BULK = """, bulk: {list: billing.listInvoices, parameters: {status: open}, \
inputs: {id: $item#/id, invoice: $item#/id}}"""
"""What gives the workflow of an example a bulk path; LISTING belongs to it."""

LISTING = (
    file(
        "specs/billing.yaml",
        BILLING.replace(
            "  /invoices/{id}:\n",
            """\
  /invoices:
    get:
      operationId: listInvoices
      parameters:
        - {name: after, in: query, schema: {type: string}}
        - {name: status, in: query, schema: {enum: [open, paid]}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties: {items: {type: array, items: {$ref: '#/components/schemas/Invoice'}}, next: {type: string}}
  /invoices/{id}:
""",
        ),
    )
    + entry(
        "System",
        "billing",
        "domain: finance\nowner: revenue\nbusinessOwner: revenue\nintegration:\n"
        "  idempotency: {header: Idempotency-Key, retention: P1D}\n"
        "  pagination: {style: cursor, parameter: after, items: /items, next: /next}",
    )
    + entry(
        "Consumer",
        "posting",
        "owner: revenue\nuses: [{api: billing@1, operations: [GET /invoices]}]\n"
        "grants: [{api: billing@1, operations: [GET /invoices]}]",
    )
)
"""Billing with a list of its invoices, and the consumer of the workflow, which may read it."""


def flow(
    steps: str,
    *,
    start: str = START,
    more: str = "",
    shared: str = "",
    billing: str = BILLING,
    ledger: str = LEDGER,
) -> str:
    """The files of an estate with one workflow `posting`, given its steps; `more` are workflows, `shared` components."""
    text = f"{HEAD}  - workflowId: posting\n" + indent(dedent(start).strip("\n"), "    ") + "\n    steps:\n"
    text += indent(dedent(steps).strip("\n"), "      ") + "\n" + indent(dedent(more).strip("\n"), "  ") + "\n"
    text += dedent(shared).strip("\n") + "\n"
    people = "owner: revenue\nbusinessOwner: revenue\n"
    version = "versions: [{{version: 1.0.0, definition: specs/{}.yaml}}]"
    return (
        file("catalog/workflows/posting.arazzo.yaml", text)
        + file("specs/billing.yaml", billing)
        + file("specs/ledger.yaml", ledger)
        + "# file: catalog/entities/document.schema.json\n"
        + ENTITY
        + entry(
            "Entity",
            "document",
            f"record: billing\n{people}versions: [{{version: 1.0.0, definition: catalog/entities/document.schema.json}}]",
        )
        + entry(
            "Mapping",
            "invoice-in",
            "owner: revenue\nentity: document\napi: billing@1.0.0\nschema: Invoice\ndirection: in\nfields: {reference: id, amount: total, memo: memo}\nunmapped: {status: Not needed., lines: Not needed.}",
        )
        + entry(
            "Mapping",
            "document-out",
            "owner: revenue\nentity: document\napi: ledger@1.0.0\nschema: DocumentInput\ndirection: out\nfields: {reference: reference, amount: amount, memo: memo}",
        )
        + entry("API", "billing", f"system: billing\n{people}audience: internal\n{version.format('billing')}")
        + entry("API", "ledger", f"system: ledger\n{people}audience: internal\n{version.format('ledger')}")
        + entry(
            "System",
            "billing",
            f"domain: finance\n{people}integration: {{idempotency: {{header: Idempotency-Key, retention: P1D}}}}",
        )
        + entry("System", "ledger", f"domain: finance\n{people}integration: {{settleTime: PT90S}}")
        + entry("Domain", "finance", "owner: revenue")
        + team("revenue")
    )


INVOICE = f"""
- stepId: invoice
  operationId: $sourceDescriptions.billing.getInvoice
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  {PARK}
  outputs: {{body: $response.body, memo: $response.body#/memo, lines: $response.body#/lines}}
"""
"""A step that reads the invoice of the event."""

BOOK = f"""
- stepId: book
  operationId: $sourceDescriptions.ledger.bookDocument
  requestBody: {{x-govkit-mapping: document-out, payload: {{invoice-in: $steps.invoice.outputs.body}}}}
  {PARK}
  outputs: {{number: $response.body#/number}}
"""
"""A step that books it in the ledger."""

UNDO = """\
  x-govkit-compensate:
    operationId: $sourceDescriptions.ledger.reverseDocument
    parameters: [{name: number, in: path, value: $steps.book.outputs.number}]
"""
"""How that is undone."""

NOTE = f"""
- stepId: note
  operationId: $sourceDescriptions.billing.addNote
  parameters: [{{name: id, in: path, value: $inputs.invoice}}]
  requestBody: {{payload: {{text: Booked.}}}}
  {PARK}
"""
"""A step that leaves a note at the invoice."""

LOOK = f"""
- stepId: look
  operationId: $sourceDescriptions.ledger.findDocuments
  parameters: [{{name: reference, in: query, value: $inputs.id}}]
  {PARK}
"""
"""A step that looks for a document in the ledger."""

OTHER = f"""
- workflowId: rest
  steps:
{indent(INVOICE.replace("$inputs.invoice}", "inv_1}").strip(chr(10)), "    ")}
"""
"""Another workflow, which takes no inputs."""


def example(
    steps: str,
    *,
    start: str = START,
    more: str = "",
    shared: str = "",
    billing: str = BILLING,
    ledger: str = LEDGER,
) -> str:
    """The files of an example: the document, and those of the estate that differ."""
    usual = _parts(flow(""))
    parts = _parts(flow(steps, start=start, more=more, shared=shared, billing=billing, ledger=ledger))
    return "".join(text for path, text in parts.items() if text != usual[path])


def whole(text: str) -> str:
    """All files of the estate of an example."""
    return "".join((_usual() | _parts(text)).values())


@cache
def _usual() -> dict[str, str]:
    return _parts(flow(INVOICE))


def _parts(text: str) -> dict[str, str]:
    """The files of a text by their paths, each with the line that names it."""
    parts: dict[str, str] = {}
    path = ""
    for row in text.splitlines(keepends=True):
        if row.startswith("# file: "):
            path = row
        parts[path] = parts.get(path, "") + row
    return parts
