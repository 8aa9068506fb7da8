"""How the runtime shows who it is: by secrets of the environment, under names that docs/platforms.md lists."""

from __future__ import annotations

import inspect
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from govkit.client import Auth, Bearer
from govkit.sync.calls.refusals import CallRefused


def variable(system: str, what: str) -> str:
    """The name of a variable: `ERP_TOKEN`."""
    return f"{re.sub(r'[^A-Z0-9]', '_', system.upper())}_{what}"


class Credentials:
    """The credentials of systems, as an environment has them; nothing of them is ever shown."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def of(
        self, system: str, ways: Mapping[str, Callable[..., Any]], scopes: Sequence[str], *, is_here: bool = False
    ) -> list[Auth]:
        """The credentials of a system in the ways that a generated package knows; tokens bear no more than `scopes`.

        Raises CallRefused where it knows ways, and the environment has nothing for any of them; for a system that
        `is_here`, on this machine, they are made up then: it is a mock, or refuses them.
        """
        found: dict[bool, Auth] = {}
        lacking: list[str] = []
        for way in ways.values():
            is_key = "key" in inspect.signature(way).parameters
            made = self._made(system, way, scopes, lacking)
            if made is not None:
                found.setdefault(is_key, made)  # of those that share a header, the first
        if ways and not found and is_here:
            return made_up(ways)
        if ways and not found:
            raise CallRefused(
                f"there are no credentials for {system}", hint=f"set {', or '.join(dict.fromkeys(lacking))}"
            )
        return list(found.values())

    def _made(self, system: str, way: Callable[..., Any], scopes: Sequence[str], lacking: list[str]) -> Auth | None:
        taken = inspect.signature(way).parameters
        if "key" in taken:
            return self._simple(system, way, lacking, "API_KEY")
        if "user" in taken:
            return self._simple(system, way, lacking, "USER", "PASSWORD")
        if "token" in taken:
            return self._simple(system, way, lacking, "TOKEN")
        return self._granted(system, way, scopes, lacking)

    def _simple(self, system: str, way: Callable[..., Any], lacking: list[str], *names: str) -> Auth | None:
        wanted = [variable(system, name) for name in names]
        values = [self._environment.get(name, "") for name in wanted]
        if not all(values):
            lacking.append(" and ".join(wanted))
            return None
        made: Auth = way(*values)
        return made

    def _granted(self, system: str, way: Callable[..., Any], scopes: Sequence[str], lacking: list[str]) -> Auth | None:
        """Client credentials, or a token that somebody got already."""
        token = self._environment.get(variable(system, "TOKEN"))
        if token:
            return Bearer(token)
        more: dict[str, Any] = {"scopes": tuple(scopes)}
        for name in ("audience", "token_url"):
            value = self._environment.get(variable(system, name.upper()))
            if value:
                more[name] = value
        wanted = [variable(system, "CLIENT_ID"), variable(system, "CLIENT_SECRET")]
        if (
            inspect.signature(way).parameters["token_url"].default is inspect.Parameter.empty
            and "token_url" not in more
        ):
            wanted.append(variable(system, "TOKEN_URL"))
        values = [self._environment.get(name, "") for name in wanted]
        if not all(values):
            lacking += [" and ".join(wanted), variable(system, "TOKEN")]
            return None
        made: Auth = way(*values[:2], **more)
        return made


def made_up(ways: Mapping[str, Callable[..., Any]]) -> list[Auth]:
    """Credentials that mocks let in, and that are none anywhere else."""
    found: dict[bool, Auth] = {}
    for way in ways.values():
        taken = inspect.signature(way).parameters
        drawn = secrets.token_urlsafe(24)
        if "key" in taken:
            found.setdefault(True, way(drawn))
        else:
            found.setdefault(False, way("runtime", drawn) if "user" in taken else Bearer(drawn))
    return list(found.values())
