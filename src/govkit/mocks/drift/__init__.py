"""Platforms that disagree on purpose: which records differ, lack or are too many, and what was true of them."""

from govkit.mocks.drift.drifts import Drifts
from govkit.mocks.drift.form import DriftOrder

__all__ = ["DriftOrder", "Drifts"]
