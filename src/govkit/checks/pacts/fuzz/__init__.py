"""A provider that runs, asked all that its description allows and forbids, by schemathesis."""

from govkit.checks.pacts.fuzz.bundling import bundled
from govkit.checks.pacts.fuzz.found import Found, Fuzzed
from govkit.checks.pacts.fuzz.judging import findings_of
from govkit.checks.pacts.fuzz.known import Known, read_known

__all__ = ["Found", "Fuzzed", "Known", "bundled", "findings_of", "read_known"]
