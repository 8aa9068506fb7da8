"""A first estate: a folder that passes its own gate, for whoever begins."""
