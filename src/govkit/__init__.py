"""govkit: the contract system for the APIs of a company."""

__version__ = "0.1.0"
