"""The rules about mappings, one a file."""
