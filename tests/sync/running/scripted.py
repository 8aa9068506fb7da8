"""Runs of small workflows against platforms that answer by script, with a journal in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from govkit.catalog.entries import load_text
from govkit.catalog.workflows.loading import read_document
from govkit.sync.effects.ledger import Ledger
from govkit.sync.effects.sending import Sender
from govkit.sync.running.bodies import Bodies
from govkit.sync.running.course import Course
from govkit.sync.running.pins import Pin, pinned
from govkit.sync.running.stops import Parked, Through, Waiting
from govkit.sync.running.tries import About, Tries
from govkit.sync.service import hindered
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EFFECTS
from govkit.sync.values import MISSING, Answered, Asked, Json, Traits


class Killed(BaseException):
    """The process ends here."""


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


class Platform:
    """A platform that answers each operation as its script says: an answer, what makes one, or an error to raise.

    The last answer of a script stays. `committed` is what it did, `asked` all that it was asked.
    """

    def __init__(self, clock: Clock, traits: Mapping[str, Traits]) -> None:
        self._clock = clock
        self._traits = traits
        self.script: dict[str, list[Any]] = defaultdict(list)
        self.asked: list[Asked] = []
        self.closed_until = 0.0

    def call(self, asked: Asked) -> Answered:
        """The next answer of the operation's script."""
        self.asked.append(asked)
        steps = self.script[asked.operation]
        said = steps.pop(0) if len(steps) > 1 else (steps[0] if steps else Answered(200, {}))
        if isinstance(said, BaseException):
            raise said
        answered = said(asked) if callable(said) else said
        assert isinstance(answered, Answered), "that is what scripts hold"
        return answered

    def traits(self, api: str, operation: str) -> Traits:
        return self._traits.get(operation, READ)

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        return self.closed_until

    def names(self) -> list[str]:
        """The operations that were asked for, in order."""
        return [one.operation for one in self.asked]


READ = Traits("erp", writes=False, keyed=False, retention=None, repeatable=True, settle=None)
KEYED = Traits("erp", writes=True, keyed=True, retention=86400.0, repeatable=False, settle=None)
KEYLESS = Traits("erp", writes=True, keyed=False, retention=None, repeatable=False, settle=90.0)
PUT = Traits("erp", writes=True, keyed=False, retention=None, repeatable=True, settle=90.0)
NO_ANSWER = Answered(None, sent=True, error="timed out")


class Journal:
    """What was done, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Json]] = {}

    def has(self, place: str) -> bool:
        return place in self.kept

    def do(self, place: str, perform: Callable[[], dict[str, Json]]) -> dict[str, Json]:
        if place not in self.kept:
            self.kept[place] = perform()
        return self.kept[place]


class Trial:
    """One workflow, its platform, and what it came to in each stretch."""

    def __init__(self, database: Database, steps: str, traits: Mapping[str, Traits], more: str = "") -> None:
        text = f"""\
# file: catalog/workflows/trial.arazzo.yaml
arazzo: 1.1.0
info: {{title: Trial, version: 1.0.0}}
sourceDescriptions:
  - {{name: erp, type: openapi, url: ../../specs/erp/1.0.0/openapi.yaml}}
workflows:
  - workflowId: trial
    x-govkit-workflow: {{owner: ops}}
    steps:
{_indented(steps, 6)}
{_indented(more, 2)}
"""
        estate = load_text(text)
        (written,) = estate.workflow_documents
        document = read_document(written)
        assert not isinstance(document, list), document
        made = pinned(estate, document, document.workflows["trial"], ())
        self.pin = Pin(made.workflow, made.consumer, made.files, {"erp": "erp@1.0.0"}, ())
        self.clock = Clock()
        self.platform = Platform(self.clock, traits)
        self.journal = Journal()
        self.ledger = Ledger(database, self.clock.now)
        self.sender = Sender(self.ledger, self.platform, self.clock.now)
        self.resolutions: dict[tuple[str, int], Mapping[str, Any]] = {}
        self.event = "billing evt_1"
        self.found: dict[str, Json] = {}
        self.run = 1
        self.database = database

    def go(self, **inputs: Json) -> Through | Waiting | Parked:
        """A stretch."""
        about = About(self.run, 1, self.event, "ops", None, self.resolutions)
        bodies = Bodies(self.pin.estate, lambda _: None)
        sleep, now = self.clock.sleep, self.clock.now
        tries = Tries(self.pin, about, self.journal, self.sender, bodies, None, now, sleep, hindered)
        course = Course(tries)
        try:
            return course.run(inputs)
        finally:
            self.found = course.found

    def replay(self) -> None:
        """From now on it is another run of the same event."""
        self.run += 1
        self.journal.kept.clear()
        self.resolutions.clear()

    def go_on(self, **inputs: Json) -> Through | Parked:
        """Stretch by stretch, each when it is due, until it waits no more."""
        while isinstance(ending := self.go(**inputs), Waiting):
            self.clock.at = max(self.clock.at, ending.until)
        return ending


def _indented(text: str, by: int) -> str:
    return "\n".join(f"{' ' * by}{line}" for line in text.strip("\n").splitlines())


def answer(status: int, body: Json = MISSING) -> Answered:
    return Answered(status, body)


def states(database: Database) -> list[tuple[str, str | None]]:
    """Each write of the ledger: its state, and who decided it."""
    with database.reading() as connection:
        rows = connection.execute(sa.select(EFFECTS.c.state, EFFECTS.c.decided_by).order_by(EFFECTS.c.id)).all()
    return [(row.state, row.decided_by) for row in rows]
