"""Mocks that run elsewhere, controlled from here: in a thread of a test, in another terminal, in a container.

It needs nothing but the standard library, so that the command line and tests start fast.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from govkit.errors import UsageError

PREFIX = "/__govkit__/"
DEFAULT_URL = "http://127.0.0.1:4010"
_PATIENCE = 60.0
"""Seconds: time that is moved on far lets much fall due."""


class ControlRefused(UsageError):
    """What the control API said no to, and with which status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Remote:
    """Mocks at an address. Every method raises UsageError where nothing answers, or where it is refused."""

    def __init__(self, url: str = DEFAULT_URL, *, timeout: float = _PATIENCE) -> None:
        """Raises UsageError for what is no address."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            self._port = parts.port or 80
        except ValueError as error:
            raise UsageError(f"{url!r} is no address: {error}", hint=f"it looks like {DEFAULT_URL}") from error
        if parts.scheme != "http" or not parts.hostname:
            raise UsageError(f"{url!r} is no address of mocks", hint=f"it looks like {DEFAULT_URL}")
        self._host = parts.hostname
        shown = f"[{self._host}]" if ":" in self._host else self._host
        self.address = f"http://{shown}:{self._port}"
        """Where they are served, without a path."""
        self._timeout = timeout
        self.clock = RemoteClock(self)
        self.faults = RemoteFaults(self)

    # ----------------------------------------------------------------------------------------------------- the exchange

    def call(self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """What the control API answers to a request; `path` stands below `/__govkit__/`."""
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        target = f"{PREFIX}{path}{'?' if asked else ''}{urlencode(asked)}"
        status, text = self._exchanged(method, target, None if body is None else _written(body))
        try:
            said = json.loads(text)
        except ValueError:
            said = None
        if said is None or (status == 404 and "detail" not in _object(said)):
            raise UsageError(f"what answers at {self.address} is no mock of govkit", hint="name another address")
        if status >= 400:
            raise ControlRefused(str(_object(said).get("detail", f"the mocks answered {status}")), status)
        return said

    def _exchanged(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
        from http.client import HTTPConnection, HTTPException  # whoever serves mocks does not ask others

        connection = HTTPConnection(self._host, self._port, timeout=self._timeout)
        headers = {"Accept": "application/json"} | ({} if body is None else {"Content-Type": "application/json"})
        try:
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise UsageError(
                f"no mocks answer at {self.address}: {reason}",
                hint="start them with `govkit mock up`, or name their address",
            ) from error
        finally:
            connection.close()

    # ---------------------------------------------------------------------------------------------------------- systems

    def systems(self) -> list[dict[str, Any]]:
        """The systems that are served: name, address, title, version, operations, resources."""
        return _list(self.call("GET", "systems"))

    @property
    def addresses(self) -> dict[str, str]:
        """Where each system is served."""
        return {one["name"]: one["address"] for one in self.systems()}

    # ------------------------------------------------------------------------------------------------------------ state

    def reset(self, system: str | None = None) -> None:
        """Begins anew: everything, or the records of one system."""
        self.call("POST", "reset", {} if system is None else {"system": system})

    def seed(self, collection: str, records: Sequence[Any], *, system: str | None = None, replace: bool = False) -> int:
        """Adds records to a collection (`/customers`); how many there are then."""
        body = {"collection": collection, "records": list(records), "replace": replace}
        return int(self.call("POST", "seed", body | ({} if system is None else {"system": system}))["records"])

    def records(self, collection: str, *, system: str | None = None, key: str | None = None) -> list[dict[str, Any]]:
        """The records of a collection, or that of one key."""
        return _list(self.call("GET", "records", query={"system": system, "collection": collection, "key": key}))

    def delete_records(self, collection: str, *, system: str | None = None, key: str | None = None) -> int:
        """Takes the records of a collection away, or that of one key; how many are left."""
        query = {"system": system, "collection": collection, "key": key}
        return int(self.call("DELETE", "records", query=query)["records"])

    def snapshot(self, name: str | None = None) -> str:
        """Keeps the state of all systems; the name that gives it back."""
        return str(self.call("POST", "snapshot", {} if name is None else {"id": name})["id"])

    def restore(self, name: str) -> None:
        """Gives a snapshot back, as often as it is wanted."""
        self.call("POST", "restore", {"id": name})

    def snapshots(self) -> list[dict[str, Any]]:
        """The snapshots."""
        return _list(self.call("GET", "snapshots"))

    # ------------------------------------------------------------------------------------------------------------ drift

    def drift(self, collection: str, *, system: str | None = None, **order: Any) -> list[dict[str, Any]]:
        """Lets records drift: `differ`, `missing`, `extra` say how many, `fields` where, `seed` which; what did."""
        body = {"collection": collection, **order} | ({} if system is None else {"system": system})
        return _list(self.call("POST", "drift", body))

    def drifted(self, *, system: str | None = None) -> list[dict[str, Any]]:
        """What drifted, and what was true of it."""
        return _list(self.call("GET", "drift", query={"system": system}))

    def undo_drift(self) -> int:
        """Takes all drift back; how many records had drifted."""
        return int(self.call("DELETE", "drift")["records"])

    # ------------------------------------------------------------------------------------------------------------ books

    def ledger(self, **narrowed: Any) -> list[dict[str, Any]]:
        """Every write, narrowed by `since`, `limit`, `system`, `operation`, `key`."""
        return _list(self.call("GET", "ledger", query=narrowed))

    def journal(self, **narrowed: Any) -> list[dict[str, Any]]:
        """Every request, narrowed by `since`, `limit`, `system`, `operation`, `method`, `fault`."""
        return _list(self.call("GET", "journal", query=narrowed))

    def state(self, name: str, /, *, system: str | None = None, **parameters: Any) -> Any:
        """Sets a provider state up, as pacts name them; what it tells of itself."""
        order = {"state": name, "params": parameters} | ({} if system is None else {"system": system})
        return self.call("POST", "states", order)

    def states(self) -> list[str]:
        """The provider states that there are."""
        return [str(one) for one in self.call("GET", "states")]

    def tear_down(self, name: str) -> None:
        """Takes a provider state back."""
        self.call("POST", "states", {"state": name, "action": "teardown"})

    # --------------------------------------------------------------------------------------------------------- webhooks

    def emit(
        self, event: str, body: Any = None, *, system: str | None = None, key: str | None = None
    ) -> list[dict[str, Any]]:
        """Tells of an event now; the deliveries that come of it."""
        order = {"event": event, "body": body, "system": system, "key": key}
        return _list(self.call("POST", "events", {name: value for name, value in order.items() if value is not None}))

    def deliveries(self, **narrowed: Any) -> list[dict[str, Any]]:
        """What was told to whom, narrowed by `system`, `event`, `state`, `key`, `limit`."""
        return _list(self.call("GET", "deliveries", query=narrowed))

    def subscribe(self, url: str, *, system: str = "*", events: Sequence[str] = ("*",)) -> str:
        """Lets an address be told of events; the id that ends it."""
        return str(self.call("POST", "webhooks", {"url": url, "system": system, "events": list(events)})["id"])


class RemoteClock:
    """The time that mocks tell."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.fromisoformat(self._remote.call("GET", "clock")["now"])

    def stop_at(self, instant: datetime | str) -> datetime:
        """Lets the time stand still at an instant; what falls due until then is done."""
        text = instant if isinstance(instant, str) else instant.isoformat()
        return self._set({"now": text})

    def advance(self, by: timedelta | float | str) -> datetime:
        """Moves the time on: seconds, or a text as PT90S; what falls due on the way is done when this returns."""
        return self._set({"advance": by.total_seconds() if isinstance(by, timedelta) else by})

    def run(self) -> datetime:
        """Lets the time be that of the machine again."""
        return self._set({"run": True})

    def _set(self, order: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(self._remote.call("POST", "clock", order)["now"])


class RemoteFaults:
    """The faults that are in force."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def add(self, fault: str, **order: Any) -> str:
        """Orders a fault; the name that takes it back. Members that are words of Python end in an underscore."""
        said = {name.rstrip("_"): value for name, value in order.items()}
        return str(self._remote.call("POST", "faults", {"fault": fault, **said})[-1]["name"])

    def order(self, orders: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Orders several faults; all that are in force then."""
        return _list(self._remote.call("POST", "faults", list(orders)))

    def replace(self, orders: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Orders these faults and no others."""
        return _list(self._remote.call("PUT", "faults", list(orders)))

    def list(self) -> list[dict[str, Any]]:
        """All that are in force, each with how often it struck."""
        return _list(self._remote.call("GET", "faults"))

    def remove(self, name: str) -> None:
        """Takes one back."""
        self._remote.call("DELETE", f"faults/{quote(name, safe='')}")

    def clear(self) -> None:
        """Takes all back."""
        self._remote.call("DELETE", "faults")


def _written(body: Any) -> bytes:
    """JSON. Raises UsageError for what cannot be written so."""
    try:
        return json.dumps(body).encode()
    except (TypeError, ValueError) as error:
        raise UsageError(f"this is no JSON: {error}") from error


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else []
