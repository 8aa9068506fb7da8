"""The rules of asking at random: one module each, found by their names."""
