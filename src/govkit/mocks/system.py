"""One system: the operations of a contract, each ready to be called, built when it is called first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from govkit.mocks.contents import NO_CONTENT, Content, Contents
from govkit.mocks.messages import Answer, Outcome, Refused, Request
from govkit.mocks.parameters import Parameters, refuse_bad_escapes
from govkit.mocks.preferences import NO_WISH, Wish, wish_of
from govkit.mocks.refusals import Refusals, problem
from govkit.mocks.responses import BrokenExample, Responses
from govkit.mocks.schemas import Schemas
from govkit.mocks.security import Security
from govkit.spec.openapi import Contract, Operation
from govkit.spec.openapi.routes import Routes
from govkit.spec.openapi.servers import server_list, servers_at

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Served:
    """One operation with all that serving it takes."""

    def __init__(self, operation: Operation, schemas: Schemas, tokens: Mapping[str, frozenset[str]]) -> None:
        self.operation = operation
        self.schemas = schemas
        self._tokens = tokens
        self.method = operation.name.partition(" ")[0]
        self.id = operation.id or operation.name

    @cached_property
    def parameters(self) -> Parameters:
        """Its parameters."""
        return Parameters(self.operation, self.schemas)

    @cached_property
    def contents(self) -> Contents:
        """Its request bodies."""
        return Contents(self.operation, self.schemas)

    @cached_property
    def security(self) -> Security:
        """Its security requirements."""
        return Security(self.operation, self._tokens)

    @cached_property
    def responses(self) -> Responses:
        """Its answers."""
        return Responses(self.operation, self.schemas)

    @cached_property
    def refusals(self) -> Refusals:
        """Its refusals."""
        return Refusals(self.responses)


@dataclass(slots=True)
class Call:
    """A request that was understood: the operation, what its parameters and body say, what its caller wishes."""

    served: Served
    request: Request
    segments: list[str]
    parameters: dict[tuple[str, str], Any]
    content: Content
    wish: Wish


@dataclass(slots=True)
class Handled:
    """An answer and what is to be said of the request: its operation, and why it was refused."""

    answer: Answer
    served: Served | None = None
    content: Content = NO_CONTENT
    refused: Refused | None = None
    committed: bool = False


class System:
    """A contract served."""

    def __init__(self, name: str, contract: Contract, tokens: Mapping[str, frozenset[str]] | None = None) -> None:
        self.name = name
        self.contract = contract
        self.schemas = Schemas(contract)
        self.routes: Routes[Served] = Routes()
        self.operations: list[Served] = []
        self.perform: Callable[[Call], Outcome] | None = None
        """What a call does; without it every answer is an example or drawn."""
        for operation in contract.operations.values():
            if operation.kind == "path":
                served = Served(operation, self.schemas, tokens or {})
                self.operations.append(served)
                self.routes.add(operation.path, served.method, served)
        self._bases = _bases(self.operations)

    def handle(self, request: Request) -> Handled:
        """The answer to a request. Never raises for what a request holds."""
        served: Served | None = None
        try:
            refuse_bad_escapes(request)
            served, segments = self._served(request)
            return self._called(served, request, segments)
        except Refused as refused:
            if served is None:
                return Handled(problem(refused), refused=refused)
            return Handled(served.refusals.answer(refused, request), served, refused=refused)

    def served(self, request: Request) -> Served | None:
        """The operation of a request, None where there is none."""
        found = self.found(request)
        return found[0] if found is not None else None

    def found(self, request: Request) -> tuple[Served, list[str]] | None:
        """The operation of a request, and the escaped texts of its path parameters; None where there is none."""
        try:
            return self._served(request)
        except Refused:
            return None

    def refuse(self, request: Request, refused: Refused) -> Handled:
        """A refusal that has nothing to do with the request, in the words of its operation."""
        served = self.served(request)
        answer = problem(refused) if served is None else served.refusals.answer(refused, request)
        return Handled(answer, served, refused=refused)

    def _called(self, served: Served, request: Request, segments: list[str]) -> Handled:
        served.security.check(request)
        parameters = served.parameters.read(request, segments)
        content = served.contents.read(request)
        prefer = request.headers.get("prefer")
        wish = NO_WISH if prefer is None else wish_of(prefer)
        call = Call(served, request, segments, parameters, content, wish)
        if self.perform is None or (wish is not NO_WISH and wish != NO_WISH):
            return Handled(self._chosen(call), served, content)
        outcome = self.perform(call)
        return Handled(outcome.answer, served, content, committed=outcome.committed)

    def _chosen(self, call: Call) -> Answer:
        """The answer that a caller chose, or the usual one; nothing is written."""
        responses, wish = call.served.responses, call.wish
        status = wish.code or responses.usual
        if wish.code is not None and not responses.declares(wish.code):
            known = ", ".join(call.served.operation.responses)
            raise Refused(400, f"the status {wish.code} is not declared; there are: {known}", others=(422,))
        return responses.answer(status, call.request.headers.get("accept"), wish)

    def _served(self, request: Request) -> tuple[Served, list[str]]:
        """The operation of a request and the escaped texts of its path parameters. Raises Refused with 404 or 405."""
        allowed: dict[str, None] = {}
        for path in self._paths(request.path) if self._bases else (request.path,):
            for route, segments in self.routes.matches(path):
                found = route.methods.get(request.method)
                if found is None and request.method == "HEAD":
                    found = route.methods.get("GET")
                if found is not None:
                    return found, segments
                allowed = dict.fromkeys(route.methods)
                break  # a concrete path goes before a template, whatever it takes (OpenAPI 3.1, Paths Object)
            if allowed:
                break
        if not allowed:
            raise Refused(404, "no path of the API fits")
        if "GET" in allowed:
            allowed["HEAD"] = None
        allowed["OPTIONS"] = None
        listed = ", ".join(allowed)
        raise Refused(405, f"the path takes {listed}", headers=[("Allow", listed)])

    def _paths(self, path: str) -> list[str]:
        """The path as it came, and without the base path of a server."""
        return [path, *(path[len(base) :] for base in self._bases if path.startswith(f"{base}/"))]

    def broken_examples(self) -> Iterator[list[BrokenExample]]:
        """The examples that their own schemas refuse, operation by operation."""
        for served in self.operations:
            yield list(served.responses.broken_examples())


def _bases(operations: list[Served]) -> list[str]:
    """The paths below which the servers of an API stand."""
    found: dict[str, None] = {}
    for served in operations[:1]:
        for server in servers_at(*server_list(served.operation)):
            path = urlsplit(server.url).path.rstrip("/") if "{" not in server.url else ""
            if path:
                found[path] = None
    return list(found)
