"""The portal as an ASGI application: every page at its path, the assets, and what no page may do in a browser."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govkit.errors import GovkitError, InputError
from govkit.portal.api.serving import routes as api_routes
from govkit.portal.links import LiveLinks
from govkit.portal.page import Absent, Ask, Moved, Page, all_pages
from govkit.portal.patience import Patience
from govkit.portal.rendering import rendered
from govkit.portal.security.access import FORM_KEY, Access, Wait
from govkit.portal.security.forms import Refused, check_origin, own_path, parsed, read_body
from govkit.portal.security.forwarding import HEADER as FORWARDED
from govkit.portal.security.roles import Person, Role
from govkit.portal.security.trail import NOBODY
from govkit.portal.state import Held, State

ASSETS = {"portal.css": "text/css; charset=utf-8", "portal.js": "text/javascript; charset=utf-8"}

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may do (Content Security Policy, level 3): nothing but what the portal itself serves."""

HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)

_log = logging.getLogger(__name__)


SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"

_Answer = Callable[[Request], Awaitable[Response]]


def application(
    held: Held, hosts: frozenset[str], access: Access | None = None, patience: float | None = None
) -> ASGIApp:
    """The portal. It answers to the names in `hosts` alone, whatever resolves to its address.

    Without an `access` the tokens are those of the estate, and the catalog is read by whoever reaches the portal. What
    takes longer than `patience` seconds to work out is told to be worked out, and shown to who asks again.
    """
    door = access or Access(held.state.top, held.state.database)
    waiting = Patience(patience) if patience is not None else None
    routes: list[BaseRoute] = [
        Route("/assets/{name}", _asset),
        *api_routes(held, door),
        Route(SIGN_IN, _answering(held, door, _signed_in, waiting), methods=["POST"]),
        Route(SIGN_OUT, _answering(held, door, _signed_out, waiting), methods=["POST"]),
    ]
    for page in all_pages():
        methods = ["GET", "POST"] if page.act is not None else ["GET"]
        routes.append(
            Route(page.path, _answering(held, door, _endpoint(page), waiting, may_wait=True), methods=methods)
        )
    routes.append(Route("/{path:path}", _answering(held, door, _nowhere, waiting)))
    return Starlette(routes=routes, middleware=[Middleware(_Guard, hosts=hosts)])


class _Asked:
    """A request with all that answers it."""

    def __init__(self, held: Held, access: Access, request: Request, form: Mapping[str, str] | None) -> None:
        self.state: State = held.state
        self.access = access
        self.request = request
        self.path = request.url.path
        self.cookie = request.cookies.get(access.cookie)
        self.person: Person | None = access.person(self.cookie)
        self.form = form
        peer = request.client.host if request.client is not None else ""
        self.address = access.proxies.origin(peer, request.headers.getlist(FORWARDED))

    def ask(self) -> Ask:
        """What a page is asked."""
        parts = {name: str(value) for name, value in self.request.path_params.items()}
        query = dict(self.request.query_params)
        return Ask(
            state=self.state,
            links=LiveLinks(),
            parts=parts,
            query=query,
            person=self.person,
            form=self.form or {},
            access=self.access,
        )

    def failed(self, status: int, title: str, message: str, hint: str = "") -> Response:
        """The page that says why there is none."""
        ask = Ask(state=self.state, links=LiveLinks(), person=self.person)
        values = {"title": title, "message": message, "hint": hint}
        return HTMLResponse(rendered(ask, "failed.html", self.path, values), status)


def _answering(
    held: Held,
    access: Access,
    answer: Callable[[_Asked], Response],
    waiting: Patience | None,
    *,
    may_wait: bool = False,
) -> _Answer:
    """Reads the form, asks in a thread, says what was refused, and why. With `may_wait` the answer may come later."""

    async def answering(request: Request) -> Response:
        form, refused = None, None
        if may_wait and request.method != "POST" and waiting is not None:
            person = access.person(request.cookies.get(access.cookie))
            key = (request.method, str(request.url), person, held.state.serial)
            made = await waiting.answer(
                key, lambda: run_in_threadpool(_answered, held, access, request, None, None, answer)
            )
            return made if made is not None else await run_in_threadpool(_still_made, held, access, request)
        if request.method == "POST":
            try:
                check_origin(request.headers)
                form = parsed(request.headers.get("content-type", ""), await read_body(request))
            except Refused as found:
                refused = found
        try:
            return await run_in_threadpool(_answered, held, access, request, form, refused, answer)
        finally:
            if waiting is not None and request.method == "POST":
                waiting.forget()

    return answering


def _still_made(held: Held, access: Access, request: Request) -> Response:
    """The page that says that the one asked for is being worked out."""
    asked = _Asked(held, access, request, None)
    url = asked.request.url
    again = f"{url.path}?{url.query}" if url.query else url.path
    ask = Ask(state=asked.state, links=LiveLinks(), person=asked.person)
    text = rendered(ask, "waiting.html", asked.path, {"title": "Being worked out", "again": again})
    return HTMLResponse(text, 202, headers={"cache-control": "no-store", "retry-after": "1"})


