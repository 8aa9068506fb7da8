"""Records of systems, read from files and mapped as the estate declares."""
