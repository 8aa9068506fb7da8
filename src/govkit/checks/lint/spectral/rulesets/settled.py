"""A ruleset with all that it extends, settled: which rules are on, and what each of them is.

The order in which a ruleset, those that it extends and its overrides have their say is Spectral's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from govkit.checks.lint.spectral.model import Level, Override, Ruleset, SpectralRule
from govkit.checks.lint.spectral.paths import PathError, parse
from govkit.checks.lint.spectral.rulesets.aliases import Aliases, aliases_of, expanded, of_any_format
from govkit.checks.lint.spectral.rulesets.definition import Asked, Definition, level_of
from govkit.checks.lint.spectral.rulesets.formats import format_named
from govkit.errors import InputError, Place

_DEFAULT = "error"
_MOST_EXPRESSIONS = 50_000
_PARSER_OPTIONS = ("duplicateKeys", "incompatibleValues")


@dataclass(slots=True)
class _Rule:
    """A rule while rulesets have their say."""

    name: str
    owner: Settled
    named_by: Settled
    """The ruleset whose aliases its `given` speaks of."""
    place: Place | None
    given: list[str] = field(default_factory=list)
    asked: Asked = field(default_factory=Asked)
    level: Level = Level.WARN
    message: str | None = None
    description: str = ""
    formats: frozenset[str] | None = None
    resolved: bool = True
    recommended: bool = True
    url: str | None = None
    is_on: bool = True
    overrides: list[Override] = field(default_factory=list)

    def take(self, said: dict[str, Any], asked: Asked) -> None:
        """Takes over what a definition of the rule says."""
        self.given = said["given"] if isinstance(said["given"], list) else [said["given"]]
        self.asked = asked
        if "severity" in said:
            self.level = level_of(said["severity"])
        if "formats" in said:
            self.formats = formats_in(said["formats"])
        self.message = said.get("message", self.message)
        self.description = said.get("description", self.description)
        self.resolved = said.get("resolved", self.resolved)
        self.recommended = said.get("recommended", self.recommended)
        self.url = said.get("documentationUrl", self.url)

    def is_on_by(self, mode: str) -> bool:
        """Whether the rule is on where a ruleset is extended in a mode."""
        return mode == "all" or (mode == "recommended" and self.recommended)


def formats_in(names: list[str]) -> frozenset[str]:
    """Formats by their names, which were looked at before."""
    return frozenset(filter(None, map(format_named, names)))


class Settled:
    """One ruleset and all that it extends."""

    def __init__(self, definition: Definition, mode: str | None = None, *, is_extended: bool = False) -> None:
        """`mode` is that in which it is extended, None where nothing is said. Raises InputError."""
        self._definition = definition
        self._mode = mode or "recommended"
        self._is_moded = mode is not None
        self.aliases: Aliases = aliases_of(definition.tree.get("aliases"))
        self.in_any_format: Aliases = of_any_format(self.aliases)
        self.formats: set[str] = set(formats_in(definition.tree.get("formats", [])))
        self.rules: dict[str, _Rule] = {}
        for one in definition.extends:
            below = Settled(one.definition, one.mode, is_extended=True)
            self.formats |= below.formats
            for name, rule in below.rules.items():
                self.rules[name] = rule
                if is_extended and self._is_moded:
                    rule.is_on = rule.is_on_by(self._mode)
        for name, said in definition.rules.items():
            self._say(name, said)

    def _say(self, name: str, said: Any) -> None:
        rule = self.rules.get(name)
        if rule is None and not isinstance(said, dict):
            if not self._definition.is_incomplete:
                raise self._unknown(name)
            return
        if rule is None:
            rule = self.rules[name] = _Rule(name, self, self, self._definition.places.get(name))
            rule.take(said, self._definition.asked[name])
        elif isinstance(said, bool):
            rule.is_on = said
        elif isinstance(said, str | int):
            rule.level = level_of(said)
            rule.is_on = rule.level is not Level.OFF
        else:
            rule.named_by = self
            rule.take(said, self._definition.asked[name])
            rule.is_on = True
        if rule.owner is self or self._is_moded:
            rule.is_on = rule.is_on_by(self._mode)
        self._inherit(rule)

    def _inherit(self, rule: _Rule) -> None:
        """Formats and the address of the documentation, where the rule says nothing of its own."""
        tree = self._definition.tree
        if rule.formats is not None:
            self.formats |= rule.formats
        elif "formats" in rule.owner._definition.tree:
            rule.formats = formats_in(rule.owner._definition.tree["formats"])
        if "documentationUrl" in tree and rule.url is None:
            rule.url = f"{tree['documentationUrl']}#{rule.name}"

    def _unknown(self, name: str) -> InputError:
        near = get_close_matches(name, self.rules, 1)
        hint = f"did you mean `{near[0]}`?" if near else "a rule that nothing defines needs `given` and `then`"
        return InputError(
            f"there is no rule `{name}` in what is extended", place=self._definition.places.get(name), hint=hint
        )

    def override(self, name: str, override: Override) -> None:
        """Gives a rule another level somewhere, which turns it on."""
        if name in self.rules:
            self.rules[name].overrides.append(override)

    @property
    def parser_levels(self) -> dict[str, Level]:
        """How bad repeated keys and keys that are no texts are."""
        said = self._definition.tree.get("parserOptions", {})
        return {name: level_of(said.get(name, _DEFAULT)) for name in _PARSER_OPTIONS}

    def ready(self, formats: frozenset[str] | None) -> Ruleset:
        """The rules that are on in documents of some formats, None where they have none that a rule knows."""
        ready: dict[str, SpectralRule] = {}
        left_out: list[tuple[str, str, Place | None]] = []
        for name, rule in self.rules.items():
            if not self._holds(rule, formats):
                continue
            if rule.asked.skipped:
                left_out.append((name, rule.asked.skipped, rule.place))
                continue
            given = expanded(rule.given, rule.named_by.aliases, formats)
            wrong = dict(_unread(given))
            left_out += [(name, why, rule.place) for why in wrong.values()]
            ready[name] = _made(rule, tuple(one for one in given if one not in wrong))
        return Ruleset(rules=ready, left_out=tuple(left_out))

    def skipped(self) -> Iterator[tuple[str, str, Place | None]]:
        """What of the rules that are on cannot be run, in any document. Raises InputError for too many expressions."""
        total = 0
        for name, rule in self.rules.items():
            if not (rule.is_on or rule.overrides):
                continue
            if rule.asked.skipped:
                yield name, rule.asked.skipped, rule.place
                continue
            if rule.asked.silent and rule.resolved:
                yield name, rule.asked.silent, rule.place
            given = expanded(rule.given, rule.named_by.in_any_format, None)
            total = self._counted(total, given, rule)
            yield from ((name, why, rule.place) for _, why in _unread(given))

    @staticmethod
    def _holds(rule: _Rule, formats: frozenset[str] | None) -> bool:
        if not (rule.is_on or rule.overrides):
            return False
        return rule.formats is None or bool(formats and rule.formats & formats)

    @staticmethod
    def _counted(total: int, given: tuple[str, ...], rule: _Rule) -> int:
        if total + len(given) > _MOST_EXPRESSIONS:
            raise InputError(
                f"the rules up to this one stand for more than {_MOST_EXPRESSIONS:,} expressions",
                place=rule.place,
                hint="let aliases stand for fewer",
            )
        return total + len(given)


def _unread(given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The expressions that are outside the dialect, each with the reason."""
    for expression in given:
        try:
            parse(expression)
        except PathError as error:
            yield expression, f"the expression `{expression}` cannot be read: {error}"


def _made(rule: _Rule, given: tuple[str, ...]) -> SpectralRule:
    return SpectralRule(
        name=rule.name,
        given=given,
        then=rule.asked.then,
        level=rule.level,
        message=rule.message,
        description=rule.description,
        formats=rule.formats,
        resolved=rule.resolved,
        recommended=rule.recommended,
        documentation_url=rule.url,
        overrides=tuple(rule.overrides),
        place=rule.place,
    )
