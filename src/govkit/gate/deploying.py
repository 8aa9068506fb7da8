"""Deployments recorded: what runs where since when, written into the entry of an environment.

Of a consumer one version runs at a time; of an API one version of each major, for majors run side by side. What is
recorded has happened: doubts about it are notes, and only what cannot have happened is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from govkit.catalog.entries import Deployment, Entry, EnvironmentSpec, Estate, Lifecycle
from govkit.catalog.entries.editing import with_item, with_word
from govkit.catalog.entries.form import BUILD
from govkit.catalog.entries.source import Source
from govkit.errors import UsageError
from govkit.gate.answers.report import guess
from govkit.gate.configuration import estate_top, today
from govkit.gate.estates.loading import open_estate
from govkit.gate.writing import Writing, difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploying:
    """What is to be recorded: a version of an API or a consumer runs in an environment from a day on, or no longer.

    `alongside` leaves running what would otherwise be replaced. Without a day it is today.
    """

    name: str
    version: str
    to: str
    end: bool = False
    alongside: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a record would change, not yet written; nothing where the entry says it already. `said` tells it."""

    said: str
    notes: tuple[str, ...] = ()
    writing: Writing | None = None
    differences: str = ""

    def done(self) -> None:
        """Writes the entry. Raises UsageError where that fails: then it is as it was."""
        if self.writing is not None:
            self.writing.write()


def deploy(wanted: Deploying, *, cwd: Path | None = None) -> Recorded:
    """What is to be written for a deployment.

    Raises UsageError for names and versions that there are not and for days in the wrong order, InputError where the
    entry cannot be read or edited.
    """
    here = (cwd or Path.cwd()).resolve()
    estate = open_estate(cwd=here)
    estate.refuse_problems()
    top = estate_top(here)
    assert top is not None, "an estate that was opened has a top"
    environment = environment_named(estate, wanted.to)
    check_known(estate, wanted.name, wanted.version)
    record = _Record(estate, environment, wanted, wanted.day or today())
    said = record.end() if wanted.end else record.begin()
    source = environment.source
    if record.data == source.data:
        return Recorded(said, tuple(record.notes))
    writing = Writing(top, {source.path: record.data})
    return Recorded(said, tuple(record.notes), writing, difference(source.path, source.data, record.data))


def environment_named(estate: Estate, name: str) -> Entry[EnvironmentSpec]:
    """The environment of a name. Raises UsageError where there is none."""
    found = estate.environments.get(name.removeprefix("environment:"))
    if found is None:
        hint = guess(name, [*estate.environments], "the environments are")
        raise UsageError(f"there is no environment {name!r} in the catalog", hint=hint)
    return found


def check_known(estate: Estate, name: str, version: str) -> None:
    """Raises UsageError for an API or a consumer that there is not, and for a version that it has not."""
    if name not in estate.apis and name not in estate.consumers:
        hint = guess(name, [*estate.apis, *estate.consumers], "the APIs and consumers are")
        raise UsageError(f"there is no API or consumer {name!r} in the catalog", hint=hint)
    if not BUILD.fullmatch(version):
        raise UsageError(f"{version[:40]!r} is no version", hint="a version is such as 2.1.0, a day, or a commit id")
    known = known_versions(estate, name)
    if version in known or (name in estate.consumers and not known):
        return
    raise UsageError(f"{name} has no version {version!r}", hint=guess(version, known, f"the versions of {name} are"))


def known_versions(estate: Estate, name: str) -> list[str]:
    """The versions of an API; of a consumer those whose pacts are recorded, and with them those that ran somewhere.

    None of a consumer whose entry lists no versions: of that any may run.
    """
    consumer = estate.consumers.get(name)
    listed = [one.version for one in consumer.spec.versions] if consumer is not None else []
    ran = [one.deployment.version for one in estate.running(name)] if listed else []
    return list(dict.fromkeys([*(one.version.version for one in estate.versions(name)), *listed, *ran]))


def line_of(estate: Estate, name: str, version: str) -> str:
    """What a version takes the place of: versions of one line replace each other, those of others run beside them.

    Of an API the line is the major version (APIs that count by date have one line); a consumer has one.
    """
    if name not in estate.apis or "." not in version:
        return ""
    return version.partition(".")[0]


