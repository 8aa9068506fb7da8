"""Overlays: changes to a description that stand in a file of their own (OpenAPI Overlay Specification 1.0 and 1.1)."""

from govkit.spec.openapi.overlays.application import Overlaid, overlaid

__all__ = ["Overlaid", "overlaid"]
