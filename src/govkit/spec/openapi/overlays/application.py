"""Overlays applied to a description: a document is made whose nodes know from which of the files they come."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from govkit.spec.documents import DEFAULT_LIMITS, Derived, Document, Limits, Origin, Pointer, Tree
from govkit.spec.openapi.overlays.actions import Action, actions
from govkit.spec.openapi.overlays.editing import Editing, Incompatible
from govkit.spec.openapi.overlays.queries import BadQuery, Queries

_SHOWN = 80


class Overlaid(Derived):
    """A description with overlays applied. `remarks` are sentences about actions that changed nothing."""

    remarks: tuple[str, ...] = ()


def overlaid(document: Document, overlays: Sequence[Document], limits: Limits = DEFAULT_LIMITS) -> Overlaid:
    """A document as overlays, applied one after the other, make it; none of them is changed.

    The place of a node is that of the text that it was written in: the document's or an overlay's. Raises InputError
    with a place in the overlay: for what is no overlay, no JSONPath, or cannot be merged, and where a query or the
    result is too large (by count).
    """
    editing, queries = Editing(document, limits), Queries()
    remarks: list[str] = []
    for overlay in overlays:
        remarks += _meant_for(overlay, document)
        for action in actions(overlay):
            remarks += _Run(editing, queries).apply(action, document)
    made = Overlaid(document, editing.tree, editing.origin, others=overlays)
    made.remarks = tuple(remarks)
    return made


def _meant_for(overlay: Document, document: Document) -> list[str]:
    """What is to be said where an overlay extends a file of another name."""
    extends = overlay.tree.get("extends") if isinstance(overlay.tree, dict) else None
    if not isinstance(extends, str) or not extends:
        return []
    own = document.tree.get("$self") if isinstance(document.tree, dict) else None
    if extends == own or posixpath.basename(extends) == posixpath.basename(document.path):
        return []
    place = overlay.place(("extends",))
    return [f"{place}: the overlay extends {_short(extends)}, and was applied to {document.label}"]


class _Run:
    """What one action does."""

    def __init__(self, editing: Editing, queries: Queries) -> None:
        self._editing = editing
        self._queries = queries

    def apply(self, action: Action, document: Document) -> list[str]:
        """Carries an action out; sentences about it where it changes nothing."""
        found = self._select(action, "target", action.target)
        place = action.overlay.place((*action.at, "target"))
        if action.kind == "nothing":
            return [f"{place}: the action has neither `update`, `copy` nor `remove`, and changes nothing"]
        if not found:
            return [f"{place}: the target {_short(action.target)} selects nothing in {document.label}"]
        key = action.kind
        try:
            if action.kind == "remove":
                self._editing.remove(found)
            else:
                self._check_kinds(action, found)
                value, source = self._merged(action)
                for pointer in found:
                    self._editing.merge(pointer, value, source)
        except Incompatible as error:
            raise action.error(key, error.message, inside=() if key == "copy" else error.inside) from error
        except RecursionError as error:
            raise action.error(key, "this nests too deep to be merged") from error
        return []

    def _select(self, action: Action, key: str, query: str) -> list[Pointer]:
        try:
            return self._queries.select(query, self._editing.tree)
        except BadQuery as error:
            raise action.error(
                key,
                f"the query {_short(query)} {error}",
                "names with other signs than letters, digits and `_` are quoted: $.paths['/invoices']",
            ) from error

    def _merged(self, action: Action) -> tuple[Tree, Origin]:
        """What is merged into the targets, and where it was written."""
        if action.kind == "update":
            return action.value, Origin(action.overlay, (*action.at, "update"))
        found = self._select(action, "copy", action.value)
        if len(found) != 1:
            what = "nothing" if not found else f"{len(found):,} nodes"
            raise action.error("copy", f"the query {_short(action.value)} selects {what}; a copy is made of one node")
        return self._editing.copied(found[0])

    def _check_kinds(self, action: Action, found: list[Pointer]) -> None:
        kinds = set()
        for pointer in found:
            value = self._editing.value(pointer)
            kinds.add("objects" if isinstance(value, dict) else "lists" if isinstance(value, list) else "simple values")
        if len(kinds) > 1:
            raise action.error(
                "target",
                f"the target {_short(action.target)} selects {' and '.join(sorted(kinds))}",
                "write an action for each kind: one update cannot fit both",
            )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text if len(text) <= _SHOWN else f'{text[:_SHOWN]}…'}`"
