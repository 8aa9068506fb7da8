"""The roles of those who sign in, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; each role may do what those before it may."""

    VIEWER = "viewer"
    """Reads, what is in messages included."""
    OPERATOR = "operator"
    """Works off exceptions, and whatever else writes."""
    ADMIN = "admin"
    """Makes tokens, and revokes them."""

    def covers(self, other: Role) -> bool:
        """Whether whoever has this role may do what the other one may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in: `form_key` is what the forms of the session carry, and no other page knows."""

    name: str
    role: Role
    form_key: str

    def may(self, role: Role) -> bool:
        """Whether this person may do what a role may."""
        return self.role.covers(role)
