"""The forms of OpenAPI documents as compact data, from which schemas are made."""
