"""The ways to compare values."""
