"""Consumers' tests: a pact while it is built, the generated client that is tried on it, and the way to the catalog."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from govkit.errors import MissingExtra

if TYPE_CHECKING:
    from govkit.gate.pacts.suites.bench import Bench
    from govkit.gate.pacts.suites.trial import Trial


def begin(bench: Bench, consumer: str, api: str) -> Trial:
    """A pact between a consumer and an API that it uses, for one test. Raises UsageError, InputError, MissingExtra."""
    if find_spec("httpx") is None:
        raise MissingExtra("clients need httpx, which is not installed", hint="pip install 'govkit[client]'")
    from govkit.gate.pacts.suites.trial import Trial

    return Trial(bench.side(consumer, api))
