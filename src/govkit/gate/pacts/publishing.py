"""Pacts taken into the catalog: normalised, stored once by their content, recorded with the version that wrote them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govkit.catalog.entries import ConsumerSpec, Entry, Estate
from govkit.catalog.entries.editing import with_item, with_only
from govkit.catalog.entries.form import BUILD, ApiRef
from govkit.catalog.entries.kinds.consumer import ConsumerVersion
from govkit.catalog.entries.pacts import FOLDER, file_name, hash_of, newest, normal_form, pact_text
from govkit.catalog.entries.parties import ANNOTATION, api_named, consumer_named
from govkit.catalog.entries.source import Source
from govkit.checks.pacts import read_pact
from govkit.errors import UsageError
from govkit.gate.answers.report import guess
from govkit.gate.configuration import estate_top
from govkit.gate.estates.loading import open_estate
from govkit.gate.pacts.folders import named_pacts
from govkit.gate.writing import Writing, difference
from govkit.spec.documents import parse


@dataclass(frozen=True, slots=True)
class Given:
    """A pact as somebody hands it in: its bytes, what people call it, and the version whose tests wrote it.

    `consumer` is the entry that is meant, where the name in the pact is not to tell.
    """

    label: str
    data: bytes
    version: str
    consumer: str | None = None


@dataclass(slots=True)
class Published:
    """What is to be written: `stored` are the paths of pacts that are new, `known` of those that lie there already."""

    writing: Writing | None = None
    differences: str = ""
    stored: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def done(self) -> None:
        """Writes pacts and entries. Raises UsageError where a file cannot be written: then none is."""
        if self.writing is not None:
            self.writing.write()


@dataclass(frozen=True, slots=True)
class _Pact:
    """A pact whose parties are known."""

    consumer: Entry[ConsumerSpec]
    api: str
    version: str
    path: str
    text: bytes
    label: str


def publish(
    given: Sequence[Given], apis: Sequence[str] = (), *, lenient: bool = False, cwd: Path | None = None
) -> Published:
    """What is to be written for some pacts. `apis` are the major versions of APIs that the consumer's version calls.

    `lenient` leaves out, with a note, what the catalog does not know. Raises InputError for what is no pact, UsageError
    for parties that there are not, and where a version is known with other pacts.
    """
    here = (cwd or Path.cwd()).resolve()
    estate = open_estate(cwd=here)
    estate.refuse_problems()
    top = estate_top(here)
    assert top is not None, "an estate that was opened has a top"
    found = Published()
    pacts = [pact for one in given if (pact := _pact(estate, one, found, lenient=lenient)) is not None]
    called = [_reference(estate, one) for one in apis]
    contents: dict[str, tuple[bytes | None, bytes]] = {}
    for pact in pacts:
        old = estate.files.read(pact.path) if estate.files.exists(pact.path) else None
        if old != pact.text:
            contents[pact.path] = (old, pact.text)
        listed = found.known if old == pact.text else found.stored
        if pact.path not in listed:
            listed.append(pact.path)
    by_consumer: dict[str, list[_Pact]] = defaultdict(list)
    for pact in pacts:
        by_consumer[pact.consumer.name].append(pact)
    for many in by_consumer.values():
        source = many[0].consumer.source
        recording = _Recording(estate, many[0].consumer, called, found.notes if lenient else None)
        data = recording.with_pacts(many)
        for path in recording.left_out:
            contents.pop(path, None)
            found.stored = [one for one in found.stored if one != path]
        if data != source.data:
            contents[source.path] = (source.data, data)
            found.differences += difference(source.path, source.data, data)
    if contents:
        found.writing = Writing(top, {path: new for path, (_, new) in contents.items()})
    return found


def given_at(paths: Sequence[str], version: str, consumer: str | None = None) -> list[Given]:
    """The pacts at some paths; of a folder, every pact that lies in it. Raises InputError, UsageError."""
    return [Given(one.label, one.data, version, consumer) for one in named_pacts(paths)]


def _pact(estate: Estate, given: Given, found: Published, *, lenient: bool) -> _Pact | None:
    """The pact that was handed in, under its path; None where it is left out."""
    document = parse(given.data, given.label)
    read = read_pact(document)
    if not BUILD.fullmatch(given.version):
        said = f"{given.version[:40]!r} is no version"
        if lenient:
            found.notes.append(f"{given.label} is left out: {said}")
            return None
        raise UsageError(said, hint="a version is such as 2.1.0, a day, or a commit id")
    consumer = estate.consumers.get(given.consumer) if given.consumer else consumer_named(estate, read.consumer)
    api = api_named(estate, read.provider)
    if consumer is None or api is None:
        side = "consumer" if consumer is None else "provider"
        called = given.consumer or read.consumer if consumer is None else read.provider
        said, hint = _unknown(estate, side, called)
        if lenient:
            found.notes.append(f"{given.label} is left out: {said}")
            return None
        raise UsageError(f"{said} ({document.place((side, 'name'))})", hint=hint)
    text = pact_text(normal_form(document.tree))
    path = f"{estate.folder}/{FOLDER}/{consumer.name}/{file_name(api, hash_of(text))}"
    return _Pact(consumer, api, given.version, path, text, given.label)


def _unknown(estate: Estate, side: str, called: str) -> tuple[str, str]:
    known = [*estate.consumers] if side == "consumer" else [*estate.apis]
    kind = "consumer" if side == "consumer" else "API"
    near = guess(called, known, f"the {kind}s are")
    also = "say `--consumer NAME`, or " if side == "consumer" else ""
    hint = f"{near}; {also}write what its pacts call it into its entry: `annotations: {{{ANNOTATION}: {called[:60]}}}`"
    return f"there is no {kind} {called[:80]!r} in the catalog", hint


def _reference(estate: Estate, text: str) -> ApiRef:
    try:
        reference = ApiRef.parse(text)
    except ValueError as error:
        raise UsageError(f"{text[:80]!r} {error}", hint="name an API and a major version: billing@2") from None
    if reference.name not in estate.apis:
        raise UsageError(f"there is no API {reference.name!r}", hint=guess(reference.name, [*estate.apis], "there are"))
    if not estate.meant(reference):
        known = [one.version.version for one in estate.versions(reference.name)]
        hint = guess(reference.version or "", known, f"the versions of {reference.name} are")
        raise UsageError(f"{reference.name} has no version {reference.version}", hint=hint)
    return reference


class _Recording:
    """The entry of a consumer while versions are recorded in it."""

    def __init__(
        self, estate: Estate, consumer: Entry[ConsumerSpec], called: Sequence[ApiRef], notes: list[str] | None
    ) -> None:
        """`notes` takes what would be refused, and is left out then."""
        self._estate, self._consumer, self._called = estate, consumer, called
        self._notes = notes
        self.left_out: set[str] = set()
        self._data = consumer.source.data
        self._apis = {one.source.path: api_named(estate, one.provider) for one in estate.pacts}
        self._versions = list(consumer.spec.versions)

    def with_pacts(self, pacts: Sequence[_Pact]) -> bytes:
        """The text of the entry with the versions of some pacts. Raises UsageError, InputError."""
        by_version: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for pact in pacts:
            self._apis[pact.path] = pact.api
            listed = by_version[pact.version][pact.api]
            if pact.path not in listed:
                listed.append(pact.path)
        for version, paths in by_version.items():
            try:
                self._record(version, {api: sorted(many) for api, many in sorted(paths.items())})
            except UsageError as error:
                if self._notes is None:
                    raise
                self._notes.append(f"left out: {error.message}")
                self.left_out |= {path for many in paths.values() for path in many}
        self.left_out -= {path for one in self._versions for path in one.pacts}
        self._follow_newest()
        return self._data

    def _now(self) -> Source:
        source = self._consumer.source
        return Source(source.path, source.label, self._data)

    def _record(self, version: str, paths: dict[str, list[str]]) -> None:
        index = next((index for index, one in enumerate(self._versions) if one.version == version), None)
        called = self._references(paths)
        every = [path for many in paths.values() for path in many]
        if index is None:
            members = {"version": version, **({"apis": called} if called else {}), "pacts": every}
            self._data = with_item(self._now(), ("spec", "versions"), members)
            apis = tuple(map(ApiRef, called))
            self._versions.append(ConsumerVersion.model_construct(version=version, apis=apis, pacts=tuple(every)))
            return
        known = self._versions[index]
        for api, many in paths.items():
            had = sorted(path for path in known.pacts if self._apis.get(path) == api)
            if had and had != many:
                raise UsageError(
                    f"{self._consumer.name} {version} was published with another pact with {api}: {', '.join(had)}",
                    hint="what is published never changes: give the build a version of its own",
                )
        for path in every:
            if path not in known.pacts:
                self._data = with_item(self._now(), ("spec", "versions", index, "pacts"), path)
        for one in called:
            if one not in map(str, known.apis):
                self._data = with_item(self._now(), ("spec", "versions", index, "apis"), one)
        pacts = (*known.pacts, *(path for path in every if path not in known.pacts))
        self._versions[index] = ConsumerVersion.model_construct(version=version, apis=known.apis, pacts=pacts)

    def _references(self, paths: dict[str, list[str]]) -> list[str]:
        """The major versions that are called, by what was said, else by what the entry declares at this time."""
        declared = [use.api for use in self._consumer.spec.uses]
        found: list[str] = []
        for api in paths:
            said = [one for one in self._called if one.name == api] or [one for one in declared if one.name == api]
            found += [str(one) for one in said if one.version is not None]
        return list(dict.fromkeys(found))

    def _follow_newest(self) -> None:
        """Lets `pacts` be those of the newest version, and of no other with the same providers."""
        spec = self._consumer.spec.model_copy(update={"versions": tuple(self._versions)})
        last = newest(spec)
        if last is None:
            return
        providers = {self._apis.get(path) for path in last.pacts}
        others = [path for path in spec.pacts if self._apis.get(path) not in providers]
        wanted = [*others, *(path for path in last.pacts if path not in others)]
        if sorted(wanted) != sorted(spec.pacts):
            self._data = with_only(self._now(), ("spec", "pacts"), wanted)
