"""`/metrics` and `/healthz`: what monitoring asks a process of the runtime."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from govkit.errors import GovkitError
from govkit.sync.store.database import Database
from govkit.sync.telemetry.metrics import CONTENT_TYPE, Metrics


def monitoring(
    metrics: Metrics, database: Database, checks: Mapping[str, Callable[[], str | None]] | None = None
) -> list[Route]:
    """The routes. Each of `checks` says what is wrong with a part of the process, or None."""

    def scraped(_: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    def health() -> dict[str, str]:
        parts = {"database": lambda: _database(database), **(checks or {})}
        return {name: said for name, check in parts.items() if (said := check()) is not None}

    async def healthy(_: Request) -> Response:
        wrong = await run_in_threadpool(health)
        status = "unhealthy" if wrong else "ok"
        return JSONResponse({"status": status, **wrong}, 503 if wrong else 200)

    return [Route("/metrics", scraped, methods=["GET"]), Route("/healthz", healthy, methods=["GET"])]


def _database(database: Database) -> str | None:
    """Why the database cannot be used; not what address it has, which is nobody's business here."""
    try:
        database.verify()
    except (GovkitError, DBAPIError):
        return "it does not answer, or its tables are not there"
    return None
