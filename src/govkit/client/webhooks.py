"""Deliveries of webhooks: whether they come from whom they say, and what they hold."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import SecretStr, TypeAdapter, ValidationError

from govkit.client.clock import Clock
from govkit.client.errors import MalformedDelivery, SignatureMismatch, StaleDelivery
from govkit.client.jsontext import loads

T = TypeVar("T")

Secret = str | bytes | SecretStr
Digest = Literal["sha256", "sha512", "sha1"]

_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that was verified: its bytes, its id and the moment it was signed, where the scheme has them."""

    body: bytes
    id: str | None = None
    signed_at: int | None = None

    def json(self) -> Any:
        """The body's JSON value. Raises MalformedDelivery where it is none."""
        try:
            return loads(self.body)
        except ValueError as error:
            raise MalformedDelivery(f"the body of the delivery is no JSON: {error}") from error


@dataclass(frozen=True)
class Event(Generic[T]):
    """A webhook that a contract describes: its name, and the type of its body, or what answers it when it is needed."""

    name: str
    type: Any = Any
    kind: Callable[[], Any] | None = None

    def of(self, delivery: Delivery) -> T:
        """The body of a verified delivery. Raises MalformedDelivery where it is not as the contract says."""
        try:
            value: T = TypeAdapter(self.type if self.kind is None else self.kind()).validate_python(delivery.json())
        except ValidationError as error:
            found = error.errors(include_input=False, include_context=False, include_url=False)[0]
            place = "/".join(str(part) for part in found["loc"]) or "the whole"
            raise MalformedDelivery(f"{self.name} is not as promised: {place}: {found['msg']}") from error
        return value


class Verifier:
    """What tells a true delivery from a forged one. Several secrets: each may have signed, so that one can be changed.

    `tolerance` is how many seconds the signing may lie away, either way; `clock` is asked for now.
    """

    def __init__(
        self, secrets: Secret | Iterable[Secret], *, tolerance: float = 300, clock: Clock | None = None
    ) -> None:
        several = [secrets] if isinstance(secrets, str | bytes | SecretStr) else list(secrets)
        self._keys = [self._key(_bytes(secret)) for secret in several]
        if not self._keys or not all(self._keys):
            raise ValueError("a verifier needs at least one secret, and none that is empty")
        self._tolerance = tolerance
        self._clock = clock or Clock()

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """The delivery of these bytes, as they came; headers in any case. Raises WebhookError where it is not true."""
        raise NotImplementedError

    def _key(self, secret: bytes) -> bytes:
        return secret

    def _agrees(self, signed: bytes, signatures: Iterable[bytes], digest: Digest) -> None:
        """Raises SignatureMismatch unless a secret made one of the signatures; takes as long either way."""
        given = list(signatures)
        found = False
        for key in self._keys:
            expected = hmac.new(key, signed, getattr(hashlib, digest)).digest()
            for signature in given:
                found |= hmac.compare_digest(expected, signature)
        if not found:
            raise SignatureMismatch("no signature of the delivery fits a known secret")

    def _recent(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 13):
            raise MalformedDelivery("the delivery's timestamp is no number of seconds")
        moment = int(text)
        if abs(self._clock.time() - moment) > self._tolerance:
            raise StaleDelivery(f"the delivery was signed more than {self._tolerance:g} seconds from now")
        return moment

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._keys)} secrets)"


def _bytes(secret: Secret) -> bytes:
    known = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
    return known.encode() if isinstance(known, str) else known


def _header(headers: Mapping[str, str], name: str) -> str:
    wanted = name.lower()
    found = next((value for key, value in headers.items() if key.lower() == wanted), None)
    if found is None:
        raise MalformedDelivery(f"the delivery has no header {name}")
    return found


