"""Results of live verifications, as the catalog keeps them: a provider that ran was asked what a pact says.

A result is a JSON file at `catalog/verifications/<api>/<version>/<consumer>-<mark>.json`, one for each pact and each
version, the last run in the place of the one before:

    {
      "verification": "govkit/v1",
      "consumer": "order-to-cash", "pact": "5f0c… 64 hex digits, the hash of the pact",
      "api": "billing", "version": "3.0.0", "contract": "sha256:v1:…, the digest of what the version says",
      "result": "passed", "at": "2026-11-09T10:22:00Z", "by": "govkit pact verify",
      "interactions": [{"description": "an invoice", "states": ["there is an invoice"], "result": "passed"}]
    }

It holds for this content of the pact and this content of the contract, and for nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from govkit.catalog.entries.form import Build, Form, Name, Text
from govkit.catalog.entries.source import Source
from govkit.catalog.texts import shown

FOLDER = "verifications"
"""Where results lie, in the folder of the catalog."""
MARK = "verification"
"""The member by which a result is known among other JSON files."""
FORM = "govkit/v1"

_PACT = re.compile(r"[0-9a-f]{64}")
_CONTRACT = re.compile(r"sha256:v[0-9]+:[0-9a-f]{64}")


def _hash(value: Any) -> str:
    if not isinstance(value, str) or not _PACT.fullmatch(value):
        raise ValueError(f"must be 64 hex digits, not {shown(value)}")
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not _CONTRACT.fullmatch(value):
        raise ValueError(f"must be `sha256:v1:` and 64 hex digits, not {shown(value)}")
    return value


def _instant(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(f"must be an instant such as 2026-11-09T10:22:00Z, not {shown(value)}")
    return found


Digest = Annotated[str, BeforeValidator(_digest)]
"""The digest of what a version says, as `released.lock` has it."""
Instant = Annotated[datetime, BeforeValidator(_instant)]
"""A moment, with its distance from UTC."""


class InteractionResult(Form):
    """What came of one interaction."""

    description: str = Field(description="The interaction, as the pact calls it.")
    states: tuple[str, ...] = Field(default=(), description="The provider states in which it was asked.")
    result: Literal["passed", "failed"] = Field(description="What came of it.")
    message: str = Field(default="", description="Why it failed.")


class VerificationForm(Form):
    """A live verification."""

    verification: Literal["govkit/v1"] = Field(description="The form of the file.")
    consumer: Name = Field(description="The consumer whose pact it is.")
    pact: Annotated[str, BeforeValidator(_hash)] = Field(description="The hash of the pact.")
    api: Name = Field(description="The API that was asked.")
    version: Build = Field(description="Its version.")
    contract: Digest = Field(description="The digest of what that version says.")
    result: Literal["passed", "failed"] = Field(description="What came of it.")
    at: Instant = Field(description="When.")
    by: Text = Field(description="The command that asked.")
    interactions: tuple[InteractionResult, ...] = Field(default=(), description="What came of each interaction.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where the whole is said to have passed, and a part has not."""
        if self.result == "passed" and any(one.result == "failed" for one in self.interactions):
            raise ValueError("says `passed`, and one of its interactions failed")


@dataclass(frozen=True, eq=False)
class Verification:
    """A result of the catalog, and its file."""

    said: VerificationForm
    source: Source


def verification_path(folder: str, said: VerificationForm) -> str:
    """Where a result lies, in the folder of a catalog."""
    return f"{folder}/{FOLDER}/{said.api}/{said.version}/{said.consumer}-{said.pact[:12]}.json"


def verification_text(said: VerificationForm) -> bytes:
    """The text of a result, as its file has it."""
    tree = said.model_dump(mode="json", by_alias=True)
    tree["interactions"] = [{key: value for key, value in one.items() if value} for one in tree["interactions"]]
    return (json.dumps(tree, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
