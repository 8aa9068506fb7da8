"""What was found in pacts, kept by content: of the pact, of the contract that it is held against, and of this govkit.

A run writes what it found itself, a few files of `.govkit/cache` each, so that one changed pact costs no more than
itself. What is broken there is not there, and is found and written again; runs side by side at worst find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from govkit.checks.pacts import Verified
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate import stored
from govkit.gate.cache import Cache, cache_at, name_of, of_this_code
from govkit.gate.options import Options
from govkit.gate.pacts.found import FINDINGS, PARTS, Found, written
from govkit.gate.pacts.providers import Against, held_against
from govkit.gate.pacts.recorded import Recorded

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate

_WORTH_KEEPING = 0.05  # seconds
_MOST_CONTRACTS = 12
"""States of one document that are remembered: those of branches between which somebody goes to and fro."""
_MOST_KEPT = 4_000
"""Pacts in one of sixteen files, beyond which those of earlier runs go."""


class Kept:
    """What is found in pacts that are held against one contract."""

    def __init__(self, against: Against, options: Options, here: Path) -> None:
        self._against = against
        self._cache = cache_at(here) if options.cache else None
        self._judging = (",".join(sorted(options.asserted)), str(options.strict), *options.overlays)

    def hold(self, recorded: Sequence[Recorded]) -> tuple[dict[str, Found], dict[str, InputError]]:
        """What is found in pacts, by their digests, and why the others cannot be read.

        Raises InputError where the contract cannot be read.
        """
        known = self._known(recorded, self._cache) if self._cache is not None else {}
        start = monotonic()
        found, unread = self._anew([one for one in recorded if one.digest not in known])
        if self._cache is not None and found and monotonic() - start > _WORTH_KEEPING:
            self._keep({one.digest: (one, found[one.digest]) for one in recorded if one.digest in found}, self._cache)
        return known | {digest: Found.anew(one) for digest, one in found.items()}, unread

    def lock_digest(self, digest: Callable[[], str]) -> str:
        """The digest of what a version says, as the lock has it: kept, for it takes the reading of all documents."""
        if self._cache is None:
            return digest()
        states = self._states(self._cache)
        for state in states:
            if self._against.still_is(state.asked):
                if not state.lock and (found := digest()):
                    state.lock = found
                    self._write_states(states, self._cache)
                return state.lock
        return digest()

    def _anew(self, recorded: Sequence[Recorded]) -> tuple[dict[str, Verified], dict[str, InputError]]:
        read, unread = {}, {}
        for one in recorded:
            try:
                read[one.digest] = one.pact
            except InputError as error:
                unread[one.digest] = error
        found = held_against(self._against, list(read.values())) if read else []
        return dict(zip(read, found, strict=True)), unread

    # ------------------------------------------------------------------------------------------- states of a contract

    def _name_of_states(self) -> str:
        return name_of("contract", of_this_code(), *self._against.identity, *self._judging)

    def _states(self, cache: Cache) -> list[_State]:
        """The states in which earlier runs met the contract, the last one first."""
        return stored.read(cache.get(self._name_of_states()), list[_State]) or []

    def _write_states(self, states: list[_State], cache: Cache) -> None:
        data = stored.written(states[:_MOST_CONTRACTS])
        if data is not None:
            cache.put(self._name_of_states(), data)

    @cached_property
    def _asked(self) -> dict[str, str | None]:
        """The files of the contract by their content: read only where no earlier run met them like that."""
        known = self._states(self._cache) if self._cache is not None else []
        return next((one.asked for one in known if self._against.still_is(one.asked)), None) or self._against.asked

    def _name_of_file(self, letter: str, part: str) -> str:
        files = (f"{path}\0{digest}" for path, digest in sorted(self._asked.items()))
        return name_of("pacts", of_this_code(), *self._against.identity, *self._judging, letter, part, *files)

    # -------------------------------------------------------------------------------------------------------- verdicts

    def _known(self, recorded: Sequence[Recorded], cache: Cache) -> dict[str, Found]:
        labels = self._against.labels(self._asked)
        found: dict[str, Found] = {}
        for letter, some in _by_letter(recorded):
            files = _Files(partial(self._file, letter, cache))
            for one in some:
                if one.digest in files[FINDINGS]:
                    own = {one.path: one.label} if one.path not in ("", one.label) else {}
                    found[one.digest] = Found.kept(
                        partial(files.part, one), {**labels, **own}, partial(self._again, one)
                    )
        return found

    def _file(self, letter: str, cache: Cache, part: str) -> dict[str, bytes]:
        return stored.parted(cache.get(self._name_of_file(letter, part)))

    def _again(self, one: Recorded) -> Verified:
        return self._anew([one])[0][one.digest]

    def _keep(self, found: Mapping[str, tuple[Recorded, Verified]], cache: Cache) -> None:
        """Keeps what this run found, beside what others did."""
        labels = {label: path for path, label in self._against.labels(self._asked).items()}
        for letter, some in _by_letter([one for one, _ in found.values()]):
            fresh: dict[str, dict[str, bytes]] = {part: {} for part in PARTS}
            for one in some:
                own = {one.label: one.path} if one.path not in ("", one.label) else {}
                for part, data in written(found[one.digest][1], {**labels, **own}).items():
                    fresh[part][one.digest] = data
            for part, anew in fresh.items():
                known = self._file(letter, cache, part)
                whole = (known if len(known) < _MOST_KEPT else {}) | anew
                cache.put(self._name_of_file(letter, part), stored.joined(whole))
        states = self._states(cache)
        if all(one.asked != self._asked for one in states):
            self._write_states([_State(dict(self._asked)), *states], cache)


@dataclass(slots=True)
class _State:
    """The files of a contract by their content, and the digest of the lock where somebody asked for it."""

    asked: dict[str, str | None]
    lock: str = ""


def _by_letter(recorded: Sequence[Recorded]) -> Iterator[tuple[str, list[Recorded]]]:
    """Pacts in sixteen parts by the first letter of their digests: who changes one pact writes one part."""
    parts: dict[str, list[Recorded]] = {}
    for one in recorded:
        parts.setdefault(one.digest[0], []).append(one)
    yield from sorted(parts.items())


class _Files(dict[str, dict[str, bytes]]):
    """What was kept of pacts of one letter, by part and digest: a file is read when somebody asks for its part."""

    def __init__(self, reading: Callable[[str], dict[str, bytes]]) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, part: str) -> dict[str, bytes]:
        self[part] = self._reading(part)
        return self[part]

    def part(self, one: Recorded, part: str) -> bytes | None:
        """A part of what was kept of a pact."""
        return self[part].get(one.digest)


def owned(estate: Estate | None, finding: Finding) -> Finding:
    """A finding in a pact that names its consumer as the catalog does, with the team that answers for it."""
    if estate is None or not finding.affects:
        return finding
    from govkit.catalog.entries.parties import consumer_named

    consumer = consumer_named(estate, finding.affects[0].name)
    if consumer is None:
        return finding
    name, owner = consumer.name, str(consumer.spec.owner)
    return replace(finding, affects=tuple(replace(one, name=name, owner=owner) for one in finding.affects))
