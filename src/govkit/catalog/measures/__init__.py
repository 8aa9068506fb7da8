"""Measures of business processes held against what they name: events, writes, fields of messages."""
