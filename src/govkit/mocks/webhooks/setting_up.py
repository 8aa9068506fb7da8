"""The webhooks of the systems that are served, made ready."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from govkit.mocks.agenda import Agenda
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.system import System
from govkit.mocks.webhooks.hooks import Hooks
from govkit.mocks.webhooks.reach import Reach
from govkit.mocks.webhooks.signing import Key, Signer
from govkit.mocks.webhooks.watching import Watching
from govkit.mocks.webhooks.webhooks import Source, Webhooks
from govkit.spec.openapi.signatures import signature_of

_SECRET_SIZE = 32


@dataclass(frozen=True, slots=True)
class Signing:
    """How a catalog says that a system signs. `secrets` are those that `source` names, the newest first."""

    scheme: str | None = None
    header: str | None = None
    source: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)


def webhooks_of(
    agenda: Agenda,
    systems: Iterable[System],
    behaviours: Mapping[str, Behaviour],
    signings: Mapping[str, Signing],
    *,
    seed: int,
    reach: Reach,
) -> Webhooks:
    """The webhooks of some systems; their calls are watched from now on. Raises BadSecret."""
    sources = [_source(system, signings.get(system.name, Signing())) for system in systems]
    webhooks = Webhooks(agenda, sources, seed=seed, reach=reach)
    for source in sources:
        Watching(webhooks, source, behaviours[source.system.name])
    return webhooks


def _source(system: System, said: Signing) -> Source:
    """A system with its secrets; where none is given, one is made that nobody can guess."""
    signer = Signer(signature_of(system.contract, said.scheme, said.header))
    for one in said.secrets:
        signer.check(one)
    keys = [Key(one, said.source) for one in said.secrets]
    made = [Key(signer.secret_of(secrets.token_bytes(_SECRET_SIZE)), "generated")]
    return Source(system, Hooks(system), signer, keys or made)