class StandardWebhooks(Verifier):
    """The scheme of standardwebhooks.com: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64> …`.

    Secrets are written `whsec_<base64>`, or as base64 alone. `prefix` is another start of the headers' names.
    """

    def __init__(
        self,
        secrets: Secret | Iterable[Secret],
        *,
        tolerance: float = 300,
        clock: Clock | None = None,
        prefix: str = "webhook-",
    ) -> None:
        super().__init__(secrets, tolerance=tolerance, clock=clock)
        self._prefix = prefix

    def _key(self, secret: bytes) -> bytes:
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX.encode()), validate=True)
        except binascii.Error as error:
            raise ValueError("a secret of Standard Webhooks is base64 behind whsec_") from error

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """The delivery, verified."""
        name, stamp, given = (_header(headers, self._prefix + part) for part in ("id", "timestamp", "signature"))
        moment = self._recent(stamp)
        signatures = [text.partition(",")[2] for text in given.split() if text.startswith("v1,")]
        self._agrees(f"{name}.{stamp}.".encode() + body, map(_decoded, signatures), "sha256")
        return Delivery(body, name, moment)


class TimestampedHmac(Verifier):
    """One header with a time and signatures in hex, `t=1700000000,v1=…,v1=…`, over `<time>.<body>`."""

    def __init__(
        self,
        secrets: Secret | Iterable[Secret],
        *,
        header: str,
        tolerance: float = 300,
        clock: Clock | None = None,
        version: str = "v1",
        digest: Digest = "sha256",
    ) -> None:
        super().__init__(secrets, tolerance=tolerance, clock=clock)
        self._header, self._version, self._digest = header, version, digest

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """The delivery, verified."""
        parts = [part.strip().partition("=") for part in _header(headers, self._header).split(",")]
        stamps = [value for name, _, value in parts if name == "t"]
        if len(stamps) != 1:
            raise MalformedDelivery(f"{self._header} has not one time: t=…,{self._version}=… is expected")
        moment = self._recent(stamps[0])
        signatures = [_unhexed(value) for name, _, value in parts if name == self._version]
        self._agrees(f"{stamps[0]}.".encode() + body, signatures, self._digest)
        return Delivery(body, signed_at=moment)


class SeparateHmac(Verifier):
    """A time in one header, and in another signatures in hex over `<time>.<body>`, each perhaps behind its key's name.

    `<hex>`, or `key1=<hex>,key2=<hex>` while a key is changed.
    """

    def __init__(
        self,
        secrets: Secret | Iterable[Secret],
        *,
        header: str,
        timestamp_header: str,
        tolerance: float = 300,
        clock: Clock | None = None,
        digest: Digest = "sha256",
    ) -> None:
        super().__init__(secrets, tolerance=tolerance, clock=clock)
        self._header, self._timestamp_header, self._digest = header, timestamp_header, digest

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """The delivery, verified."""
        stamp = _header(headers, self._timestamp_header).strip()
        moment = self._recent(stamp)
        signatures = [_unhexed(part.rpartition("=")[2].strip()) for part in _header(headers, self._header).split(",")]
        self._agrees(f"{stamp}.".encode() + body, signatures, self._digest)
        return Delivery(body, signed_at=moment)


class PlainHmac(Verifier):
    """One header with the signature of the body alone, in hex or base64, behind a prefix such as `sha256=`.

    Nothing says when it was signed: whoever receives it keeps the ids of what was seen.
    """

    def __init__(
        self,
        secrets: Secret | Iterable[Secret],
        *,
        header: str,
        prefix: str = "",
        encoding: Literal["hex", "base64"] = "hex",
        digest: Digest = "sha256",
        id_header: str | None = None,
    ) -> None:
        super().__init__(secrets)
        self._header, self._prefix, self._encoding, self._digest = header, prefix, encoding, digest
        self._id_header = id_header

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """The delivery, verified."""
        text = _header(headers, self._header).strip()
        if not text.startswith(self._prefix):
            raise MalformedDelivery(f"{self._header} does not start with {self._prefix}")
        bare = text.removeprefix(self._prefix)
        self._agrees(body, [_unhexed(bare) if self._encoding == "hex" else _decoded(bare)], self._digest)
        return Delivery(body, _header(headers, self._id_header) if self._id_header else None)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _unhexed(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
