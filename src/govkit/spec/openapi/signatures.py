"""How deliveries of webhooks are signed, as far as the headers show that a contract declares for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from govkit.spec.openapi.contract import Contract, Operation, Parameter

Digest = Literal["sha256", "sha512", "sha1"]
Encoding = Literal["hex", "base64"]

_HEX = re.compile(r"(?:[0-9a-f]{2}){20,64}\Z", re.IGNORECASE)
_LABELLED = re.compile(r"([A-Za-z0-9_-]{1,16}[=:])(?:[0-9A-Fa-f]{40,128}|[0-9A-Za-z+/]{27,86}={0,2})\Z")
_LITERAL = re.compile(r"\^\(?((?:sha1|sha256|sha512|v[0-9]|hmac|signature)[=:])")
_PREFIX = re.compile(r"`?((?:sha1|sha256|sha512)=)")
_STAMPED = re.compile(r"\^?t=")
_KEYED = re.compile(r"\^?\(?(\[[^\]]*\](?:\{[0-9,]*\}|[+*])|key[-_]?id)=", re.IGNORECASE)
_DIGESTS: tuple[Digest, ...] = ("sha512", "sha256", "sha1")


class Form(StrEnum):
    """Where time and signature stand; each is what the verifier of that name in `govkit.client` reads."""

    STANDARD = "StandardWebhooks"
    STAMPED = "TimestampedHmac"
    SEPARATE = "SeparateHmac"
    PLAIN = "PlainHmac"


@dataclass(frozen=True, slots=True)
class Signature:
    """How deliveries are signed.

    `prefix` stands before the signature, or is the start of the three headers of Standard Webhooks; `keyed`: it is the
    name of the key that stands there.
    """

    form: Form
    header: str = "webhook-signature"
    stamp: str | None = None
    prefix: str = ""
    encoding: Encoding = "hex"
    digest: Digest = "sha256"
    keyed: bool = False


def signature_of(contract: Contract, scheme: str | None, header: str | None = None) -> Signature | None:
    """How a contract's deliveries are signed. `scheme` and `header` are what a catalog says; None: nothing is said."""
    if scheme == "none":
        return None
    headers = {one.name.lower(): one for one in _headers(sending(contract))}
    standard = next((name.removesuffix("signature") for name in headers if name.endswith("-signature")), "")
    is_standard = bool(standard) and {f"{standard}id", f"{standard}timestamp"} <= headers.keys()
    if scheme == "standard-webhooks":
        start = standard if is_standard else "webhook-"
        return Signature(Form.STANDARD, f"{start}signature", f"{start}timestamp", start, "base64")
    if scheme is None:
        if is_standard and standard in ("webhook-", "svix-"):
            return Signature(Form.STANDARD, f"{standard}signature", f"{standard}timestamp", standard, "base64")
        header = next((one.name for name, one in headers.items() if "signature" in name or "hmac" in name), None)
    if header is None:
        return None
    said = headers.get(header.lower())
    stamp = next((one.name for name, one in headers.items() if "timestamp" in name), None)
    return _spelled(header, _evidence(contract, said), stamp, None if scheme is None else "sha256")


def sending(contract: Contract) -> Iterator[Operation]:
    """The operations that the provider calls: webhooks, and callbacks of all operations."""
    for operation in contract.operations.values():
        if operation.kind == "webhook":
            yield operation
        yield from operation.callbacks


def _headers(operations: Iterable[Operation]) -> Iterator[Parameter]:
    for operation in operations:
        yield from (one for one in operation.parameters.values() if one.location == "header")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a declared header shows of its values."""

    pattern: str = ""
    example: str = ""
    prose: str = ""


def _evidence(contract: Contract, parameter: Parameter | None) -> _Evidence:
    if parameter is None:
        return _Evidence()
    raw = _mapping(parameter.node.value)
    node = contract.resolved(parameter.node.child("schema")) if "schema" in raw else None
    schema = _mapping(node.value) if node is not None else {}
    listed = schema.get("examples")
    shown = [raw.get("example"), schema.get("example"), *(listed if isinstance(listed, list) else ())]
    shown += [one.get("value") for one in _mapping(raw.get("examples")).values() if isinstance(one, dict)]
    example = next((one for one in shown if isinstance(one, str)), "")
    prose = " ".join(one for one in (raw.get("description"), schema.get("description")) if isinstance(one, str))
    pattern = schema.get("pattern")
    return _Evidence(pattern if isinstance(pattern, str) else "", example, prose[:2_000])


def _spelled(header: str, evidence: _Evidence, stamp: str | None, said: Digest | None) -> Signature:
    """The spelling that a header shows, in its pattern, its example and its words, in this order."""
    pattern, example, prose = evidence.pattern[:500], evidence.example[:500], evidence.prose
    told = f"{pattern} {example} {prose} {header}".lower().replace("-", "")
    digest: Digest = said if said is not None else next((one for one in _DIGESTS if one in told), "sha256")
    if _STAMPED.match(pattern) or _STAMPED.match(example):
        return Signature(Form.STAMPED, header, None, "v1", "hex", digest)
    keyed = stamp is not None and (_KEYED.match(pattern) is not None or "keyid=" in told)
    return Signature(
        Form.SEPARATE if stamp is not None else Form.PLAIN,
        header,
        stamp,
        "" if keyed else _label(pattern, example, prose),
        _encoding(pattern, example, prose) if stamp is None else "hex",
        digest,
        keyed,
    )


def _label(pattern: str, example: str, prose: str) -> str:
    """What stands before a signature."""
    if pattern.startswith("^["):
        return ""
    shown = _LITERAL.match(pattern), _LABELLED.match(example), _PREFIX.search(prose.lower())
    return next((found[1] for found in shown if found is not None), "")


def _encoding(pattern: str, example: str, prose: str) -> Encoding:
    """How the bytes of a signature are written: in hex unless something says base64."""
    bare = example.rpartition("=")[2] if _LABELLED.match(example) and not example.endswith("=") else example
    if _HEX.match(bare.rpartition(":")[2]):
        return "hex"
    text = prose.lower()
    says = "base64" in text and ("hex" not in text or text.index("base64") < text.index("hex"))
    return "base64" if says or "+/" in pattern or "/+" in pattern or r"+\/" in pattern else "hex"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
