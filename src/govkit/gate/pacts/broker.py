"""Pacts out of a Pact Broker, over HTTP: found by its links (HAL), fetched within bounds, from no host but those named.

The API is that of https://docs.pact.io/pact_broker (also PactFlow): an index of links, the latest pacts, and per
provider those for verification, by selectors. A broker that offers less gives what it has.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from govkit.errors import InputError, UsageError
from govkit.gate.pacts.publishing import Given
from govkit.spec.documents import parse

_SECONDS = 20
_MOST_BYTES = 64 * 1024 * 1024
_MOST_REQUESTS = 5_000
_MOST_REDIRECTS = 5
_ACCEPTED = "application/hal+json, application/json"
_NOT_OFFERED = (404, 405, 406, 501)
_USUAL = ({"mainBranch": True}, {"deployedOrReleased": True}, {"latest": True})
_LATEST = "pb:latest-pact-versions"
_FOR_VERIFICATION = "pb:provider-pacts-for-verification"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pacts are wanted: of branches, tags, environments; without any, the latest and those of what runs."""

    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()

    @property
    def selectors(self) -> list[dict[str, Any]]:
        """As the broker takes them."""
        return [
            *({"branch": one} for one in self.branches),
            *({"tag": one, "latest": True} for one in self.tags),
            *({"environment": one} for one in self.environments),
        ]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the broker is told of who asks; never shown."""

    header: str | None = field(default=None, repr=False)

    @classmethod
    def of_environment(cls) -> Credentials:
        """Those that Pact's own tools take: PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD."""
        token = os.environ.get("PACT_BROKER_TOKEN")
        if token:
            return cls(f"Bearer {token.strip()}")
        name = os.environ.get("PACT_BROKER_USERNAME")
        if name:
            pair = f"{name}:{os.environ.get('PACT_BROKER_PASSWORD', '')}"
            return cls(f"Basic {base64.b64encode(pair.encode()).decode('ascii')}")
        return cls()


class _Absent(Exception):
    """The broker does not offer what was asked of it."""


