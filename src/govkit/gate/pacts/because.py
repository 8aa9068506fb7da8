"""One reason why two versions may meet or may not, and the finding that tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govkit.catalog.entries import VersionOf
from govkit.errors import Place
from govkit.findings import Finding, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.gate.comparisons.presence import RULES
from govkit.gate.pacts.running import Relied
from govkit.gate.pacts.verdicts import Failure, PactVerdict, Reason

_FREE = frozenset({Reason.VERIFIED, Reason.PENDING, Reason.NOT_PROMOTED})
"""Reasons that hinder nothing, whatever they are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One reason: about which two versions, by which pact, and whether it hinders. `where` is where to look."""

    reason: Reason
    hinders: bool
    message: str
    consumer: str = ""
    consumer_version: str = ""
    api: str = ""
    api_version: str = ""
    pact: str = ""
    by: str = ""
    failures: tuple[Failure, ...] = ()
    where: Place | None = None


def of_verdict(one: Relied, version: VersionOf, verdict: PactVerdict) -> Because:
    """The reason that a verdict on a pact and a version makes."""
    failed = list(dict.fromkeys(failure.interaction for failure in verdict.failures))
    finding = next((failure.finding for failure in verdict.failures if failure.finding is not None), None)
    said = verdict.message
    if failed and verdict.reason is Reason.FAILED:
        some = ", ".join(f"“{name}”" for name in failed[:3] if name)
        more = f" and {len(failed) - 3} more" if len(failed) > 3 else ""
        said = f"{some}{more}: {said}" if some else said
    return Because(
        reason=verdict.reason,
        hinders=verdict.reason not in _FREE,
        message=said,
        consumer=one.consumer.name,
        consumer_version=one.version,
        api=one.api,
        api_version=version.version.version,
        pact=one.pact.hash,
        by=verdict.by,
        failures=verdict.failures,
        where=(finding.old if finding is not None else None) or Place(one.pact.label),
    )


def absent(one: Relied, running: Sequence[str], environment: str) -> Because:
    """The reason that no version of an API runs that a consumer calls; `running` are those that do."""
    wanted = ", ".join(str(ref) for ref in one.on) or one.api
    there = f"there runs {', '.join(running)}" if running else "no version runs there"
    return Because(
        reason=Reason.NOTHING_DEPLOYED,
        hinders=True,
        message=f"{wanted} does not run in {environment}: {there}",
        consumer=one.consumer.name,
        consumer_version=one.version,
        api=one.api,
        pact=one.pact.hash,
        where=one.consumer.place(("spec", "versions")),
    )


_RULE_OF = {
    Reason.FAILED: "deployment-breaks-pact",
    Reason.NEVER_VERIFIED: "deployment-unverified",
    Reason.INTERACTIONS_MISSING: "deployment-unverified",
    Reason.PENDING: "deployment-pact-pending",
    Reason.NOTHING_DEPLOYED: "deployment-without-counterpart",
    Reason.VERSION_UNKNOWN: "deployment-version-unknown",
    Reason.NO_ENVIRONMENT: "deployment-environment-unknown",
    Reason.NOT_PROMOTED: "deployment-not-promoted",
}


def finding_of(one: Because, environment: str, what: str = "") -> Finding:
    """The finding that tells of a reason; `what` is the version that it is about where it names none itself."""
    rule = discover(RULES)[_RULE_OF[one.reason]]
    severity = rule.severity if one.hinders else max(rule.severity, Severity.WARNING, key=lambda s: s.rank)
    if one.reason is Reason.NOTHING_DEPLOYED and not one.hinders and not one.consumer:
        severity = Severity.INFO
    api = one.api or what.partition(" ")[0]
    path = f"/{environment}/{one.consumer}/{api}"
    about = f"{one.consumer} {one.consumer_version}".strip()
    other = f"{one.api} {one.api_version}".strip()
    both = " with ".join(filter(None, (about, other)))
    return Finding(
        rule=rule.id,
        severity=severity,
        verdict=Verdict.POLICY,
        message=rule.when(both or what, one.message),
        subject=Subject(api, path=path),
        fingerprint=fingerprint_of(rule.id, api, None, "", f"{path}/{one.reason}"),
        fix=rule.fix,
        new=one.where,
    )
