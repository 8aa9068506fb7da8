"""A ruleset held against a document: which rules run, what they find, and what that is as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.checks.lint.spectral.messages import filled, pointer_text, property_of
from govkit.checks.lint.spectral.model import UNDEFINED, Level, Linted, Report, Scene, Site, SpectralRule
from govkit.checks.lint.spectral.paths import targets
from govkit.checks.lint.spectral.rulesets import RulesetFile
from govkit.checks.lint.spectral.rulesets.formats import formats_of
from govkit.checks.lint.spectral.rulesets.settled import Settled
from govkit.checks.lint.spectral.walk import LintedDocument, walk_of
from govkit.errors import InputError, Place
from govkit.findings import Finding, Severity, Subject, Verdict, fingerprint_of
from govkit.spec.documents import Document, Library, Pointer
from govkit.spec.documents.yaml_keys import keys_that_are_no_texts
from govkit.spec.openapi import Contract
from govkit.spec.openapi.problems import Problem
from govkit.spec.openapi.semantics import Reach, gathered

PARSER, INVALID_REF, UNRECOGNIZED = "parser", "invalid-ref", "unrecognized-format"
SKIPPED = "ruleset-part-skipped"

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


@dataclass(frozen=True, slots=True)
class _Result:
    """What a rule found, at the place where it stands in its file."""

    code: str
    level: Level
    message: str
    document: Document
    pointer: Pointer
    url: str | None = None
    place: Place | None = None


def lint_with(ruleset: RulesetFile, library: Library, document: Document, called: str = "") -> list[Finding]:
    """What a ruleset finds in a document, in the order of its text. `called` is the name of the API, if it has one.

    What of the ruleset cannot be run is told by `left_out_findings`. Raises InputError where an override for this
    document is about a rule that there is not.
    """
    settled = ruleset.settled(document.label)
    known = formats_of(document.tree) & settled.formats
    linted = LintedDocument(library, document, known)
    ready = ruleset.ready(settled, known or None)
    results = [
        *_parser(document, settled),
        *_dangling(linted),
        *_unrecognized(document, settled, known),
        *_ruled(ruleset, list(ready.rules.values()), linted),
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


def _parser(document: Document, settled: Settled) -> Iterator[_Result]:
    """Keys that are repeated, and keys that are no texts, as bad as the ruleset says."""
    levels = settled.parser_levels
    if levels["duplicateKeys"] is not Level.OFF:
        for pointer, place in document.duplicate_keys:
            message = f"the key `{pointer[-1]}` stands twice"
            yield _Result(PARSER, levels["duplicateKeys"], message, document, pointer, place=place)
    if levels["incompatibleValues"] is not Level.OFF:
        for pointer, kind in keys_that_are_no_texts(document):
            message = f"the key `{pointer[-1]}` is {kind} and no text: quote it"
            yield _Result(PARSER, levels["incompatibleValues"], message, document, pointer)


def _dangling(linted: LintedDocument) -> Iterator[_Result]:
    for one in linted.dangling:
        message = f"the reference `{one.reference}` {one.message}"
        yield _Result(INVALID_REF, Level.ERROR, message, one.document, (*one.pointer, "$ref"))


def _unrecognized(document: Document, settled: Settled, known: frozenset[str]) -> Iterator[_Result]:
    if settled.formats and not known:
        formats = ", ".join(sorted(settled.formats))
        message = f"the document has none of the formats that the ruleset is for: {formats}"
        yield _Result(UNRECOGNIZED, Level.WARN, message, document, ())


# --------------------------------------------------------------------------------------------------------------- rules


def _ruled(ruleset: RulesetFile, rules: list[SpectralRule], linted: LintedDocument) -> Iterator[_Result]:
    """What the rules find, each place and message once, and which of them could not be asked everywhere."""
    seen: set[tuple[str, int, Pointer, str]] = set()
    for resolved in (True, False):
        chosen = [(rule, given) for rule in rules if rule.resolved is resolved for given in rule.given]
        if not chosen:
            continue
        walk = walk_of(tuple(given for _, given in chosen))
        for indexes, site in walk.sites(linted.resolved if resolved else linted.written):
            for index in indexes:
                for result in _results(ruleset, chosen[index][0], site, linted):
                    key = (result.code, id(result.document), result.pointer, result.message)
                    if key not in seen:
                        seen.add(key)
                        yield result
        for index, why in walk.faults:
            yield _fault(*chosen[index], why, linted.document)


def _results(ruleset: RulesetFile, rule: SpectralRule, site: Site, linted: LintedDocument) -> Iterator[_Result]:
    """What a rule finds at a site."""
    for report, way in _reports(rule, site, linted):
        document, pointer = linted.source(way, resolved=rule.resolved)
        level = ruleset.level(rule, document.label, pointer)
        if level is not Level.OFF:
            message = _message(rule, report, way, linted, document, pointer)
            yield _Result(rule.name, level, message, document, pointer, rule.documentation_url)


def _fault(rule: SpectralRule, given: str, why: str, document: Document) -> _Result:
    """A rule whose filter could not be asked of some node, where Spectral ends with an error."""
    message = f"`{rule.name}` is skipped where its expression `{given}` cannot be asked: {why}"
    return _Result(SKIPPED, Level.WARN, message, document, ())


def _reports(rule: SpectralRule, site: Site, linted: Linted) -> Iterator[tuple[Report, Pointer]]:
    """What the functions of a rule say of a site, each with the way in the tree that was walked."""
    for then in rule.then:
        for inside, value in targets(site.value, then.field):
            way = (*site.way, *inside) if inside else site.way
            for report in then.check(value, Scene(linted, rule.resolved, rule, site, way)):
                yield report, way if report.way is None else report.way


def _message(
    rule: SpectralRule, report: Report, way: Pointer, linted: Linted, document: Document, pointer: Pointer
) -> str:
    if rule.message is None and rule.description:
        return rule.description.strip()
    values: dict[str, Any] = {
        "property": property_of(pointer, _missing(way, linted, resolved=rule.resolved)),
        "path": pointer_text(pointer),
        "description": rule.description or UNDEFINED,
        "value": _member_at(document.tree, pointer),
        "error": report.message,
    }
    values["error"] = filled(report.message, values)
    text = values["error"] if rule.message is None else filled(rule.message, values)
    return text.strip() or rule.name


def _missing(way: Pointer, linted: Linted, *, resolved: bool) -> Pointer:
    """The end of a way that leads nowhere."""
    value = linted.resolved if resolved else linted.document.tree
    for index, part in enumerate(way):
        value = _step(value, part)
        if value is UNDEFINED:
            return way[index:]
    return ()


def _step(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(part), UNDEFINED)
    if isinstance(value, list):
        text = str(part)
        return value[int(text)] if text.isascii() and text.isdigit() and int(text) < len(value) else UNDEFINED
    return UNDEFINED


def _member_at(tree: Any, pointer: Pointer) -> Any:
    for part in pointer:
        tree = _step(tree, part)
    return tree


# ------------------------------------------------------------------------------------------------------------ findings


def _findings(results: Iterable[_Result], library: Library, document: Document, called: str) -> list[Finding]:
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
