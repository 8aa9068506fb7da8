"""What descriptions say of the end of something."""

from __future__ import annotations

import re

_FIRST = re.compile(
    r"[\s*_>`~(\[]*(?:deprecated(?:[\s*_`~)\]]*(?:$|[:.!,;\u2013\u2014-]|\n|in favou?r|since|as of|use |because|and )|[*_`~)\]]{1,4})"
    r"|this (?:\w+ ){1,3}(?:is|was|has been) (?:now )?deprecated\b)",
    re.IGNORECASE,
)


def says_deprecated(description: str) -> bool:
    """Whether a description begins by saying that what it describes is deprecated."""
    return _FIRST.match(description[:300]) is not None
