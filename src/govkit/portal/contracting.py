"""How the pacts of consumers stand with the versions of APIs: judged once."""

from __future__ import annotations

from typing import Any

from govkit.errors import GovkitError
from govkit.gate.options import Options
from govkit.gate.pacts.verdicts import Reason, Verdicts
from govkit.portal.reference.uses import pacts_bound
from govkit.portal.state import State


def contracts_of(state: State, api: str) -> list[dict[str, Any]]:
    """The pacts with an API: which consumer's, the version, and whether it keeps them."""
    found = state.worked(("contracts", api), _held, api)
    listed = [{**one, "version": state.version(one["version"])} for one in found]
    return sorted(listed, key=lambda one: (one["consumer"], one["version"].order, one["pact"]))


def word_of(reason: str) -> tuple[str, str]:
    """A verdict in words, and how it looks."""
    kind = {Reason.VERIFIED.value: "good", Reason.FAILED.value: "error"}.get(reason, "warning")
    return reason.replace("-", " "), kind


def _held(state: State, api: str) -> list[dict[str, str]]:
    verdicts: Verdicts = state.kept(
        "verdicts", lambda: Verdicts(state.estate, state.on, Options(cache=True), state.top)
    )
    found = []
    for one in pacts_bound(state).of(api):
        for version in one.versions:
            try:
                verdict = verdicts.of(one.recorded, version)
            except GovkitError as error:
                reason, message = Reason.NEVER_VERIFIED, str(error)
            else:
                reason, message = verdict.reason, verdict.message
            said, kind = word_of(reason.value)
            found.append(
                {
                    "consumer": one.consumer,
                    "version": version.name,
                    "pact": one.recorded.label,
                    "reason": said,
                    "kind": kind,
                    "message": message,
                }
            )
    return found
