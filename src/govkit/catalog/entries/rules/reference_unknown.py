"""Finds references to entries that there are not."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.form import ApiRef, Form, Reference
from govkit.catalog.entries.fuzzings import Fuzzing
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, entry, team
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.verifications import Verification, VerificationForm
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Every reference that leads nowhere, in entries, environments and workflows."""
    estate = scene.estate
    for entry_ in estate:
        for reference, pointer in entry_.references:
            said = _wrong(reference, estate)
            if said:
                yield Problem(entry_.source, pointer, said[0], entry_.about, said[1])
    yield from _deployments(estate)
    yield from _verifications(estate)
    for workflow in estate.workflows:
        owner = workflow.owner
        if owner is not None and owner not in estate.teams and not estate.is_broken("Team", owner):
            pointer = (*workflow.pointer, "x-govkit-workflow", "owner")
            message = f"there is no Team `{owner}`"
            yield Problem(workflow.source, pointer, message, workflow.about, close_to(owner, estate.teams))


def _wrong(reference: Reference, estate: Estate) -> tuple[str, str] | None:
    known = estate.of(reference.kind)
    if estate.is_broken(reference.kind, reference.name):
        return None  # that it could not be read is told where it stands
    if reference.name not in known:
        return f"there is no {reference.kind} `{reference.name}`", close_to(reference.name, known)
    if isinstance(reference, ApiRef) and not estate.meant(reference):
        return _no_version(reference.name, reference.version or "", estate)
    return None


def _no_version(api_name: str, version: str, estate: Estate) -> tuple[str, str]:
    listed = [one.version.version for one in estate.versions(api_name)][-5:]
    return f"the API `{api_name}` has no version {version}", f"its versions are {', '.join(listed)}"


def _deployments(estate: Estate) -> Iterator[Problem]:
    for running in estate.running():
        name, version = running.deployment.name, running.deployment.version
        pointer = ("spec", "deployments", running.index)
        where: Entry[Form] = running.environment
        if name in estate.apis:
            if version not in [one.version.version for one in estate.versions(name)]:
                yield Problem(where.source, (*pointer, "version"), *_in(where, _no_version(name, version, estate)))
        elif name not in estate.consumers and not any(estate.is_broken(kind, name) for kind in ("API", "Consumer")):
            said = (f"there is no API or Consumer `{name}`", close_to(name, [*estate.apis, *estate.consumers]))
            yield Problem(where.source, (*pointer, "name"), *_in(where, said))


def _verifications(estate: Estate) -> Iterator[Problem]:
    """The API version and the consumer that the result of a live verification, or of asking at random, is about."""
    results: tuple[Verification | Fuzzing, ...] = (*estate.verifications, *estate.fuzzings)
    for one in results:
        said = one.said
        about = f"verification:{one.source.path}"
        if (
            isinstance(said, VerificationForm)
            and said.consumer not in estate.consumers
            and not estate.is_broken("Consumer", said.consumer)
        ):
            message = f"there is no Consumer `{said.consumer}`"
            yield Problem(one.source, ("consumer",), message, about, close_to(said.consumer, estate.consumers))
        if said.api not in estate.apis:
            if not estate.is_broken("API", said.api):
                message = f"there is no API `{said.api}`"
                yield Problem(one.source, ("api",), message, about, close_to(said.api, estate.apis))
        elif said.version not in [known.version.version for known in estate.versions(said.api)]:
            message, hint = _no_version(said.api, said.version, estate)
            yield Problem(one.source, ("version",), message, about, hint)


def _in(where: Entry[Form], said: tuple[str, str]) -> tuple[str, str, str]:
    return said[0], where.about, said[1]


RULE = Rule(
    id="reference-unknown",
    severity=Severity.ERROR,
    summary="Checks that every reference leads to an entry, and every named version of an API exists.",
    rationale=(
        "Who refers to a team that is gone has no owner; who uses a version that is not listed is never warned of "
        "its end."
    ),
    fix="Name an entry that exists, or add the one that is meant.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            team("finance") + entry("Domain", "money", "owner: finanse"),
            finds=("catalog/domains/money.yaml#/spec/owner",),
        ),
        Example(
            None,
            team("finance") + api(ACTIVE) + consumer("uses: [{api: billing@2, operations: ['*']}]"),
            finds=(
                "catalog/apis/billing.yaml#/spec/system",
                "catalog/apis/billing.yaml#/spec/owner",
                "catalog/consumers/dashboard.yaml#/spec/uses/0/api",
            ),
            title="A version that is not listed",
        ),
        Example(
            None,
            team("finance") + entry("Domain", "money", "owner: team:finance"),
            because="A reference may say the kind of what it names.",
        ),
    ),
)
