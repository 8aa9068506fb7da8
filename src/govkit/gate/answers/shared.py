"""What several reports share: who owns a thing, how people are reached, and findings of rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from govkit.catalog.entries import ConsumerSpec, Entry, Estate, TeamSpec, VersionOf
from govkit.catalog.entries.estate import Role, Thing
from govkit.catalog.entries.form import ApiRef, Contact
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.kinds.team import Step
from govkit.catalog.entries.scene import Definition, Scene
from govkit.errors import InputError, Place, UsageError
from govkit.findings import Finding, Severity, Subject, Verdict, discover, fingerprint_of
from govkit.gate.answers.report import Asked, guess
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.comparisons.presence import RULES
from govkit.gate.estates.definitions import open_version
from govkit.gate.estates.policies import judged_entries, policies_of_entries
from govkit.gate.options import Options
from govkit.spec.openapi import Contract


def owner_name(thing: Thing, role: Role = "owner") -> str | None:
    """The team that a thing names, whether or not there is one of that name."""
    if role == "owner" and not hasattr(thing, "spec"):
        return getattr(thing, "owner", None)
    found = getattr(getattr(thing, "spec", None), "owner" if role == "owner" else "business_owner", None)
    return str(found) if found else None


def reached(contact: Contact | None) -> str:
    """The ways to reach somebody, in one text."""
    if contact is None:
        return ""
    ways = [way for way in (contact.chat, contact.email, contact.phone, contact.url) if way]
    return f"{contact.name}: {', '.join(ways)}" if contact.name else ", ".join(ways)


def team_contacts(team: Entry[TeamSpec] | None) -> tuple[str, ...]:
    """How a team is reached, the best way first."""
    return tuple(map(reached, team.spec.contacts)) if team is not None else ()


def escalation(team: Entry[TeamSpec] | None) -> tuple[str, ...]:
    """Whom to ask next, each with the time that the step before is given."""
    return tuple(map(_step, team.spec.escalation)) if team is not None else ()


def _step(step: Step) -> str:
    if step.after is None:
        return reached(step.contact)
    hours, rest = divmod(int(step.after.total_seconds()), 3600)
    days, left = divmod(hours, 24)
    parts = [f"{days} d" * bool(days), f"{left} h" * bool(left), f"{rest // 60} min" * bool(rest // 60)]
    return f"after {' '.join(filter(None, parts)) or '0 min'}: {reached(step.contact)}"


def consumer_contact(consumer: Entry[ConsumerSpec], estate: Estate) -> tuple[str, ...]:
    """Whom to tell of a break: the consumer's own contact, else its team's."""
    own = reached(consumer.spec.contact)
    return (own,) if own else team_contacts(estate.owner(consumer))[:1]


def meant_versions(asked: Asked) -> list[VersionOf]:
    """The versions that the report is narrowed to, all where it is not. Raises UsageError for what there is not."""
    if asked.api is None:
        return list(asked.estate.versions())
    return versions_named(asked.estate, asked.api)


def versions_named(estate: Estate, text: str) -> list[VersionOf]:
    """The versions that `billing`, `billing@2` or `billing@2.1.0` names. Raises UsageError where there are none."""
    name, _, version = text.removeprefix("api:").partition("@")
    if name not in estate.apis:
        raise UsageError(f"there is no API {name!r} in the catalog", hint=guess(name, [*estate.apis], "the APIs are"))
    known = [one.version.version for one in estate.versions(name)]
    try:
        found = list(estate.meant(ApiRef.parse(text)))
    except ValueError:
        found = []
    if not found:
        raise UsageError(
            f"{name} has no version {version!r}", hint=guess(version, known, f"the versions of {name} are")
        )
    return found


class Contracts:
    """The contracts of an estate's versions, each read once and when it is asked for; `notes` says which cannot be."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._read: dict[str, Contract | None] = {}
        self.notes: list[str] = []

    def of(self, version: VersionOf) -> Contract | None:
        """The contract of a version; None, with a note, where its document cannot be read."""
        if version.name not in self._read:
            try:
                contract = contract_of(*open_version(self._estate, version, self.notes), Options())
            except InputError as error:
                self.notes.append(f"the document of {version.name} cannot be read: {error.message}")
                contract = None
            self._read[version.name] = contract
        return self._read[version.name]

    def told(self) -> tuple[str, ...]:
        """The notes, each once."""
        return tuple(dict.fromkeys(self.notes))


def of_rules(
    asked: Asked, rules: Collection[str], definitions: Mapping[tuple[str, ...], Definition] | None = None
) -> list[Finding]:
    """What some rules about entries find in the estate; `definitions` is what documents say, as far as it is known."""
    scene = Scene(asked.estate, asked.on, definitions or {})
    found = [finding for finding in judged(scene) if finding.rule in rules]
    return judged_entries(found, policies_of_entries(asked.estate), (), asked.on)


def speaks_of(finding: Finding, estate: Estate, versions: Collection[str]) -> bool:
    """Whether a finding about a use or a grant is about one of some versions (`billing@2.0.0`)."""
    parts = finding.subject.path.split("/")
    if parts[1:2] != ["spec"] or parts[2:3] not in (["uses"], ["grants"]) or len(parts) < 4:
        return False
    try:
        return any(version.name in versions for version in estate.meant(ApiRef.parse(parts[3])))
    except ValueError:
        return False


def found(
    rule: str, about: str, message: str, place: Place, *, path: str = "", severity: Severity | None = None
) -> Finding:
    """A finding of one of the gate's own rules about an entry."""
    known = discover(RULES)[rule]
    api = about.removeprefix("api:")
    return Finding(
        rule=rule,
        severity=severity or known.severity,
        verdict=Verdict.POLICY,
        message=message,
        subject=Subject(api, path=path),
        fingerprint=fingerprint_of(rule, api, None, "", path),
        fix=known.fix,
        new=place,
    )


def by_place(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by file and line."""
    return tuple(
        sorted(
            findings,
            key=lambda one: (
                (one.new.file, one.new.line or 0, one.new.column or 0, one.rule) if one.new else ("", 0, 0, "")
            ),
        )
    )
