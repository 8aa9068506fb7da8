"""Descriptions as the overlays that somebody names make them."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.errors import UsageError
from govkit.spec.documents import Document, Library, is_folder, open_source, sources_in

Source = tuple[Library, Document]


def opened(argument: str, overlays: Sequence[str], notes: list[str]) -> dict[str, Source]:
    """The documents that an argument names, by name, as overlays make them.

    `notes` gets what is to be said of overlays that change nothing. References are followed from what the overlays
    make, so that they can mend what nobody could read. Raises InputError, UsageError.
    """
    if not argument.strip():
        raise UsageError("an argument is empty", hint="is a variable empty that should name a document?")
    if is_folder(argument):
        found = {name: (library, document) for name, library, document in sources_in(argument, check=not overlays)}
        if overlays and len(found) > 1:
            raise UsageError(
                f"{argument} holds {len(found)} API descriptions, and overlays are for one", hint="name one of them"
            )
    else:
        library, document = open_source(argument, check=not overlays)
        found = {document.path: (library, document)}
    if not overlays:
        return found
    named = [_overlay(overlay) for overlay in overlays]
    return {name: overlaid_source(*source, named, notes) for name, source in found.items()}


def _overlay(argument: str) -> Document:
    if not argument.strip():
        raise UsageError("the name of an overlay is empty", hint="is a variable empty that should name a file?")
    if is_folder(argument):
        raise UsageError(f"{argument} is a folder, and an overlay is a file")
    return open_source(argument, check=False)[1]


def overlaid_source(library: Library, document: Document, overlays: Sequence[Document], notes: list[str]) -> Source:
    """A document as overlays make it, with a library of its own. Raises InputError."""
    from govkit.spec.openapi.overlays import overlaid  # late: JSONPath is read by those who use it

    made = overlaid(document, overlays, library.limits)
    notes += [remark for remark in made.remarks if remark not in notes]
    fresh = Library(library.files, library.limits)  # what was followed so far led from the document as it lies
    fresh.add(made)
    fresh.check_references(made)
    return fresh, made
