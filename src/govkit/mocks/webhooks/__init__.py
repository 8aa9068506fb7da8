"""Webhooks of the mocks: what happens is told to whoever subscribed, signed, and again until it is taken."""
