"""Pacts, read and held against contracts without a server: what consumers rely on, and what providers promise."""

from govkit.checks.pacts.reading import is_pact, read_pact
from govkit.checks.pacts.reading.pact import Pact
from govkit.checks.pacts.verification import Verified, VerifiedInteraction, Verifier, verify

__all__ = ["Pact", "Verified", "VerifiedInteraction", "Verifier", "is_pact", "read_pact", "verify"]
