"""What must be known to register an API: what the caller says, what the catalog tells, what is still to be asked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from govkit.catalog.entries import ApiSpec, Entry, Estate
from govkit.catalog.entries.form import NAME, VERSION
from govkit.catalog.entries.versions import number_said
from govkit.errors import UsageError
from govkit.gate.registration.candidate import Candidate
from govkit.gate.registration.naming import slug

AUDIENCES: tuple[str, ...] = get_args(ApiSpec.model_fields["audience"].annotation)

_NAME = re.compile(NAME)
_VERSION = re.compile(VERSION)
_CONTACT = "contact:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the caller says; None and empty where nothing is said.

    `contacts` are addresses by team, for teams that are made. `create` lets entries be made that are missing,
    `agreed` those of some names (`team:revenue`).
    """

    api: str | None = None
    version: str | None = None
    system: str | None = None
    owner: str | None = None
    business_owner: str | None = None
    audience: str | None = None
    domain: str | None = None
    contacts: Mapping[str, str] = field(default_factory=dict)
    create: bool = False
    agreed: frozenset[str] = frozenset()

    def may_make(self, kind: str, name: str) -> bool:
        """Whether an entry may be made that is missing."""
        return self.create or f"{kind.lower()}:{name}" in self.agreed


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is not known: the fact, the option that says it, and the question in words.

    `choices` are what the catalog knows; where `kind` is given, another name may be made an entry of that kind.
    `default` is what is assumed where nobody is asked; None where somebody has to say it.
    """

    fact: str
    option: str
    words: str
    choices: tuple[str, ...] = ()
    default: str | None = None
    kind: str | None = None
    because: str = ""


def with_answer(facts: Facts, question: Question, answer: str) -> Facts:
    """The facts with the answer to a question."""
    if question.fact.startswith(_CONTACT):
        return replace(facts, contacts={**facts.contacts, question.fact.removeprefix(_CONTACT): answer})
    change: dict[str, Any] = {question.fact: answer}
    return replace(facts, **change)


def identity(facts: Facts, candidate: Candidate, derived: str | None) -> Iterator[Question]:
    """The questions after name and version of an API, where its documents do not tell them."""
    if facts.api is None and derived is None:
        because = f"`info.title` is {_shown(candidate.title)}" if candidate.title else "`info.title` is missing"
        yield Question("api", "--api", "What is the API called in the catalog, such as billing?", because=because)
    if facts.version is None and number_said(candidate.number or "") is None:
        said = candidate.number
        because = f"`info.version` is {_shown(said)}" if said else "`info.version` is missing"
        yield Question("version", "--version", "Which version is it, such as 1.0.0 or 2026-03-01?", because=because)


def ownership(facts: Facts, name: str, estate: Estate) -> Iterator[Question]:
    """The questions after whose an API is that the catalog does not know yet."""
    systems, teams = tuple(estate.systems), tuple(estate.teams)
    if facts.system is None:
        default = next((one for one in sorted(systems, key=len, reverse=True) if _begins(name, one)), None)
        yield Question("system", "--system", "Whose API is it: which system?", systems, default, "System")
        if default is not None or not facts.create:
            yield from _audience(facts)
            return  # who owns it may follow from the system
    system = estate.systems.get(facts.system or "")
    if facts.owner is None:
        default = str(system.spec.owner) if system is not None else None
        yield Question("owner", "--owner", "Which team builds it (technical owner)?", teams, default, "Team")
    if facts.business_owner is None:
        default = str(system.spec.business_owner) if system is not None else None
        words = "Which team decides what it is for (business owner)?"
        yield Question("business_owner", "--business-owner", words, teams, default, "Team")
    yield from _audience(facts)
    if system is None:
        yield from _of_a_new_system(facts, estate)


def _audience(facts: Facts) -> Iterator[Question]:
    if facts.audience is None:
        yield Question("audience", "--audience", "Who may use it?", AUDIENCES)


def _of_a_new_system(facts: Facts, estate: Estate) -> Iterator[Question]:
    if facts.domain is None:
        domains = tuple(estate.domains)
        default = domains[0] if len(domains) == 1 else None
        words = f"Which domain does the system {facts.system or 'that is made'} serve?"
        yield Question("domain", "--domain", words, domains, default, "Domain")


def contacts(facts: Facts, estate: Estate) -> Iterator[Question]:
    """The questions after how teams are reached that are to be made."""
    for team in new_teams(facts, estate):
        if team not in facts.contacts:
            words = f"How is the team {team} reached (e-mail address, #channel or URL)?"
            yield Question(f"{_CONTACT}{team}", f"--contact {team}=", words)


def new_teams(facts: Facts, estate: Estate) -> list[str]:
    """The teams that are named, and that the catalog does not have."""
    named = dict.fromkeys(team for team in (facts.owner, facts.business_owner) if team)
    return [team for team in named if team not in estate.teams]


# ------------------------------------------------------------------------------------------------------- what is wrong


def checked(facts: Facts, estate: Estate) -> Facts:
    """The facts with names as entries write them. Raises UsageError for one that cannot be."""
    found = facts
    if facts.api is not None:
        found = replace(found, api=_named(facts.api, "api", "--api"))
    if facts.version is not None:
        number = number_said(facts.version)
        if number is None:
            raise UsageError(
                f"--version must be a version such as 2.1.0, or a day such as 2026-03-01, not {_shown(facts.version)}"
            )
        found = replace(found, version=number)
    for fact, option, kind in _REFERENCES:
        if (said := getattr(facts, fact)) is not None:
            name = _named(said, kind.lower(), option)
            _check_known(facts, kind, name, option, estate)
            change: dict[str, Any] = {fact: name}
            found = replace(found, **change)
    if facts.audience is not None and facts.audience not in AUDIENCES:
        hint = _near(facts.audience, AUDIENCES) or f"it is {', '.join(AUDIENCES[:-1])} or {AUDIENCES[-1]}"
        raise UsageError(f"there is no audience {_shown(facts.audience)}", hint=hint)
    return found


_REFERENCES = (
    ("system", "--system", "System"),
    ("owner", "--owner", "Team"),
    ("business_owner", "--business-owner", "Team"),
    ("domain", "--domain", "Domain"),
)


def _named(text: str, prefix: str, option: str) -> str:
    name = text.strip().removeprefix(f"{prefix}:")
    if _NAME.fullmatch(name):
        return name
    meant = slug(name)
    hint = "a name is lower-case letters, digits and hyphens, at most 63"
    raise UsageError(f"{option}: {_shown(text)} is no name", hint=f"did you mean {meant}? {hint}" if meant else hint)


def _check_known(facts: Facts, kind: str, name: str, option: str, estate: Estate) -> None:
    known = estate.of(kind)
    if name in known or facts.may_make(kind, name):
        return
    word = kind.lower()
    listed = f"the {word}s are {', '.join(list(known)[:20])}" if known else f"there are no {word}s yet"
    hint = _near(name, known) or listed
    raise UsageError(f"{option}: there is no {word} {name}", hint=f"{hint}; --create makes an entry for it")


def check_entry(facts: Facts, api: Entry[ApiSpec]) -> None:
    """Raises UsageError where the caller says of a known API what its entry does not say."""
    spec = api.spec
    said = (
        ("--system", facts.system, str(spec.system)),
        ("--owner", facts.owner, str(spec.owner)),
        ("--business-owner", facts.business_owner, str(spec.business_owner)),
        ("--audience", facts.audience, spec.audience),
    )
    for option, wanted, stands in said:
        if wanted is not None and wanted != stands:
            raise UsageError(
                f"{api.name} is known already, and {option} is {stands}, not {wanted}",
                hint=f"leave {option} out, and change the entry where it is to change: {api.source.label}",
            )


def missing(questions: Iterable[Question]) -> UsageError:
    """The error where nobody can be asked: all that is to be said, at once."""
    found = list(questions)
    lines = [f"{one.option}{_options_of(one)}{f' ({one.because})' if one.because else ''}" for one in found]
    what = "this is" if len(found) == 1 else "these are"
    return UsageError(
        f"{what} not known, and nobody can be asked: {', '.join(one.option.rstrip('=') for one in found)}",
        hint="say " + "; ".join(lines),
    )


def _options_of(question: Question) -> str:
    if question.fact.startswith(_CONTACT):
        return "ADDRESS"
    if question.kind and not question.choices:
        return f" NAME --create (the catalog has no {question.kind.lower()} yet)"
    if question.choices:
        return f" {'|'.join(question.choices[:10])}{'|…' if len(question.choices) > 10 else ''}"
    return f" {'VERSION' if question.fact == 'version' else 'NAME'}"


def _near(name: str, known: Iterable[str]) -> str | None:
    close = difflib.get_close_matches(name[:100], list(known), 1, 0.6)
    return f"did you mean {close[0]}?" if close else None


def _begins(name: str, system: str) -> bool:
    return name == system or name.startswith(f"{system}-")


def _shown(text: str) -> str:
    plain = " ".join(text.split()).replace("`", "'")
    return f"`{plain if len(plain) <= 60 else plain[:59] + '…'}`"
