"""The rules of one document: what is readable in it, and wrong."""
