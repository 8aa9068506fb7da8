"""Rules about whole descriptions, one a file."""
