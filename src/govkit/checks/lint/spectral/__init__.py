"""Rulesets in the format of Spectral, held against documents in one walk for all their rules."""
