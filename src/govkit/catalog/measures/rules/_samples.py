"""Texts for the examples of rules: a measure in the estate of two systems that the rules about workflows have."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry

LATENCY = """\
owner: revenue
process: posting
latency:
  from: {event: billing.invoice.posted, key: $inputs.invoice}
  to: {write: ledger.bookDocument, key: '$request.body#/reference'}
"""
"""From an invoice to its document in the ledger."""


def measure(spec: str) -> str:
    """The file of a measure."""
    return entry("Measure", "posted", spec)
