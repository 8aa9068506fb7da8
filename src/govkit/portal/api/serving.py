"""The API as routes of the portal: who asks, what is asked, and answers; what is refused is told as a problem."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, compile_path

from govkit.client.jsontext import loads
from govkit.errors import GovkitError
from govkit.portal.api import acting, catalog, running, tokens
from govkit.portal.api.document import BASE, MARK, document
from govkit.portal.api.operation import TITLES, Call, Operation, Parameter, Problem
from govkit.portal.api.repeating import HEADER, Repeats
from govkit.portal.links import LiveLinks
from govkit.portal.page import Absent, Ask
from govkit.portal.pages._runtime import NoRuntime
from govkit.portal.security.access import Access, Wait
from govkit.portal.security.forms import Refused, check_origin, read_body
from govkit.portal.security.forwarding import HEADER as FORWARDED
from govkit.portal.security.roles import Person, Role
from govkit.portal.security.trail import NOBODY
from govkit.portal.state import Held
from govkit.reports.jsontext import compact
from govkit.spec.documents import as_yaml
from govkit.spec.schemas.validators import Validator

OPERATIONS: tuple[Operation, ...] = (
    *catalog.OPERATIONS,
    *running.OPERATIONS,
    *acting.OPERATIONS,
    *tokens.OPERATIONS,
)
"""Every operation, in the order of the document."""

_log = logging.getLogger(__name__)
_JSON, _PROBLEM = "application/json", "application/problem+json"
_OF_STATUS = {400: "request", 401: "token", 403: "role", 408: "request", 413: "large", 415: "media"}


def text() -> str:
    """The document, as the catalog of the reference estate has it."""
    return MARK + as_yaml(document(OPERATIONS))


def routes(held: Held, access: Access) -> list[BaseRoute]:
    """The routes of all operations, and of the document."""
    by_path: dict[str, dict[str, Operation]] = {}
    for one in OPERATIONS:
        by_path.setdefault(one.path, {})[one.method.upper()] = one
    api = _Api(held, access)
    found: list[BaseRoute] = []
    for path in sorted(by_path, key=lambda path: path.count("{")):
        found.append(_Any(BASE + path, api.answering(by_path[path])))
    found.append(_Any(f"{BASE}/openapi.json", api.answering({"GET": None})))
    return [*found, _Any("/api", api.answering({})), _Any("/api/{path:path}", api.answering({}))]


class _Any(Route):
    """A path of which every method is answered here: also of what is refused a problem tells why."""

    def __init__(self, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(path, endpoint)
        self.methods = set()
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)


class _Api:
    """What answers requests."""

    def __init__(self, held: Held, access: Access) -> None:
        self._held = held
        self._access = access
        self._repeats = Repeats()

    def answering(self, methods: Mapping[str, Operation | None]) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint for the operations of a path, by method; None is the document."""

        async def answering(request: Request) -> Response:
            try:
                body = await read_body(request)
            except Refused as refused:
                return _refusal(Problem(_OF_STATUS.get(refused.status, "request"), refused.why))
            return await run_in_threadpool(self._answered, methods, request, body)

        return answering

    def _answered(self, methods: Mapping[str, Operation | None], request: Request, body: bytes) -> Response:
        try:
            return self._made(methods, request, body)
        except Problem as problem:
            return _refusal(problem)
        except Refused as refused:
            return _refusal(Problem(_OF_STATUS.get(refused.status, "request"), refused.why, _how(refused.status)))
        except Absent as absent:
            return _refusal(Problem("absent", absent.what))
        except NoRuntime as none:
            return _refusal(Problem("runtime", f"{none.why}. {none.hint}".strip(), {"retry-after": "30"}))
        except GovkitError as error:
            return _refusal(Problem("conflict", ": ".join(filter(None, (error.message, error.hint)))))
        except Exception:  # noqa: BLE001 - whatever one request stumbles over, the others are answered
            _log.exception("%s %s failed", request.method, request.url.path)
            return _refusal(Problem("failed", "The log of the portal says why."))

    def _made(self, methods: Mapping[str, Operation | None], request: Request, body: bytes) -> Response:
        if not methods:
            raise Problem("address", f"There is no {request.url.path[:200]}; {BASE}/openapi.json says what there is.")
        if request.method not in methods:
            raise Problem("method", f"Ask with {', '.join(sorted(methods))}.", {"allow": ", ".join(sorted(methods))})
        operation = methods[request.method]
        what = f"{request.method} {request.url.path}"
        person = self._person(request, what)
        self._access.check(person, operation.needs if operation is not None else Role.VIEWER, what)
        if operation is None:
            return _answer(200, document(OPERATIONS))
        values = _values(operation, request)
        sent = _body(operation, request, body)
        assert person is not None, "nobody else is let in"

        def made() -> Response:
            return self._done(operation, person, values, sent)

        whole = b"\0".join((what.encode(), body))
        return self._repeats.once(person.name, values.get(HEADER), whole, made)

    def _done(self, operation: Operation, person: Person, values: Mapping[str, Any], sent: dict[str, Any]) -> Response:
        parts = {name: str(value) for name, value in values.items()}
        limit = values.get("limit")
        ask = Ask(
            state=self._held.state,
            links=LiveLinks(),
            parts=parts,
            person=person,
            access=self._access,
            **({"size": limit} if limit is not None else {}),
        )
        made = operation.make(Call(ask, values, sent))
        headers: Mapping[str, str] = {}
        if isinstance(made, tuple):
            made, headers = made
        return _answer(operation.status, made, headers)

    def _person(self, request: Request, what: str) -> Person | None:
        """Who shows a token: cookies are nobody's, and what a browser sends from another page is refused."""
        headers = request.headers
        if headers.get("origin") is not None or headers.get("sec-fetch-site") is not None:
            try:
                check_origin(headers)
            except Refused as refused:
                self._access.trail.note(NOBODY, "refused", what=what, why=refused.why)
                raise Problem("origin", refused.why) from refused
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            return None
        peer = request.client.host if request.client is not None else ""
        address = self._access.proxies.origin(peer, request.headers.getlist(FORWARDED))
        try:
            return self._access.bearer(secret.strip(), address)
        except Wait as wait:
            seconds = str(wait.seconds)
            raise Problem("wait", f"Wait {seconds} s before you try again.", {"retry-after": seconds}) from wait