class Broker:
    """A broker at a URL. Raises UsageError where its host is not named by who calls."""

    def __init__(self, url: str, allowed: Sequence[str] = (), credentials: Credentials | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{url[:80]!r} is no URL of a broker", hint="it begins with https://")
        if parts.username or parts.password:
            hint = "set PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD, or PACT_BROKER_TOKEN"
            raise UsageError("a URL with a password in it ends up in logs", hint=hint)
        self._base = url if url.endswith("/") else f"{url}/"
        self._origin = (parts.scheme, parts.netloc)
        self._allowed = {one.lower() for one in allowed}
        self._credentials = credentials or Credentials()
        self._asked = 0
        self._check(parts.hostname)

    def pacts(self, wanted: Wanted, providers: Iterable[str]) -> Iterator[Given]:
        """The pacts that are wanted, each once, with the version of its consumer.

        `providers` are asked for by name where the broker does not tell of any. Raises InputError.
        """
        links = self._links()
        listed = self._latest(links)
        names = sorted({name for name, _ in listed}) or list(providers)
        found: dict[str, None] = {}
        if not wanted.selectors:
            found |= dict.fromkeys(href for _, href in listed)
        for name in names:
            found |= dict.fromkeys(self._for_verification(links, name, wanted))
        seen: set[tuple[str, bytes]] = set()
        for href in found:
            try:
                data = self._get(href)
            except _Absent:
                continue  # taken away meanwhile
            given = Given(self._shown(href), data, version_in(data, href))
            if (given.version, data) not in seen:
                seen.add((given.version, data))
                yield given

    # ---------------------------------------------------------------------------------------------------- what is there

    def _links(self) -> dict[str, Any]:
        try:
            index = self._tree(self._base)
        except _Absent:
            return {}
        links = index.get("_links") if isinstance(index, dict) else None
        return links if isinstance(links, dict) else {}

    def _latest(self, links: dict[str, Any]) -> list[tuple[str, str]]:
        """The latest pact of each pair: provider and address."""
        try:
            tree = self._tree(_href(links.get(_LATEST)) or urljoin(self._base, "pacts/latest"))
        except _Absent:
            return []
        found = []
        for one in _list(tree, "pacts"):
            provider = _name(one, "provider")
            href = _href(_member(one, "_links", "self"))
            if provider and href:
                found.append((provider, href))
        return found

    def _for_verification(self, links: dict[str, Any], provider: str, wanted: Wanted) -> Iterator[str]:
        template = _href(links.get(_FOR_VERIFICATION)) or urljoin(
            self._base, "pacts/provider/{provider}/for-verification"
        )
        url = template.replace("{provider}", quote(provider, safe=""))
        body = {"consumerVersionSelectors": wanted.selectors or list(_USUAL), "includePendingStatus": False}
        try:
            tree = self._tree(url, body)
        except _Absent:
            if wanted.selectors:
                return
            try:
                tree = self._tree(url)
            except _Absent:
                return
        for one in _list(_member(tree, "_embedded"), "pacts") or _list(_member(tree, "_links"), "pb:pacts"):
            href = _href(_member(one, "_links", "self")) or _href(one)
            if href:
                yield href

    # ----------------------------------------------------------------------------------------------------------- asking

    def _tree(self, url: str, body: Any = None) -> Any:
        return parse(self._get(url, body), self._shown(url)).tree

    def _get(self, url: str, body: Any = None) -> bytes:
        """What is at an address. Raises InputError, or _Absent where there is nothing of that sort."""
        target = self._resolved(url)
        for _ in range(_MOST_REDIRECTS):
            status, answer, location = self._exchange(target, body)
            if location is None:
                return self._said(target, status, answer)
            target, body = self._resolved(urljoin(target, location)), body if status in (307, 308) else None
        raise InputError(f"{self._shown(target)} leads from one address to the next, without end")

    def _said(self, url: str, status: int, answer: bytes) -> bytes:
        if status in _NOT_OFFERED:
            raise _Absent
        if status in (401, 403):
            hint = "set PACT_BROKER_TOKEN, or PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD"
            raise InputError(f"the broker refuses {self._shown(url)}: status {status}", hint=hint)
        if status >= 300:
            raise InputError(f"the broker answers {self._shown(url)} with status {status}")
        if len(answer) > _MOST_BYTES:
            raise InputError(f"the answer of {self._shown(url)} is longer than {_MOST_BYTES:,} bytes")
        return answer

    def _exchange(self, url: str, body: Any) -> tuple[int, bytes, str | None]:
        """Status, body, and where it leads on to."""
        self._asked += 1
        if self._asked > _MOST_REQUESTS:
            raise InputError(
                f"more than {_MOST_REQUESTS:,} requests", hint="ask for less: --branch, --tag, --environment"
            )
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Accept": _ACCEPTED} | ({"Content-Type": "application/json"} if data else {})
        parts = urlsplit(url)
        if self._credentials.header and (parts.scheme, parts.netloc) == self._origin:
            headers["Authorization"] = self._credentials.header
        request = urllib.request.Request(url, data, headers)  # noqa: S310  the scheme is checked by `_resolved`
        try:
            with _opener(parts.hostname or "").open(request, timeout=_SECONDS) as answer:
                return answer.status, answer.read(_MOST_BYTES + 1), None
        except urllib.error.HTTPError as error:
            with error:
                location = error.headers.get("Location") if error.code in (301, 302, 303, 307, 308) else None
                return error.code, b"", location
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise InputError(f"{self._shown(url)} cannot be reached: {str(reason)[:200]}") from error

    def _resolved(self, url: str) -> str:
        """An address that may be asked: links to the broker's own host go where the broker was found."""
        whole = urljoin(self._base, url)
        parts = urlsplit(whole)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"the broker leads to {url[:100]!r}, which is no address of the web")
        if parts.hostname == urlsplit(self._base).hostname:
            return parts._replace(scheme=self._origin[0], netloc=self._origin[1], fragment="").geturl()
        self._check(parts.hostname)
        return parts._replace(fragment="").geturl()

    def _check(self, host: str) -> None:
        if host.lower() not in self._allowed and not is_here(host):
            raise UsageError(
                f"{host} is another machine, and nobody said that it may be asked", hint=f"--allow-remote {host}"
            )

    def _shown(self, url: str) -> str:
        """An address for people, without what may be a secret."""
        parts = urlsplit(urljoin(self._base, url))
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()[:300]


class _Nowhere(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where an answer leads is looked at first."""

    def redirect_request(self, *_: Any) -> None:
        """None: the answer is handed on as it is."""
        return


def _opener(host: str) -> urllib.request.OpenerDirector:
    handlers: list[Any] = [_Nowhere()]
    if is_here(host):
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def version_in(data: bytes, href: str) -> str:
    """The version of the consumer, as a broker writes it into a pact or into its address; empty where it does not."""
    tree = parse(data, href).tree
    link = _member(tree, "_links", "pb:consumer-version")
    name = link.get("name") if isinstance(link, dict) else None
    if isinstance(name, str):
        return name
    _, marked, rest = urlsplit(href).path.partition("/version/")
    return unquote(rest.partition("/")[0]) if marked else ""


def _member(tree: Any, *path: str) -> Any:
    for part in path:
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def _list(tree: Any, name: str) -> list[Any]:
    found = _member(tree, name)
    return found if isinstance(found, list) else []


def _name(tree: Any, party: str) -> str | None:
    name = _member(tree, "_embedded", party, "name") or _member(tree, party, "name")
    return name if isinstance(name, str) else None


def _href(link: Any) -> str | None:
    """The address of a link; of several the first."""
    one = link[0] if isinstance(link, list) and link else link
    href = one.get("href") if isinstance(one, dict) else None
    return href if isinstance(href, str) else None
