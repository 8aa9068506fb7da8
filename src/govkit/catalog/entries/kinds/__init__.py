"""The kinds of entries, one module each."""
