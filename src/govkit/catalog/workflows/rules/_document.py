"""A document of the size that people write, in the estate of the examples: on its page, and what faults are planted in."""

from __future__ import annotations

SAMPLE = """\
arazzo: 1.1.0
info:
  title: Posting of invoices
  version: 1.2.0
  summary: An invoice that is posted reaches the ledger, and says so of itself.
sourceDescriptions:
  - {name: billing, type: openapi, url: ../../specs/billing.yaml}
  - {name: ledger, type: openapi, url: ../../specs/ledger.yaml}
workflows:
  - workflowId: posting
    summary: An open invoice is booked once, and noted line by line.
    x-govkit-workflow:
      owner: team:revenue
      trigger: billing.invoice.posted
      key: $inputs.invoice
      context:
        invoice: $inputs.invoice
        customer: $inputs.customer
      expectWithin: PT1H
    failureActions:
      - reference: $components.failureActions.transient
      - reference: $components.failureActions.park
    steps:
      - stepId: invoice
        description: What is booked is what billing says now, not what the event said.
        operationId: $sourceDescriptions.billing.getInvoice
        parameters:
          - {name: id, in: path, value: $inputs.invoice}
        onSuccess:
          - name: paid
            type: end
            criteria:
              - condition: $response.body#/status == 'paid'
        onFailure:
          - name: gone
            type: end
            criteria:
              - condition: $statusCode == 404 && $response.body#/type == 'urn:unknown'
            x-govkit-exception: {kind: invoice-gone, detail: $response.body#/detail}
          - reference: $components.failureActions.transient
          - reference: $components.failureActions.park
        outputs:
          body: $response.body
          lines: $response.body#/lines
          memo: $response.body#/memo
      - stepId: known
        description: Whether it was booked already.
        operationId: $sourceDescriptions.ledger.findDocuments
        parameters:
          - {name: reference, in: query, value: $inputs.invoice}
        onSuccess:
          - name: booked
            type: goto
            stepId: lines
            criteria:
              - condition: $response.body#/items/0/number != null
        outputs:
          number: $response.body#/items/0/number
      - stepId: book
        operationId: $sourceDescriptions.ledger.bookDocument
        requestBody:
          x-govkit-mapping: document-out
          payload:
            invoice-in: $steps.invoice.outputs.body
        successCriteria:
          - condition: $statusCode == 201
        onFailure:
          - name: tax
            type: end
            criteria:
              - condition: $statusCode == 422 && $response.body#/type == 'tax'
            x-govkit-exception: {kind: tax-configuration, owner: team:revenue, detail: $response.body#/type}
          - name: look-again
            type: retry
            stepId: known
            retryAfter: 90
            retryLimit: 3
            criteria:
              - condition: $statusCode >= 500
          - reference: $components.failureActions.park
        outputs:
          number: $response.body#/number
        x-govkit-compensate:
          operationId: $sourceDescriptions.ledger.reverseDocument
          parameters:
            - {name: number, in: path, value: $steps.book.outputs.number}
      - stepId: lines
        workflowId: line
        x-govkit-for-each:
          items: $steps.invoice.outputs.lines
          as: line
          key: /sku
          concurrency: 2
        parameters:
          - {name: invoice, value: $inputs.invoice}
      - stepId: urgent
        description: Notes of customers are read first.
        operationId: $sourceDescriptions.billing.addNote
        parameters:
          - {name: id, in: path, value: $inputs.invoice}
        requestBody:
          payload:
            text: The invoice is in the books.
            urgent: true
  - workflowId: line
    summary: One line of an invoice is noted.
    inputs:
      type: object
      required: [invoice, line]
      properties:
        invoice: {type: string, pattern: '^inv_[0-9]{1,8}$'}
        line:
          type: object
          required: [sku]
          properties: {sku: {type: string}, note: {type: string}}
    failureActions:
      - reference: $components.failureActions.transient
      - reference: $components.failureActions.park
    steps:
      - stepId: note
        operationId: $sourceDescriptions.billing.addNote
        parameters:
          - {name: id, in: path, value: $inputs.invoice}
        requestBody:
          payload:
            text: "Booked: {$inputs.line#/sku}"
        x-govkit-compensate:
          none: A note that says too much does no harm.
components:
  failureActions:
    transient:
      name: transient
      type: retry
      retryAfter: 2
      retryLimit: 6
      criteria:
        - condition: $statusCode == 429
    park:
      name: park
      type: end
      x-govkit-exception: {kind: exhausted}
"""
