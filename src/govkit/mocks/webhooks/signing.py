"""Signatures of deliveries, as Standard Webhooks or as the System has it; secrets are never written anywhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from govkit.spec.openapi.signatures import Form, Signature

_PREFIX = "whsec_"


class BadSecret(ValueError):
    """A secret that the scheme cannot use; says why, never what it was."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret; its text is kept out of whatever is printed. `until` is when it ends, where a newer one is there."""

    text: str = field(repr=False)
    source: str
    label: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs as one system does; None: it does not sign."""

    signature: Signature | None

    def check(self, secret: str) -> None:
        """Raises BadSecret for a secret that cannot be used."""
        if self.signature is not None and not self._bytes(secret):
            raise BadSecret("the secret is empty")

    def headers(
        self, keys: Sequence[Key], message: str, seconds: int, body: bytes, *, spoilt: bool = False
    ) -> dict[str, str]:
        """The headers that sign a body, the newest key first. `spoilt`: the signature of another secret."""
        signature = self.signature
        if signature is None:
            return {}
        stamp = str(seconds)
        if signature.form is Form.STANDARD:
            signed = f"{message}.{stamp}.".encode() + body
        elif signature.form is Form.PLAIN:
            signed = body
        else:
            signed = f"{stamp}.".encode() + body
        made = [self._made(key, signed, spoilt=spoilt) for key in keys]
        return self._spelled(signature, keys, made, message, stamp)

    def _made(self, key: Key, signed: bytes, *, spoilt: bool) -> str:
        assert self.signature is not None
        secret = hashlib.sha256(b"another").digest() if spoilt else self._bytes(key.text)
        digest = hmac.new(secret, signed, self.signature.digest).digest()
        return base64.b64encode(digest).decode() if self.signature.encoding == "base64" else digest.hex()

    @staticmethod
    def _spelled(
        signature: Signature, keys: Sequence[Key], made: list[str], message: str, stamp: str
    ) -> dict[str, str]:
        header = signature.header
        if signature.form is Form.STANDARD:
            start = signature.prefix
            return {f"{start}id": message, f"{start}timestamp": stamp, header: " ".join(f"v1,{one}" for one in made)}
        if signature.form is Form.STAMPED:
            return {header: ",".join([f"t={stamp}", *(f"{signature.prefix}={one}" for one in made)])}
        if signature.form is Form.SEPARATE:
            assert signature.stamp is not None
            labels = [key.label or f"key{len(keys) - at}" for at, key in enumerate(keys)]
            parts = [
                f"{label}={one}" if signature.keyed else f"{signature.prefix}{one}"
                for label, one in zip(labels, made, strict=True)
            ]
            return {signature.stamp: stamp, header: ",".join(parts)}
        return {header: f"{signature.prefix}{made[0]}"}

    def _bytes(self, secret: str) -> bytes:
        if self.signature is None or self.signature.form is not Form.STANDARD:
            return secret.encode()
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadSecret("a secret of Standard Webhooks is base64 behind whsec_") from error

    def secret_of(self, random: bytes) -> str:
        """A secret in the form that the scheme has."""
        if self.signature is not None and self.signature.form is Form.STANDARD:
            return _PREFIX + base64.b64encode(random).decode()
        return random.hex()
