"""What the rules of a ruleset find in one document, each result at the place where it stands in its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from govkit.checks.lint.spectral.messages import filled, pointer_text, property_of
from govkit.checks.lint.spectral.model import UNDEFINED, Check, Level, Report, Scene, Site, SpectralRule
from govkit.checks.lint.spectral.paths import Field, field
from govkit.checks.lint.spectral.rulesets import RulesetFile
from govkit.checks.lint.spectral.walk import LintedDocument, walk_of
from govkit.errors import Place
from govkit.spec.documents import Document, Pointer

SKIPPED = "ruleset-part-skipped"

_LONGEST = 2_000
"""Characters of a message: values, and lists of them, may be of any length."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule found, or the lint itself. `place` is needed only where the pointer does not tell it."""

    code: str
    level: Level
    message: str
    document: Document
    pointer: Pointer
    url: str | None = None
    place: Place | None = None


def ruled(ruleset: RulesetFile, rules: list[SpectralRule], linted: LintedDocument) -> Iterator[Result]:
    """What the rules find, each place and message once, and which of them could not be asked everywhere."""
    seen: set[tuple[str, int, Pointer, str]] = set()
    for resolved in (True, False):
        chosen = [(rule, given) for rule in rules if rule.resolved is resolved for given in rule.given]
        if not chosen:
            continue
        walk = walk_of(tuple(given for _, given in chosen))
        tellers = {rule.name: _Teller(ruleset, rule) for rule, _ in chosen}
        by_index = [tellers[rule.name] for rule, _ in chosen]
        where = _Where(linted, resolved=resolved)
        questions: dict[tuple[int, ...], _Questions] = {}
        for indexes, site in walk.sites(where.tree):
            asked = questions.get(indexes)
            if asked is None:
                asked = questions[indexes] = _Questions([by_index[index] for index in indexes])
            for teller, report, way in asked.reports(site, linted, resolved=resolved):
                result = teller.told(report, way, where)
                if result is None:
                    continue
                key = (result.code, id(result.document), result.pointer, result.message)
                if key not in seen:
                    seen.add(key)
                    yield result
        for index, why in walk.faults:
            yield _fault(*chosen[index], why, linted.document)


def _fault(rule: SpectralRule, given: str, why: str, document: Document) -> Result:
    """A rule whose filter could not be asked of some node, where Spectral ends with an error."""
    message = f"`{rule.name}` is skipped where its expression `{given}` cannot be asked: {why}"
    return Result(SKIPPED, Level.WARN, message, document, ())


class _Where:
    """Where the ways of one walk lead in files, each looked up once."""

    def __init__(self, linted: LintedDocument, *, resolved: bool) -> None:
        self.tree = linted.resolved if resolved else linted.written
        self._linted = linted
        self._resolved = resolved
        self._known: dict[Pointer, tuple[Document, Pointer]] = {}

    def source(self, way: Pointer) -> tuple[Document, Pointer]:
        """The document and the pointer of the node at a way, or of its nearest ancestor."""
        known = self._known.get(way)
        if known is None:
            known = self._known[way] = self._linted.source(way, resolved=self._resolved)
        return known

    def missing(self, way: Pointer) -> Pointer:
        """The end of a way that leads nowhere."""
        value = self.tree
        for index, part in enumerate(way):
            value = _step(value, part)
            if value is UNDEFINED:
                return way[index:]
        return ()


class _Questions:
    """What is asked of the sites that the same expressions select: a field is looked up once for all who want it."""

    def __init__(self, tellers: Iterable[_Teller]) -> None:
        slots: dict[Field, int] = {}
        self._asked: list[tuple[_Teller, Check, int]] = []
        for teller in dict.fromkeys(tellers):
            for then in teller.rule.then:
                slot = 0 if then.field is None else slots.setdefault(field(then.field), len(slots) + 1)
                self._asked.append((teller, then.check, slot))
        self._fields = tuple(slots)

    def reports(self, site: Site, linted: LintedDocument, *, resolved: bool) -> list[tuple[_Teller, Report, Pointer]]:
        """What the functions of the rules say of a site, each with the way in the tree that was walked."""
        value, here, _ = site
        targets = [[(value, here, Scene(linted, resolved, site, here))]]
        for wanted in self._fields:
            inner = []
            for inside, found in wanted.targets(value):
                way = (*here, *inside) if inside else here
                inner.append((found, way, Scene(linted, resolved, site, way)))
            targets.append(inner)
        said: list[tuple[_Teller, Report, Pointer]] = []
        for teller, check, slot in self._asked:
            for target, way, scene in targets[slot]:
                for report in check(target, scene):
                    said.append((teller, report, way if report.way is None else report.way))
        return said


class _Teller:
    """One rule in one lint, and what its reports are as results."""

    def __init__(self, ruleset: RulesetFile, rule: SpectralRule) -> None:
        self.rule = rule
        self._ruleset = ruleset

    def told(self, report: Report, way: Pointer, where: _Where) -> Result | None:
        """A report as a result; None where the rule is off at its place."""
        rule = self.rule
        document, pointer = where.source(way)
        level = self._ruleset.level(rule, document.label, pointer) if rule.overrides else rule.level
        if level is Level.OFF:
            return None
        return Result(rule.name, level, self._message(report, way, where), document, pointer, rule.documentation_url)

    def _message(self, report: Report, way: Pointer, where: _Where) -> str:
        rule = self.rule
        text = rule.description if rule.message is None and rule.description else rule.message
        if text is not None and (rule.message is None or "{{" not in text):
            return _short(text) or rule.name
        document, pointer = where.source(way)
        wanted = report.message if text is None else f"{text} {report.message}"
        values: dict[str, Any] = {
            "property": property_of(pointer, where.missing(way)) if "property" in wanted else "",
            "path": pointer_text(pointer),
            "description": rule.description or UNDEFINED,
            "value": _member_at(document.tree, pointer) if "value" in wanted else None,
            "error": report.message,
        }
        values["error"] = filled(report.message, values)
        return _short(values["error"] if text is None else filled(text, values)) or rule.name


def _short(message: str) -> str:
    message = message.strip()
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


def _step(value: Any, part: str | int) -> Any:
    """A member or item of a value, UNDEFINED where there is none."""
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
