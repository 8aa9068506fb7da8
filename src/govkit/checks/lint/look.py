"""What a rule looks at, and how several places with one cause become one finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Kind = Literal[
    "document",
    "path",
    "server",
    "operation",
    "event",
    "response",
    "parameter",
    "header",
    "media",
    "schema",
    "property",
    "component",
    "scheme",
]


class Gather(Enum):
    """What is one finding."""

    NOTHING = "each place"
    OWNER = "all of one component, operation or path"
    NAME = "all that bear one name"


@dataclass(frozen=True, slots=True)
class Look:
    """What is handed to a rule's check, one after the other.

    Of a `document` the check gets the Surface and yields Problems; of anything else it gets a Site and answers a Hit,
    FINE, or None where the rule does not concern it. `keys`: it is asked only of schemas and properties that have one
    of these keywords. `habit`: where nearly no site of a document is fine, that is one finding, in these words, in
    which `{few}` is "none" or "only 2" and `{count}` how many there are.
    """

    kind: Kind
    keys: tuple[str, ...] = ()
    gather: Gather = Gather.NOTHING
    habit: str = ""
