"""Finds pacts of the catalog that were edited after they were published."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.pacts import hash_of, mark_of, normal_form, pact_text
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import file
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.source import Source
from govkit.errors import InputError
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Every pact whose file is named by a hash that is not that of its content."""
    for pact in scene.estate.pacts:
        source = pact.source
        mark = mark_of(source.path)
        if mark is None or hash_of(source.data).startswith(mark):
            continue
        found = _hash_in(source)
        if not found.startswith(mark):  # other line ends and other spaces say the same
            message = f"the pact of {pact.consumer} with {pact.provider} is another than the one that was published"
            hint = f"take the edit back, and publish what the tests wrote: `govkit pact publish`; it hashes to {found[:12]}"
            yield Problem(source, (), message, f"pact:{source.path}", hint)


def _hash_in(source: Source) -> str:
    """The hash of a pact that is not in its normal form; empty where it has none."""
    tree = source.document.tree if source.document is not None else None
    try:
        return hash_of(pact_text(normal_form(tree))) if isinstance(tree, dict) else ""
    except InputError:
        return ""


_PACT = '{"consumer": {"name": "dashboard"}, "provider": {"name": "billing"}, "interactions": [], "metadata": {}}'

RULE = Rule(
    id="pact-content-changed",
    severity=Severity.ERROR,
    summary="Checks that no published pact was edited: its content is that by which its file is named.",
    rationale=(
        "Verdicts and deployments refer to a pact by the hash of its content; where somebody edits the file, what was "
        "verified is not what the consumer relies on."
    ),
    fix="Take the edit back, and publish the pact anew from the consumer's tests.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            file("catalog/pacts/dashboard/billing-0123456789ab.json", _PACT),
            finds=("catalog/pacts/dashboard/billing-0123456789ab.json#",),
        ),
        Example(
            None,
            file("catalog/pacts/dashboard/billing-3632970ef988.json", _PACT),
            because="The order of members and the spaces between them say nothing: the hash is that of the normal form.",
        ),
        Example(
            None, file("catalog/pacts/dashboard.json", _PACT), because="A file without a hash in its name may change."
        ),
    ),
)
