"""Cases of an API and a pact in one text, verified."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from govkit.checks.pacts import Pact, Verified, read_pact, verify
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract


def contract_of(tree: dict[str, Any], called: str = "billing") -> Contract:
    library = Library(MemoryFiles({"api.json": json.dumps(tree, indent=2).encode()}))
    return Contract(library, library.open("api.json"), called)


def pact_of(tree: Any) -> Pact:
    return read_pact(parse(json.dumps(tree, indent=2).encode(), "pact.json"))


def verified_trees(api: dict[str, Any], pact: Any) -> Verified:
    return verify(pact_of(pact), contract_of(api))


@cache
def verified(text: str) -> Verified:
    """What is found in a case."""
    tree = parse(text.encode(), "case.yaml").tree
    return verified_trees(tree["api"], tree["pact"])
