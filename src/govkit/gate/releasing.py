"""A version released: judged strictly, then dated, made active and locked, all of it or nothing."""

from __future__ import annotations

import difflib
import posixpath
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from govkit.catalog.entries import ApiVersionRef, Estate, Lifecycle, VersionOf
from govkit.catalog.entries.editing import with_members
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.lock import LOCK, Lock, digest, read_lock, write_lock
from govkit.catalog.entries.scene import Definition, Scene
from govkit.catalog.entries.versions import number_said
from govkit.errors import UsageError
from govkit.findings import Finding, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.gate.configuration import configuration, estate_top, today
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.moves import RULES
from govkit.gate.judgement import Judgement, refused_outcome
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.pull_requests.terms import Terms
from govkit.gate.writing import Writing, difference
from govkit.spec.openapi import Contract


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is judged, and not yet done. `writing` is what it would write; None where it is refused."""

    name: str
    outcome: Outcome
    writing: Writing | None = None
    differences: str = ""

    def done(self) -> None:
        """Writes the entry and the lock. Raises UsageError where a file cannot be written: then none is."""
        if self.writing is not None:
            self.writing.write()


def release(name: str, day: date | None, options: Options, *, cwd: Path | None = None) -> Release:
    """Judges whether a version (`billing@2.1.0`) can be released, and makes what its release would write.

    Raises UsageError for a version that there is not, InputError for what cannot be read.
    """
    here = (cwd or Path.cwd()).resolve()
    top = estate_top(here)
    estate = open_estate(cwd=here, cache=options.cache)
    estate.refuse_problems()
    assert top is not None, "an estate that was opened has a top"
    version = _version(estate, name)
    config = configuration(here)
    now = today()
    terms = Terms(options=options, settings=config.settings, waivers=tuple(config.waivers), today=now)
    lock = read_lock(estate.files, estate.folder)
    refusal = _refusal(version, lock, estate)
    if refusal is not None:
        return Release(name, refused_outcome("release", version, refusal, options.profile, estate))
    run = Judgement(estate, version, terms)
    entry = _about_the_entry(version, estate, run.contract, now)
    outcome = run.outcome("release", [*entry, *_number(version, run.contract)])
    if outcome.fails(Severity.ERROR):
        return Release(name, outcome)
    return Release(name, outcome, *_written(estate, version, lock, day or now, top))


def _version(estate: Estate, name: str) -> VersionOf:
    try:
        reference = ApiVersionRef.parse(name)
    except ValueError as error:
        raise UsageError(f"{name!r} {error}", hint="name an API and one version: billing@2.1.0") from None
    found = estate.meant(reference)
    if found:
        return found[0]
    known = estate.versions(reference.name)
    if known:
        hint = f"its versions are {', '.join(one.version.version for one in known)}"
        raise UsageError(f"{reference.name} has no version {reference.version}", hint=hint)
    near = difflib.get_close_matches(reference.name, estate.apis, 1)
    hint = f"did you mean {near[0]}?" if near else f"the APIs are: {', '.join(estate.apis) or 'none yet'}"
    raise UsageError(f"there is no API {reference.name}", hint=hint)


def _refusal(version: VersionOf, lock: Lock, estate: Estate) -> Finding | None:
    """Why a version cannot be released whatever it says: it was, or it has ended."""
    locked = lock.digests.get(version.name)
    day = f" on {version.version.released}" if version.version.released else ""
    if version.lifecycle is Lifecycle.RETIRED:
        return _refused(version, "is retired", "release another version", "lifecycle")
    if locked is None:
        return None
    if not version.version.is_released:
        why = "is a draft again, and the lock says that it was released"
        fix = f"write `lifecycle: active`, or release another version ({lock.place(version.name)})"
        return _refused(version, why, fix)
    if locked != digest(estate.files, version.version):
        why = f"was released{day} and has been edited since"
        return _refused(version, why, "undo the edit, and describe the change in a new version")
    return _refused(version, f"was released{day} already", "nothing needs to be done")


def _refused(version: VersionOf, why: str, fix: str, *below: str) -> Finding:
    rule = discover(RULES)["release-refused"]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        verdict=Verdict.POLICY,
        message=rule.when(version.name, why),
        fix=fix,
        subject=Subject(version.api.name, path=f"/{version.version.version}"),
        fingerprint=fingerprint_of(rule.id, version.api.name, None, "", f"/{version.version.version}"),
        new=version.place(*below),
    )


def _about_the_entry(version: VersionOf, estate: Estate, contract: Contract, today: date) -> list[Finding]:
    """What is wrong with the entry of the API."""
    read = {version.files: Definition.of(contract)}
    found = judged(Scene(estate, today, read))
    here = version.api.source.label
    number = "definition-version-differs"
    return [one for one in found if one.new is not None and one.new.file == here and one.rule != number]


def _number(version: VersionOf, contract: Contract) -> list[Finding]:
    """Whether the document says another version than the one that is released."""
    said = Definition.of(contract).version
    wanted = version.version.version
    if said is not None and number_said(said) == wanted:
        return []
    shown = f"`{said[:60]}`" if said is not None else "none"
    why = f"is described by a document whose `info.version` is {shown}"
    place = contract.document.place(("info", "version"))
    finding = _refused(version, why, f"let `info.version` be {wanted}")
    path = f"/{wanted}/info/version"
    mark = fingerprint_of(finding.rule, finding.subject.api, None, "", path)
    return [replace(finding, new=place, subject=Subject(finding.subject.api, path=path), fingerprint=mark)]


def _written(estate: Estate, version: VersionOf, lock: Lock, day: date, top: Path) -> tuple[Writing, str]:
    """What a release writes, and its differences for people."""
    members = {}
    if version.lifecycle is Lifecycle.DRAFT:
        members["lifecycle"] = Lifecycle.ACTIVE.value
    if version.version.released is None or version.lifecycle is Lifecycle.DRAFT:
        members["released"] = day.isoformat()
    source = version.api.source
    entry = with_members(version, members)
    path = posixpath.join(estate.folder, LOCK)
    old = estate.files.read(path) if estate.files.exists(path) else b""
    new = write_lock(lock.with_version(version.name, digest(estate.files, version.version)), old)
    contents = {source.path: (source.data, entry), path: (old, new)}
    shown = "".join(difference(name, before, after) for name, (before, after) in contents.items())
    return Writing(top, {name: after for name, (before, after) in contents.items() if before != after}), shown
