"""Two contracts compared: what changed, what it breaks, and the message that proves it."""

from govkit.checks.compat.compare import compare
from govkit.checks.compat.profile import PROFILES, Profile, profile_named
from govkit.checks.compat.texts import compare_texts

__all__ = ["PROFILES", "Profile", "compare", "compare_texts", "profile_named"]
