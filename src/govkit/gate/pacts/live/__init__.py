"""Providers that run, asked: by the pacts of their consumers, and for all that their descriptions allow and forbid."""