def _answered(
    held: Held,
    access: Access,
    request: Request,
    form: Mapping[str, str] | None,
    refused: Refused | None,
    answer: Callable[[_Asked], Response],
) -> Response:
    asked = _Asked(held, access, request, form)
    try:
        if refused is not None:
            access.trail.note(_name(asked), "refused", what=asked.path, why=refused.why, address=asked.address)
            raise refused
        made = _tried(asked, answer)
    except Refused as found:
        made = _turned_away(asked, found)
    if asked.person is not None or form is not None:
        made.headers["cache-control"] = "no-store"
    return made


def _tried(asked: _Asked, answer: Callable[[_Asked], Response]) -> Response:
    try:
        return answer(asked)
    except Refused:
        raise
    except Absent as absent:
        return asked.failed(404, "Not found", absent.what)
    except Moved as moved:
        return RedirectResponse(moved.path, 303)
    except InputError as error:
        return asked.failed(422, "This cannot be read", str(error), error.hint or "")
    except GovkitError as error:
        return asked.failed(409, "This cannot be shown", str(error), error.hint or "")
    except Exception:  # noqa: BLE001 - whatever a page stumbles over, the others are there
        _log.exception("the page %s failed", asked.path)
        return asked.failed(500, "An error of govkit", "The page failed; the log of the portal says why.")


def _turned_away(asked: _Asked, refused: Refused) -> Response:
    """Who did not sign in is sent to do so; what was to be done is not done by that."""
    if refused.status != 401:
        return asked.failed(refused.status, "This is refused", refused.why)
    url = asked.request.url
    here = f"{url.path}?{url.query}" if url.query else url.path
    said = {"to": here} if asked.request.method != "POST" else {}
    return RedirectResponse(f"{SIGN_IN}?{urlencode(said)}" if said else SIGN_IN, 303)


def _name(asked: _Asked) -> str:
    return asked.person.name if asked.person is not None else NOBODY


def _endpoint(page: Page) -> Callable[[_Asked], Response]:
    def answer(asked: _Asked) -> Response:
        access, what = asked.access, f"{asked.request.method} {asked.path}"
        needs = page.needs
        if needs is None and not (access.is_open or page.outside):
            needs = Role.VIEWER
        access.check(asked.person, needs, what)
        make = page.make
        if asked.form is not None:
            assert page.act is not None, "its route takes no form"
            access.check(asked.person, page.act_needs, what)
            access.check_form(asked.person, asked.form.get(FORM_KEY, ""), what)
            make = page.act
        made = answered(asked.ask(), page, asked.path, make)
        return made if isinstance(made, Response) else HTMLResponse(made)

    return answer


def answered(ask: Ask, page: Page, here: str, make: Callable[[Ask], dict[str, Any]] | None = None) -> str | Response:
    """A page as HTML; what is no page (a calendar) as the page made it. Raises Absent, Moved."""
    values = (make or page.make)(ask)
    file = values.get("file")
    if file is not None:
        return Response(file, media_type=values["media"])
    return rendered(ask, f"pages/{values.get('template', page.name)}.html", here, values)


def _signed_in(asked: _Asked) -> Response:
    form = asked.form or {}
    to = own_path(form.get("to", ""))
    try:
        secret = asked.access.sign_in(form.get("token", ""), asked.address, asked.cookie)
    except Wait as wait:
        told = asked.failed(429, "Too many tries", f"Wait {wait.seconds} s before you try again.")
        told.headers["retry-after"] = str(wait.seconds)
        return told
    if secret is None:
        ask = Ask(state=asked.state, links=LiveLinks(), person=asked.person)
        values = {
            "title": "Sign in",
            "back": to,
            "refused": "No token is so, or it is over.",
            "open": asked.access.is_open,
        }
        return HTMLResponse(rendered(ask, "pages/sign-in.html", asked.path, values), 403)
    return RedirectResponse(to, 303, headers={"set-cookie": asked.access.cookie_of(secret)})


def _signed_out(asked: _Asked) -> Response:
    asked.access.check_form(asked.person, (asked.form or {}).get(FORM_KEY, ""), asked.path)
    asked.access.sign_out(asked.cookie)
    return RedirectResponse("/", 303, headers={"set-cookie": asked.access.cookie_of(None)})


def _nowhere(asked: _Asked) -> Response:
    return asked.failed(404, "Not found", f"There is no page {asked.path}.")


def asset(name: str) -> bytes:
    """An asset."""
    return (files("govkit.portal") / "assets" / name).read_bytes()


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        return PlainTextResponse("there is no such file", 404)
    return Response(asset(name), headers={"content-type": ASSETS[name], "cache-control": "no-cache"})


class _Guard:
    """Answers to the portal's own names alone, and says to every browser what its pages may not do."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if host_name(host) not in self._hosts:
            refused = PlainTextResponse("this server does not answer to that name", 421)
            await refused(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = [(name.encode(), value.encode()) for name, value in HEADERS]
                message = {**message, "headers": [*message["headers"], *said]}
            await send(message)

        await self._app(scope, receive, guarded)


def host_name(header: str) -> str:
    """The name in a `Host` header (RFC 9110, section 7.2), without its port."""
    if header.startswith("["):
        return header[1 : header.find("]")].lower()
    return header.partition(":")[0].lower()
