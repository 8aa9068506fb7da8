"""The decisions that join what the checks find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govkit.gate.all_rules import Rulebook, rulebook
    from govkit.gate.comparisons.compared import source_lines
    from govkit.gate.comparisons.comparison import diff
    from govkit.gate.configuration import Settings, settings
    from govkit.gate.estates.loading import open_estate
    from govkit.gate.lint.fixing import Fixes, lint_fixes
    from govkit.gate.lint.loose import LintOptions
    from govkit.gate.lint.running import lint_documents
    from govkit.gate.options import Options
    from govkit.gate.outcome import Outcome
    from govkit.gate.pacts.checking import check_pacts
    from govkit.gate.pacts.live.fuzzing import fuzz_provider
    from govkit.gate.pacts.live.verifying import verify_pacts
    from govkit.gate.pull_requests.pull_request import check
    from govkit.gate.registration.facts import Facts
    from govkit.gate.registration.registering import Registering, Registration
    from govkit.gate.releasing import Release, release
    from govkit.gate.replay import replayed
    from govkit.gate.validity import validate

_HOMES = {
    "Facts": "registration.facts",
    "Fixes": "lint.fixing",
    "LintOptions": "lint.loose",
    "Options": "options",
    "Outcome": "outcome",
    "Settings": "configuration",
    "check": "pull_requests.pull_request",
    "check_pacts": "pacts.checking",
    "diff": "comparisons.comparison",
    "fuzz_provider": "pacts.live.fuzzing",
    "lint_documents": "lint.running",
    "lint_fixes": "lint.fixing",
    "open_estate": "estates.loading",
    "Registering": "registration.registering",
    "Registration": "registration.registering",
    "Release": "releasing",
    "release": "releasing",
    "replayed": "replay",
    "Rulebook": "all_rules",
    "rulebook": "all_rules",
    "settings": "configuration",
    "source_lines": "comparisons.compared",
    "validate": "validity",
    "verify_pacts": "pacts.live.verifying",
}

__all__ = [
    "Facts",
    "Fixes",
    "LintOptions",
    "Options",
    "Outcome",
    "Registering",
    "Registration",
    "Release",
    "Rulebook",
    "Settings",
    "check",
    "check_pacts",
    "diff",
    "fuzz_provider",
    "lint_documents",
    "lint_fixes",
    "open_estate",
    "release",
    "replayed",
    "rulebook",
    "settings",
    "source_lines",
    "validate",
    "verify_pacts",
]


def __getattr__(name: str) -> Any:
    """Reads each part when it is asked for: a command pays for what it uses."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
