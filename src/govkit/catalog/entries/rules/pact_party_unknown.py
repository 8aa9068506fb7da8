"""Finds pacts whose consumer or provider the catalog does not know."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.parties import ANNOTATION, api_named, consumer_named
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, file
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Each party of a pact that is neither a consumer, or an API, of the catalog nor one that could not be read."""
    estate = scene.estate
    for pact in estate.pacts:
        sides = (
            ("consumer", pact.consumer, consumer_named(estate, pact.consumer), "Consumer", estate.consumers),
            ("provider", pact.provider, api_named(estate, pact.provider), "API", estate.apis),
        )
        for side, name, found, kind, known in sides:
            if found is None and not estate.is_broken(kind, name):
                message = f"the catalog has no {kind} that a pact calls {name[:80]!r}"
                hint = close_to(name, known) or f"write `annotations: {{{ANNOTATION}: …}}` into the entry that is meant"
                yield Problem(pact.source, (side, "name"), message, f"pact:{pact.source.path}", hint)


_PACT = '{"consumer": {"name": "%s"}, "provider": {"name": "%s"}, "interactions": []}'
_ESTATE = api(ACTIVE) + consumer("uses: []")

RULE = Rule(
    id="pact-party-unknown",
    severity=Severity.WARNING,
    summary="Checks that the parties of every pact are a consumer and an API of the catalog.",
    rationale=(
        "A pact of nobody with nobody is held against nothing: what its consumer relies on may break in silence, and "
        "no deployment is asked about it."
    ),
    fix="Name the parties as the catalog does, or write what pacts call them into their entries.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            _ESTATE + file("catalog/pacts/a.json", _PACT % ("dashboard", "biling")),
            finds=("catalog/pacts/a.json#/provider/name",),
        ),
        Example(
            None,
            _ESTATE + file("catalog/pacts/a.json", _PACT % ("frontend", "billing")),
            finds=("catalog/pacts/a.json#/consumer/name",),
            title="A consumer that has no entry",
        ),
        Example(
            None,
            _ESTATE + file("catalog/pacts/a.json", _PACT % ("Dashboard", "billing")),
            because="Tests write names as they like: capital letters, spaces and hyphens make no difference.",
        ),
    ),
)
