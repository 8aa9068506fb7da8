"""Versions of entities in a change: edited ones against their base, new ones against the version before."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from govkit.catalog.entries import EntitySpec, Entry, Estate
from govkit.catalog.entries.kinds.entity import EntityVersion
from govkit.errors import InputError
from govkit.findings import Finding, Severity
from govkit.gate.comparisons.compared import compare_contracts, contract_of
from govkit.gate.comparisons.step import step_between
from govkit.gate.comparisons.versions import Level, judged
from govkit.gate.estates.entity_contracts import open_entity, previous_version
from govkit.gate.options import Options
from govkit.gate.outcome import Compared, Step
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract


class EntitiesOfChange:
    """The entities that a change touches. After `findings`: `steps`, `pairs` and `libraries` as in an Outcome."""

    def __init__(self, base: Estate | None, head: Estate, changed: set[str], options: Options) -> None:
        self._base, self._head = base, head
        self._changed = changed
        self._options = options
        self.steps: list[Step] = []
        self.pairs: list[Compared] = []
        self.libraries: list[Library] = []

    def findings(self) -> list[Finding]:
        """What a change of schemas breaks. Raises InputError for a schema that cannot be read."""
        return [finding for entity in self._head.entities.values() for finding in self._entity(entity)]

    def _entity(self, entity: Entry[EntitySpec]) -> Iterator[Finding]:
        before = self._base.entities.get(entity.name) if self._base is not None else None
        known = {one.version: one for one in before.spec.versions} if before is not None else {}
        for version in entity.spec.versions:
            old = known.get(version.version)
            if old is None:
                previous = previous_version(entity, version)
                if before is not None and previous is not None:
                    yield from self._following(entity, previous, version)
            elif self._base is not None and before is not None and self._touched(old, version):
                yield from self._edited(before, entity, old, version)

    def _touched(self, old: EntityVersion, new: EntityVersion) -> bool:
        """Whether a schema changed, or a file that it names."""
        if old.definition != new.definition or new.definition in self._changed:
            return True
        names = {
            posixpath.basename(path).encode() for path in self._changed if path.endswith((".json", ".yaml", ".yml"))
        }
        if not names or not self._head.files.exists(new.definition):
            return False
        text = self._head.files.read(new.definition)
        return any(name in text for name in names)

    def _edited(
        self, before: Entry[EntitySpec], entity: Entry[EntitySpec], old: EntityVersion, new: EntityVersion
    ) -> Iterator[Finding]:
        assert self._base is not None, "what was edited was there"
        try:
            left = self._read(self._base, before, old)
        except InputError:
            return
        right = self._read(self._head, entity, new)
        yield from self._compared(left, right, lambda found: found)

    def _following(self, entity: Entry[EntitySpec], old: EntityVersion, new: EntityVersion) -> Iterator[Finding]:
        """A new version against the one before: what its number announces is no error."""
        left, right = self._read(self._head, entity, old), self._read(self._head, entity, new)

        def announced(found: Sequence[Finding]) -> list[Finding]:
            step = step_between(left, right, found)
            verdict = judged(old.version, new.version, step.level)
            if not (verdict.sufficient and step.level is Level.MAJOR):
                return list(found)
            reason = f"the step to {new.version} announces it"
            return [
                replace(one, severity=Severity.INFO, reason="; ".join(filter(None, (one.reason, reason))))
                if one.severity is Severity.ERROR
                else one
                for one in found
            ]

        yield from self._compared(left, right, announced)

    def _compared(
        self, left: Contract, right: Contract, judge: Callable[[Sequence[Finding]], Sequence[Finding]]
    ) -> list[Finding]:
        found = list(judge(compare_contracts(left, right, self._options)))
        self.pairs.append(Compared(left, right, tuple(found)))
        self.steps.append(step_between(left, right, found))
        return found

    def _read(self, estate: Estate, entity: Entry[EntitySpec], version: EntityVersion) -> Contract:
        library, document = open_entity(estate, entity, version)
        self.libraries.append(library)
        return contract_of(library, document, replace(self._options, overlays=(), strict=False), entity.about)
