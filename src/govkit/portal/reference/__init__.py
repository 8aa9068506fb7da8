"""The reference of an API: its messages field by field, examples of them, and who uses which field."""
