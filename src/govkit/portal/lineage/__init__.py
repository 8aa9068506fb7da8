"""Lineage as pages show it: which fields are made of which, step by step in both directions, drawn and listed."""
