"""Pacts held against the versions of APIs that their consumers use."""
