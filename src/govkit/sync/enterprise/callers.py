"""Who asks: consumers of the catalog, known by tokens of which nothing but a digest is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from govkit.errors import ConfigurationError

_SHORTEST = 16
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def variable(api: str, consumer: str) -> str:
    """The name of the variable that has the tokens of a consumer: `ENTERPRISE_TOKEN_RENEWALS_DASHBOARD`."""
    return re.sub(r"[^A-Z0-9]", "_", f"{api}_token_{consumer}".upper())


def digest(token: str) -> str:
    """What is kept of a token."""
    return f"sha256:{hashlib.sha256(token.encode('utf-8', 'surrogateescape')).hexdigest()}"


class Callers:
    """The consumers that have tokens. Several are good at a time, apart by blanks, so that one can be changed."""

    def __init__(self, api: str, consumers: Iterable[str], environment: Mapping[str, str]) -> None:
        """Raises ConfigurationError for a token that is too short, or that two consumers have."""
        self._known: dict[str, str] = {}
        for consumer in sorted(consumers):
            name = variable(api, consumer)
            for said in environment.get(name, "").split():
                if not _DIGEST.fullmatch(said) and len(said) < _SHORTEST:
                    raise ConfigurationError(
                        f"{name} has a token of less than {_SHORTEST} characters",
                        hint="make one: openssl rand -hex 32; its digest as sha256:… does as well",
                    )
                key = said if _DIGEST.fullmatch(said) else digest(said)
                if self._known.setdefault(key, consumer) != consumer:
                    raise ConfigurationError(f"{name} has a token that {self._known[key]} has as well")

    @property
    def names(self) -> list[str]:
        """The consumers that can ask."""
        return sorted(set(self._known.values()))

    def of(self, token: str) -> str | None:
        """The consumer that a token is of; it is looked up by its digest, so that time tells nothing of others."""
        return self._known.get(digest(token))
