"""The rules about measures."""
