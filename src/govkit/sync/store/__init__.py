"""One database for all that the runtime keeps, beside what its engine keeps there."""
