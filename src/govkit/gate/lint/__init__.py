"""What `govkit lint` does in an estate: which rules look at what, as policies say, and what of it is new."""
