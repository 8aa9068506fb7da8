"""The kinds of faults, one module each; the module's name is that of the kind."""
