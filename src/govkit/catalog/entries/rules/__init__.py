"""Rules about the entries of the catalog."""
