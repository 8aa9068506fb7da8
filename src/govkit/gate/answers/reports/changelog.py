"""What changed in an API from version to version, the newest first, told to those who use it."""

from __future__ import annotations

from govkit.catalog.entries import Lifecycle, VersionOf
from govkit.errors import UsageError
from govkit.findings import Finding
from govkit.gate.answers.report import Asked, Release, Report, ReportKind, guess
from govkit.gate.answers.shared import Contracts, versions_named
from govkit.gate.comparisons.compared import compare_contracts, completed
from govkit.gate.comparisons.step import step_between
from govkit.gate.configuration import settings
from govkit.gate.outcome import Compared, Outcome
from govkit.spec.openapi import Contract


def make(asked: Asked) -> Report:
    """The changelog of an API; `billing@2` is that of a major version, each compared with the version before it."""
    estate = asked.estate
    if asked.api is None:
        raise UsageError("which API's changelog?", hint=guess("", [*estate.apis], "the APIs are"))
    wanted = {one.name for one in versions_named(estate, asked.api)}
    name = asked.api.removeprefix("api:").partition("@")[0]
    contracts = Contracts(estate)
    releases: list[Release] = []
    before: tuple[VersionOf, Contract | None] | None = None
    for version in estate.versions(name):
        contract = contracts.of(version)
        if version.name in wanted:
            releases.append(_release(asked, version, contract, before))
        before = (version, contract)
    api = estate.apis[name]
    return Report(
        name="changelog",
        title=f"Changelog of {api.title}",
        on=asked.on,
        about=asked.api,
        releases=tuple(reversed(releases)),
        notes=contracts.told(),
    )


def _release(
    asked: Asked, version: VersionOf, contract: Contract | None, before: tuple[VersionOf, Contract | None] | None
) -> Release:
    said = version.version
    return Release(
        version=said.version,
        lifecycle=said.lifecycle.value,
        released=said.released,
        before=before[0].version.version if before else None,
        outcome=_compared(asked, before, contract) if before else None,
        note=" ".join(filter(None, (_ending(version), _unread(contract, before)))),
    )


def _unread(contract: Contract | None, before: tuple[VersionOf, Contract | None] | None) -> str:
    if contract is None or (before is not None and before[1] is None):
        return "It could not be compared: a document cannot be read."
    return "" if before is not None else "The first version."


def _ending(version: VersionOf) -> str:
    """What is said about the end of a version."""
    end = version.version.deprecation
    if end is None:
        return "Retired." if version.lifecycle is Lifecycle.RETIRED else ""
    successor = f"; `{end.successor}` takes its place" if end.successor else ""
    reason = end.reason.strip()
    stop = "" if reason.endswith((".", "!", "?")) else "."
    return f"Deprecated on {end.date.isoformat()}, sunset on {end.sunset.isoformat()}{successor}. {reason}{stop}"


def _compared(asked: Asked, before: tuple[VersionOf, Contract | None] | None, new: Contract | None) -> Outcome | None:
    old = before[1] if before else None
    if before is None or old is None or new is None:
        return None
    options = completed(asked.options, settings())
    findings: list[Finding] = compare_contracts(old, new, options)
    return Outcome(
        command="diff",
        findings=tuple(findings),
        profile=options.profile,
        old=before[0].name,
        new=new.name,
        compared=1,
        steps=(step_between(old, new, findings),),
        pairs=(Compared(old, new, tuple(findings)),),
    )


REPORT = ReportKind(
    name="changelog",
    summary="What changed in an API from version to version, for those who use it.",
    make=make,
    takes=("api",),
    needs=("api",),
)
