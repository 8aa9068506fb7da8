"""`govkit pact fuzz`: a provider that runs, asked all that its description allows and forbids."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from govkit.checks.pacts.fuzz import Found, Fuzzed, Known, bundled, findings_of, read_known
from govkit.checks.pacts.fuzz.found import PHASES
from govkit.errors import InputError, MissingExtra, UsageError
from govkit.findings import Finding
from govkit.gate.configuration import estate_top
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome
from govkit.gate.pacts.checking import Checking
from govkit.gate.pacts.live.credentials import MOCK_TOKEN, scopes_of, shown_to
from govkit.gate.pacts.live.naming import version_named
from govkit.gate.pacts.live.running import running
from govkit.gate.pacts.live.wanted import TOKEN, Where, refuse_mock
from govkit.gate.pacts.providers import Against, NamedFile
from govkit.mocks.remote import DEFAULT_URL
from govkit.spec.openapi import Contract

Tell = Callable[[str], None]
EXAMPLES = 25
"""How many requests are drawn of an operation in each phase that draws them, where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzing:
    """What `govkit pact fuzz` is asked for: of which API, where it runs, what is drawn, and what is known already."""

    provider: str | None = None
    where: Where = field(default_factory=Where)
    examples: int = EXAMPLES
    phases: tuple[str, ...] = PHASES
    operations: tuple[str, ...] = ()
    known: str | None = None
    record: bool = False


def fuzz_provider(
    wanted: Fuzzing, options: Options, cwd: Path | None = None, tell: Tell = lambda _: None, line: Tell = lambda _: None
) -> Outcome:
    """Asks a provider at random; what it does otherwise than its description says.

    `tell` is told what is done now, `line` what is worth a line of a log. Raises InputError, UsageError, MissingExtra.
    """
    missing = [name for name in ("schemathesis", "jsonschema") if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"providers are asked at random by schemathesis, and {' and '.join(missing)} is not installed",
            hint="pip install 'govkit[contracts]'",
        )
    checking = Checking(options, cwd)
    against = _against(checking, wanted.provider, options, cwd)
    if wanted.record:
        _refuse_record(wanted, against)
    contract = against.contract
    _refuse_unknown(contract, wanted.operations)
    known = _known(wanted.known, contract.name)
    done = _asked(against, contract, wanted, _Progress(tell, line, len(_operations(contract, wanted.operations))), cwd)
    findings = [
        _shown(one, wanted.where, against)
        for one in findings_of(contract, done.telling, known, whole=_is_whole(wanted, done))
    ]
    checking.notes += _notes(wanted, done, against, known)
    judged = tuple(checking.judged(findings, against.version))
    if wanted.record and against.version is not None:
        from govkit.gate.pacts.live.recording import record_fuzzed

        checking.notes += record_fuzzed(checking.catalog(), against.version, done, judged, wanted.where.seed)
    return Outcome(
        command="pact fuzz",
        findings=judged,
        new=against.name,
        compared=1,
        notes=tuple(checking.notes),
        line_of=checking.lines([]),
    )


def _refuse_record(wanted: Fuzzing, against: Against) -> None:
    refuse_mock(wanted.where)
    if against.version is None:
        hint = "say --provider API@VERSION, or leave --record out"
        raise UsageError("only results of versions of the catalog are recorded", hint=hint)
    if wanted.operations or set(wanted.phases) != set(PHASES):
        hint = "leave out --operation and --phases, or --record"
        raise UsageError("a result that is recorded speaks of all operations, asked in all phases", hint=hint)


# -------------------------------------------------------------------------------------------------------------- the API


def _against(checking: Checking, provider: str | None, options: Options, cwd: Path | None) -> Against:
    if provider is None:
        if estate_top(cwd) is None:
            raise UsageError("nothing says what the provider promises", hint="say --provider FILE or API@VERSION")
        known = sorted(checking.catalog().apis)
        if len(known) != 1:
            raise UsageError("nothing says which API is asked", hint=f"say --provider; there are {', '.join(known)}")
        provider = known[0]
    named = version_named(checking, provider, cwd)
    return named if named is not None else NamedFile(provider, options, checking.notes)


