"""APIs and versions added to a catalog: what is handed over, what must be asked, what would be written, its verdict."""
