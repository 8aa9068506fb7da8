"""Findings, the rules that find them, and the waivers that excuse them."""

from govkit.direction import Direction
from govkit.errors import Place
from govkit.findings.finding import (
    Affected,
    Finding,
    Severity,
    Subject,
    Users,
    Verdict,
    Waived,
    Witness,
    fingerprint_of,
    worst_first,
)
from govkit.findings.rule import Example, Rule, discover
from govkit.findings.waivers import Waiver, apply_waivers

__all__ = [
    "Affected",
    "Direction",
    "Example",
    "Finding",
    "Place",
    "Rule",
    "Severity",
    "Subject",
    "Users",
    "Verdict",
    "Waived",
    "Waiver",
    "Witness",
    "apply_waivers",
    "discover",
    "fingerprint_of",
    "worst_first",
]
