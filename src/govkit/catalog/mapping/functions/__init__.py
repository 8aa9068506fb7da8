"""The functions of the mapping language, one a file, named as mappings name them."""
