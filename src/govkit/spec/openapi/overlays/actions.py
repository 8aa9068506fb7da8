"""An overlay as its actions, read from a document that says it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.errors import InputError
from govkit.spec.documents import Document, Pointer

_READ = re.compile(r"1\.[01](\.|$)")


@dataclass(frozen=True, slots=True)
class Action:
    """One action: what it does (`update`, `copy`, `remove`, or `nothing`) to what `target` selects.

    `value` is what is merged, or the query of a copy. `at` is where the action stands in its overlay.
    """

    overlay: Document
    at: Pointer
    kind: str
    target: str
    value: Any = None

    def error(self, key: str, message: str, hint: str | None = None, inside: Pointer = ()) -> InputError:
        """An error in a member of the action."""
        return InputError(message, place=self.overlay.place((*self.at, key, *inside)), hint=hint)


def actions(overlay: Document) -> Iterator[Action]:
    """The actions of an overlay in their order. Raises InputError with the place of what is wrong."""
    root = overlay.tree
    if not isinstance(root, dict) or "overlay" not in root:
        raise InputError(
            "this is no overlay: its root has no `overlay`",
            place=overlay.place(()),
            hint="an overlay starts with a line like `overlay: 1.0.0`, and has a list of `actions`",
        )
    if not _READ.match(str(root["overlay"])):
        raise InputError(
            f"overlays of version {root['overlay']} are not read; 1.0 and 1.1 are", place=overlay.place(("overlay",))
        )
    listed = root.get("actions")
    if not isinstance(listed, list) or not listed:
        where = ("actions",) if "actions" in root else ()
        raise InputError("an overlay has a list of `actions`, with one at least", place=overlay.place(where))
    for index, raw in enumerate(listed):
        yield _action(overlay, ("actions", index), raw)


def _action(overlay: Document, at: Pointer, raw: Any) -> Action:
    target = raw.get("target") if isinstance(raw, dict) else None
    if not isinstance(target, str):
        raise InputError(
            "an action has a `target`, a JSONPath such as `$.paths['/invoices'].get`",
            place=overlay.place((*at, "target") if isinstance(raw, dict) and "target" in raw else at),
        )
    remove, copy = raw.get("remove", False), raw.get("copy")
    if not isinstance(remove, bool):
        raise InputError("`remove` is true or false", place=overlay.place((*at, "remove")))
    if remove:
        return Action(overlay, at, "remove", target)
    if copy is not None and not isinstance(copy, str):
        raise InputError("`copy` is a JSONPath to one node", place=overlay.place((*at, "copy")))
    if copy is not None and "update" in raw:
        raise InputError(
            "an action has `update` or `copy`: where both stand, neither counts",
            place=overlay.place((*at, "copy")),
            hint="write two actions",
        )
    if copy is not None:
        return Action(overlay, at, "copy", target, copy)
    return (
        Action(overlay, at, "update", target, raw["update"])
        if "update" in raw
        else Action(overlay, at, "nothing", target)
    )
