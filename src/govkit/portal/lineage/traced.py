"""Lineage of something, as many steps as are asked for: both directions as a picture, and as lists of the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govkit.catalog.entries import Estate
from govkit.gate.answers.picture import Edge, Node, Picture, Shape
from govkit.portal.lineage.ways import Fields, Hop, Station, Walk, walk, ways_of
from govkit.portal.page import Ask
from govkit.portal.rows import Rows, paged

DEEPEST = 6
"""Steps that lineage is followed."""
_MOST = 24
"""Nodes beside each other that are drawn."""


@dataclass(frozen=True, slots=True)
class Traced:
    """The lineage of something: `back` is what it is made of, `on` what is made of it; `path` is that of its page."""

    picture: Picture | None
    back: Rows[Hop]
    on: Rows[Hop]
    depth: int
    further: bool
    cut: bool
    path: str
    field: str = ""

    def query(self, depth: int) -> dict[str, str]:
        """The query of the same page at another depth."""
        said = {"field": self.field} if self.field else {}
        return said if depth <= 1 else {**said, "depth": str(depth)}


def depth_in(ask: Ask) -> int:
    """How many steps are asked for: one, where nothing that can be counted is."""
    said = ask.said("depth")
    return min(max(int(said), 1), DEEPEST) if said.isascii() and said.isdigit() and len(said) < 4 else 1


def traced(
    ask: Ask, path: str, centre: Node, back: dict[Station, Fields], on: dict[Station, Fields], field: str = ""
) -> Traced:
    """The lineage from some stations; `centre` is what they stand for, in the picture.

    Where `centre` is a carrier, the stations are its own, and reached by the first step.
    """
    depth, ways = depth_in(ask), ways_of(ask.state)
    is_carrier = centre.shape is Shape.READ
    first = 2 if is_carrier else 1
    walks = (walk(ways, back, depth, back=True, first=first), walk(ways, on, depth, back=False, first=first))
    ends = (back, on) if is_carrier else ({}, {})
    return Traced(
        picture=_picture(ask.state.estate, centre, walks, ends),
        back=paged(ask, path, walks[0].hops, parameter="back-page"),
        on=paged(ask, path, walks[1].hops, parameter="on-page"),
        depth=depth,
        further=depth < DEEPEST and any(one.further for one in walks),
        cut=any(one.cut for one in walks),
        path=path,
        field=field,
    )


# ------------------------------------------------------------------------------------------------------------- picture


class _Side:
    """One side of a picture: ranks of carriers and stations in turn, the nearest to the centre first."""

    def __init__(self, estate: Estate, *, is_back: bool) -> None:
        self._estate = estate
        self._is_back = is_back
        self.ranks: list[dict[str, Node]] = []
        self.edges: dict[tuple[str, str], dict[str, None]] = {}

    def lay(self, walked: Walk, ends: Iterable[Station], centre: str) -> None:
        """Lays out the hops of a walk; `ends` are the stations beside a centre that is a carrier."""
        shift = 0
        for station in ends:
            self._join(self._station(0, station), centre)
            shift = 1
        nearest = min((one.step for one in walked.hops), default=1)
        for hop in walked.hops:
            other, own = (hop.before, hop.after) if self._is_back else (hop.after, hop.before)
            rank = 2 * (hop.step - nearest) + shift
            near = self._station(rank - 1, own) if rank else centre
            carrier = self._carrier(rank, hop)
            self._join(carrier, near)
            self._join(self._station(rank + 1, other), carrier, fields_in_words(hop))

    def _put(self, rank: int, node: Node) -> str:
        while len(self.ranks) <= rank:
            self.ranks.append({})
        return self.ranks[rank].setdefault(node.id, node).id

    def _id(self, rank: int, name: str) -> str:
        return f"{'<' if self._is_back else '>'}{rank} {name}"

    def _station(self, rank: int, station: Station) -> str:
        name = self._id(rank, f"{station.kind} {station.name}")
        if station.kind == "entity":
            entity = self._estate.entities.get(station.name)
            return self._put(rank, Node(name, entity.title if entity else station.name, Shape.FLOW, "entity"))
        api = self._estate.apis.get(station.name.partition("@")[0])
        system = str(api.spec.system) if api is not None else station.name
        return self._put(rank, Node(name, system, Shape.SYSTEM, station.name))

    def _carrier(self, rank: int, hop: Hop) -> str:
        one = hop.carrier
        name = self._id(rank, f"{one.kind} {one.name} {one.by}")
        shape, detail = (Shape.WRITE, f"by {one.by}") if one.kind == "workflow" else (Shape.READ, _of_mapping(hop))
        return self._put(rank, Node(name, one.name, shape, detail))

    def _join(self, far: str, near: str, label: str = "") -> None:
        pair = (far, near) if self._is_back else (near, far)
        self.edges.setdefault(pair, {})
        if label:
            self.edges[pair][label] = None


def _of_mapping(hop: Hop) -> str:
    if hop.after.kind == "api":
        return "no workflow writes by it"
    return "a copy, read to be compared" if hop.copied else ""


def fields_in_words(hop: Hop) -> str:
    """How many fields a hop brings, or which one."""
    named = list(dict.fromkeys(name for _, _, after in hop.pairs for name in after))
    return named[0] if len(named) == 1 else f"{len(named)} fields"


def _picture(
    estate: Estate, centre: Node, walks: tuple[Walk, Walk], ends: tuple[Iterable[Station], Iterable[Station]]
) -> Picture | None:
    """Both directions, what comes first at the left; None where there is nothing, or too much to be drawn."""
    before, behind = _Side(estate, is_back=True), _Side(estate, is_back=False)
    before.lay(walks[0], ends[0], centre.id)
    behind.lay(walks[1], ends[1], centre.id)
    ranks = [*reversed(before.ranks), {centre.id: centre}, *behind.ranks]
    if len(ranks) == 1 or max(map(len, ranks)) > _MOST:
        return None
    edges = tuple(Edge(start, end, ", ".join(labels)) for (start, end), labels in (before.edges | behind.edges).items())
    title = f"Lineage of {centre.label}, from left to right; the lists below say the same"
    return Picture("lineage", title, tuple(tuple(one.values()) for one in ranks), edges, across=True)
