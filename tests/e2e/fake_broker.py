"""A Pact Broker of a few pages on loopback, which remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote


@dataclass
class FakeBroker:
    """`pacts` are by provider, consumer and version; `branches` names those that a selector finds.

    `pages` are answers for paths of their own: a status, headers, a body. `offers_latest` is what a full broker does.
    """

    pacts: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    branches: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    authorization: str | None = None
    offers_latest: bool = True
    asked: list[tuple[str, str, Any, str | None]] = field(default_factory=list)
    base: str = ""
    linked_base: str = ""
    """What the broker takes for its own address, where that is another than the one that it is asked at."""

    def answer(self, method: str, path: str, body: Any, authorization: str | None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a request."""
        self.asked.append((method, path, body, authorization))
        if path in self.pages:
            return self.pages[path]
        if self.authorization is not None and authorization != self.authorization:
            return 401, {}, b"{}"
        found = self._page(method, path, body)
        return (404, {}, b"{}") if found is None else (200, {}, json.dumps(found).encode())

    def _page(self, method: str, path: str, body: Any) -> Any:
        base = self.linked_base or self.base
        if path == "/":
            verification = {"href": f"{base}/pacts/provider/{{provider}}/for-verification", "templated": True}
            latest = {"pb:latest-pact-versions": {"href": f"{base}/pacts/latest"}} if self.offers_latest else {}
            return {"_links": {"pb:provider-pacts-for-verification": verification, **latest}}
        if path == "/pacts/latest" and self.offers_latest:
            return {"pacts": [self._listed(key) for key in self._newest()]}
        parts = [unquote(one) for one in path.strip("/").split("/")]
        if parts[:2] == ["pacts", "provider"] and parts[3:] == ["for-verification"]:
            return {"_embedded": {"pacts": [self._link(key) for key in self._selected(parts[2], body)]}}
        if parts[:2] == ["pacts", "provider"] and len(parts) == 7 and method == "GET":
            key = (parts[2], parts[4], parts[6])
            return self._whole(key) if key in self.pacts else None
        return None

    def _newest(self) -> list[tuple[str, str, str]]:
        return list({key[:2]: key for key in sorted(self.pacts)}.values())

    def _selected(self, provider: str, body: Any) -> list[tuple[str, str, str]]:
        selectors = body["consumerVersionSelectors"] if body else [{"latest": True}]
        named = [key for one in selectors for key in self.branches.get(str(one.get("branch")), ())]
        latest = self._newest() if any("branch" not in one for one in selectors) else []
        return [key for key in dict.fromkeys([*named, *latest]) if key[0] == provider]

    def _address(self, key: tuple[str, str, str]) -> str:
        provider, consumer, version = (quote(one, safe="") for one in key)
        return f"{self.linked_base or self.base}/pacts/provider/{provider}/consumer/{consumer}/version/{version}"

    def _link(self, key: tuple[str, str, str]) -> dict[str, Any]:
        return {"_links": {"self": {"href": self._address(key), "name": "a pact"}}}

    def _listed(self, key: tuple[str, str, str]) -> dict[str, Any]:
        version = {"number": key[2]}
        parties = {"provider": {"name": key[0]}, "consumer": {"name": key[1], "_embedded": {"version": version}}}
        return {"_embedded": parties, "_links": {"self": [{"href": self._address(key)}]}}

    def _whole(self, key: tuple[str, str, str]) -> dict[str, Any]:
        links = {"self": {"href": self._address(key)}, "pb:consumer-version": {"name": key[2]}}
        said = self.pacts[key]
        interactions = [one | {"_id": f"{index:040x}"} for index, one in enumerate(said["interactions"])]
        return said | {"interactions": interactions, "createdAt": "2026-01-01T00:00:00+00:00", "_links": links}


@contextmanager
def served(broker: FakeBroker) -> Iterator[FakeBroker]:
    """Serves a broker on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, headers, data = broker.answer(self.command, self.path, body, self.headers.get("Authorization"))
            self.send_response(status)
            for name, value in {"Content-Type": "application/hal+json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _answer

        def log_message(self, *_: Any) -> None:
            """Nothing: tests speak for themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    broker.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield broker
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
