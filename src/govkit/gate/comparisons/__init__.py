"""Two contracts that somebody names, opened and compared."""
