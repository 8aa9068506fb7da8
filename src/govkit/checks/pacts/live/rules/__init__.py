"""The rules of live verification: one module each, found by their names."""
