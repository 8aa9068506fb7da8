"""The rules about workflows, one a file."""
