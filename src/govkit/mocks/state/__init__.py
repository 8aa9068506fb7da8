"""What a mock remembers: collections and their records, inferred from paths and schemas."""