class _Record:
    """The entry of an environment while it is edited: `data` is its text, `notes` what is to be said about it."""

    def __init__(self, estate: Estate, environment: Entry[EnvironmentSpec], wanted: Deploying, day: date) -> None:
        self._estate, self._environment, self._wanted, self._day = estate, environment, wanted, day
        self.data = environment.source.data
        self.notes: list[str] = []
        listed = enumerate(environment.spec.deployments)
        self._known = [(index, one) for index, one in listed if one.name == wanted.name]

    @property
    def _what(self) -> str:
        return f"{self._wanted.name} {self._wanted.version}"

    # ------------------------------------------------------------------------------------------------------- it begins

    def begin(self) -> str:
        """Records that it runs from the day on, and ends what it replaces; what is to be said of that."""
        self._warn()
        replaced = [] if self._wanted.alongside else self._others()
        for index, one in replaced:
            self._end(index, one)
        runs = [one for _, one in self._known if one.version == self._wanted.version and one.until is None]
        if runs:
            since = runs[0].since
            if since > self._day:
                raise UsageError(
                    f"{self._what} is recorded in {self._environment.name} from {since} on",
                    hint=f"say a day from then on: --on {since}",
                )
            said = f"{self._what} runs in {self._environment.name} since {since}"
        else:
            self._refuse_overlap()
            item = {"name": self._wanted.name, "version": self._wanted.version, "since": self._day.isoformat()}
            self.data = with_item(self._now(), ("spec", "deployments"), item, flow=True)
            said = f"{self._what} runs in {self._environment.name} from {self._day} on"
        if replaced:
            said += f", in place of {', '.join(one.version for _, one in replaced)}"
        return said

    def _others(self) -> list[tuple[int, Deployment]]:
        """What runs, and is of the line of the version that comes."""
        line = line_of(self._estate, self._wanted.name, self._wanted.version)
        return [
            (index, one)
            for index, one in self._known
            if self._goes_on(one)
            and one.version != self._wanted.version
            and line_of(self._estate, one.name, one.version) == line
        ]

    def _goes_on(self, one: Deployment) -> bool:
        """Whether something is still to run after the day."""
        return one.until is None or one.until > self._day

    def _refuse_overlap(self) -> None:
        """Refuses a day on which the version ran already, by a record that has ended since."""
        for _, one in self._known:
            if one.version == self._wanted.version and one.until is not None and one.until > self._day:
                raise UsageError(
                    f"{self._what} is recorded in {self._environment.name} from {one.since} until {one.until}",
                    hint=f"say a day from then on, --on {one.until}, or edit {self._environment.source.label}",
                )

    def _warn(self) -> None:
        """Says what is odd about a version that comes."""
        name, version = self._wanted.name, self._wanted.version
        lifecycle = next((one.lifecycle for one in self._estate.versions(name) if one.version.version == version), None)
        if lifecycle in (Lifecycle.DRAFT, Lifecycle.RETIRED):
            self.notes.append(f"{name} {version} is {'a draft' if lifecycle is Lifecycle.DRAFT else 'retired'}")
        before = self._environment.spec.promotes_from
        if before is not None and not ran_before(self._estate, name, version, before, self._day):
            self.notes.append(
                f"{self._what} has not run in {before}, from which {self._environment.name} takes its versions"
            )

    # --------------------------------------------------------------------------------------------------------- it ends

    def end(self) -> str:
        """Records that it no longer runs from the day on; what is to be said of that."""
        same = [(index, one) for index, one in self._known if one.version == self._wanted.version]
        running = [(index, one) for index, one in same if self._goes_on(one)]
        for index, one in running:
            self._end(index, one)
        if running:
            return f"{self._what} no longer runs in {self._environment.name} from {self._day} on"
        if same:
            last = max(one.until for _, one in same if one.until is not None)
            return f"{self._what} no longer runs in {self._environment.name} since {last}"
        listed = [one.version for _, one in self._known if self._goes_on(one)]
        hint = f"what runs there is {', '.join(listed)}" if listed else "nothing of that name runs there"
        raise UsageError(f"{self._what} does not run in {self._environment.name}", hint=hint)

    def _end(self, index: int, one: Deployment) -> None:
        if one.since > self._day:
            raise UsageError(
                f"{one.name} {one.version} runs in {self._environment.name} from {one.since} on: it cannot end on "
                f"{self._day}",
                hint=f"say a day from then on: --on {one.since}",
            )
        pointer = ("spec", "deployments", index)
        self.data = with_word(self._now(), pointer, "until", self._day.isoformat(), ("since", "version", "name"))

    def _now(self) -> Source:
        source = self._environment.source
        return Source(source.path, source.label, self.data)


def ran_before(estate: Estate, name: str, version: str, environment: str, day: date) -> bool:
    """Whether a version runs in an environment by a day, or ran there."""
    return any(
        one.environment.name == environment and one.deployment.version == version and one.deployment.since <= day
        for one in estate.running(name)
    )
