"""Lint: what is poor in one contract though it breaks nobody, by rules of our own and by rulesets of others."""
