"""The extras of the package: what each brings, which commands need it, and which one brings a module that is absent."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from govkit.errors import MissingExtra


@dataclass(frozen=True, slots=True)
class Extra:
    """One extra: the modules that it brings itself (dotted, where a top is shared), what needs it, what it includes."""

    name: str
    modules: tuple[str, ...]
    needed_by: str
    includes: tuple[str, ...] = ()

    @property
    def install(self) -> str:
        """The command that installs it."""
        return f"pip install 'govkit[{self.name}]'"

    def missing(self) -> tuple[str, ...]:
        """The modules of it that this Python does not have."""
        return tuple(module for module in self.modules if not is_there(module))

    def brings(self, module: str) -> bool:
        """Whether a module, or one below the same top, comes with it."""
        top = module.partition(".")[0]
        own = any(known == module or known.partition(".")[0] == top for known in self.modules)
        return own or any(one.brings(module) for one in EXTRAS if one.name in self.includes)


EXTRAS = (
    Extra("strict", ("openapi_spec_validator",), "govkit release, govkit validate --strict"),
    Extra("client", ("httpx",), "generated clients, govkit pact record"),
    Extra("mock", ("uvicorn", "httptools"), "govkit mock up, govkit pact verify, govkit pact fuzz"),
    Extra("generate", ("datamodel_code_generator", "jinja2", "ruff"), "govkit generate", ("client",)),
    Extra("contracts", ("pact", "schemathesis", "jsonschema"), "govkit pact verify, govkit pact fuzz"),
    Extra("reconcile", ("duckdb", "rapidfuzz"), "govkit match, govkit sync reconcile"),
    Extra(
        "sync",
        (
            "dbos", "deepdiff", "opentelemetry.trace", "prometheus_client", "pybreaker", "sqlalchemy", "starlette",
            "uvicorn",
        ),
        "govkit sync",
        ("client",),
    ),
    Extra("portal", ("jinja2",), "govkit portal", ("sync",)),
    Extra("postgres", ("psycopg",), "govkit sync with PostgreSQL", ("sync",)),
    Extra("otel", ("opentelemetry.sdk", "opentelemetry.exporter"), "traces of govkit sync", ("sync",)),
)  # fmt: skip
"""All extras but `all`, the smaller before those that bring the same modules and more."""


def is_there(module: str) -> bool:
    """Whether a module could be imported; only those above a dotted one are."""
    try:
        return find_spec(module) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def extra_missing(module: str, command: str = "") -> MissingExtra | None:
    """The error for an absent module, named after the extra that brings it; None for a module of no extra.

    Of several extras it is the one that the command (`sync status`) is named after, else the first.
    """
    top = module.partition(".")[0]
    able = [one for one in EXTRAS if one.brings(module)]
    if not able or is_there(module):
        return None
    first = command.partition(" ")[0]
    best = next((one for one in able if one.name == first), able[0])
    said = f"`govkit {command}`" if command else "this"
    return MissingExtra(f"{said} needs {top}, which is not installed", hint=best.install)
