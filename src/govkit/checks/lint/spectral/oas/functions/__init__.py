"""Functions that only the rules about OpenAPI use, a module each."""
