"""The contracts of API versions that a catalog names: their documents, with their overlays, under the API's name."""

from __future__ import annotations

from dataclasses import replace

from govkit.catalog.entries import VersionOf
from govkit.errors import InputError
from govkit.gate.compared import contract_of
from govkit.gate.options import Options
from govkit.spec.documents import Files, Library
from govkit.spec.openapi import Contract


def contract_of_version(files: Files, version: VersionOf, options: Options) -> Contract:
    """The contract of an API version, as its overlays make it. Raises InputError where it cannot be read."""
    said = version.version
    for path, *at in ((said.definition, "definition"), *((o, "overlays", i) for i, o in enumerate(said.overlays))):
        if not files.exists(path):
            hint = "paths start at the top of the estate"
            raise InputError(f"there is no file {path}", place=version.place(*at), hint=hint)
    library = Library(files)
    document = library.open(said.definition)
    if said.overlays:
        from govkit.spec.openapi.overlays import overlaid  # late: JSONPath is read by those who use it

        made = overlaid(document, [Library(files).open(path) for path in said.overlays], library.limits)
        library = Library(files, library.limits)
        document = library.add(made)
    library.check_references(document)
    return contract_of(library, document, replace(options, overlays=()), version.api.name)
