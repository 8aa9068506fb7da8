"""Deliveries of webhooks: what is signed is an event or refused with its reason; what was touched is never taken."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from govkit.sync.inbox.refusals import TITLES
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EVENTS, RUNS
from tests.fuzz.drawing import damaged, grafted, soup
from tests.fuzz.target import Check, Target
from tests.sync.inbox.estates import reference
from tests.sync.inbox.platforms import JSON_VALUES, SENT, Platform, open_door, platforms_of, senders_by
from tests.sync.inbox.stage import NOW, Moving
from tests.sync.migrated import migrated


@dataclass(frozen=True)
class _Delivery:
    """What is sent: to whom, which change of the body that is described, and what was touched after it was signed."""

    system: str
    body: Any
    raw: bytes | None
    touched: tuple[str, int, int]
    headers: dict[str, str]
    away: float


_NAMES = st.sampled_from(
    ["content-type", "content-encoding", "content-length", "traceparent", "webhook-id", "webhook-timestamp",
     "webhook-signature",
     "x-erp-timestamp", "x-erp-signature", "x-success-signature", "transfer-encoding", "x-forwarded-for"]
)  # fmt: skip
_TOKENS = st.sampled_from(
    ["v1,", "v1", "=", ",", " ", "t=", "key1=", "sha256=", "0", "a" * 64, "A" * 64, "1790000000", "-1", "9" * 30,
     "1e9", "٣", "+", "/",
     "application/json", "; charset=", "utf-16", "identity", "gzip", "00-", "v1a", "whsec_", "\x7f", "\xe4", "nan",
     "inf"]
)  # fmt: skip
_VALUES = soup(_TOKENS, 6) | st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20)


@cache
def _bodies() -> dict[str, Any]:
    """An event of each platform, as its description shows it."""
    return {name: one.body for name, one in platforms_of(reference()).items()}


def _deliveries(system: str) -> st.SearchStrategy[_Delivery]:
    body = st.deferred(lambda: st.just(_bodies()[system]))
    text = body.map(lambda one: json.dumps(one, ensure_ascii=False))
    return st.builds(
        _Delivery,
        st.just(system),
        st.one_of(body, grafted(body), JSON_VALUES),
        st.one_of(
            st.none(),
            st.none(),
            damaged(text).map(lambda one: one.encode("utf-8", "surrogatepass")),
            st.sampled_from([b"", b"[" * 5000, b'{"a":1e999}', b'{"id":"\\ud800"}', b'{"id":' + b"9" * 5000 + b"}",
            b"\xef\xbb\xbf{}"]),
            st.binary(max_size=60),
        ),
        st.tuples(st.sampled_from(["", "", "body", "signature", "time", "more"]), st.integers(0, 10**6),
        st.integers(1, 255)),
        st.just({}) | st.dictionaries(_NAMES, _VALUES, max_size=3),
        st.sampled_from([0.0, 0.0, 0.0, -299.0, 299.0, -301.0, 301.0, 1e12]),
    )  # fmt: skip


@contextmanager
def _opened() -> Iterator[Check]:
    contracts, clock = reference(), Moving()
    platforms = platforms_of(contracts)
    with tempfile.TemporaryDirectory(prefix="govkit-fuzz-") as folder:
        made = migrated(Path(folder) / "govkit.db")
        made.close()
        database = Database(made.shown)
        door = open_door(database, senders_by(contracts, platforms, clock), clock)
        clock.at = NOW

        def check(sent: _Delivery) -> None:
            before = _counts(database)
            raw, headers, is_touched = _signed(platforms[sent.system], sent)
            answer = door.client.post(f"/webhooks/{sent.system}", content=raw, headers=_encoded(headers))
            after = _counts(database)
            if answer.status_code == 204:
                assert not is_touched, "what was touched after it was signed is taken"
                assert abs(sent.away) <= 300, "what was signed at another time is taken"
                assert after[0] - before[0] in (0, 1)
                return
            assert after == before, "what is refused is kept"
            said = answer.json()
            reason = said["type"].rpartition(":")[2]
            assert TITLES[reason][0] == answer.status_code == said["status"]
            assert answer.status_code < 500, said
            assert platforms[sent.system].secret not in answer.text
            if is_touched:
                assert answer.status_code in (401, 413, 415)

        try:
            yield check
        finally:
            database.close()


def _counts(database: Database) -> tuple[int, int]:
    """How many events and runs are kept, and how many events were repeated."""
    with database.reading() as connection:
        events = connection.execute(sa.select(sa.func.count()).select_from(EVENTS)).scalar_one()
        runs = connection.execute(sa.select(sa.func.count()).select_from(RUNS)).scalar_one()
    return events, runs


def _encoded(headers: dict[str, str]) -> Any:
    return [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _signed(platform: Platform, sent: _Delivery) -> tuple[bytes, dict[str, str], bool]:
    """The bytes and the headers of a delivery, and whether anything that the signature is about was touched."""
    raw = sent.raw if sent.raw is not None else json.dumps(sent.body).encode()
    headers = {name.lower(): value for name, value in platform.headers(raw, NOW + sent.away).items()}
    kind, at, by = sent.touched
    is_touched = kind != ""
    if kind == "body" and raw:
        at %= len(raw)
        raw = raw[:at] + bytes([(raw[at] + by) % 256]) + raw[at + 1 :]
    elif kind == "more":
        raw += bytes([by])
    elif kind in ("signature", "time"):
        wanted = "signature" if kind == "signature" else "timestamp"
        name = next((name for name in headers if name.endswith(wanted)), "x-success-signature")
        headers[name] = _turned(headers[name], at, is_time=kind == "time")
    else:
        is_touched = False
    return raw, {**headers, **sent.headers}, is_touched and not (sent.headers.keys() & headers.keys())


def _turned(value: str, at: int, *, is_time: bool) -> str:
    """A header of which one digit is another: one of the time, or of the signature, not of its last characters."""
    if is_time:
        start, end = (value.index("t=") + 2, value.index(",")) if "t=" in value else (0, len(value))
    else:
        body = value.rstrip("=")
        start, end = max(body.rfind("="), body.rfind(",")) + 1, len(body) - 3
    places = [place for place in range(start, end) if value[place].isdigit()]
    if not places:
        return f"{value[:start]}0{value[start:]}"
    place = places[at % len(places)]
    return value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]


TARGET = Target("deliveries of webhooks", st.one_of([_deliveries(name) for name in sorted(SENT)]), _opened, seconds=3.0)
