"""What the vendor and the team do in the demonstration: edits of the reference estate, as data."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

API, OLD, NEW = "billing", "2.1.0", "2.2.0"
FIELD = "Charge/status"
CRM = "crm@4.2.0"

_SPEC = f"specs/{API}/{NEW}/openapi.yaml"


@dataclass(frozen=True, slots=True)
class Edit:
    """A text of a file that another takes the place of; it stands there once."""

    file: str
    old: str
    new: str


OF_THE_VENDOR = (
    Edit(_SPEC, f"\n  version: {OLD}\n", f"\n  version: {NEW}\n"),
    Edit(
        _SPEC,
        "        - partially_refunded\n        - refunded\n\n    FailureCode:\n",
        "        - partially_refunded\n        - refunded\n        - under_review\n\n    FailureCode:\n",
    ),
    Edit(
        f"catalog/apis/{API}.yaml",
        "    - version: 3.0.0\n",
        f"    - {{version: {NEW}, definition: {_SPEC}, lifecycle: draft}}\n    - version: 3.0.0\n",
    ),
)
"""The draft of a next version, in which a charge has one state more."""

OF_THE_TEAM = (
    Edit(
        "catalog/mappings/billing-2-payment.yaml",
        "    status: status\n",
        """\
    status:
      from: status
      map:
        pending: pending
        processing: processing
        succeeded: succeeded
        failed: failed
        partially_refunded: partially_refunded
        refunded: refunded
        under_review: processing
""",
    ),
)
"""The mapping says what the new state is in the words of the canonical payment."""


def begin_version(estate: Path) -> None:
    """Copies the description of the old version, for the vendor to edit."""
    shutil.copytree(estate / "specs" / API / OLD, estate / "specs" / API / NEW)


def edit(estate: Path, edits: tuple[Edit, ...]) -> None:
    """Makes some edits. Raises ValueError where a text does not stand once: a mistake of ours."""
    for one in edits:
        file = estate / one.file
        text = file.read_text(encoding="utf-8")
        if text.count(one.old) != 1:
            raise ValueError(f"{one.file} does not have this once: {one.old}")
        file.write_text(text.replace(one.old, one.new), encoding="utf-8", newline="\n")


def pause_contracts(estate: Path) -> None:
    """Writes what the CRM would like to describe next: a contract may be paused."""
    text = (estate / "specs" / "crm" / "4.2.0" / "openapi.yaml").read_text(encoding="utf-8")
    old = "expired, terminated, cancelled]"
    if text.count(old) != 1:
        raise ValueError(f"the CRM does not have this once: {old}")
    (estate / "next").mkdir()
    (estate / "next" / "openapi.yaml").write_text(text.replace(old, old[:-1] + ", paused]"), encoding="utf-8")
