"""Reports on the estate, one a file: each is found by its name and made of what the estate answers."""
