"""The extras of the package: what each brings, which commands need it, and which one brings a module that is absent."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from govkit.errors import MissingExtra


@dataclass(frozen=True, slots=True)
class Extra:
    """One extra: the top-level modules (or dotted, where a top is shared) that it brings, and what needs it."""

    name: str
    modules: tuple[str, ...]
    needed_by: str

    @property
    def install(self) -> str:
        """The command that installs it."""
        return f"pip install 'govkit[{self.name}]'"

    def missing(self) -> tuple[str, ...]:
        """The modules of it that this Python does not have."""
        return tuple(module for module in self.modules if not is_there(module))


EXTRAS = (
    Extra("strict", ("openapi_spec_validator",), "govkit release, govkit validate --strict"),
    Extra("client", ("httpx",), "generated clients, govkit pact record"),
    Extra("mock", ("uvicorn", "httptools"), "govkit mock up, govkit pact verify, govkit pact fuzz"),
    Extra("portal", ("jinja2", "starlette", "uvicorn"), "govkit portal"),
    Extra("generate", ("datamodel_code_generator", "jinja2", "ruff", "httpx"), "govkit generate"),
    Extra("contracts", ("pact", "schemathesis", "jsonschema"), "govkit pact verify, govkit pact fuzz"),
    Extra("reconcile", ("duckdb", "rapidfuzz"), "govkit match, govkit sync reconcile"),
    Extra(
        "sync",
        (
            "dbos", "deepdiff", "httpx", "opentelemetry.trace", "prometheus_client", "pybreaker", "sqlalchemy",
            "starlette", "uvicorn",
        ),
        "govkit sync",
    ),
    Extra("postgres", ("psycopg",), "govkit sync with PostgreSQL"),
    Extra("otel", ("opentelemetry.sdk", "opentelemetry.exporter"), "traces of govkit sync"),
)  # fmt: skip
"""All extras but `all`, those of few modules first."""


def is_there(module: str) -> bool:
    """Whether a module could be imported; only those above a dotted one are."""
    try:
        return find_spec(module) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def extra_missing(module: str, command: str = "") -> MissingExtra | None:
    """The error for an absent module, named after the extra that brings it; None for a module of no extra.

    Of several extras it is the one that the command (`sync status`) is named after, else that of the fewest modules.
    """
    top = module.partition(".")[0]
    able = [one for one in EXTRAS if any(known == module or known.partition(".")[0] == top for known in one.modules)]
    if not able or is_there(module):
        return None
    first = command.partition(" ")[0]
    best = next((one for one in able if one.name == first), able[0])
    said = f"`govkit {command}`" if command else "this"
    return MissingExtra(f"{said} needs {top}, which is not installed", hint=best.install)
