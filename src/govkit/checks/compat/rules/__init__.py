"""The rules, one a file: what kind of change, how bad, why, what to do, and examples that are its tests."""
