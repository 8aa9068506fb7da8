"""The call itself: path, query, headers, cookies and credentials of a request, held against an operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Request
from govkit.checks.pacts.wider import Wider
from govkit.findings import Direction, Witness
from govkit.spec.documents import Node, Pointer
from govkit.spec.openapi import Operation, Parameter
from govkit.spec.openapi.messages import Sent, readings
from govkit.spec.openapi.wire.spelling import Spelling

Say = Callable[..., None]

UNREMARKABLE = frozenset(
    {
        "accept", "accept-charset", "accept-encoding", "accept-language", "authorization", "cache-control",
        "connection", "content-encoding", "content-length", "content-type", "cookie", "date", "expect", "host",
        "keep-alive", "origin", "pragma", "proxy-authorization", "referer", "te", "trailer", "transfer-encoding",
        "upgrade", "user-agent", "via", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
        "traceparent", "tracestate", "dnt",
    }
)  # fmt: skip
"""Headers that HTTP itself, or what lies between both sides, speaks of: no description lists them."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The operation that a request is for, and its path without the base of a server."""

    operation: Operation
    path: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No operation; `methods` of the path that is there, where one is."""

    methods: tuple[str, ...] = ()
    item: Operation | None = None
    near: str | None = field(default=None)


def operation_for(provider: Provider, request: Request) -> Matched | Unmatched:
    """The operation of a request: the closest path that has its method."""
    others: dict[str, Operation] = {}
    for path in provider.paths_of(request.path):
        for route, _ in provider.routes.matches(path):
            found = route.methods.get(request.method)
            if found is not None:
                return Matched(found, path)
            others |= {method: one for method, one in route.methods.items() if method not in others}
    return Unmatched(tuple(sorted(others)), next(iter(others.values()), None))


class Calls:
    """Compares the parameters of requests with what an operation declares."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._other_texts = Wider(provider)

    def compare(self, request: Request, matched: Matched, say: Say) -> None:
        """Tells of all that is wrong with a call."""
        operation = matched.operation
        sent = _sent(request, matched)
        for parameter in operation.parameters.values():
            self._parameter(request, matched, parameter, sent, say)
        self._unknown_query(request, operation, say)
        self._unknown_headers(request, operation, say)
        self._credentials(request, operation, sent, say)
        if operation.deprecated:
            say("request-operation-deprecated", at=request.at, origin=operation.node)

    # ------------------------------------------------------------------------------------------------------ parameters

    def _parameter(self, request: Request, matched: Matched, parameter: Parameter, sent: Sent, say: Say) -> None:
        operation = matched.operation
        spot = self._provider.described(parameter.node, Direction.REQUEST)
        read = list(readings(self._provider.reader, operation, parameter, sent, spot))
        at, generated = _place(request, parameter)
        about: dict[str, Any] = {
            "at": at,
            "origin": parameter.node,
            "path": f"/{parameter.name}",
            "location": parameter.location,
            "name": parameter.name,
        }
        if not read:
            if parameter.required:
                say("request-parameter-missing", **about)
            return
        if parameter.deprecated:
            say("request-parameter-deprecated", **about)
        if generated:
            return
        if not any(self._provider.accepts(spot, value) for value in read):
            reasons = self._provider.refusals(spot, read[0])
            because = reasons[0].message if reasons else "it is refused"
            witness = Witness(
                operation.name, "pact request parameters", {parameter.name: read[0]}, "accepts", "refuses", because
            )
            say("request-parameter-refused", **about, because=because, value=read[0], witness=witness)
            return
        self._wider(request, matched, parameter, about, say)

    def _wider(self, request: Request, matched: Matched, parameter: Parameter, about: dict[str, Any], say: Say) -> None:
        """Tells of other texts that a matcher stands for."""
        operation = matched.operation
        found = self._other_texts.refused(request, matched.path, operation.path, parameter)
        if found is None:
            return
        fit, by_type = found
        shape = self._provider.shape(self._provider.described(parameter.node, Direction.REQUEST))
        values = {parameter.name: fit.value}
        witness = Witness(operation.name, "pact request parameters", values, "accepts", "refuses", fit.because)
        say(
            "request-parameter-may-be-refused",
            **about,
            value=fit.value,
            because=fit.because,
            witness=witness,
            by_type=by_type,
            limits_only=shape.enum is None and not shape.sets,
        )

    def _unknown_query(self, request: Request, operation: Operation, say: Say) -> None:
        if not request.query.values:
            return
        declared = {one.name for one in operation.parameters.values() if one.location == "query"}
        if any(one.location == "querystring" for one in operation.parameters.values()):
            return
        declared |= set(self._scattered(operation)) | self._keys(operation, "query")
        if "*" in declared:
            return
        for name in request.query.values:
            plain = name.partition("[")[0]
            if name not in declared and plain not in declared and f"{plain}[]" not in declared:
                say(
                    "request-parameter-ignored",
                    at=(*request.query.at, name) if request.query.is_map else request.query.at,
                    origin=operation.node,
                    path=f"/{name}",
                    location="query",
                    name=name,
                )

    def _scattered(self, operation: Operation) -> Iterator[str]:
        """The names under which members of an exploded object stand in a query; `*` where they may have any."""
        for parameter in operation.parameters.values():
            raw = parameter.node.value if isinstance(parameter.node.value, dict) else {}
            if parameter.location != "query":
                continue
            spelling = Spelling.of(parameter.name, "query", raw)
            spot = self._provider.described(parameter.node, Direction.REQUEST)
            shape = self._provider.shape(spot)
            if spelling.style == "form" and spelling.explode and shape.types == {"object"}:
                yield from self._provider.reader.names(spot)
                if shape.open or not shape.properties:
                    yield "*"

    def _unknown_headers(self, request: Request, operation: Operation, say: Say) -> None:
        declared = {one.name.lower() for one in operation.parameters.values() if one.location == "header"}
        declared |= {name.lower() for name in self._keys(operation, "header")}
        for name in request.headers.values:
            if name.lower() not in declared and name.lower() not in UNREMARKABLE:
                at = (*request.headers.at, name)
                say(
                    "request-parameter-ignored", at=at, origin=operation.node, path=f"/{name}", location="header",
                    name=name,
                )  # fmt: skip

    def _keys(self, operation: Operation, location: str) -> set[str]:
        """The names of API keys that travel in the query or in headers."""
        schemes = (node.value for node in operation.contract.security_schemes.values())
        return {
            str(scheme.get("name"))
            for scheme in schemes
            if isinstance(scheme, dict) and scheme.get("type") == "apiKey" and scheme.get("in") == location
        }

    # ----------------------------------------------------------------------------------------------------- credentials

    def _credentials(self, request: Request, operation: Operation, sent: Sent, say: Say) -> None:
        ways = operation.security
        if not ways or any(not way for way in ways):
            return
        schemes = operation.contract.security_schemes
        lacking: list[list[str]] = []
        for way in ways:
            missing = [name for name in way if name in schemes and not _is_shown(schemes[name], request, sent)]
            if not missing:
                return
            lacking.append(missing)
        say("request-credentials-missing", at=request.at, origin=operation.node, schemes=lacking[0])


