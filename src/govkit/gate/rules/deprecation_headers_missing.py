"""Finds deprecated descriptions whose responses do not declare the headers that say so."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.findings import Example, Rule, Severity
from govkit.gate.estates.moves import ON, Move, listed, problem_at
from govkit.gate.rules._samples import ACTIVE, DEPRECATED, SPEC, estate, policy
from govkit.spec.openapi import Contract

_WANTED = ("deprecation", "sunset")


def check(move: Move) -> Iterator[Problem]:
    """Every deprecated version with operations whose successful responses lack one of the headers."""
    for _, version in move.pairs():
        contract = move.contracts.get(version.name)
        if contract is None or version.lifecycle is not Lifecycle.DEPRECATED:
            continue
        if not move.policies(version).require_headers:
            continue
        lacking = sorted(_lacking(contract))
        if lacking:
            message = f"{version.name} is deprecated, and does not declare `Deprecation` and `Sunset` in the responses"
            yield problem_at(version, f"{message} of {listed(lacking)}", "lifecycle")


def _lacking(contract: Contract) -> Iterator[str]:
    for operation in contract.operations.values():
        if operation.kind != "path":
            continue  # the consumer answers a webhook, and the version that ends is not its
        answers = [one for status, one in operation.responses.items() if status[:1] == "2"]
        if any(not set(_WANTED) <= {name.lower() for name in one.headers} for one in answers):
            yield operation.name


_HEADERS = "'200':\n          description: fine\n          headers: {Deprecation: {schema: {}}, Sunset: {schema: {}}}"

_WEBHOOK = "webhooks:\n  paid:\n    post:\n      responses: {'204': {description: taken}}\n"

RULE = Rule(
    id="deprecation-headers-missing",
    severity=Severity.ERROR,
    summary="Checks that a deprecated description declares `Deprecation` and `Sunset`, where the policy asks for it.",
    rationale="Clients that run learn of the end from the responses themselves (RFC 9745, RFC 8594); who reads the"
    " description should know that they are sent.",
    fix="declare both headers in the successful responses; the lock leaves them free",
    on=ON,
    when=check,
    examples=(
        Example(
            estate(ACTIVE, SPEC, policy("requireHeaders: true")),
            estate(DEPRECATED, SPEC, policy("requireHeaders: true")),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",),
        ),
        Example(
            estate(ACTIVE, SPEC, policy("requireHeaders: true")),
            estate(
                DEPRECATED,
                SPEC.replace("'200': {description: fine}", _HEADERS),
                policy("requireHeaders: true"),
            ),
            because="Every response declares them.",
        ),
        Example(
            estate(ACTIVE, SPEC, policy("requireHeaders: true")),
            estate(
                DEPRECATED,
                SPEC.replace("'200': {description: fine}", _HEADERS) + _WEBHOOK,
                policy("requireHeaders: true"),
            ),
            because="A webhook is answered by whoever receives it.",
        ),
    ),
)
