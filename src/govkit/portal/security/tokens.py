"""Tokens of people: kept as hashes in a file of the estate's state folder, which nobody else may read.

A token is 256 random bits: a plain hash (SHA-256) of it cannot be turned back, and no slow one is needed. The file is
there without any database; it is changed by one process at a time, and readers see it as it was or as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from govkit.errors import InputError, UsageError
from govkit.portal.security.roles import Role

PREFIX = "govkit_"
"""What every token begins with, so that scanners for secrets find one that was left somewhere."""

NAME = "[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,62}[A-Za-z0-9])?"
"""What a person may be called, as a regular expression."""
_TAKEN = frozenset({"run", "schedule", "nobody", "person"})
"""What audit entries call those who are no people."""
_MOST = 1000
_LARGEST = 1 << 20
LONGEST_DAYS = 3650
"""Days for which a token is good at most."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: whose, what it may do, its hash, who made it and when, and until when it is good (None: for ever)."""

    name: str
    role: Role
    digest: str
    made_at: float
    made_by: str
    until: float | None = None

    def is_good(self, now: float) -> bool:
        """Whether it is not over."""
        return self.until is None or now < self.until


class Tokens:
    """The tokens of an estate."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """`folder` holds the state of the portal; it is made when something is kept."""
        self._file = folder / "tokens.json"
        self._now = now
        self._guard = threading.Lock()
        self._read: tuple[object, tuple[Token, ...]] = (None, ())

    def all(self) -> tuple[Token, ...]:
        """Every token, by name. Raises InputError where the file is none of ours."""
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return ()
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if self._read[0] != stamp:
            self._read = (stamp, _parsed(self._file, self._file.read_bytes()[: _LARGEST + 1]))
        return self._read[1]

    def named(self, name: str) -> Token | None:
        """The token of a name that is good; None where there is none."""
        found = next((one for one in self.all() if one.name == name), None)
        return found if found is not None and found.is_good(self._now()) else None

    def of(self, secret: str) -> Token | None:
        """The token that somebody shows. Each is compared, in a time that tells nothing of how alike they are."""
        digest = _digest(secret)
        found = None
        for one in self.all():
            if hmac.compare_digest(one.digest, digest):
                found = one
        return found if found is not None and found.is_good(self._now()) else None

    def make(self, name: str, role: Role, *, by: str, days: int | None = None) -> str:
        """Makes a token; what is given back is shown once, and kept nowhere. Raises UsageError."""
        if not re.fullmatch(NAME, name) or name.lower() in _TAKEN:
            raise UsageError(
                f"{name[:80]!r} is no name of a person",
                hint="letters, digits, `.`, `-`, `_` and `@`, at most 64 of them, as in anna.schmidt",
            )
        secret = _secret()
        with self._changing() as tokens:
            if name in tokens:
                raise UsageError(f"{name} has a token already", hint="rotate it, or revoke it first")
            if len(tokens) >= _MOST:
                raise UsageError(f"there are {_MOST:,} tokens already", hint="revoke those that nobody needs")
            tokens[name] = Token(name, role, _digest(secret), self._now(), by, self._end(days))
        return secret

    def rotate(self, name: str, *, by: str, days: int | None = None) -> str:
        """Gives somebody another token in place of the one that was; its sessions end. Raises UsageError."""
        secret = _secret()
        with self._changing() as tokens:
            known = _known(tokens, name)
            until = self._end(days) if days is not None or known.until is None else self._lasting(known)
            tokens[name] = replace(known, digest=_digest(secret), made_at=self._now(), made_by=by, until=until)
        return secret

    def revoke(self, name: str) -> Token:
        """Takes a token away; its sessions end. Raises UsageError."""
        with self._changing() as tokens:
            found = _known(tokens, name)
            del tokens[name]
        return found

    def _end(self, days: int | None) -> float | None:
        if days is None:
            return None
        if not 0 < days <= LONGEST_DAYS:
            raise UsageError(f"a token is good for 1 to {LONGEST_DAYS:,} days")
        return self._now() + days * 86_400

    def _lasting(self, known: Token) -> float | None:
        """When the next one ends, where the last one did: it is good for as long."""
        return None if known.until is None else self._now() + known.until - known.made_at

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Token]]:
        """The tokens by name, as the only one who changes them; they are kept when this ends well."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._guard, _alone(self._file.with_suffix(".lock")):
            tokens = {one.name: one for one in self.all()}
            yield tokens
            listed = [asdict(one) for _, one in sorted(tokens.items())]
            replace_private(self._file, json.dumps({"version": 1, "tokens": listed}, indent=1).encode())


def _known(tokens: dict[str, Token], name: str) -> Token:
    if name not in tokens:
        names = ", ".join(sorted(tokens)[:10])
        raise UsageError(f"{name[:80]!r} has no token", hint=f"there are: {names}" if names else "there is none yet")
    return tokens[name]


def _secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _parsed(file: Path, data: bytes) -> tuple[Token, ...]:
    try:
        listed: list[dict[str, Any]] = json.loads(data)["tokens"]
        return tuple(Token(**{**one, "role": Role(one["role"])}) for one in listed)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{file} does not hold the tokens of a portal", hint="remove it, and make the tokens anew"
        ) from error


def replace_private(file: Path, data: bytes) -> None:
    """Puts a file in the place of another at once; nobody but its owner may read it (mode 0600)."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Waits until no other process is in here; where the system has no such locks, the last one to write wins."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as opened:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(opened.fileno(), fcntl.LOCK_EX)
        yield