def _values(operation: Operation, request: Request) -> dict[str, Any]:
    """The parameters of a request. Raises Problem for what is not as it is described."""
    known = {one.name: one for one in operation.parameters}
    found: dict[str, Any] = {}
    for name, text in request.path_params.items():
        found[name] = _value(known[name], str(text))
    for name, text in request.query_params.multi_items():
        if name not in known or known[name].place != "query":
            raise Problem("request", f"there is no parameter `{name[:80]}`")
        if name in found:
            raise Problem("request", f"`{name}` is said twice")
        found[name] = _value(known[name], text)
    for one in operation.parameters:
        if one.place == "header" and one.name in request.headers:
            found[one.name] = _value(one, request.headers[one.name])
        if one.required and one.name not in found:
            raise Problem("request", f"`{one.name}` is missing")
    return found


def _value(parameter: Parameter, text: str) -> Any:
    schema = parameter.schema
    value: Any = text
    if schema["type"] == "integer" and text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 12:
        value = int(text)
    refused = Validator(schema).refusals(value, 1)
    if refused:
        kind = "absent" if parameter.place == "path" and "enum" in schema else "request"
        raise Problem(kind, f"`{parameter.name}`: {refused[0].message}"[:500])
    return value


def _body(operation: Operation, request: Request, body: bytes) -> dict[str, Any]:
    """The body of a request, its numbers exact. Raises Problem for what is not as it is described."""
    if operation.validator is None:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        raise Problem("media", f"send `{_JSON}`")
    try:
        plain = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        exact: dict[str, Any] = loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem("request", f"the body is no JSON: {error}"[:500]) from error
    refused = operation.validator.refusals(plain, 3)
    if refused:
        told = "; ".join(f"/{'/'.join(map(str, one.path))}: {one.message}" for one in refused)
        raise Problem("request", f"the body is not as it is described: {told}"[:1000])
    return exact


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _how(status: int) -> dict[str, str]:
    return {"www-authenticate": 'Bearer realm="govkit portal"'} if status == 401 else {}


def _answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    said = {"cache-control": "no-store", **(headers or {})}
    if status == 204:
        return Response(status_code=status, headers=said)
    return Response(compact(value), status, {**said, "content-type": _JSON})


def _refusal(problem: Problem) -> Response:
    status, title = TITLES[problem.kind]
    value = {
        "type": f"urn:govkit:portal:{problem.kind}",
        "title": title,
        "status": status,
        "detail": problem.detail or title,
    }
    headers = {"cache-control": "no-store", **problem.headers, "content-type": _PROBLEM}
    return Response(compact(value), status, headers)
