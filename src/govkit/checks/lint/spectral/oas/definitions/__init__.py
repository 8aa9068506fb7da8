"""The rules of `spectral:oas` as data, by what they are about."""
