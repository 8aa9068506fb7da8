"""The commands of `govkit pact` that ask providers which run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import click

from govkit.cli import output
from govkit.cli.reporting import Reporting, finding_options

_P = ParamSpec("_P")


class Course:
    """How far a run is, for whoever waits at a terminal."""

    def __init__(self, at_first: str) -> None:
        self._said = at_first

    def tell(self, text: str) -> None:
        """Takes note of what is done now."""
        self._said = text

    def __call__(self) -> str:
        """What is done now."""
        return self._said


def where_options(most: float) -> Callable[[Callable[_P, int]], Callable[..., int]]:
    """The options that say where a provider runs; `most` are the seconds that all may take."""

    def decorated(function: Callable[_P, int]) -> Callable[..., int]:
        @click.option("--url", metavar="URL", help="Where the provider runs; else its mock is asked.")
        @click.option(
            "--app", metavar="MODULE:NAME", help="An ASGI application, served on loopback for as long as it is asked."
        )
        @click.option(
            "--header",
            "headers",
            multiple=True,
            metavar="NAME=VALUE",
            help="A header of every request; env:VARIABLE is a value of the environment; repeatable.",
        )
        @click.option(
            "--allow-remote", "allowed", multiple=True, metavar="HOST", help="A machine that may be asked; repeatable."
        )
        @click.option(
            "--timeout",
            type=click.FloatRange(min=0.1, max=600),
            default=10.0,
            show_default=True,
            metavar="SECONDS",
            help="How long an answer may take.",
        )
        @click.option(
            "--max-time",
            "most",
            type=click.FloatRange(min=1, max=86_400),
            default=most,
            show_default=True,
            metavar="SECONDS",
            help="How long all of it may take; what is not asked by then is told.",
        )
        @wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> int:
            return function(*args, **kwargs)

        return wrapped

    return decorated


@click.command(
    short_help="Whether a provider that runs keeps what its consumers recorded.",
    epilog="""\b
Examples:
  govkit pact verify
  govkit pact verify --provider billing@3 --url http://127.0.0.1:8080 --states-url /_states
  govkit pact verify pacts/ --provider openapi.yaml --app shop.web:app
  govkit pact verify --provider billing@3 --url https://billing.test.example.com \\
      --allow-remote billing.test.example.com --record --format junit=pacts.xml

GOVKIT_PROVIDER_TOKEN is shown as the security schemes of the description want it.
""",
)
@click.argument("paths", nargs=-1, metavar="[PACT|FOLDER]...")
@click.option("--provider", metavar="FILE|API@VERSION", help="What is asked; else the catalog says it.")
@click.option("--consumer", metavar="NAME", help="Only the pacts of this consumer.")
@click.option("--interaction", metavar="TEXT", help="Only interactions with this text in their names.")
@where_options(300)
@click.option(
    "--states-url",
    "states",
    metavar="URL|/PATH",
    help="Where the provider is told to set a state up, as by verifiers of Pact; a path stands below the provider.",
)
@click.option(
    "--messages-url",
    "messages",
    metavar="URL|/PATH",
    help="Where the provider is asked for the messages that it sends.",
)
@click.option("--record", is_flag=True, help="Keep the result in the catalog, for can-i-deploy and the matrix.")
@finding_options
def verify(
    reporting: Reporting,
    paths: tuple[str, ...],
    provider: str | None,
    consumer: str | None,
    interaction: str | None,
    url: str | None,
    app: str | None,
    headers: tuple[str, ...],
    allowed: tuple[str, ...],
    timeout: float,
    most: float,
    states: str | None,
    messages: str | None,
    *,
    record: bool,
) -> int:
    """Asks a provider that runs what pacts say, with the verifier of Pact; each answer that differs is a finding.

    PACT is a pact file of any version, FOLDER one that holds some; without one, the pacts of the catalog are asked.
    The provider is at --url, or an --app, or else its mock: each mock begins anew for every interaction, sets up the
    provider states that its `mock.yaml` declares, and sends the events that messages are about.
    """
    from functools import partial

    from govkit import gate
    from govkit.gate.pacts.live.verifying import Verifying
    from govkit.gate.pacts.live.wanted import where

    wanted = Verifying(
        paths=paths,
        provider=provider,
        consumer=consumer,
        interaction=interaction,
        where=where(url, app, headers, allowed, states=states, messages=messages, timeout=timeout, most=most),
        record=record,
    )
    course = Course("reading the pacts")
    return reporting.run(partial(gate.verify_pacts, tell=course.tell), wanted, doing=course)


@click.command(
    short_help="Ask a provider that runs all that its description allows and forbids.",
    epilog="""\b
