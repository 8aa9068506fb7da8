"""Finds versions whose lifecycle, dates and successor do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.form import ApiVersionRef
from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import VersionOf
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Every contradiction in a version."""
    for one in scene.estate.versions():
        yield from _dates(one)
        yield from _order(one)
        successor = one.version.deprecation.successor if one.version.deprecation else None
        said = _successor(one, successor, scene.estate) if successor else ""
        if said:
            yield _problem(one, said, "deprecation", "successor")


def _problem(one: VersionOf, message: str, *below: str, hint: str = "") -> Problem:
    return Problem(one.api.source, (*one.pointer, *below), f"{one.name} {message}", one.api.about, hint)


def _dates(one: VersionOf) -> Iterator[Problem]:
    version, stage = one.version, one.lifecycle
    if version.is_released and version.released is None:
        hint = "write `released: YYYY-MM-DD`, or let `govkit release` do it"
        yield _problem(one, f"is {stage} and has no `released` date", "lifecycle", hint=hint)
    if not version.is_released and version.released is not None:
        yield _problem(one, "is a draft and has a `released` date", "released")
    if stage is Lifecycle.DEPRECATED and version.deprecation is None:
        hint = "write `deprecation: {date: …, sunset: …, successor: …, reason: …}`"
        yield _problem(one, "is deprecated and does not say since when and until when", "lifecycle", hint=hint)
    if stage in (Lifecycle.DRAFT, Lifecycle.ACTIVE) and version.deprecation is not None:
        yield _problem(one, f"is {stage} and has a `deprecation`", "deprecation", hint="write `lifecycle: deprecated`")


def _order(one: VersionOf) -> Iterator[Problem]:
    said, released = one.version.deprecation, one.version.released
    if said and said.sunset < said.date:
        yield _problem(one, f"ends ({said.sunset}) before it is deprecated ({said.date})", "deprecation", "sunset")
    if said and released and said.date < released:
        yield _problem(one, f"is deprecated ({said.date}) before it is released ({released})", "deprecation", "date")


def _successor(one: VersionOf, successor: ApiVersionRef, estate: Estate) -> str:
    """What is wrong with a successor that there is; another API may succeed, too."""
    found = estate.meant(successor)
    if not found:
        return ""
    other = found[0]
    if other.name == one.name:
        return "names itself as its successor"
    if other.lifecycle is Lifecycle.RETIRED:
        return f"names {other.name} as its successor, which is retired"
    if other.api is one.api and other.order < one.order:
        return f"names {other.name} as its successor, which is older"
    return ""


RULE = Rule(
    id="lifecycle-inconsistent",
    severity=Severity.ERROR,
    summary=(
        "Checks that what is released has its date, what is deprecated says until when, and what is neither says "
        "neither."
    ),
    rationale=(
        "Consumers plan by these dates, and the gate decides by them: a deprecation without an end is never "
        "carried out, and a sunset before the deprecation gives no notice at all."
    ),
    fix=(
        "Set the lifecycle and the dates as `govkit release` would: active with `released`, deprecated with "
        "`deprecation`."
    ),
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api("- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: active}"),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/lifecycle",),
            title="Released, nobody says when",
        ),
        Example(
            None,
            api("""
            - version: 1.0.0
              definition: specs/billing.yaml
              lifecycle: deprecated
              released: 2026-03-01
              deprecation: {date: 2026-06-01, sunset: 2026-05-01, successor: billing@1.0.0, reason: it is old}
            """),
            finds=(
                "catalog/apis/billing.yaml#/spec/versions/0/deprecation/sunset",
                "catalog/apis/billing.yaml#/spec/versions/0/deprecation/successor",
            ),
            title="It ends before it is deprecated, in favour of itself",
        ),
        Example(None, api(ACTIVE), because="An active version has its date, and no end."),
    ),
)
