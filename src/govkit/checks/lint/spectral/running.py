"""A ruleset held against a document: which rules run, what they find, and what that is as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from govkit.checks.lint.spectral.model import Level
from govkit.checks.lint.spectral.ruled import SKIPPED, Result, ruled
from govkit.checks.lint.spectral.rulesets import RulesetFile
from govkit.checks.lint.spectral.rulesets.formats import formats_of
from govkit.checks.lint.spectral.rulesets.settled import Settled
from govkit.checks.lint.spectral.walk import LintedDocument
from govkit.errors import InputError, Place
from govkit.findings import Finding, Severity, Subject, Verdict, fingerprint_of
from govkit.processes import uncollected
from govkit.spec.documents import Document, Library, Pointer
from govkit.spec.documents.yaml_keys import keys_that_are_no_texts
from govkit.spec.openapi import Contract
from govkit.spec.openapi.problems import Problem
from govkit.spec.openapi.semantics import Reach, gathered

PARSER, INVALID_REF, UNRECOGNIZED = "parser", "invalid-ref", "unrecognized-format"

SEVERITIES = {
    Level.ERROR: Severity.ERROR,
    Level.WARN: Severity.WARNING,
    Level.INFO: Severity.INFO,
    Level.HINT: Severity.INFO,
}
"""How bad a finding is by the level of its rule; one that is off finds nothing."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule of a ruleset, or what finds of itself, as the maker of findings."""

    id: str
    severity: Severity
    fix: str = ""


def lint_with(ruleset: RulesetFile, library: Library, document: Document, called: str = "") -> list[Finding]:
    """What a ruleset finds in a document, in the order of its text. `called` is the name of the API, if it has one.

    What of the ruleset cannot be run is told by `left_out_findings`. Raises InputError where an override for this
    document is about a rule that there is not.
    """
    with uncollected():  # what is found lives until the end, and the collector would go over it again and again
        return _linted(ruleset, library, document, called)


def _linted(ruleset: RulesetFile, library: Library, document: Document, called: str) -> list[Finding]:
    settled = ruleset.settled(document.label)
    known = formats_of(document.tree) & settled.formats
    linted = LintedDocument(library, document, known)
    ready = ruleset.ready(settled, known or None)
    results = [
        *_parser(linted, settled),
        *_dangling(linted),
        *_unrecognized(document, settled, known),
        *ruled(ruleset, list(ready.rules.values()), linted),
    ]
    return _findings(results, library, document, called)


def left_out_findings(ruleset: RulesetFile) -> list[Finding]:
    """What of a ruleset is named in it and not run, each as a warning where it stands."""
    judge = Ruled(SKIPPED, Severity.WARNING, "rules that are in its place can be written with the core functions")
    return [
        Finding(
            rule=judge.id,
            severity=judge.severity,
            verdict=Verdict.POLICY,
            message=f"`{name}` is skipped: {why}",
            subject=Subject(api="", path=name),
            fingerprint=fingerprint_of(judge.id, "", None, name, why),
            fix=judge.fix,
            new=place,
        )
        for name, why, place in ruleset.left_out
    ]


def unread(error: InputError, label: str) -> Finding:
    """A document that cannot be read, as rulesets speak of it."""
    return Finding(
        rule=PARSER,
        severity=Severity.ERROR,
        verdict=Verdict.POLICY,
        message=error.message,
        subject=Subject(api=""),
        fingerprint=fingerprint_of(PARSER, "", None, label, error.message),
        fix=error.hint or "",
        new=error.place or Place(label),
    )


# ----------------------------------------------------------------------------------------------------------- documents


def _parser(linted: LintedDocument, settled: Settled) -> Iterator[Result]:
    """Keys that are repeated, and keys that are no texts.

    How bad they are says the ruleset; of documents that are referred to it has no say.
    """
    levels = settled.parser_levels
    yield from _keys(linted.document, levels["duplicateKeys"], levels["incompatibleValues"])
    for document in linted.referred:
        yield from _keys(document, Level.ERROR, Level.WARN)


def _keys(document: Document, repeated: Level, no_texts: Level) -> Iterator[Result]:
    if repeated is not Level.OFF:
        for pointer, place in document.duplicate_keys:
            message = f"the key `{pointer[-1]}` stands twice"
            yield Result(PARSER, repeated, message, document, pointer, place=place)
    if no_texts is not Level.OFF:
        for pointer, kind in keys_that_are_no_texts(document):
            message = f"the key `{pointer[-1]}` is {kind} and no text: quote it"
            yield Result(PARSER, no_texts, message, document, pointer)


def _dangling(linted: LintedDocument) -> Iterator[Result]:
    for one in linted.dangling:
        message = f"the reference `{one.reference}` {one.message}"
        yield Result(INVALID_REF, Level.ERROR, message, one.document, (*one.pointer, "$ref"))


def _unrecognized(document: Document, settled: Settled, known: frozenset[str]) -> Iterator[Result]:
    if settled.formats and not known:
        formats = ", ".join(sorted(settled.formats))
        message = f"the document has none of the formats that the ruleset is for: {formats}"
        yield Result(UNRECOGNIZED, Level.WARN, message, document, ())


# ------------------------------------------------------------------------------------------------------------ findings


def _findings(results: Iterable[Result], library: Library, document: Document, called: str) -> list[Finding]:
    problems = [
        (
            Ruled(one.code, SEVERITIES[one.level], f"see {one.url}" if one.url else ""),
            Problem(one.document, one.pointer, one.message, place=one.place),
        )
        for one in results
    ]
    if not problems:
        return []
    api, reached = _operations(library, document, called)
    return gathered(api, problems, reached, library.documents)


def _operations(
    library: Library, document: Document, called: str
) -> tuple[str, Callable[[Document, Pointer], tuple[str, ...]]]:
    """The name of an API, and a function from a place to the operations that it reaches: none where it is no API."""
    try:
        contract = Contract(library, document, called)
        reach = Reach(contract)
    except (InputError, RecursionError):
        return called, lambda _document, _pointer: ()
    if contract.document is document:
        return contract.name, reach.of
    return contract.name, lambda other, pointer: reach.of(
        contract.document if other is document else other, _of_today(pointer)
    )


_SECTIONS = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}
"""What stands at the root of a document of 2.0, and where it stands in the one that it is converted to."""


def _of_today(pointer: Pointer) -> Pointer:
    first = pointer[0] if pointer else None
    return ("components", _SECTIONS[first], *pointer[1:]) if isinstance(first, str) and first in _SECTIONS else pointer
