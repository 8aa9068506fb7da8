"""A socket to listen at, had before anything else is made ready: a port that is taken is told at once."""

from __future__ import annotations

import socket

from govkit.errors import UsageError


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free one. Raises UsageError where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"nothing can be served at {host}:{port}: {reason}", hint="name another port, or 0 for any free one"
        ) from error
    return listener
