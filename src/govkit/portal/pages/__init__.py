"""The pages, one module each: found by their names."""
