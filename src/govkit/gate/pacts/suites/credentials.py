"""Credentials in pacts: that they were sent, and in which form; never which."""

from __future__ import annotations

from typing import Any

from govkit.client import Request
from govkit.client.redaction import is_secret

INSTEAD = "made-up-in-tests"
"""What stands in a pact where a request had a secret."""

Shown = tuple[tuple[str, str], ...]
"""The headers that held credentials, each with the name of its scheme."""


def shown_in(request: Request) -> Shown:
    """How a request shows who sends it."""
    return tuple(
        (name, _scheme(value))
        for name, value in request.headers.pairs
        if is_secret(name, request.secrets) and name.lower() != "cookie"
    )


def _scheme(value: str) -> str:
    scheme, space, _ = value.partition(" ")
    return scheme if space and scheme.isalnum() else ""


def with_credentials(tree: dict[str, Any], shown: Shown | None) -> dict[str, Any]:
    """An interaction over HTTP whose request shows credentials as they were shown; what it says itself stays."""
    if shown is None or "request" not in tree:
        return tree
    request = dict(tree["request"])
    said = {name.lower() for name in request.get("headers", {})}
    rules = dict(request.get("matchingRules", {}))
    for name, scheme in shown:
        if name.lower() in said:
            continue
        value, expression = (f"{scheme} {INSTEAD}", f"^{scheme} .+$") if scheme else (INSTEAD, "^.+$")
        request["headers"] = {**request.get("headers", {}), name: [value]}
        matched = {"combine": "AND", "matchers": [{"match": "regex", "regex": expression}]}
        rules["header"] = {**rules.get("header", {}), name: matched}
        request["matchingRules"] = rules
    return {**tree, "request": request}
