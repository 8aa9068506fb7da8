"""Verdicts on pacts, kept by the content of both sides: of the pact, and of the contract that it is held against."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Estate
from govkit.catalog.entries.parties import consumer_named
from govkit.checks.pacts import Verified
from govkit.findings import Finding
from govkit.gate.cache import cache_at, name_of, of_this_code
from govkit.gate.estates.loading import keep, read_kept
from govkit.gate.options import Options
from govkit.gate.pacts.providers import Against, held_against
from govkit.gate.pacts.recorded import Recorded

_WORTH_KEEPING = 0.1  # seconds
_MOST_KEPT = 20_000  # verdicts of one contract, beyond which old ones go


def verified(
    against: Against, recorded: Sequence[Recorded], options: Options, here: Path, side: str = ""
) -> list[Verified]:
    """What is found in several pacts held against a contract; what was found before in the same contents is known.

    `side` tells contracts of one name apart that are asked for in turn. Raises InputError.
    """
    from pydantic import TypeAdapter

    cache = cache_at(here) if options.cache else None
    name = name_of("pacts", of_this_code(), *against.identity, ",".join(sorted(options.asserted)), side)
    record = read_kept(cache, name)
    known: dict[str, Any] = record.get("pacts", {}) if record and against.still_is(record["asked"]) else {}
    form = TypeAdapter(Verified)
    start = time.monotonic()
    anew = [one for one in recorded if one.digest not in known]
    found = dict(zip(anew, held_against(against, [one.pact for one in anew]), strict=True)) if anew else {}
    if anew and cache is not None and time.monotonic() - start > _WORTH_KEEPING:
        kept = known if len(known) < _MOST_KEPT else {}
        kept = kept | {one.digest: form.dump_python(result, mode="json") for one, result in found.items()}
        keep(cache, name, {"asked": against.asked, "pacts": kept})
    return [found[one] if one in found else form.validate_python(known[one.digest]) for one in recorded]


def owned(estate: Estate | None, finding: Finding) -> Finding:
    """A finding in a pact that names its consumer as the catalog does, with the team that answers for it."""
    consumer = consumer_named(estate, finding.affects[0].name) if estate is not None else None
    if consumer is None:
        return finding
    name, owner = consumer.name, str(consumer.spec.owner)
    return replace(finding, affects=tuple(replace(one, name=name, owner=owner) for one in finding.affects))
