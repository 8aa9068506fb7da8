"""The functions that every ruleset may use, one module each, under the name FUNCTION; the module is named after it."""
