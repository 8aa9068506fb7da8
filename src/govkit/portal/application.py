"""The portal as an ASGI application: every page at its path, the assets, and what no page may do in a browser."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from importlib.resources import files

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from govkit.errors import GovkitError, InputError
from govkit.portal.links import LiveLinks
from govkit.portal.page import Absent, Ask, Moved, Page, all_pages
from govkit.portal.rendering import rendered
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


def application(held: Held, hosts: frozenset[str]) -> ASGIApp:
    """The portal. It answers to the names in `hosts` alone, whatever resolves to its address."""
    routes: list[BaseRoute] = [Route("/assets/{name}", _asset)]
    routes += [Route(page.path, _endpoint(held, page)) for page in all_pages()]
    routes.append(Route("/{path:path}", _nowhere(held)))
    return Starlette(routes=routes, middleware=[Middleware(_Guard, hosts=hosts)])


def shown(state: State, page: Page, parts: dict[str, str], query: dict[str, str], here: str) -> str | Response:
    """A page as HTML, or what it answers in place of one."""
    return answered(Ask(state=state, links=LiveLinks(), parts=parts, query=query), page, here)


def answered(ask: Ask, page: Page, here: str) -> str | Response:
    """A page as HTML; what is no page (a calendar) as the page made it. Raises Absent, Moved."""
    values = page.make(ask)
    file = values.get("file")
    if file is not None:
        return Response(file, media_type=values["media"])
    return rendered(ask, f"pages/{values.get('template', page.name)}.html", here, values)


def _endpoint(held: Held, page: Page) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        state, path = held.state, request.url.path
        try:
            query = dict(request.query_params)
            made = shown(state, page, dict(request.path_params), query, path)
        except Absent as absent:
            return _failed(state, path, 404, "Not found", absent.what)
        except Moved as moved:
            return RedirectResponse(moved.path, 303)
        except InputError as error:
            return _failed(state, path, 422, "This cannot be read", str(error), error.hint or "")
        except GovkitError as error:
            return _failed(state, path, 409, "This cannot be shown", str(error), error.hint or "")
        except Exception:  # noqa: BLE001 - whatever a page stumbles over, the others are there
            _log.exception("the page %s failed", path)
            return _failed(state, path, 500, "An error of govkit", "The page failed; the log of the portal says why.")
        return made if isinstance(made, Response) else HTMLResponse(made)

    return answer


def _failed(state: State, path: str, status: int, title: str, message: str, hint: str = "") -> Response:
    ask = Ask(state=state, links=LiveLinks())
    values = {"title": title, "message": message, "hint": hint}
    return HTMLResponse(rendered(ask, "failed.html", path, values), status)


def _nowhere(held: Held) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        return _failed(held.state, request.url.path, 404, "Not found", f"There is no page {request.url.path}.")

    return answer


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
