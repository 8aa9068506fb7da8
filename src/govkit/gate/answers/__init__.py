"""Answers to questions about the estate: reports, and who depends on what."""
