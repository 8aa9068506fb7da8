"""Two contracts side by side: every pair of places is looked at once, however many operations reach it."""

from __future__ import annotations

from collections import deque
from typing import Any

from govkit.checks.compat.annotations import annotation_differences
from govkit.checks.compat.change import Change, Pair, Root, Step
from govkit.checks.compat.keywords import Difference, scalar_differences, with_hints
from govkit.checks.compat.naming import Naming, Renaming
from govkit.checks.compat.places import member_place, place_of
from govkit.checks.compat.profile import Profile
from govkit.checks.compat.unchanged import Unchanged
from govkit.checks.compat.variants import Matching, Variants, as_written
from govkit.findings import Direction
from govkit.spec.openapi import Contract, Operation
from govkit.spec.schemas.containment import Containment
from govkit.spec.schemas.digest import Digests, value_digest
from govkit.spec.schemas.shape import Atom, Shape, Shapes, Spot, Union, dereferenced, is_false, spot_key
from govkit.spec.schemas.space import Space

_BELOW = 500


class Walk:
    """Pairs and their changes. `add_root` names where to begin, `run` walks all that is reached."""

    def __init__(self, old: Contract, new: Contract, profile: Profile, unchanged: Unchanged) -> None:
        self.profile = profile
        self.shapes = Shapes()
        self.digests = Digests()
        self.old_spaces = {way: _space(old, way, profile) for way in Direction}
        self.new_spaces = {way: _space(new, way, profile) for way in Direction}
        self.proofs = {
            direction: Containment(
                self.shapes,
                self.digests,
                closed=profile.closed,
                tolerant=profile.tolerant and direction is Direction.RESPONSE,
            )
            for direction in Direction
        }
        self.variants = Variants(self.shapes, self.digests)
        self.roots: list[Root] = []
        self.pairs: list[Pair] = []
        self._unchanged = unchanged
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...], Direction], Pair] = {}
        self._waiting: deque[Pair] = deque()
        self._operations: dict[str, int] = {}
        self._names: list[str] = []
        self._naming = Naming(old, new)

    def add_root(self, operation: Operation, part: str, element: str, old: Spot, new: Spot, way: Direction) -> None:
        """Begins a comparison at the schemas of one part of a message."""
        pair = self._pair(old, new, way)
        if pair is None:
            return
        root = Root(operation, part, element, pair)
        self.roots.append(root)
        if pair.root is None:
            pair.root = root

    def run(self) -> None:
        """Walks everything that the roots reach, and tells each pair the operations that reach it."""
        while self._waiting:
            self._compare(self._waiting.popleft())
        self._spread()

    def _spread(self) -> None:
        changed: deque[Pair] = deque()
        for root in self.roots:
            number = self._operations.setdefault(root.operation.name, len(self._operations))
            root.pair.operations |= 1 << number
            root.pair.elements.add(root.element)
            changed.append(root.pair)
        while changed:
            pair = changed.popleft()
            for _, child in pair.children:
                if pair.operations & ~child.operations or pair.elements - child.elements:
                    child.operations |= pair.operations
                    child.elements |= pair.elements
                    changed.append(child)

    def operations(self, pair: Pair) -> tuple[str, ...]:
        """The names of the operations that reach a pair, sorted."""
        if len(self._names) != len(self._operations):
            self._names = list(self._operations)
        found, left = list[str](), pair.operations
        while left:  # one step a bit that is set: most pairs are reached by few of many operations
            lowest = left & -left
            found.append(self._names[lowest.bit_length() - 1])
            left ^= lowest
        return tuple(sorted(found))

    def hurts_below(self, pair: Pair) -> bool:
        """Whether a change inside a pair may be refused, not one of the pair itself."""
        waiting, seen = [child for _, child in pair.children], {pair.number}
        while waiting and len(seen) < _BELOW:
            current = waiting.pop()
            if current.number in seen:
                continue
            seen.add(current.number)
            if any(change.narrows is not False and change.payload for change in current.changes):
                return True
            waiting.extend(child for _, child in current.children)
        return False

    def _pair(self, old: Spot, new: Spot, direction: Direction) -> Pair | None:
        """The pair of two spots, or None where they are plainly equal."""
        key = (spot_key(old), spot_key(new), direction)
        pair = self._known.get(key)
        if pair is not None:
            return pair
        renaming = self._naming.between(old, new)
        if len(old) == len(new) == 1 and renaming is None and self._plainly_same(old[0], new[0]):
            return None
        pair = Pair(old, new, direction, len(self.pairs))
        if renaming is not None:
            self._rename(pair, renaming)
        self._known[key] = pair
        self.pairs.append(pair)
        self._waiting.append(pair)
        return pair

    def _rename(self, pair: Pair, renaming: Renaming) -> None:
        """A schema is called something else, which generated code sees and no message does."""
        pair.changes.append(
            Change(
                kind=renaming.kind,
                element="schema",
                direction=None,
                keyword="components",
                before=renaming.before,
                after=renaming.after,
                old=renaming.old,
                new=renaming.new,
                payload=False,
                digests=(value_digest(renaming.before), value_digest(renaming.after)),
                pair=pair,
            )
        )

    def _plainly_same(self, old: Atom, new: Atom) -> bool:
        a, b = dereferenced(old), dereferenced(new)
        if "made" in a.schema or "made" in b.schema:  # gathered from many places, so one place says nothing
            return False
        return self._unchanged.same(a.space.origin(a.schema), b.space.origin(b.schema))

    def _child(self, parent: Pair, step: Step, old: Spot, new: Spot) -> None:
        if not old and not new:
            return
        child = self._pair(old, new, parent.direction)
        if child is None:
            return
        parent.children.append((step, child))
        if child.parent is None and child.root is None:
            child.parent = (parent, step)

    def _compare(self, pair: Pair) -> None:
        old, new = self.comparable(pair)
        if old.dangling or new.dangling:
            if old.dangling != new.dangling or value_digest(_leads(old)) != value_digest(_leads(new)):
                self._opaque(pair, "$ref", old, new)
            return
        if bool(old.unions) != bool(new.unions):
            self._opaque(pair, (old.unions or new.unions)[0].kind, old, new)
            return
        request = pair.direction is Direction.REQUEST
        writer, reader = (old, new) if request else (new, old)
        for difference in scalar_differences(old, new, writer, reader):
            self._add(pair, with_hints(difference, pair.old, pair.new), old, new)
        if "object" in old.types and "object" in new.types:
            self._objects(pair, old, new, writer, reader)
        if "array" in old.types and "array" in new.types:
            self._arrays(pair, old, new)
        self._unions(pair, old, new)
        self._opaque_keywords(pair, old, new)
        self._annotations(pair, old, new)

    def comparable(self, pair: Pair) -> tuple[Shape, Shape]:
        """The shapes of both sides, unions folded on both or on neither."""
        old, new = self.shapes.of(pair.old), self.shapes.of(pair.new)
        if len(old.unions) != len(new.unions):
            raw_old, raw_new = self.shapes.raw(pair.old), self.shapes.raw(pair.new)
            if len(raw_old.unions) == len(raw_new.unions):
                return raw_old, raw_new
        return old, new

    def _add(self, pair: Pair, difference: Difference, old: Shape, new: Shape) -> None:
        keyword = difference.keyword
        where = "nullable" if difference.kind in ("became-nullable", "became-not-nullable") else keyword
        pair.changes.append(
            Change(
                kind=difference.kind,
                element="property",
                direction=pair.direction,
                name=difference.name,
                keyword=keyword,
                before=difference.before,
                after=difference.after,
                old=place_of(old, pair.old, where),
                new=place_of(new, pair.new, where),
                narrows=difference.narrows,
                digests=(value_digest(difference.before), value_digest(difference.after)),
                pair=pair,
            )
        )

    def _objects(self, pair: Pair, old: Shape, new: Shape, writer: Shape, reader: Shape) -> None:
        for name in {**old.properties, **new.properties}:
            if self._is_unseen(name, old, new):
                continue
            if name in new.unsent - old.unsent and name in old.properties:
                self._no_longer_sent(pair, name, old, new)
                continue
            if name in old.unsent - new.unsent and name in new.properties and name not in old.required ^ new.required:
                self._member_change(pair, f"became-not-{_unsent(pair)}", name, old, new, narrows=False, keyword="sent")
            if name in writer.unsent and name not in reader.required:
                continue  # nobody sends it, so nothing about it can be seen
            if name in old.properties and name in new.properties:
                self._child(pair, Step("property", name), old.properties[name], new.properties[name])
                self._requirement(pair, name, old, new)
            else:
                self._one_sided(pair, name, old, new, writer, reader)
        for name in old.required ^ new.required:
            if name not in old.properties and name not in new.properties:
                self._requirement(pair, name, old, new)
        self._patterns(pair, old, new)
        self._additional(pair, old, new, writer, reader)

    def _no_longer_sent(self, pair: Pair, name: str, old: Shape, new: Shape) -> None:
        """A property that became read-only or write-only is lost to those who sent or read it."""
        demanded = pair.direction is Direction.RESPONSE and name in old.required
        keyword = "required" if demanded else "properties"
        self._member_change(pair, f"became-{_unsent(pair)}", name, old, new, narrows=demanded, keyword=keyword)

    def _is_unseen(self, name: str, old: Shape, new: Shape) -> bool:
        """Whether a property came or went that is not sent in this direction anyway."""
        return (name in old.unsent and name not in new.properties) or (
            name in new.unsent and name not in old.properties
        )

    def _requirement(self, pair: Pair, name: str, old: Shape, new: Shape) -> None:
        if (name in old.required) == (name in new.required):
            return
        came = name in new.required
        request = pair.direction is Direction.REQUEST
        hurts = came if request else not came
        kind = "became-required" if came else "became-optional"
        self._member_change(pair, kind, name, old, new, narrows=hurts, keyword="required")

    def _one_sided(self, pair: Pair, name: str, old: Shape, new: Shape, writer: Shape, reader: Shape) -> None:
        added = name in new.properties
        required = name in (new.required if added else old.required)
        narrows: bool | None = False
        demanded = name in reader.required and name not in writer.required
        proof = self.proofs[pair.direction]
        sent = proof.values.member_spot(writer, name)
        if demanded:
            narrows = True
        elif sent is not None:
            read = proof.read_member(reader, name)
            if read is None:
                narrows = True
            elif read:
                narrows = False if proof.proved(sent, read) else None
            elif any(keyword == "unevaluatedProperties" for keyword, _, _ in reader.opaque):
                narrows = None
        kind = f"{'required-' if required else ''}property-{'added' if added else 'removed'}"
        keyword = "required" if demanded else "properties"
        self._member_change(pair, kind, name, old, new, narrows=narrows, keyword=keyword)

    def _member_change(
        self, pair: Pair, kind: str, name: str, old: Shape, new: Shape, *, narrows: bool | None, keyword: str
    ) -> None:
        here, there = old.properties.get(name), new.properties.get(name)
        places = member_place(old, pair.old, name), member_place(new, pair.new, name)
        moved = keyword == "required" and here is not None and there is not None
        digests = (
            self.digests.near(here) if here is not None and not moved else value_digest(name in old.required),
            self.digests.near(there) if there is not None and not moved else value_digest(name in new.required),
        )
        pair.changes.append(
            Change(
                kind=kind,
                element="property",
                direction=pair.direction,
                name=name,
                keyword=keyword,
                before=None if here is None else name,
                after=None if there is None else name,
                old=places[0],
                new=places[1],
                narrows=narrows,
                digests=digests,
                pair=pair,
                step=Step("property", name),
            )
        )

    def _patterns(self, pair: Pair, old: Shape, new: Shape) -> None:
        before = {text: (atom,) for text, atom in old.patterns}
        after = {text: (atom,) for text, atom in new.patterns}
        for text in before.keys() & after.keys():
            self._child(pair, Step("pattern", text), before[text], after[text])
        if before.keys() != after.keys():
            self._opaque(pair, "patternProperties", old, new)

    def _additional(self, pair: Pair, old: Shape, new: Shape, writer: Shape, reader: Shape) -> None:
        closed_old, closed_new = _closed(old), _closed(new)
        if closed_old != closed_new:
            proof = self.proofs[pair.direction]
            hurts = _closed(reader) and not proof.tolerant and writer.allows_additional(proof.closed)
            kind = "additional-properties-closed" if closed_new else "additional-properties-opened"
            self._add(pair, Difference(kind, "additionalProperties", not closed_old, not closed_new, hurts), old, new)
        elif not closed_old and writer.allows_additional(self.profile.closed):
            self._child(pair, Step("additional"), old.additional, new.additional)

    def _arrays(self, pair: Pair, old: Shape, new: Shape) -> None:
        for index in range(max(len(old.prefix), len(new.prefix))):
            before = old.prefix[index] if index < len(old.prefix) else old.items
            after = new.prefix[index] if index < len(new.prefix) else new.items
            self._child(pair, Step("prefix", index), before, after)
        self._child(pair, Step("item"), old.items, new.items)

    def _unions(self, pair: Pair, old: Shape, new: Shape) -> None:
        if not old.unions and not new.unions:
            return
        if len(old.unions) != len(new.unions):
            self._opaque(pair, (old.unions or new.unions)[0].kind, old, new)
            return
        for before, after in zip(old.unions, new.unions, strict=True):
            self._union(pair, before, after, old, new)

    def _union(self, pair: Pair, before: Union, after: Union, old: Shape, new: Shape) -> None:
        matching = self.variants.match(before, after)
        for one, other, label in matching.both:
            alike = ("variant" in one.schema) == ("variant" in other.schema)
            a, b = (one, other) if alike else (as_written(one), as_written(other))  # a name that one side lacks
            self._child(pair, Step("variant", label, (before, a), (after, b)), (a,), (b,))
        for side, members in (("removed", matching.only_old), ("added", matching.only_new)):
            for atom, label in members:
                self._member_of_union(pair, side, atom, label, before, after)
        if before.kind != after.kind:
            self._opaque(pair, after.kind, old, new)
        elif self._may_overlap(pair, after if pair.direction is Direction.REQUEST else before, matching):
            self._opaque(pair, after.kind, old, new, quiet=True)

    def _may_overlap(self, pair: Pair, reader: Union, matching: Matching) -> bool:
        """Whether a value may now fit two branches of a `oneOf`, because a branch that stayed became wider."""
        if reader.kind != "oneOf":
            return False
        shapes = [self.shapes.of((branch,)) for branch in reader.branches]
        proof = self.proofs[pair.direction]
        apart = all(proof.disjoint(a, b) for index, a in enumerate(shapes) for b in shapes[:index])
        return not apart and any(self.digests.of((a,)) != self.digests.of((b,)) for a, b, _ in matching.both)

    def _member_of_union(self, pair: Pair, side: str, atom: Atom, label: str, before: Union, after: Union) -> None:
        request = pair.direction is Direction.REQUEST
        sent = (side == "removed") == request
        other = after if side == "removed" else before
        shape = self.shapes.of((atom,))
        narrows: bool | None = None
        if not sent and other.kind == "anyOf" and (after if request else before).kind == "anyOf":
            narrows = False
        elif not sent:
            proof = self.proofs[pair.direction]
            rest = [self.shapes.of((branch,)) for branch in other.branches]
            narrows = False if all(proof.disjoint(shape, branch) for branch in rest) else None
        node = atom.space.origin(atom.schema)
        owner = (after if side == "removed" else before).owner
        absent = owner.space.origin(owner.schema)
        removed = side == "removed"
        pair.changes.append(
            Change(
                kind=f"union-member-{side}",
                element="property",
                direction=pair.direction,
                name=label,
                keyword=before.kind if removed else after.kind,
                before=label if removed else None,
                after=None if removed else label,
                old=node if removed else absent,
                new=absent if removed else node,
                narrows=narrows,
                digests=(self.digests.near((atom,)), "") if removed else ("", self.digests.near((atom,))),
                pair=pair,
                step=Step("variant", label, (before, atom), (after, atom)),
            )
        )

    def _opaque_keywords(self, pair: Pair, old: Shape, new: Shape) -> None:
        left = {self._said(entry): entry[0] for entry in old.opaque}
        right = {self._said(entry): entry[0] for entry in new.opaque}
        differing = [left[key] for key in left.keys() - right.keys()]
        differing += [right[key] for key in right.keys() - left.keys()]
        for keyword in sorted(set(differing)):
            self._opaque(pair, keyword, old, new)

    def _said(self, entry: tuple[str, Any, Atom]) -> tuple[str, str]:
        keyword, value, atom = entry
        together = next((group for group in _TOGETHER if keyword in group), None)
        if together is not None:  # what one says depends on those beside it
            group = {key: atom.schema[key] for key in together if key in atom.schema}
            return keyword, self.digests.of_schema(group, atom)
        is_schema = isinstance(value, dict) and keyword not in ("dependentRequired", "dependentSchemas")
        return keyword, self.digests.of_schema(value, atom) if is_schema else self.digests.of_schema(
            {keyword: value}, atom
        )

    def _opaque(self, pair: Pair, keyword: str, old: Shape, new: Shape, *, quiet: bool = False) -> None:
        """A difference that no finer word names: it is decided on the whole spot."""
        if any(change.kind == "schema-changed" for change in pair.changes):
            return
        pair.changes.append(
            Change(
                kind="schema-changed",
                element="property",
                direction=pair.direction,
                keyword=keyword,
                old=place_of(old, pair.old, keyword),
                new=place_of(new, pair.new, keyword),
                digests=(self.digests.near(pair.old), self.digests.near(pair.new)),
                pair=pair,
                quiet=quiet,
            )
        )

    def _annotations(self, pair: Pair, old: Shape, new: Shape) -> None:
        before, after = (_default(shape) for shape in (old, new))
        if value_digest(before) != value_digest(after) and not self._always_sent(pair):
            self._annotation(pair, "default-changed", "default", before, after, old, new, pair.direction)
        for said in annotation_differences(pair.old, pair.new, old.types & new.types, self.profile, self.digests):
            way = pair.direction if said.directed else None
            self._annotation(pair, said.kind, said.keyword, said.before, said.after, old, new, way)

    def _always_sent(self, pair: Pair) -> bool:
        """Whether a parameter is required on both sides, so that its default never counts."""
        if pair.parent is None or pair.elements - {"parameter"} or pair.parent[0].root is None:
            return False
        parent, step = pair.parent
        sides = self.shapes.of(parent.old), self.shapes.of(parent.new)
        is_parameter = parent.root is not None and parent.root.element == "parameter"
        return is_parameter and all(step.name in side.required for side in sides)

    def _annotation(
        self,
        pair: Pair,
        kind: str,
        keyword: str,
        before: object,
        after: object,
        old: Shape,
        new: Shape,
        direction: Direction | None,
    ) -> None:
        pair.changes.append(
            Change(
                kind=kind,
                element="property",
                direction=direction,
                keyword=keyword,
                before=before,
                after=after,
                old=place_of(old, pair.old, keyword),
                new=place_of(new, pair.new, keyword),
                payload=False,
                digests=(value_digest(before), value_digest(after)),
                pair=pair,
            )
        )


_TOGETHER = (("if", "then", "else"), ("contains", "minContains", "maxContains"))
"""Keywords of one schema that mean something together only."""


def _space(contract: Contract, way: Direction, profile: Profile) -> Space:
    return Space(contract.library, contract.dialect, way, profile.formats, dispatches=profile.dispatches)


def _unsent(pair: Pair) -> str:
    """What is said of a property that is not sent in the direction of a pair."""
    return "read-only" if pair.direction is Direction.REQUEST else "write-only"


def _leads(shape: Shape) -> object:
    """All that a dynamic reference may lead to, where that is not known."""
    atom = shape.at.get("leads")
    return None if atom is None else atom.schema["leads"]


def _default(shape: Shape) -> object:
    atom = shape.at.get("default")
    return None if atom is None else [atom.schema["default"]]


def _closed(shape: Shape) -> bool:
    return any(is_false(atom) for atom in shape.additional)