Examples:
  govkit pact fuzz --provider billing@3
  govkit pact fuzz --provider openapi.yaml --url http://127.0.0.1:8080 --seed 7
  govkit pact fuzz --provider openapi.yaml --app shop.web:app --operation 'GET /invoices*' --max-examples 100
  govkit pact fuzz --provider billing@3 --known known-failures.yaml --format junit=fuzz.xml
  govkit pact fuzz --provider billing@3 --url http://127.0.0.1:8080 --record

A file of known failures lists them by check: `status_code_conformance: [{operation: GET /invoices, status: 418,
says: teapot, reason: …}]`; `status` and `says` may be left out, and what is not found any more is told.
GOVKIT_PROVIDER_TOKEN is shown as the security schemes of the description want it.
""",
)
@click.option("--provider", metavar="FILE|API[@VERSION]", help="Whose description is held against what runs.")
@where_options(600)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="What is drawn follows from it.")
@click.option(
    "--max-examples",
    "examples",
    type=click.IntRange(1, 100_000),
    default=25,
    show_default=True,
    metavar="N",
    help="How many requests are drawn of an operation in each phase that draws.",
)
@click.option(
    "--phases",
    metavar="P[,P]...",
    default="examples,coverage,fuzzing,stateful",
    show_default=True,
    help="The ways of drawing: examples of the description, its limits one by one, at random, along its links.",
)
@click.option(
    "--operation",
    "--include",
    "operations",
    multiple=True,
    metavar="NAME",
    help="Only operations of this name (`GET /invoices`, an operationId; * stands for any text); repeatable.",
)
@click.option("--known", metavar="FILE", help="Failures that are known, each with its reason.")
@click.option("--record", is_flag=True, help="Keep the result in the catalog, for `govkit report coverage`.")
@finding_options
def fuzz(
    reporting: Reporting,
    provider: str | None,
    url: str | None,
    app: str | None,
    headers: tuple[str, ...],
    allowed: tuple[str, ...],
    timeout: float,
    most: float,
    seed: int,
    examples: int,
    phases: str,
    operations: tuple[str, ...],
    known: str | None,
    *,
    record: bool,
) -> int:
    """Sends requests that the description of an API allows, and such that it forbids, drawn by schemathesis.

    What the provider answers is held against the description, and against what every API keeps: a record that was made
    is there, one that was deleted is not, a list is narrowed as it was asked to be. Each finding has a command that
    sends the request again. It writes to the provider: never ask one that people rely on. The provider is at --url, or
    an --app, or else its mock.
    """
    from functools import partial

    from govkit import gate
    from govkit.gate.pacts.live.fuzzing import Fuzzing
    from govkit.gate.pacts.live.wanted import where

    wanted = Fuzzing(
        provider=provider,
        where=where(url, app, headers, allowed, timeout=timeout, most=most, seed=seed),
        examples=examples,
        phases=_phases(phases),
        operations=operations,
        known=known,
        record=record,
    )
    course = Course("reading the description")
    lines = (lambda _: None) if sys.stderr.isatty() or reporting.quiet else output.complain
    return reporting.run(partial(gate.fuzz_provider, tell=course.tell, line=lines), wanted, doing=course)


def _phases(text: str) -> tuple[str, ...]:
    from govkit.checks.pacts.fuzz.found import PHASES
    from govkit.errors import UsageError

    wanted = [one.strip() for one in text.split(",") if one.strip()]
    strange = [one for one in wanted if one not in PHASES]
    if strange or not wanted:
        raise UsageError(f"there is no phase {', '.join(strange)!r}", hint=f"the phases are {', '.join(PHASES)}")
    return tuple(one for one in PHASES if one in wanted)
