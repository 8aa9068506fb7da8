"""Records of several systems, given as files, matched as an entity declares it: the answer of `govkit match`."""
