"""The report formats: one module each, named as the format, with a `FORMAT`."""
