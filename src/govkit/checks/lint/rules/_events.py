"""What an event tells of itself, in its headers and in its body."""

from __future__ import annotations

from govkit.checks.lint.surface.bodies import members_of
from govkit.checks.lint.surface.names import words
from govkit.checks.lint.surface.sites import OperationSite
from govkit.spec.openapi.problems import code


def tells(site: OperationSite, headers: frozenset[str], members: frozenset[str]) -> bool:
    """Whether a header has one of some words in its name, or a member of the body is called by some words.

    The body may wrap what it tells in one more object. Of what is no JSON object nothing is known, and so all is well.
    """
    for parameter in site.operation.parameters.values():
        if parameter.location == "header" and headers.intersection(words(parameter.name)):
            return True
    body = site.operation.body
    if body is None:
        return False
    found = members_of(site.surface, body.content.values())
    inner = [name for one in found.values() for name in one.get("properties", ())]
    return not found or any(" ".join(words(name)) in members for name in (*found, *inner))


def called(site: OperationSite) -> str:
    """What people call an event."""
    return code(site.path if site.operation.kind == "webhook" else site.name, 100)
