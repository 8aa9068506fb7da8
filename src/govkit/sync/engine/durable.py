"""DBOS, as the runtime needs it: a stretch of a run is one workflow, what it does is its steps, and they are kept.

Everything of DBOS is here. Its queues are not used, since order is that of our own lanes, and neither is its recovery:
a run whose process died is taken up by another stretch, which reads what the one before it kept. DBOS itself recovers
but what its own executor left, at its start; such a stretch finds that the run is not its own any more, and ends. One
engine a process, since DBOS knows but one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from dbos import DBOS, DBOSClient, DBOSConfig, SetWorkflowID
from dbos import DBOSPortableJSONSerializer as PortableJson
from sqlalchemy.exc import DBAPIError

from govkit.sync.store.database import Database, is_lost
from govkit.sync.values import Json

_NAME = "govkit"
_VERSION = "govkit-1"
"""What runs a stretch is data, so that a new version of the code goes on with what an older one began."""
_STRETCH = "govkit.stretch"

logging.getLogger("dbos").setLevel(logging.CRITICAL)  # what fails is told by the worker, once


class Stretches(Protocol):
    """What a stretch does."""

    def __call__(self, run: int, number: int, journal: KeptSteps) -> None:
        """Goes on with a run as its `number`-th stretch."""
        ...


def stretch_id(run: int, number: int) -> str:
    """The name of a stretch in the engine."""
    return f"run-{run}-{number}"


class KeptSteps:
    """The journal of a stretch: what earlier ones did, and steps of its own."""

    def __init__(self, earlier: Mapping[str, dict[str, Json]], fatal: Callable[[BaseException], None]) -> None:
        self._earlier = earlier
        self._fatal = fatal

    def has(self, place: str) -> bool:
        """Whether an earlier stretch did it."""
        return place in self._earlier

    def do(self, place: str, perform: Callable[[], dict[str, Json]]) -> dict[str, Json]:
        """What came of a place: as it was kept, else performed and kept."""
        known = self._earlier.get(place)
        if known is not None:
            return known

        def guarded() -> dict[str, Json]:
            # An error must not be kept as what the step came to: the stretch did not get that far.
            try:
                return perform()
            except Exception as error:
                if is_lost(error):
                    self._fatal(error)
                raise

        return DBOS.run_step({"name": place}, guarded)


class Durable:
    """The engine, in one process."""

    _current: Durable | None = None

    def __init__(self, database: Database, executor: str, stretches: Stretches) -> None:
        self._database = database
        self.executor = executor
        self._stretches = stretches
        self._client: DBOSClient | None = None
        self.fatal: Callable[[BaseException], None] = lambda _: None

    @staticmethod
    def migrate(database: Database) -> None:
        """Makes the engine's own tables."""
        DBOS.migrate(database.url.render_as_string(hide_password=False))

    def launch(self) -> None:
        """Starts it; what this executor left behind goes on."""
        config = DBOSConfig(
            name=_NAME,
            system_database_url=self._database.url.render_as_string(hide_password=False),
            system_database_engine=self._database.engine,
            application_version=_VERSION,
            executor_id=self.executor,
            serializer=PortableJson(),
            use_listen_notify=False,
            notification_listener_polling_interval_sec=0.1,  # it has nothing to ask for, and an end waits for it
            log_level="CRITICAL",
            run_migrations=self._database.is_sqlite,
        )
        Durable._current = self
        DBOS(config=config)
        DBOS.launch()
        self._client = _client(self._database)

    def close(self) -> None:
        """Stops it; what is on its way goes on when it is launched again."""
        DBOS.destroy(workflow_completion_timeout_sec=0)
        Durable._current = None
        if self._client is not None:
            self._client.destroy()

    def run(self, run: int, number: int) -> None:
        """Runs a stretch in this thread."""
        with SetWorkflowID(stretch_id(run, number)):
            _stretch(run, number)

    def perform(self, run: int, number: int) -> None:
        """What a stretch consists of."""
        self._stretches(run, number, KeptSteps(self.kept(run, number), self.fatal))

    def kept(self, run: int, before: int) -> dict[str, dict[str, Json]]:
        """What the stretches of a run before one did, by place."""
        assert self._client is not None, "launched"
        return _kept(self._client, run, before)

    def abandon(self, stretches: Iterable[str]) -> None:
        """Lets nobody go on with stretches: others go on in their place."""
        assert self._client is not None, "launched"
        self._client.cancel_workflows(list(stretches))

    def forget(self, stretches: Iterable[str]) -> None:
        """Deletes what is kept of stretches."""
        assert self._client is not None, "launched"
        self._client.delete_workflows(list(stretches))


@DBOS.workflow(name=_STRETCH)
def _stretch(run: int, number: int) -> None:
    engine = Durable._current
    assert engine is not None, "launched"
    engine.perform(run, number)


def journal(database: Database, run: int, stretches: int) -> dict[str, dict[str, Json]]:
    """What the stretches of a run did, by place, for whoever looks at it; what is not kept any more is not there."""
    client = _client(database)
    try:
        return _kept(client, run, stretches + 1)
    except DBAPIError:  # the engine never ran on this database
        return {}
    finally:
        client.destroy()


def _kept(client: DBOSClient, run: int, before: int) -> dict[str, dict[str, Json]]:
    found: dict[str, dict[str, Json]] = {}
    for number in range(1, before):
        for step in client.list_workflow_steps(stretch_id(run, number)):
            if isinstance(step["output"], dict):
                found[step["function_name"]] = step["output"]
    return found


def _client(database: Database) -> DBOSClient:
    return DBOSClient(system_database_engine=database.engine, serializer=PortableJson())
