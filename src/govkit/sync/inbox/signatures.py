"""Signatures of deliveries: what verifies them, as the entry of a system and its description say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from govkit.catalog.entries.kinds.system import Webhooks
from govkit.client.clock import Clock
from govkit.client.webhooks import Delivery, PlainHmac, SeparateHmac, StandardWebhooks, TimestampedHmac
from govkit.spec.openapi import Contract
from govkit.spec.openapi.signatures import Form, Signature, signature_of

WINDOW = 300.0
"""How many seconds the signing of a delivery may lie away."""

Verify: TypeAlias = Callable[[bytes, Mapping[str, str]], Delivery]


class Unready(Exception):
    """Deliveries of a system cannot be verified; says why, in words for whoever runs this, without secrets."""


class _Clock(Clock):
    """A clock that somebody else keeps."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def time(self) -> float:
        """Seconds since 1970."""
        return self._now()


def verify_of(
    said: Webhooks | None,
    contracts: Sequence[Contract],
    environment: Mapping[str, str],
    now: Callable[[], float],
    window: float = WINDOW,
) -> Verify:
    """What verifies the deliveries of a system. Raises Unready: what is not said is never taken for unsigned."""
    if said is None:
        raise Unready("its entry does not say how it signs (`integration.webhooks`)")
    if said.scheme == "none":
        return lambda body, _headers: Delivery(body)
    found = [signature_of(one, said.scheme if said.header else _open(said), said.header) for one in contracts]
    signature = next((one for one in found if one is not None), None)
    if signature is None:
        raise Unready("its entry does not say in which header the signature stands (`integration.webhooks.header`)")
    try:
        return _verifier(signature, _secrets(said, environment), _Clock(now), window)
    except ValueError as error:
        raise Unready(f"{said.secret_env}: {error}") from error


def _open(said: Webhooks) -> str | None:
    """The scheme, where it says all; None lets the description show the header."""
    return said.scheme if said.scheme == "standard-webhooks" else None


def _secrets(said: Webhooks, environment: Mapping[str, str]) -> list[str]:
    """The secrets, the newest first; several while one is changed for another."""
    if said.secret_env is None:
        raise Unready("its entry names no environment variable with its secret (`integration.webhooks.secretEnv`)")
    found = [one for one in re.split(r"[\s,]+", environment.get(said.secret_env, "")) if one]
    if not found:
        raise Unready(f"the environment variable {said.secret_env} is not set")
    return found


def _verifier(signature: Signature, secrets: list[str], clock: Clock, window: float) -> Verify:
    match signature.form:
        case Form.STANDARD:
            return StandardWebhooks(secrets, tolerance=window, clock=clock, prefix=signature.prefix).verify
        case Form.STAMPED:
            return TimestampedHmac(
                secrets,
                header=signature.header,
                tolerance=window,
                clock=clock,
                version=signature.prefix,
                digest=signature.digest,
            ).verify
        case Form.SEPARATE:
            assert signature.stamp is not None, "the form has one"
            return SeparateHmac(
                secrets,
                header=signature.header,
                timestamp_header=signature.stamp,
                tolerance=window,
                clock=clock,
                digest=signature.digest,
            ).verify
        case Form.PLAIN:
            return PlainHmac(
                secrets,
                header=signature.header,
                prefix=signature.prefix,
                encoding=signature.encoding,
                digest=signature.digest,
            ).verify
