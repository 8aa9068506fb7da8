"""Finds events of APIs that nobody in the catalog hears."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, file
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity

_WEBHOOK = " webhook:"


def check(scene: Scene) -> Iterator[Problem]:
    """Webhooks of active versions that start no workflow and that no consumer uses, version by version."""
    started = set(_started(scene.estate))
    for one in scene.estate.versions():
        definition = scene.definitions.get(one.files) if one.lifecycle is Lifecycle.ACTIVE else None
        sent = sorted(name for name in (definition.operations if definition is not None else ()) if _WEBHOOK in name)
        unheard = [
            event
            for name in sent
            if (one.version.definition, event := name.partition(_WEBHOOK)[2]) not in started
            and not scene.estate.usages(one.api.name, one.version.version, operation=name)
        ]
        if unheard:
            share = "any" if len(unheard) == len(sent) else str(len(unheard))
            many = f"{share} of the {len(sent)} events" if len(sent) > 1 else "the event"
            message = f"nobody hears {many} of {one.name}: {', '.join(unheard)}"
            yield Problem(one.api.source, one.pointer, message, one.api.about)


def _started(estate: Estate) -> Iterator[tuple[str, str]]:
    """The events that start workflows: the description that a trigger names, and the webhook in it."""
    for document in estate.workflow_documents:
        tree = document.tree if isinstance(document.tree, dict) else {}
        folder = posixpath.dirname(document.source.path)
        paths: dict[str, str] = {}
        for source in _objects(tree.get("sourceDescriptions")):
            name, url = source.get("name"), source.get("url")
            if isinstance(name, str) and isinstance(url, str):
                paths[name] = posixpath.normpath(posixpath.join(folder, url))
        for workflow in _objects(tree.get("workflows")):
            start = workflow.get("x-govkit-workflow")
            trigger = start.get("trigger") if isinstance(start, dict) else None
            named, _, event = trigger.partition(".") if isinstance(trigger, str) else ("", "", "")
            if named in paths:
                yield paths[named], event


def _objects(listed: object) -> list[dict[str, object]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


_SPEC = file(
    "specs/billing.yaml",
    """
    openapi: 3.1.0
    info: {title: Billing, version: 1.0.0}
    webhooks:
      invoice.paid: {post: {responses: {}}}
      invoice.voided: {post: {responses: {}}}
    """,
)
_WORKFLOW = file(
    "catalog/workflows/all.arazzo.yaml",
    """
    arazzo: 1.1.0
    sourceDescriptions: [{name: source, type: openapi, url: ../../specs/billing.yaml}]
    workflows: [{workflowId: paid, x-govkit-workflow: {owner: finance, trigger: source.invoice.paid}}]
    """,
)

RULE = Rule(
    id="event-unheard",
    severity=Severity.INFO,
    summary="Checks that every event of an active version starts a workflow or is used by a consumer.",
    rationale=(
        "An event that nobody in the catalog hears costs whoever sends it, and what it tells may be what some process "
        "waits for."
    ),
    fix=(
        "Let a workflow or a consumer hear it, or stop sending it. Where others than those in the catalog hear it, a "
        "waiver of a policy says so."
    ),
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE) + _SPEC + _WORKFLOW,
            finds=("catalog/apis/billing.yaml#/spec/versions/0",),
        ),
        Example(
            None,
            api(ACTIVE)
            + _SPEC
            + _WORKFLOW
            + consumer("uses: [{api: billing, operations: ['POST webhook:invoice.voided']}]"),
            because="One event starts a workflow, and a consumer uses the other.",
        ),
        Example(
            None,
            api("- {version: 1.0.0, definition: specs/billing.yaml}") + _SPEC,
            because="A draft is not in use yet.",
        ),
    ),
)
