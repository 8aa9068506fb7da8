"""What Backstage and govkit call the same thing: kinds, lifecycles, names, and the annotations that carry the rest.

Backstage (descriptor format `backstage.io/v1alpha1`) knows no versions of an API, one owner, and three lifecycles by
habit. An API version becomes an API entity of its own, and annotations of the prefix `govkit/` say what it is.
"""

from __future__ import annotations

import hashlib
import re

from govkit.catalog.entries import Lifecycle

API_VERSION = "backstage.io/v1alpha1"
PREFIX = "govkit/"

LIFECYCLES = {
    Lifecycle.DRAFT: "experimental",
    Lifecycle.ACTIVE: "production",
    Lifecycle.DEPRECATED: "deprecated",
}
"""The lifecycles that Backstage suggests; it has none for what is retired."""

_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_LONGEST = 63
_PREFIX = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*/)?"
_KEY = re.compile(rf"{_PREFIX}[A-Za-z0-9](?:[A-Za-z0-9_.-]{{0,61}}[A-Za-z0-9])?")


def is_name(text: str) -> bool:
    """Whether a text may name an entity, or be the value of a label."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Whether a text may be the key of a label or an annotation."""
    return _KEY.fullmatch(text) is not None


def entity_name(text: str) -> str:
    """The name of an entity for a name of ours: the same, or as near as can be, with a digest that tells it apart."""
    if is_name(text):
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    near = "-".join(re.findall(r"[A-Za-z0-9.]*[A-Za-z0-9]", text))[: _LONGEST - 9]
    near = re.sub(r"[-_.]{2,}", "-", near).strip("-_.")
    return f"{near}-{digest}" if near else digest
