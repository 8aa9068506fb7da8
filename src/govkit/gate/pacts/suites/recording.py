"""`govkit pact record`: a program runs against mocks of what a consumer uses, and what it called becomes pacts."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.catalog.entries.pacts import normal_form, pact_text
from govkit.client.recording import FOLDER, HEADER, SERVER
from govkit.codegen import package_name
from govkit.errors import UsageError
from govkit.gate.mock_server import Mock
from govkit.gate.pacts.suites.bench import Bench, Side
from govkit.gate.pacts.suites.drafting import Draft, Exchange, drafted
from govkit.gate.pacts.suites.landing import Landing, landing, pact_of, standing
from govkit.gate.writing import Writing

if TYPE_CHECKING:
    from govkit.mocks.declared.states import Stood
    from govkit.mocks.messages import Request
    from govkit.mocks.system import Handled


@dataclass(slots=True)
class Recorded:
    """What a run was: the exit code of the program, and the drafts by API."""

    code: int
    drafts: dict[str, Draft] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Recording:
    """One run of a program."""

    def __init__(self, consumer: str, cwd: Path) -> None:
        """Raises UsageError for a consumer that there is not, or that uses nothing; InputError, MissingExtra."""
        self._bench = Bench(cwd)
        self.consumer = self._bench.consumer(consumer)
        uses = [use.api for use in self.consumer.spec.uses]
        self._sides = [self._bench.side(consumer, str(one)) for one in uses if self._bench.estate.meant(one)]
        if not self._sides:
            place = self.consumer.place(("spec",))
            raise UsageError(f"{consumer} uses no API", place=place, hint="write into `uses` what it is going to call")
        self._cwd = cwd
        self._seen: list[tuple[Side, Exchange]] = []
        self._states: dict[str, list[Stood]] = {}
        """The provider states that were set up when a call came, by the mark that its client gave it."""

    def run(self, command: Sequence[str]) -> Recorded:
        """Runs a program while mocks answer; what it called. Raises UsageError where it cannot be started."""
        targets = [side.version.name for side in self._sides]
        with (
            tempfile.TemporaryDirectory(prefix="govkit-record-") as folder,
            Mock(*targets, cwd=self._cwd) as mock,
        ):
            served = dict(zip(mock.addresses, self._sides, strict=True))
            mock.observe(
                lambda system, request, handled: self._observed(served[system], request, handled, mock.standing(system))
            )
            addresses = {
                SERVER + _package(side).upper(): address.rstrip("/")
                for address, side in zip(mock.addresses.values(), self._sides, strict=True)
            }
            code = _ran(command, {**addresses, FOLDER: folder}, self._cwd)
            self._seen += self._told(Path(folder))
        found = Recorded(code)
        by_side: dict[str, list[Exchange]] = defaultdict(list)
        for side, exchange in self._seen:
            by_side[side.version.name].append(exchange)
        for side in self._sides:
            exchanges = by_side.get(side.version.name, [])
            if exchanges:
                found.drafts[side.api] = drafted(side.api, self.consumer.name, side.wholes, exchanges)
        return found

    def _observed(self, side: Side, request: Request, handled: Handled, states: list[Stood]) -> None:
        """Takes note of a call, and of that alone in which states it came where its client tells the rest by itself."""
        if HEADER.lower() in request.headers:
            self._states[request.headers[HEADER.lower()]] = states
            return
        answer = handled.answer
        self._seen.append(
            (
                side,
                Exchange(
                    side.api,
                    request.method,
                    request.path,
                    [pair for pair in request.query.split("&") if pair and not hides(pair)],
                    [(name, text) for name, text in request.headers.items() if not hides(name)],
                    shown(request.headers.items()),
                    request.body.decode("utf-8", "replace"),
                    answer.status,
                    next((text for name, text in answer.headers if name.lower() == "content-type"), ""),
                    answer.body.decode("utf-8", "replace"),
                    states=states,
                ),
            )
        )

    def _told(self, folder: Path) -> list[tuple[Side, Exchange]]:
        """The calls that generated clients told of, each with what was read of its answer."""
        sides = {_package(side): side for side in self._sides}
        found: dict[str, tuple[Side, Exchange]] = {}
        for file in sorted(folder.glob("*.jsonl")):
            for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
                if "read" in line:
                    if line["read"] in found:
                        reads = found[line["read"]][1].reads
                        assert reads is not None, "a client tells what is read"
                        reads.add(tuple(line["way"]))
                elif line["package"] in sides:
                    exchange = _exchange(line, self._states.get(line["exchange"], []))
                    found[line["exchange"]] = sides[line["package"]], exchange
        return list(found.values())

    def landing(self, recorded: Recorded, *, replace: bool) -> Landing:
        """What the run changes in the catalog; a pact that is there stays, unless it is replaced."""
        assert self._bench.top is not None, "a bench stands in an estate"
        made = []
        for api, draft in recorded.drafts.items():
            pair = self.consumer.name, api
            if not draft.interactions:
                continue
            if standing(self._bench.estate, pair) and not replace:
                recorded.notes.append(
                    f"{self.consumer.name} has a pact with {api}, which stays; --replace puts the recorded one there"
                )
                continue
            made.append((pair, draft.interactions))
        return landing(self._bench.estate, self._bench.top, made, lambda _: True)

    def elsewhere(self, recorded: Recorded, folder: Path, *, write: bool) -> list[Path]:
        """Writes the pacts into a folder outside of the catalog; their paths. Raises UsageError."""
        contents = {
            f"{self.consumer.name}-{api}.json": pact_text(
                normal_form(pact_of(self.consumer.name, api, draft.interactions))
            )
            for api, draft in recorded.drafts.items()
            if draft.interactions
        }
        if write:
            Writing(folder, contents).write()
        return [folder / name for name in contents]


def _package(side: Side) -> str:
    return package_name(side.api, side.version.version.version)


def _ran(command: Sequence[str], more: dict[str, str], cwd: Path) -> int:
    try:
        return subprocess.run(list(command), check=False, cwd=cwd, env={**os.environ, **more}).returncode  # noqa: S603
    except OSError as error:
        said = f"{command[0]} cannot be started: {error.strerror}"
        raise UsageError(said, hint="behind `--` stands a program: -- python nightly.py") from error


def _exchange(line: dict[str, Any], states: list[Stood]) -> Exchange:
    return Exchange(
        line["package"],
        line["method"],
        line["path"],
        line["query"],
        [(name, text) for name, text in line["headers"]],
        tuple((name, scheme) for name, scheme in line["secrets"]),
        line["sent"],
        line["status"],
        line["media"],
        line["received"],
        set(),
        states,
    )


def hides(text: str) -> bool:
    """Whether a header, or a pair of a query, is a secret."""
    from urllib.parse import unquote_plus

    from govkit.client.redaction import is_secret

    return is_secret(unquote_plus(text.partition("=")[0]))


def shown(headers: Any) -> tuple[tuple[str, str], ...]:
    """The headers that hold credentials, each with the name of its scheme."""
    return tuple(
        ("Authorization" if name == "authorization" else name, text.partition(" ")[0] if " " in text else "")
        for name, text in headers
        if hides(name) and name.lower() != "cookie"
    )
