"""Calls of platforms: one attempt each, by the clients that were generated of their contracts."""

from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care
from govkit.sync.calls.platforms import Platforms
from govkit.sync.calls.refusals import CallRefused, NotGranted

__all__ = ["Addresses", "CallRefused", "Care", "NotGranted", "Platforms"]
