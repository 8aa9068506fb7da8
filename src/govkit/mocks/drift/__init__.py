"""Platforms that disagree on purpose: which records differ, lack or are too many, and what was true of them."""

from govkit.mocks.drift.drifts import Drifts

__all__ = ["Drifts"]
