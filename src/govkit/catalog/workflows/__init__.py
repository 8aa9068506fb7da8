"""Workflows: Arazzo 1.1 documents in a narrow profile, what they mean, and whether they can do what they say.

`read_document` reads a document of the catalog into `model` values, which analysis, runtime and portal share;
`Checking` holds them against the contracts that they call.
"""
