"""Contracts read for a comparison, and what a run gathers on its way."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from govkit.errors import InputError, Place
from govkit.findings import Finding, Severity
from govkit.gate.comparisons.kept import kept
from govkit.gate.configuration import Settings
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.spec.documents import Document, Library
from govkit.spec.documents.text import Text
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics

_RECURSION = 3_000
"""Levels of calls, for schemas that lead into each other some four hundred deep."""


def completed(options: Options, settings: Settings) -> Options:
    """The options with what the repository decides where the caller does not."""
    return replace(
        options,
        profile=options.profile or settings.profile or "wire",
        unproven=options.unproven or settings.unproven,
        asserted=options.asserted | frozenset(settings.assert_formats),
    )


def compare_contracts(old: Contract, new: Contract, options: Options) -> list[Finding]:
    """What changed between two contracts under the options' promise."""
    return kept(old, new, options, lambda: _compared(old, new, options))


def _compared(old: Contract, new: Contract, options: Options) -> list[Finding]:
    from govkit.checks.compat import compare, profile_named

    profile = profile_named(options.profile or "wire").asserting(options.asserted)
    collecting = gc.isenabled()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    gc.disable()  # shapes and pairs live until the end, and the collector would go over them again and again
    try:
        return compare(old, new, profile, options.unproven or Severity.WARNING)
    except RecursionError as error:
        place = new.document.place(())
        raise InputError("the schemas of this document nest too deep to be compared", place=place) from error
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()


def contract_of(library: Library, document: Document, options: Options, called: str = "") -> Contract:
    """The contract of a document. Raises InputError where it cannot be read, or under `strict` where it is wrong."""
    try:
        contract = Contract(library, document, called)
    except RecursionError as error:
        raise InputError("the document nests too deep", place=document.place(())) from error
    if options.strict:
        wrong = [f for f in semantics(contract) if f.severity is Severity.ERROR]
        if wrong:
            raise InputError(f"{wrong[0].message} ({wrong[0].rule})", place=wrong[0].new, hint=wrong[0].fix or None)
    return contract


def lines_of(libraries: Iterable[Library]) -> Callable[[Place], str | None]:
    """A function from a place to its line of text, over all that some libraries have read. It can be pickled."""
    documents = (document for library in libraries for document in library.documents)
    return _Lines({part.label: part.text for document in documents for part in document.parts})


class _Lines:
    """The lines of texts, by the names of their files."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self._texts = texts

    def __call__(self, place: Place) -> str | None:
        text = self._texts.get(place.file)
        return text.line(place.line) if text is not None and place.line is not None else None


def source_lines(outcome: Outcome) -> Callable[[Place], str | None]:
    """A function from a place to its line of text, over all that the run has read."""
    return outcome.line_of or (lambda _: None)
