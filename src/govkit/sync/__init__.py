"""The runtime of an estate's integrations: events come in, workflows run, effects leave exactly once."""
