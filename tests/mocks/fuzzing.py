"""An API asked all that its description allows and forbids, by schemathesis; what it then finds wrong."""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema

from govkit.mocks.system import System
from tests.mocks.misfits import misfits

TOKEN = "c2VjcmV0OnRva2Vu"  # a name and a password in Base64 too
KEY = "Idempotency-Key"
ACCEPTANCE = "positive_data_acceptance"


@dataclass(frozen=True, order=True)
class Found:
    """A check that an operation does not pass with an answer of a status; the message ends with what the mock said."""

    check: str
    operation: str
    status: int = 0
    message: str = ""

    @property
    def subject(self) -> tuple[str, str, int]:
        """What makes it another finding: one status must not hide another."""
        return self.check, self.operation, self.status


def tokens(system: System) -> dict[str, frozenset[str]]:
    """One token that may do all, so that any other is refused."""
    ways = [way for one in system.operations for way in one.operation.security]
    scopes = frozenset(scope for way in ways for named in way.values() for scope in named if isinstance(scope, str))
    return {TOKEN: scopes}


def credentials(system: System) -> dict[str, str]:
    """The headers that show the token."""
    found: dict[str, str] = {}
    for node in system.contract.security_schemes.values():
        said = node.value if isinstance(node.value, dict) else {}
        if said.get("type") == "apiKey" and said.get("in") == "header":
            found[str(said["name"])] = TOKEN
        elif said.get("type") in ("http", "oauth2", "openIdConnect"):
            basic = str(said.get("scheme", "")).lower() == "basic"
            found["Authorization"] = f"{'Basic' if basic else 'Bearer'} {TOKEN}"
    assert base64.b64decode(TOKEN) == b"secret:token"
    return found


_TAKEN = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")
_NUMBERS = itertools.count()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Lets each request that may have a key of repetitions have one of its own: it is no repetition."""
    part = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    if KEY in (case.headers or {}) and (part is None or part.mode is GenerationMode.POSITIVE):
        case.headers[KEY] = f"key-of-its-own-{next(_NUMBERS):08d}"


def findings(
    path: Path, address: str, headers: dict[str, str], *, examples: int | None = None, **phases: bool
) -> set[Found]:
    """What schemathesis finds wrong, each once for an operation and a status, in all phases but what is off."""
    config: dict[str, Any] = {
        "seed": 1,
        "base-url": address,
        "headers": headers,
        "phases": {name: {"enabled": on} for name, on in phases.items()},
        "request-timeout": 20,
        # A precondition speaks of the record, and not of the data.
        "checks": {ACCEPTANCE: {"expected-statuses": [*_TAKEN, "412", "428"]}},
    }
    if examples is not None:
        config["generation"] = {"max-examples": examples}
    schema = schemathesis.openapi.from_path(path, config=SchemathesisConfig.from_dict(config))
    found: dict[tuple[str, str, int], Found] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            for one in _failed(event.recorder):
                found.setdefault(one.subject, one)
        elif isinstance(event, events.NonFatalError):
            error = Found("error", event.label, message=str(event.info.format())[:500])
            found.setdefault(error.subject, error)
        elif isinstance(event, events.FatalError):
            raise event.exception
    return set(found.values())


def _failed(recorder: Any) -> list[Found]:
    found = []
    for case_id, checks in recorder.checks.items():
        case = recorder.cases[case_id].value
        for one in checks:
            if one.failure_info is not None and not (one.name == ACCEPTANCE and misfits(case)):
                response = recorder.interactions[case_id].response
                status, body = (0, b"") if response is None else (response.status_code, response.content or b"")
                said = f"{one.failure_info.failure}\n{body[:1000].decode(errors='replace')}"
                found.append(Found(one.name, case.operation.label, status, said))
    return found
