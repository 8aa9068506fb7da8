"""Contracts served: every operation of an API answered as its description says, with state and faults."""
