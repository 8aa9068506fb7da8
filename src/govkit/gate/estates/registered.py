"""The contracts of API versions that a catalog names: their documents, with their overlays, under the API's name."""

from __future__ import annotations

from dataclasses import replace

from govkit.catalog.entries import Estate, VersionOf
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.estates.definitions import open_version
from govkit.gate.options import Options
from govkit.spec.openapi import Contract


def contract_of_version(estate: Estate, version: VersionOf, options: Options, notes: list[str]) -> Contract:
    """The contract of an API version, as its overlays make it. Raises InputError where it cannot be read."""
    library, document = open_version(estate, version, notes)
    return contract_of(library, document, replace(options, overlays=()), version.api.name)