def _operations(contract: Contract, names: Sequence[str]) -> list[str]:
    from fnmatch import fnmatchcase

    paths = [one for one in contract.operations.values() if one.kind == "path"]
    return [
        one.name
        for one in paths
        if not names or any(fnmatchcase(known, name) for name in names for known in (one.name, one.id or ""))
    ]


def _refuse_unknown(contract: Contract, names: Sequence[str]) -> None:
    from govkit.gate.answers.report import guess

    for name in names:
        if not _operations(contract, [name]):
            hint = guess(name, _operations(contract, ()), "there are")
            raise UsageError(f"no operation is called {name!r}", hint=hint)


def _known(file: str | None, api: str) -> list[Known]:
    if file is None:
        return []
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}", hint="name a list of known failures") from error
    return read_known(data, file, api)


# --------------------------------------------------------------------------------------------------------------- asking


def _is_whole(wanted: Fuzzing, done: Fuzzed) -> bool:
    """Whether all was asked, so that a known failure that was not found is outdated."""
    return done.ended and not wanted.operations and set(wanted.phases) == set(PHASES)


class _Progress:
    """How far a run is."""

    def __init__(self, tell: Tell, line: Tell, operations: int) -> None:
        self._tell, self._line = tell, line
        self._operations = operations
        self._phase = ""
        self._in_phase: set[str] = set()

    def __call__(self, phase: str, operation: str, done: int, found: int) -> None:
        if phase != self._phase:
            self._phase, self._in_phase = phase, set()
            self._line(f"{phase}: {self._operations} operations, {found} findings so far")
        self._in_phase.add(operation)
        at = f"{len(self._in_phase)} of {self._operations} operations" if operation else f"{done} scenarios"
        self._tell(f"{phase}: {operation or 'along links'}, {at}, {found} findings")


def _asked(against: Against, contract: Contract, wanted: Fuzzing, progress: _Progress, cwd: Path | None) -> Fuzzed:
    from govkit.checks.pacts.fuzz.course import Wish, fuzzed

    where = wanted.where
    until = time.monotonic() + where.most
    tree = bundled(contract)
    tokens = {MOCK_TOKEN: scopes_of(contract)}  # one that may do all, so that any other is refused
    with running(where, against.name, cwd, **({"tokens": tokens} if where.is_mock else {})) as provider:
        shown = {name: value for place, name, value in shown_to(where, contract) if place == "header"}
        wish = Wish(
            address=provider.url,
            headers={**dict(where.headers), **shown},
            secret=not where.is_mock,
            seed=where.seed,
            examples=wanted.examples,
            phases=wanted.phases,
            operations=wanted.operations,
            timeout=where.timeout,
            until=until,
        )
        done = fuzzed(tree, wish, progress)
    return replace(done, found=tuple(_elsewhere(one, provider.url, where) for one in done.found))


def _elsewhere(found: Found, url: str, where: Where) -> Found:
    """What was found, with a command that works when the mock of this run is gone."""
    curl = found.curl.replace(url, DEFAULT_URL) if where.is_mock else found.curl
    for name, value in where.headers if not where.is_mock else ():
        curl = curl.replace(f"{name}: {value}", f"{name}: [Filtered]")
    curl = re.sub(r"'Authorization: \[Filtered\]'", f'"Authorization: Bearer ${TOKEN}"', curl)
    return replace(found, curl=" ".join(curl.split("\n\n")[0].split()))


def _shown(finding: Finding, where: Where, against: Against) -> Finding:
    if not where.is_mock or not finding.reason:
        return finding
    return replace(finding, reason=f"{finding.reason} (with `govkit mock up {against.name}`)")


def _notes(wanted: Fuzzing, done: Fuzzed, against: Against, known: Sequence[Known]) -> list[str]:
    where = wanted.where
    at = where.url or (f"the application {where.app}" if where.app else "its mock")
    asked = f"{against.name} at {at}: {done.requests} requests to {len(done.answers)} operations, seed {where.seed}"
    notes = [asked]
    hit = sum(any(entry.is_of(one) for entry in known) for one in done.found)
    if hit:
        notes.append(f"{hit} failures are known, and not told")
    if not done.ended:
        notes.append(f"the time was over after {where.most:g} s: not all was asked, more is to be had with --max-time")
    return notes
