"""Metrics for Prometheus: what the database says when it is asked, and what this process counted.

What the database says is the same whichever process is asked. Amounts are shown as floats, which Prometheus has; who
needs them exactly asks `govkit sync status`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError

from govkit.sync.store.database import Database
from govkit.sync.telemetry.figures import families
from govkit.sync.telemetry.tallies import Tallies

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_LATENCIES: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The metrics of one process. `breakers` says of each system whether it is left alone just now."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        breakers: Callable[[], Mapping[str, bool]] = dict,
    ) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_FromDatabase(database, now))
        self._registry.register(_FromBreakers(breakers))
        self._recovered = Counter(
            "govkit_sync_recoveries", "Runs that went on after their worker died.", registry=self._registry
        )
        self._calls = Histogram(
            "govkit_sync_call_seconds",
            "How long one attempt of a call took; status is none where no answer came.",
            ("system", "operation", "status"),
            buckets=_LATENCIES,
            registry=self._registry,
        )

        self._asked = Counter(
            "govkit_sync_enterprise_requests",
            "Requests that the Enterprise API answered; consumer is empty where nobody knows who asked.",
            ("consumer", "operation", "status"),
            registry=self._registry,
        )

    def asked(self, consumer: str, operation: str, status: int) -> None:
        """The Enterprise API answered a request."""
        self._asked.labels(consumer, operation, str(status)).inc()

    def recovered(self, runs: int) -> None:
        """Runs of a worker that died go on."""
        self._recovered.inc(runs)

    def called(self, system: str, operation: str, status: int | None, seconds: float) -> None:
        """One attempt of a call is over."""
        shown = "none" if status is None else f"{status // 100}xx"
        self._calls.labels(system, operation, shown).observe(seconds)

    def text(self) -> str:
        """All of them, in the text format."""
        return generate_latest(self._registry).decode()


class _FromDatabase(Collector):
    """What the database says; that it says nothing is a metric, too."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now
        self._tallies = Tallies()

    def collect(self) -> Iterable[Metric]:
        """The metrics, read anew."""
        try:
            with self._database.reading() as connection:
                found = list(families(connection, now=self._now(), tallies=self._tallies))
        except DBAPIError:
            found = []
        up = GaugeMetricFamily("govkit_sync_database_up", "Whether the database answers.")
        up.add_metric([], float(bool(found)))
        return [up, *found]

    def describe(self) -> Iterable[Metric]:
        """Nothing: their names are known when they are read."""
        return ()


class _FromBreakers(Collector):
    def __init__(self, breakers: Callable[[], Mapping[str, bool]]) -> None:
        self._breakers = breakers

    def collect(self) -> Iterator[Metric]:
        """Whether systems are left alone."""
        family = GaugeMetricFamily(
            "govkit_sync_breaker_open", "Whether a system is left alone because it failed.", labels=("system",)
        )
        for system, is_open in sorted(self._breakers().items()):
            family.add_metric([system], float(is_open))
        yield family

    def describe(self) -> Iterable[Metric]:
        """Nothing: their names are known when they are read."""
        return ()
