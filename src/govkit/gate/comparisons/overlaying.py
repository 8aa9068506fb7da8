"""Descriptions as overlays make them."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.spec.documents import Document, Library

Source = tuple[Library, Document]


def overlaid_source(library: Library, document: Document, overlays: Sequence[Document], notes: list[str]) -> Source:
    """A document as overlays make it, with a library of its own. Raises InputError."""
    from govkit.spec.openapi.overlays import overlaid  # late: JSONPath is read by those who use it

    made = overlaid(document, overlays, library.limits)
    notes += [remark for remark in made.remarks if remark not in notes]
    fresh = Library(library.files, library.limits)  # what was followed so far led from the document as it lies
    fresh.add(made)
    fresh.check_references(made)
    return fresh, made
