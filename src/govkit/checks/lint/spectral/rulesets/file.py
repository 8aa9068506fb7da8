"""A ruleset that was read, and what it is for one document: overrides are for files, aliases for formats."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from govkit.checks.lint.spectral.model import Level, Override, Ruleset, SpectralRule
from govkit.checks.lint.spectral.rulesets.definition import Definition, joined, level_of
from govkit.checks.lint.spectral.rulesets.globs import is_glob_match
from govkit.checks.lint.spectral.rulesets.reading import read_definition
from govkit.checks.lint.spectral.rulesets.settled import Settled
from govkit.errors import Place
from govkit.spec.documents import Files, Pointer

DEFAULT_NAMES = (".spectral.yaml", ".spectral.yml", ".spectral.json", "spectral.yaml", "spectral.yml", "spectral.json")
"""What a ruleset is called that is used although nobody names it."""


class RulesetFile:
    """A ruleset as it lies in a file. `label` is its name for people, `left_out` what of it cannot be taken over."""

    def __init__(self, label: str, definition: Definition) -> None:
        self.label = label
        self._definition = definition
        self._folder = posixpath.dirname(_whole(label))
        self._base = replace(definition, overrides=())
        self._settled: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], Settled] = {}
        self._ready: dict[tuple[int, frozenset[str] | None], Ruleset] = {}
        self._levels: dict[tuple[int, str], dict[tuple[str, ...], Level]] = {}
        everywhere = self._settle((), ())
        self.left_out: Sequence[tuple[str, str, Place | None]] = tuple(
            dict.fromkeys((*_left_out(definition), *everywhere.skipped()))
        )

    @property
    def is_hollow(self) -> bool:
        """Whether no rule is written whole in it or in what it extends."""
        return self._definition.is_hollow

    def settled(self, document: str) -> Settled:
        """The ruleset with the overrides that are about a document, by its label. Raises InputError."""
        path = self._from_here(document)
        overriding: list[int] = []
        pointed: list[tuple[int, int]] = []
        for index, override in enumerate(self._definition.overrides):
            met = [at for at, (glob, _) in enumerate(override.files) if is_glob_match(path, glob)]
            if any(override.files[at][1] is None for at in met):
                overriding.append(index)
            pointed += [(index, at) for at in met if override.files[at][1] is not None]
        return self._settle(tuple(overriding), tuple(pointed))

    def _settle(self, overriding: tuple[int, ...], pointed: tuple[tuple[int, int], ...]) -> Settled:
        key = (overriding, pointed)
        if key not in self._settled:
            overrides = self._definition.overrides
            definition = self._base
            if overriding:
                chosen = [overrides[index].definition for index in overriding]
                over = reduce(lambda left, right: joined(left, right, is_override=True), chosen)
                definition = joined(self._base, over, is_override=False)
            made = Settled(definition)
            for index, at in pointed:
                glob, pointer = overrides[index].files[at]
                for name, severity in overrides[index].definition.rules.items():
                    made.override(name, Override(glob, pointer, level_of(severity)))
            self._settled[key] = made
        return self._settled[key]

    def ready(self, settled: Settled, formats: frozenset[str] | None) -> Ruleset:
        """The rules that are on in documents of some formats, None where they have none that the ruleset knows."""
        key = (id(settled), formats)
        if key not in self._ready:
            self._ready[key] = replace(settled.ready(formats), source=self.label)
        return self._ready[key]

    def level(self, rule: SpectralRule, document: str, pointer: Pointer) -> Level:
        """How bad it is what a rule finds at a place of a document: as the override says that stands nearest."""
        if not rule.overrides:
            return rule.level
        key = (id(rule), document)
        if key not in self._levels:
            path = self._from_here(document)
            met = (one for one in rule.overrides if is_glob_match(path, one.files))
            self._levels[key] = {tuple(map(str, one.pointer or ())): one.level for one in met}
        levels, parts = self._levels[key], tuple(map(str, pointer))
        for size in range(len(parts), -1, -1):
            if parts[:size] in levels:
                return levels[parts[:size]]
        return rule.level

    def _from_here(self, document: str) -> str:
        return posixpath.relpath(_whole(document), self._folder)


def _whole(label: str) -> str:
    """A label as a path from the root, so that two of them can be compared; of `REV:path`, the path."""
    path = label if os.path.exists(label) or ":" not in label else label.rpartition(":")[2]  # noqa: PTH110  a name only
    return posixpath.normpath(posixpath.join(os.getcwd(), path))  # noqa: PTH109  as it is named


def _left_out(definition: Definition) -> list[tuple[str, str, Place | None]]:
    below = [one for extended in definition.extends for one in _left_out(extended.definition)]
    above = [one for override in definition.overrides for one in _left_out(override.definition)]
    return [*definition.left_out, *below, *above]


def read_ruleset(files: Files, path: str) -> RulesetFile:
    """The ruleset at a path of some files. Raises InputError with the place and a hint."""
    return RulesetFile(files.label(path), read_definition(files, path))


def default_ruleset(files: Files, folder: str = "") -> str | None:
    """The path of the ruleset that is meant where nobody names one, in a folder of some files."""
    paths = (posixpath.normpath(posixpath.join(folder, name)) for name in DEFAULT_NAMES)
    return next((path for path in paths if files.exists(path)), None)
