"""The gate of an estate: every API version that a change touches, against its base and what was released before."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate, Lifecycle, VersionOf
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.lock import Lock, read_lock
from govkit.catalog.entries.scene import Definition, Scene
from govkit.errors import InputError, Place
from govkit.findings import Finding, Severity, apply_waivers
from govkit.gate.comparisons.compared import compare_contracts
from govkit.gate.comparisons.step import step_between
from govkit.gate.estates.affected import NOTHING_RECORDED, Recordings, has_recordings, with_affected
from govkit.gate.estates.definitions import Named
from govkit.gate.estates.locked import digests_of, edits_between
from govkit.gate.estates.moves import Edit, Move, Replacement, by_name, judged_move
from govkit.gate.estates.policies import (
    Policies,
    is_about_entries,
    judged_entries,
    policies_of,
    policies_of_entries,
    waivers_of,
)
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.lint.governed import Governing, is_about_lint
from govkit.gate.options import Options
from govkit.gate.outcome import Compared, Step
from govkit.gate.pull_requests.entities import EntitiesOfChange
from govkit.gate.pull_requests.following import following
from govkit.gate.pull_requests.lint_changed import LintChanged
from govkit.gate.pull_requests.mappings_hit import MappingsHit, with_mappings
from govkit.gate.pull_requests.terms import Terms
from govkit.gate.pull_requests.touched import reaching
from govkit.gate.pull_requests.workflows_hit import WorkflowsHit, with_workflows
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics

if TYPE_CHECKING:
    from govkit.gate.pull_requests.pacts_hit import PactsHit

_STANDING = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED)


class EstateCheck:
    """One run over two states of an estate.

    `changed` are the paths that are not the same, of both states; `reached` are those and what refers to them, where
    that is known.

    After `findings`: `files` are the documents that were dealt with, of both states; the rest is as in an Outcome.
    """

    def __init__(
        self, base: Estate | None, head: Estate, changed: set[str], terms: Terms, reached: set[str] | None = None
    ) -> None:
        self._base, self._head, self._terms = base, head, terms
        self._paths = changed
        self._changed = {path for path in changed if not path.startswith(f"{head.folder}/")}
        self._entries_changed = self._changed != changed
        self._changed |= changed & {path for one in (base, head) for path in _definitions(one)}
        self._reached = reached
        self._before = by_name(base)
        self._after = by_name(head)
        self._contracts: dict[str, Contract] = {}
        self._old_contracts: dict[str, Contract] = {}
        self._followed: dict[str, Contract] = {}
        self._others: dict[tuple[bool, str], Contract] = {}
        self._replacements: list[Replacement] = []
        self._mappings = MappingsHit(base, head, self._known_contract)
        self._workflows = WorkflowsHit(base, head, self._known_contract)
        self._lint = LintChanged(base, head, terms)
        self._apis: set[str] = set()
        self.files: set[str] = set()
        self.libraries: list[Library] = []
        self.notes: list[str] = []
        self.steps: list[Step] = []
        self.pairs: list[Compared] = []
        self.compared = 0

    def findings(self) -> list[Finding]:
        """What is found, with severities and waivers of the policies. Raises InputError."""
        found = [finding for version in self._touched for finding in self._version(version)]
        for version in self._before.values():
            if version.name not in self._after and version.lifecycle not in _STANDING:
                self.files |= set(version.files)
        moved = judged_move(self._move())
        found += [one for finding in moved for one in self._judge_by_name(finding)]
        found += self._about_entries()
        found += self._judge(Policies(), self._mappings.findings(self._touched, self._paths))
        found += self._about_workflows()
        found += self._about_pacts()
        found += self._about_entities()
        found += self._about_the_whole()
        self.notes += self._lint.notes
        return [*found, *self._waivers_without_use(found)]

    # ------------------------------------------------------------------------------------------------- what is touched

    @cached_property
    def _touched(self) -> list[VersionOf]:
        """The versions whose documents may have changed, or that are new; the retired ones are left alone."""
        reached = self._reached
        if reached is None:
            reached = reaching(self._head.files, self._changed, self._head.folder)
        found = []
        for name, version in self._after.items():
            old = self._before.get(name)
            renamed = old is not None and old.files != version.files
            if version.lifecycle is Lifecycle.RETIRED:
                self.files |= set(version.files) | (set(old.files) if old is not None else set())
            elif old is None or renamed or not reached.isdisjoint(version.files) or self._became(old, version):
                found.append(version)
        return found

    @staticmethod
    def _became(old: VersionOf, new: VersionOf) -> bool:
        """Whether a version is at another stage than before, which asks for another look at its document."""
        return old.lifecycle is not new.lifecycle

    def _same(self, old: Contract, new: Contract) -> bool:
        """Whether two contracts were read from the same texts."""
        texts = [
            {part.path: part.data for document in one.source_library.documents for part in document.parts}
            for one in (old, new)
        ]
        return texts[0] == texts[1]

    def _about_entries(self) -> list[Finding]:
        """What is wrong with the entries and was not at the base, where the catalog or a document of it changed."""
        if not (self._entries_changed or self._touched):
            return []
        stood: set[str] = set()
        if self._base is not None:
            scene = Scene(self._base, self._terms.today, self._definitions(self._before, self._old_contracts))
            stood = {finding.fingerprint for finding in judged(scene)}
        scene = Scene(self._head, self._terms.today, self._definitions(self._after, self._contracts))
        found = [finding for finding in judged(scene) if finding.fingerprint not in stood]
        policies = policies_of_entries(self._head, self._base)
        return judged_entries(found, policies, self._terms.waivers, self._terms.today)

    def _about_workflows(self) -> list[Finding]:
        """What is wrong with the workflows and was not at the base, where the catalog changed."""
        if not (self._entries_changed and self._head.workflow_documents):
            return []
        from govkit.gate.pull_requests.workflows_changed import WorkflowsChanged

        found = WorkflowsChanged(self._base, self._head, self._terms).findings(self._paths)
        policies = policies_of_entries(self._head, self._base)
        return judged_entries(found, policies, self._terms.waivers, self._terms.today)

    def _about_entities(self) -> list[Finding]:
        """What changed in the schemas of entities."""
        run = EntitiesOfChange(self._base, self._head, self._paths, self._options(Policies()))
        found = self._judge(Policies(), run.findings())
        self.steps += run.steps
        self.pairs += run.pairs
        self.libraries += run.libraries
        self.compared += len(run.pairs)
        return found

    def _about_the_whole(self) -> list[Finding]:
        """What is wrong in the estate as a whole and was not at the base; of a large one `govkit lint` tells."""
        if self._reached is not None or not (self._entries_changed or self._touched):
            return []
        found = self._lint.of_estate(self._paths, self._touched, (self._contracts, self._old_contracts))
        return Governing(self._head, self._terms.waivers, self._terms.today, self._base).judged(found)

    @cached_property
    def _pacts(self) -> PactsHit | None:
        """The pacts of the estate; None where it has none, and nothing that holds them is loaded."""
        if not has_recordings(self._head):
            return None
        from govkit.gate.pull_requests.pacts_hit import PactsHit

        return PactsHit(
            self._base, self._head, self._read_already, self._terms.of_pacts, self._terms.here, self._terms.today
        )

    def _about_pacts(self) -> list[Finding]:
        """What is found in pacts that was not at the base, where one changed, or what it is held against."""
        asked = self._touched or self._entries_changed or not self._paths.isdisjoint(_pacts_named(self._head))
        if self._pacts is None or not asked:
            return []
        found = []
        for version, findings in self._pacts.findings(self._touched):
            found += self._judge(policies_of(self._head, version, self._base), findings)
        self.libraries += self._pacts.libraries
        self.notes += self._pacts.notes
        return found

    def _recordings(self, old: VersionOf, new: VersionOf) -> Recordings:
        return self._pacts.recordings(old, new) if self._pacts is not None else NOTHING_RECORDED

    def _read_already(self, estate: Estate, version: VersionOf) -> Contract | None:
        if estate is self._head:
            return self._contracts.get(version.name)
        return self._old_contracts.get(version.name) or self._followed.get(version.name)

    @staticmethod
    def _definitions(versions: Mapping[str, VersionOf], read: Mapping[str, Contract]) -> dict[Named, Definition]:
        return {versions[name].files: Definition.of(contract) for name, contract in read.items()}

    # ----------------------------------------------------------------------------------------------------- one version

    def _version(self, version: VersionOf) -> Iterator[Finding]:
        old = self._before.get(version.name)
        self.files |= set(version.files) | (set(old.files) if old is not None else set())
        policies = policies_of(self._head, version, self._base)
        options = self._options(policies)
        contract = self._read(self._head, version, options)
        self._contracts[version.name] = contract
        before = self._old_contract(old, options) if old is not None else None
        if before is not None:
            self._old_contracts[version.name] = before
        same = before is not None and self._same(before, contract)
        if same and old is not None and old.lifecycle is version.lifecycle:
            return
        self._apis.add(version.api.name)
        self.compared += 1
        promised = list(self._promised(version, old, contract, policies, options))
        told = {finding.fingerprint for finding in promised}
        if before is not None and old is not None and not same:
            found = self._with_base(old, version, before, contract, policies, options)
            yield from (finding for finding in found if finding.fingerprint not in told)
        yield from promised
        stood = {finding.fingerprint for finding in semantics(before)} if before is not None else set()
        fresh = [finding for finding in semantics(contract) if finding.fingerprint not in stood]
        yield from self._judge(policies, fresh)
        rulesets = [path for entry in policies.entries for path in entry.spec.lint.rulesets]
        yield from self._judge(policies, self._lint.of_document(contract, before or self._follows(version), rulesets))

    def _follows(self, version: VersionOf) -> Contract | None:
        """The contract of the released version that a new one follows, which was read to compare the two."""
        previous = self._previous(version, new=True)
        return self._followed.get(previous[0].name) if previous else None

    def _with_base(
        self,
        old: VersionOf,
        version: VersionOf,
        before: Contract,
        after: Contract,
        policies: Policies,
        options: Options,
    ) -> list[Finding]:
        """What changed since the base. A draft promises nothing: a break of it counts where somebody uses it."""
        found = compare_contracts(before, after, options)
        self.pairs.append(Compared(before, after, tuple(found)))
        if old.lifecycle is not Lifecycle.DRAFT:  # a draft promises nothing, so that no step is too small
            self.steps.append(step_between(before, after, found))
        found = self._told_of((old, before), (version, after), version, found)
        found = self._judge(policies, [*found, *self._workflows.findings(version, before, after)])
        if old.lifecycle is Lifecycle.DRAFT:
            return [_of_a_draft(finding) for finding in found]
        return found

    def _told_of(
        self,
        before: tuple[VersionOf, Contract],
        after: tuple[VersionOf, Contract],
        used: VersionOf,
        found: Sequence[Finding],
    ) -> list[Finding]:
        """Findings of a comparison with whom and what they hit, of those who use a version."""
        (old, known), (new, contract) = before, after
        mappings = self._mappings.of(used, known, contract)
        workflows = self._workflows.of(used, known, contract)
        recordings = self._recordings(old, new)
        told = []
        for one in found:
            hit = with_mappings(with_affected(one, self._head, used.version.version, recordings), mappings)
            told.append(with_workflows(hit, workflows))
        return told

    def _promised(
        self, version: VersionOf, old: VersionOf | None, contract: Contract, policies: Policies, options: Options
    ) -> Iterator[Finding]:
        """What changed since versions that were released before; those that stood at the base count."""
        new = old is None or old.lifecycle is Lifecycle.DRAFT
        for previous in self._previous(version, new=new):
            assert self._base is not None, "what was promised stood at the base"
            known = self._read(self._base, previous, replace(options, strict=False))
            self._followed[previous.name] = known

            def judge(
                found: Sequence[Finding], previous: VersionOf = previous, known: Contract = known
            ) -> list[Finding]:
                self.pairs.append(Compared(known, contract, tuple(found)))
                told = self._told_of((previous, known), (version, contract), previous, found)
                return self._judge(policies, told)

            result = following((previous, known), (version, contract), options, judge)
            self.steps.append(result.step)
            self._replacements.append(result.replacement)
            yield from result.findings
            yield from self._judge(policies, self._mappings.taking_over(version, previous, known, contract))

    def _previous(self, version: VersionOf, *, new: bool) -> list[VersionOf]:
        """The released versions that a version is compared with, the highest first; none where no estate was before."""
        if self._base is None:
            return []
        below = [
            one
            for one in self._base.versions(version.api.name)
            if one.lifecycle in _STANDING and one.order < version.order and one.name != version.name
        ]
        found = below[-1:] if new else []
        if self._terms.against_all:
            found += [one for one in reversed(below) if one not in found and one.lifecycle is Lifecycle.ACTIVE]
        return found

    def _read(self, estate: Estate, version: VersionOf, options: Options) -> Contract:
        contract = contract_of_version(estate, version, options, self.notes)
        self.libraries.append(contract.library)
        return contract

    def _known_contract(self, estate: Estate, version: VersionOf) -> Contract:
        """The contract of a version, as it was read for the comparison where it was."""
        known = self._contracts if estate is self._head else self._old_contracts
        if version.name in known:
            return known[version.name]
        key = (estate is self._head, version.name)
        if key not in self._others:
            self._others[key] = self._read(estate, version, replace(self._terms.options, strict=False))
        return self._others[key]

    def _old_contract(self, version: VersionOf, options: Options) -> Contract | None:
        assert self._base is not None, "a version of the base has an estate"
        try:
            return self._read(self._base, version, replace(options, strict=False))
        except InputError as error:
            self.notes.append(f"{version.name} could not be read at the base: {error.message}")
            return None

    # -------------------------------------------------------------------------------------------------------- the move

    def _move(self) -> Move:
        base_lock = read_lock(self._base.files, self._base.folder) if self._base is not None else Lock()
        head_lock = read_lock(self._head.files, self._head.folder)
        touched = {version.name for version in self._touched}
        retired = (one for one in self._after.values() if one.lifecycle is Lifecycle.RETIRED)
        moved = {one.name for one in retired if not self._changed.isdisjoint(one.files)}
        relocked = {n for n, d in head_lock.digests.items() if base_lock.digests.get(n) != d}
        target_lock = self._terms.target_lock
        locked = base_lock.digests.keys() | head_lock.digests.keys() | target_lock.digests.keys()
        moved |= target_lock.digests.keys() - base_lock.digests.keys()
        wanted = (touched | moved | relocked) & locked & self._after.keys()
        versions = [self._after[name] for name in sorted(wanted)]
        digests = digests_of(self._head, (one for one in versions if self._is_there(one)))
        return Move(
            base=self._base,
            head=self._head,
            today=self._terms.today,
            base_lock=base_lock,
            head_lock=head_lock,
            target_lock=target_lock,
            digests=digests,
            edits={name: self._edits(name) for name in digests},
            contracts=self._contracts,
            replacements=tuple(self._replacements),
        )

    def _is_there(self, version: VersionOf) -> bool:
        """Whether a version has its document; that of a retired one may have gone."""
        return version.lifecycle is not Lifecycle.RETIRED or self._head.files.exists(version.version.definition)

    def _edits(self, name: str) -> tuple[Edit, ...]:
        old = self._before.get(name)
        if old is None or self._base is None:
            return ()
        return edits_between((self._base.files, old), (self._head.files, self._after[name]))

    # ------------------------------------------------------------------------------------------------------- judgement

    def _options(self, policies: Policies) -> Options:
        settings = self._terms.settings
        return policies.completed(self._terms.options, profile=settings.profile, unproven=settings.unproven)

    def _judge(self, policies: Policies, findings: Sequence[Finding]) -> list[Finding]:
        """The findings with the severities and waivers of policies, and the waivers of the repository."""
        found = policies.judged(findings)
        waivers = [*self._terms.waivers, *(one for entry in policies.entries for one in waivers_of(entry))]
        return apply_waivers(found, waivers, self._terms.today)[: len(found)]

    def _judge_by_name(self, finding: Finding) -> list[Finding]:
        """A finding about a move, judged by the policies of the version that it names."""
        name = f"{finding.subject.api}@{finding.subject.path.removeprefix('/')}"
        version = self._after.get(name) or self._before.get(name)
        return self._judge(policies_of(self._head, version, self._base) if version else Policies(), [finding])

    def _waivers_without_use(self, findings: Sequence[Finding]) -> list[Finding]:
        """Findings about the waivers of policies that have expired or that excuse nothing in what was compared."""
        extra: list[Finding] = []
        for entry in self._head.policies.values():
            if not entry.spec.waivers:
                continue
            versions = [one for one in self._after.values() if one.api.name in self._apis]
            if not any(entry in policies_of(self._head, version).entries for version in versions):
                continue
            today = self._terms.today
            elsewhere = {one for one in waivers_of(entry) if is_about_entries(one) or is_about_lint(one, self._head)}
            waivers = [one for one in waivers_of(entry) if one.until < today or one not in elsewhere]
            extra += apply_waivers(findings, waivers, today)[len(findings) :]
        return extra


def _definitions(estate: Estate | None) -> Iterator[str]:
    """The schemas of entities: they stand in the catalog, and documents of APIs may refer to them."""
    for entity in estate.entities.values() if estate is not None else ():
        yield from (version.definition for version in entity.spec.versions)


def _pacts_named(estate: Estate) -> set[str]:
    """The pacts that consumers name, wherever they lie."""
    specs = [one.spec for one in estate.consumers.values()]
    paths = [path for spec in specs for path in spec.pacts]
    paths += [path for spec in specs for version in spec.versions for path in version.pacts]
    return set(map(posixpath.normpath, paths))


def _of_a_draft(finding: Finding) -> Finding:
    if finding.severity is not Severity.ERROR or finding.affects or not finding.counts:
        return finding
    reason = "; ".join(part for part in (finding.reason, "it is a draft, and nobody says that they use it") if part)
    return replace(finding, severity=Severity.WARNING, reason=reason)


def lines_of_estates(*estates: Estate | None) -> Callable[[Place], str | None]:
    """A function from a place in the files of catalogs to its line."""

    def line_of(place: Place) -> str | None:
        known = (estate.line_of(place) for estate in estates if estate is not None)
        return next((line for line in known if line is not None), None)

    return line_of
