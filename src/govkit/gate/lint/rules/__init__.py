"""Rules about an estate as a whole: what its APIs, teams and transformations say together."""
