"""Witnesses as whole HTTP exchanges that can be run against a server of the old contract and of the new one."""

from govkit.gate.replay.build import exchanges
from govkit.gate.replay.exchange import Answer, Exchange, Request, Unplayable
from govkit.gate.replay.replayed import replayed

__all__ = ["Answer", "Exchange", "Request", "Unplayable", "exchanges", "replayed"]
