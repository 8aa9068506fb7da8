"""Canonical entities served read-only from their systems of record, through the mappings."""
