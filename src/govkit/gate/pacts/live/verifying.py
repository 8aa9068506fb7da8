"""`govkit pact verify`: providers that run, asked what the pacts of their consumers say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate
from govkit.catalog.entries.parties import api_named
from govkit.checks.pacts.live import Asked, Asking, Side, StateUrl, Target, findings_of
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Interaction, Kind
from govkit.checks.pacts.recognition import message_for
from govkit.errors import MissingExtra, UsageError
from govkit.findings import Finding
from govkit.gate.configuration import estate_top
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.pacts.checking import Checking
from govkit.gate.pacts.live.credentials import shown_to
from govkit.gate.pacts.live.mock_side import MockSide
from govkit.gate.pacts.live.naming import version_named
from govkit.gate.pacts.live.running import Running, running
from govkit.gate.pacts.live.wanted import Where, refuse_mock
from govkit.gate.pacts.providers import Against, meant_by
from govkit.gate.pacts.recorded import Recorded

if TYPE_CHECKING:
    from govkit.spec.openapi import Operation

Tell = Callable[[str], None]
_MANY_VERSIONS = 5


@dataclass(frozen=True, slots=True)
class AskedPact:
    """A pact, the version that it was asked of (none where nothing describes it), and what came of its interactions."""

    recorded: Recorded
    against: Against | None
    asked: tuple[Asked, ...]


@dataclass(slots=True)
class _Course:
    """How far a run is: what it says of itself, and when it must have ended."""

    tell: Tell
    until: float
    total: int = 0
    done: int = 0
    results: list[AskedPact] = field(default_factory=list)

    def left(self) -> float:
        """How many seconds there are for all that is to come."""
        return self.until - time.monotonic()

    def step(self, pact: str) -> None:
        """Tells what is asked now."""
        self.done += 1
        self.tell(f"asking {pact}, {self.done} of {self.total} interactions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """What `govkit pact verify` is asked for: which pacts, of what, where it runs, and whether the result is kept."""

    paths: tuple[str, ...] = ()
    provider: str | None = None
    consumer: str | None = None
    interaction: str | None = None
    where: Where = field(default_factory=Where)
    record: bool = False


def verify_pacts(wanted: Verifying, options: Options, cwd: Path | None = None, tell: Tell = lambda _: None) -> Outcome:
    """Asks providers what pacts say; what they answer otherwise. Raises InputError, UsageError, MissingExtra."""
    if find_spec("pact") is None:
        hint = "pip install 'govkit[contracts]'"
        raise MissingExtra("pacts are verified by pact-python, which is not installed", hint=hint)
    if wanted.record:
        refuse_mock(wanted.where)
    checking = Checking(options, cwd)
    groups = _groups(checking, wanted, cwd)
    if wanted.record and any(against is None or against.version is None for against, _ in groups):
        hint = "say --provider API@VERSION, or leave --record out"
        raise UsageError("only results of versions of the catalog are recorded", hint=hint)
    course = _Course(tell, time.monotonic() + wanted.where.most)
    course.total = sum(len(_interactions(one, wanted)) for _, many in groups for one in many)
    if wanted.interaction is not None and not course.total and groups:
        raise UsageError(f"no interaction has {wanted.interaction!r} in its name", hint="see the pacts for their names")
    for against, many in groups:
        _ask(against, many, wanted, course, cwd)
    if wanted.record:
        from govkit.gate.pacts.live.recording import record

        checking.notes += record(checking.catalog(), course.results)
    return _outcome(checking, wanted, course.results)


# --------------------------------------------------------------------------------------------------- what is asked what


def _groups(checking: Checking, wanted: Verifying, cwd: Path | None) -> list[tuple[Against | None, list[Recorded]]]:
    """The pacts of each version that is to be asked. Raises UsageError where one provider were to be several."""
    recorded = checking.chosen(wanted.paths, wanted.consumer)
    if wanted.provider is None and estate_top(cwd) is None and not wanted.where.is_mock:
        return [(None, recorded)] if recorded else []
    pairs = list(_pairs(checking, recorded, wanted, cwd))
    found: dict[str, tuple[Against | None, list[Recorded]]] = {}
    for one, against in pairs:
        found.setdefault(against.name, (against, []))[1].append(one)
    if len(found) > 1 and not wanted.where.is_mock:
        names = ", ".join([*found][:_MANY_VERSIONS])
        raise UsageError(f"the pacts are about {names}, and one provider is asked", hint="say --provider API@VERSION")
    return list(found.values())


def _pairs(
    checking: Checking, recorded: Sequence[Recorded], wanted: Verifying, cwd: Path | None
) -> Iterable[tuple[Recorded, Against]]:
    named = version_named(checking, wanted.provider, cwd)
    for one in recorded:
        if named is None:
            yield from ((one, against) for against in checking.contracts_of(one, wanted.provider))
        elif wanted.paths or _uses(checking.catalog(), one, named):
            yield one, named
    if named is not None and recorded and not wanted.paths:
        left = [one for one in recorded if not _uses(checking.catalog(), one, named)]
        if len(left) == len(recorded):
            checking.notes.append(f"no pact of the catalog is about {named.name}")


def _uses(estate: Estate, one: Recorded, against: Against) -> bool:
    """Whether a pact is about a version: its consumer uses it, or says of none which it uses."""
    version = against.version
    assert version is not None, "it is of the catalog"
    if api_named(estate, one.pact.provider) != version.api.name:
        return False
    meant = meant_by(estate, one.pact.consumer, one.pact.provider)
    return meant.guessed or any(used.name == version.name for used in meant.versions)


def _interactions(one: Recorded, wanted: Verifying) -> list[Interaction]:
    text = (wanted.interaction or "").lower()
    return [interaction for interaction in one.pact.interactions if text in interaction.name.lower()]


# --------------------------------------------------------------------------------------------------------------- asking


def _ask(
    against: Against | None, many: Sequence[Recorded], wanted: Verifying, course: _Course, cwd: Path | None
) -> None:
    events = _events(against, many, wanted)
    target = against.name if against is not None else None
    where = wanted.where
    with ExitStack() as stack:
        provider = stack.enter_context(running(where, target, cwd))
        shown = shown_to(where, against.contract if against is not None else None)
        headers = dict(where.headers)
        asked = Target(provider.url, headers, shown, where.timeout)
        sides = [_side(provider, one, events, where, headers) for one in many]
        asking = stack.enter_context(Asking(asked, sides[0], until=course.left))
        for one, side in zip(many, sides, strict=True):
            asking.turn_to(side)
            results = []
            for interaction in _interactions(one, wanted):
                course.step(f"{one.pact.provider} for {one.pact.consumer}")
                results.append(asking.ask(one.pact, interaction))
            course.results.append(AskedPact(one, against, tuple(results)))


def _side(
    provider: Running,
    one: Recorded,
    events: Mapping[Interaction, Operation | None],
    where: Where,
    headers: Mapping[str, str],
) -> Side:
    if provider.mock is not None:
        return MockSide(provider.mock, provider.system, events)
    states, messages = (
        f"{provider.url}{address}" if address is not None and address.startswith("/") else address
        for address in (where.states, where.messages)
    )
    return StateUrl(states, messages, consumer=one.pact.consumer, headers=headers, timeout=where.timeout)


def _events(
    against: Against | None, many: Sequence[Recorded], wanted: Verifying
) -> dict[Interaction, Operation | None]:
    """The webhooks that messages are of."""
    messages = [
        interaction
        for one in many
        for interaction in _interactions(one, wanted)
        if interaction.kind is Kind.MESSAGE and interaction.received
    ]
    if against is None or not messages:
        return {}
    provider = Provider(against.contract)
    return {one: message_for(provider, one, one.received[0]) for one in messages}


# -------------------------------------------------------------------------------------------------------------- telling


def _outcome(checking: Checking, wanted: Verifying, results: Sequence[AskedPact]) -> Outcome:
    where = wanted.where
    findings: list[Finding] = []
    states_are_set = where.is_mock or where.states is not None
    for one in results:
        operations = operations_of(one)
        api = one.against.contract.name if one.against is not None else one.recorded.pact.provider
        found = findings_of(one.recorded.pact, one.asked, api, operations, states_are_set=states_are_set)
        findings += checking.judged(found, one.against.version if one.against is not None else None)
    asked = [one for pact in results for one in pact.asked]
    if not states_are_set and any(one.interaction.states for one in asked):
        checking.notes.append("nothing sets provider states up: say --states-url, or what is missing is not there")
    skipped = sum(bool(one.skipped) for one in asked)
    passed = sum(one.passed for one in asked)
    said = f"{passed} of {len(asked)} interactions passed" + (f", {skipped} could not be asked" if skipped else "")
    at = where.url or (f"the application {where.app}" if where.app else "its mock")
    names = dict.fromkeys(
        one.against.name if one.against is not None else one.recorded.pact.provider for one in results
    )
    if results:
        checking.notes.append(
            f"{', '.join(names)} at {at}: {said}"
            if not where.is_mock
            else f"{', '.join(names)}, asked as mocks: {said}"
        )
    chosen = [one.recorded for one in results]
    return Outcome(
        command="pact verify",
        findings=(*findings, *checking.unknown),
        new=", ".join(wanted.paths) or ".",
        compared=len(dict.fromkeys(chosen)),
        notes=tuple(dict.fromkeys(checking.notes)),
        line_of=checking.lines(chosen),
    )


def operations_of(one: AskedPact) -> dict[Interaction, Operation | None]:
    """The operations that the interactions of a pact call, or the webhooks that they wait for."""
    if one.against is None or all(asked.passed for asked in one.asked):
        return {}
    provider = Provider(one.against.contract)
    found: dict[Interaction, Operation | None] = {}
    for asked in one.asked:
        interaction = asked.interaction
        if interaction.request is not None:
            found[interaction] = called(provider, interaction.request.method, interaction.request.path)
        elif interaction.received:
            found[interaction] = message_for(provider, interaction, interaction.received[0])
    return found


def called(provider: Provider, method: str, path: str) -> Operation | None:
    """The operation of a request; None where there is none."""
    for one in provider.paths_of(path):
        for route, _ in provider.routes.matches(one):
            if method in route.methods:
                return route.methods[method]
    return None
