"""Schemas: normal form, shapes, values, proofs of containment."""
