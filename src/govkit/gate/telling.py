"""Who is told of events by mocks, and how the systems of a catalog sign what they tell."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from govkit.errors import UsageError

if TYPE_CHECKING:
    from datetime import timedelta

    from govkit.catalog.entries.kinds.system import Integration
    from govkit.mocks.agenda import Agenda
    from govkit.mocks.state.behaviour import Behaviour
    from govkit.mocks.system import System
    from govkit.mocks.webhooks.setting_up import Signing
    from govkit.mocks.webhooks.webhooks import Webhooks
    from govkit.spec.openapi import Contract


_TELLING = re.compile(r"hook|callback|event|notif|subscri|endpoint|listen", re.IGNORECASE)
"""What is in the paths by which callers ask to be told."""


def may_tell(contract: Contract) -> bool:
    """Whether a contract has webhooks or callbacks, or operations by which callers may ask to be told of something."""
    return any(one.kind != "path" or one.callbacks or _TELLING.search(one.path) for one in contract.operations.values())


def webhooks_for(
    agenda: Agenda,
    systems: Sequence[System],
    behaviours: Mapping[str, Behaviour],
    integrations: Mapping[str, Integration],
    *,
    addresses: Iterable[str],
    reach: Sequence[str],
    seed: int,
    notes: list[str],
) -> Webhooks:
    """The webhooks of mocks. An address is a URL, or SYSTEM=URL; `reach` names hosts beside this machine.

    Raises UsageError for what is no address, no system, no host, and for a secret that cannot be used.
    """
    from govkit.mocks.webhooks.reach import Reach
    from govkit.mocks.webhooks.setting_up import webhooks_of
    from govkit.mocks.webhooks.signing import BadSecret
    from govkit.mocks.webhooks.subscriptions import Origin

    try:
        allowed = Reach(reach)
    except ValueError as error:
        raise UsageError(str(error), hint="name a host, as in --webhooks-to hooks.example") from error
    signings = {name: _signing(integration) for name, integration in integrations.items()}
    try:
        webhooks = webhooks_of(agenda, systems, behaviours, signings, seed=seed, reach=allowed)
    except BadSecret as error:
        named = ", ".join(sorted({one.source for one in signings.values() if one.secrets}))
        raise UsageError(f"a secret in {named} is of no use: {error}", hint="mend the variable, or unset it") from error
    for text in addresses:
        system, url = _address(text, [one.name for one in systems])
        webhooks.subscriptions.add(url, Origin.COMMAND_LINE, system=system)
        host = (urlsplit(url).hostname or "").lower()
        if not _is_here(host) and not any(one.partition("=")[0].lower() == host for one in reach):
            notes.append(
                f"nothing is delivered to {host}, which may not be this machine: allow it by --webhooks-to {host}"
            )
    return webhooks


def _is_here(host: str) -> bool:
    """Whether a host is surely this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _address(text: str, known: list[str]) -> tuple[str, str]:
    """The system and the URL of an address. Raises UsageError."""
    system, equals, url = text.partition("=")
    if "://" in system or not equals:
        system, url = "*", text
    elif system not in known:
        from difflib import get_close_matches  # late: only mistakes need it

        close = get_close_matches(system, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
        raise UsageError(f"no system {system!r} is served that could tell of events", hint=hint)
    parts = urlsplit(url) if url.isprintable() and "[" not in url.replace("[::1]", "") else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is no address to deliver to", hint="it looks like http://127.0.0.1:8000/hooks")
    return system, url


def retention_of(integration: Integration) -> timedelta | None:
    """How long a system remembers keys of repetitions; None where that is not said."""
    said = integration.idempotency
    return said.retention if said is not None else None


def _signing(integration: Integration) -> Signing:
    """How a system signs, with the secrets that the environment holds."""
    from govkit.mocks.webhooks.setting_up import Signing

    said = integration.webhooks
    if said is None:
        return Signing()
    name = said.secret_env or ""
    held = tuple(one for one in re.split(r"[\s,]+", os.environ.get(name, "")) if one) if name else ()
    return Signing(said.scheme, said.header, name, held)
