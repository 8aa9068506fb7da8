"""Reconciliation: what systems say of the same objects held against their record, in bulk, and repaired."""
