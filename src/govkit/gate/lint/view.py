"""What the rules about an estate look at: its entries, the day, and what the documents of its versions say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from govkit.catalog.entries import Estate, Lifecycle, Problem, VersionOf
from govkit.catalog.entries.estate import Thing
from govkit.catalog.entries.functions import FUNCTIONS
from govkit.errors import InputError
from govkit.gate.lint.facts import Facts


@dataclass(frozen=True)
class View:
    """An estate on a day. `read` gives what the document of a version says, None where it cannot be read.

    `domains` are those whose APIs are compared with each other; None for all. What is compared costs reading.
    """

    estate: Estate
    today: date
    read: Callable[[VersionOf], Facts | None]
    domains: frozenset[str] | None = None

    def may_be_functions(self, version: VersionOf) -> bool:
        """Whether a version may be one of functions, told without reading it as a document."""
        path = version.version.definition
        try:
            return self.estate.files.exists(path) and FUNCTIONS.encode() in self.estate.files.read(path)
        except InputError:
            return False

    @cached_property
    def versions(self) -> list[VersionOf]:
        """The versions of the domains that are looked at."""
        every = self.estate.versions()
        return [one for one in every if self.domains is None or domain_of(self.estate, one) in self.domains]

    @cached_property
    def peers(self) -> dict[str, list[tuple[VersionOf, Facts]]]:
        """The active versions of each domain that has several APIs, with what they say.

        Functions are none of them: nobody calls them from afar.
        """
        found: dict[str, list[VersionOf]] = {}
        for version in self.versions:
            domain = domain_of(self.estate, version)
            if domain is not None and version.lifecycle is Lifecycle.ACTIVE and not self.may_be_functions(version):
                found.setdefault(domain, []).append(version)
        return {
            domain: [(one, facts) for one in versions if (facts := self.read(one)) is not None]
            for domain, versions in found.items()
            if len({one.api.name for one in versions}) > 1
        }


def domain_of(estate: Estate, version: VersionOf) -> str | None:
    """The domain of the system whose API a version is of."""
    system = estate.systems.get(version.api.spec.system.name)
    return system.spec.domain.name if system is not None else None


def apart(view: View, ways: Callable[[Facts], tuple[str, ...]], what: str) -> Iterator[Problem]:
    """Versions that do something in ways that most versions of their domain do not know.

    Each API counts once for each way that a version of it has. Of two that are as frequent the one counts that the
    first API has, by name.
    """
    for domain, peers in view.peers.items():
        apis: dict[tuple[str, ...], set[str]] = {}
        for version, facts in peers:
            if ways(facts):
                apis.setdefault(tuple(sorted(ways(facts))), set()).add(version.api.name)
        if len(apis) < 2 or len(set().union(*apis.values())) < 2:
            continue
        counted = Counter({some: len(names) for some, names in apis.items()})
        usual = min(counted, key=lambda some: (-counted[some], len(some), min(apis[some])))
        like = ", ".join(f"`{name}`" for name in sorted(apis[usual])[:3])
        for version, facts in peers:
            other = [one for one in ways(facts) if one not in usual]
            if other:
                message = (
                    f"{version.name} {what} {' and '.join(other)}, where `{domain}` elsewhere has "
                    f"{' and '.join(usual)} ({like})"
                )
                yield Problem(version.api.source, version.pointer, message, version.api.about)


def thing_name(thing: Thing) -> str:
    """What a thing is and is called, for people: `the system billing`."""
    kind, _, name = thing.about.partition(":")
    return f"the {'API' if kind == 'api' else kind} `{name}`"
