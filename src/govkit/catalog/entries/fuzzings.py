"""Results of providers that were asked at random, as the catalog keeps them, beside those of live verifications.

A result is a JSON file at `catalog/verifications/<api>/<version>/fuzzing.json`, one for each version, the last run in
the place of the one before:

    {
      "fuzzing": "govkit/v1",
      "api": "billing", "version": "3.0.0", "contract": "sha256:v1:…, the digest of what the version says",
      "result": "failed", "at": "2026-11-09T10:22:00Z", "by": "govkit pact fuzz",
      "seed": 1, "requests": 1893, "complete": true,
      "operations": [{"operation": "GET /invoices", "statuses": [200, 401], "findings": ["provider-body-differs"]}]
    }

It holds for this content of the contract, and for nothing else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from govkit.catalog.entries.form import Build, Form, Name, Text
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.verifications import FOLDER, Digest, Instant

MARK = "fuzzing"
"""The member by which a result is known among other JSON files."""
FORM = "govkit/v1"


class FuzzedOperation(Form):
    """What came of the requests to one operation."""

    operation: Text = Field(description="The operation, as the description has it: `GET /invoices`.")
    statuses: tuple[int, ...] = Field(default=(), description="The statuses that were answered.")
    findings: tuple[str, ...] = Field(default=(), description="The rules that found something.")


class FuzzingForm(Form):
    """A run of requests at random."""

    fuzzing: Literal["govkit/v1"] = Field(description="The form of the file.")
    api: Name = Field(description="The API that was asked.")
    version: Build = Field(description="Its version.")
    contract: Digest = Field(description="The digest of what that version says.")
    result: Literal["passed", "failed"] = Field(description="What came of it.")
    at: Instant = Field(description="When.")
    by: Text = Field(description="The command that asked.")
    seed: int = Field(description="What was drawn follows from it.")
    requests: int = Field(description="How many requests were sent.")
    complete: bool = Field(description="Whether all was asked before the time was over.")
    operations: tuple[FuzzedOperation, ...] = Field(default=(), description="What came of each operation.")

    def model_post_init(self, _: Any, /) -> None:
        """Raises ValueError where an operation is listed twice."""
        if len({one.operation for one in self.operations}) < len(self.operations):
            raise ValueError("lists an operation twice")


@dataclass(frozen=True, eq=False)
class Fuzzing:
    """A result of the catalog, and its file."""

    said: FuzzingForm
    source: Source


def fuzzing_path(folder: str, said: FuzzingForm) -> str:
    """Where a result lies, in the folder of a catalog."""
    return f"{folder}/{FOLDER}/{said.api}/{said.version}/fuzzing.json"


def fuzzing_text(said: FuzzingForm) -> bytes:
    """The text of a result, as its file has it: an operation a line."""
    tree = said.model_dump(mode="json", by_alias=True)
    listed = [json.dumps({key: value for key, value in one.items() if value}) for one in tree.pop("operations")]
    head = json.dumps(tree, indent=2)[:-2]
    lines = ",\n    ".join(listed)
    return f'{head},\n  "operations": [\n    {lines}\n  ]\n}}\n'.encode()
