"""The catalog in the words of others: what is exported to them, and imported from them."""