def _sent(request: Request, matched: Matched) -> Sent:
    query = "&".join(
        f"{quote(name, safe='[]')}={quote(text, safe=',')}"
        for name, texts in request.query.values.items()
        for text in texts
    )
    headers = tuple((name, ", ".join(texts)) for name, texts in request.headers.values.items())
    target = quote(matched.path, safe="/:@!$&'()*+,;=~%") + (f"?{query}" if query else "")
    return Sent.of(matched.operation, target, headers)


def _place(request: Request, parameter: Parameter) -> tuple[Pointer, bool]:
    """Where a parameter stands in the pact, and whether its value is made when the interaction is replayed."""
    if parameter.location == "path":
        return (*request.at, "path"), request.path_generated
    if parameter.location in ("query", "querystring"):
        at = (*request.query.at, parameter.name)
        there = request.query.is_map and parameter.name in request.query.values
        generated = parameter.name in request.query.generated
        return (at if there else request.query.at), generated
    texts = request.headers
    name = "cookie" if parameter.location == "cookie" else parameter.name.lower()
    found = next((one for one in texts.values if one.lower() == name), None)
    return ((*texts.at, found) if found else texts.at), name in texts.generated


def _is_shown(scheme: Node, request: Request, sent: Sent) -> bool:
    """Whether a request carries what a security scheme asks for."""
    raw = scheme.value if isinstance(scheme.value, dict) else {}
    kind = raw.get("type")
    if kind == "mutualTLS":
        return True
    if kind == "apiKey":
        name, location = str(raw.get("name")), raw.get("in")
        if location == "header":
            return request.headers.get(name) is not None
        if location == "query":
            return name in request.query.values
        return any(one == name for one, _ in sent.cookies)
    return request.headers.get("authorization") is not None
