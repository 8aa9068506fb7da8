"""Which identifiers of all systems are one object's: links to one canonical identifier, learned, merged and split."""
