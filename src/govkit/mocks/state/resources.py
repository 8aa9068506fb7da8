"""What operations do to records, inferred: a path with a parameter at its end is an item of the collection above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod

from govkit.direction import Direction
from govkit.mocks.schemas import Checked
from govkit.mocks.state.frames import Frame, frame_of, frame_of_body
from govkit.mocks.state.inferred import Inferred
from govkit.mocks.state.keys import SCALARS, Key, compound, single
from govkit.mocks.state.moulds import Mould
from govkit.mocks.state.words import (
    CURSORS,
    FRAME,
    MORES,
    NEXTS,
    OFFSETS,
    PAGE_COUNTS,
    PAGES,
    PARAMETER,
    SEARCHES,
    SIZES,
    TOTALS,
    ends_in_parameter,
    own_words,
    plain,
    singular,
    telling,
)
from govkit.mocks.system import Served
from govkit.spec.openapi import MediaType
from govkit.spec.openapi.messages import response_for
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.shape import Spot, spot_key


class Deed(StrEnum):
    """What an operation does."""

    LIST = "list"
    CREATE = "create"
    READ = "read"
    REPLACE = "replace"
    MERGE = "merge"
    DELETE = "delete"
    ACT = "act"
    READ_PART = "read part"
    WRITE_PART = "write part"
    ANSWER = "answer"


@dataclass(slots=True)
class Resource:
    """A collection of records of one kind, and how they are told apart."""

    name: str
    item: Checked
    key: Key
    """The fields by which a path names an item."""

    path: str | None = None
    """The path of an item."""

    fields: dict[str, str] = field(default_factory=dict)
    """The names of the item's properties by their plain form."""

    parameter: Checked | None = None
    """The schema of the path parameter that names an item."""

    known: frozenset[str] | None = None
    """The names that an item may have, where its schema names them all and says of no others."""

    _mould: Mould | None = field(default=None, repr=False, compare=False)

    @property
    def id_field(self) -> str | None:
        """The one field that identifies an item; None where there is none, or several do together."""
        return self.key.ways[0][0] if len(self.key.ways) == 1 else None

    @property
    def mould(self) -> Mould:
        """What all new items have in common, found when the first is made."""
        if self._mould is None:
            self._mould = Mould(self.item, self.fields)
        return self._mould


Places = tuple[int, ...]
"""Where the key of an item stands among the path parameters; empty where none is named."""


@dataclass(slots=True)
class Part:
    """What an operation does, to which record: `above` are the parameters of the path that are not its own."""

    deed: Deed
    resource: Resource | None = None
    own: Places = ()
    above: list[tuple[int, str, str | None]] = field(default_factory=list)
    """Places among the path parameters, their names, and the field of the item that tells the same."""

    parents: list[tuple[Resource, Places]] = field(default_factory=list)
    """The resources that must be there, each with the places of its key among the path parameters."""

    aliases: dict[Places, tuple[str, ...]] = field(default_factory=dict)
    """Fields by which records may be named too, by the places of the parameters that bear their names."""

    word: str = ""
    listed: ListForm | None = None
    frame: Frame | None = None
    """How the answer shows the record; None where it is the record, or shows none."""

    body: Frame | None = None
    """How the request states the record; None where it is the record."""


@dataclass(slots=True)
class ListForm:
    """How a list is answered: as an array, or in the property of an object."""

    whole: Checked
    property: str | None
    items: Spot


class Resources:
    """The resources of one system, and what each operation does to them."""

    def __init__(self, operations: Iterable[Served]) -> None:
        self._operations = list(operations)
        self._paths: dict[str, dict[str, Served]] = {}
        for served in self._operations:
            self._paths.setdefault(served.operation.path.rstrip("/") or "/", {})[served.method] = served
        self._lists: dict[int, ListForm | None] = {}
        self.by_path = Inferred(self._paths, self._item_of, self._resource)
        self._parts: dict[int, Part] = {}

    def part(self, served: Served) -> Part:
        """What an operation does."""
        found = self._parts.get(id(served))
        if found is None:
            found = self._parts[id(served)] = self._part(served)
        return found

    def seeds(self, resource: Resource) -> Iterator[Served]:
        """The operations whose examples show records of a resource."""
        leading = self.by_path.leading_to(resource)
        for served in self._operations:
            path = served.operation.path.rstrip("/") or "/"
            if not leading.intersection(self._upwards(path)):
                continue
            part = self.part(served)
            if part.resource is resource and part.deed in (Deed.LIST, Deed.READ, Deed.CREATE, Deed.REPLACE):
                yield served

    def _upwards(self, path: str) -> tuple[str, str, str]:
        """A path, and two above it: an operation is about a collection, an item of it, or what stands below an item."""
        above = self.by_path.above(path)
        return path, above, self.by_path.above(above)

    def is_created(self, resource: Resource) -> bool:
        """Whether an operation on a collection makes records of a resource."""
        served = (one for path in self.by_path.leading_to(resource) for one in self._paths.get(path, {}).values())
        return any(self.part(one).deed is Deed.CREATE for one in served)

    # ---------------------------------------------------------------------------------------------------- collections

    def _resource(self, path: str, item: Checked, item_path: str | None) -> Resource:
        fields = {plain(name): name for name in item.names()}
        below = item_path or next((one for one in self._paths if one.startswith(f"{path}/{{")), None)
        parameter = self._parameter(below, path)
        key = compound(item, path, item_path) if item_path is not None else None
        if key is None:
            key = single(item, path, below, parameter)
        return Resource(path, item, key, item_path, fields, parameter, known=_known(item))

    def _parameter(self, path: str | None, collection: str) -> Checked | None:
        """The schema of the path parameter below a collection."""
        served = next(iter(self._paths[path].values())) if path is not None else None
        parameter = served.operation.parameters.get(f"path {collection.count('{')}") if served is not None else None
        return served.schemas.value(parameter.node, Direction.REQUEST) if served is not None and parameter else None

    def _item_of(self, collection: str, path: str | None) -> Checked | None:
        """The schema of the items of a collection, where the path is one."""
        if path is not None:
            for method in ("GET", "PUT", "PATCH", "POST"):
                frame = self._frame(self._paths[path].get(method), collection, path)
                if frame is not None:
                    return frame.core
        methods = self._paths.get(collection, {})
        listed = self._list_form(methods.get("GET"))
        if listed is not None and listed.items:
            served = methods["GET"]
            item = served.schemas.checked(listed.items)
            return item if "object" in item.shape.types else None
        post = methods.get("POST")
        if post is not None and "201" in post.operation.responses:
            frame = self._frame(post, collection, path)
            return frame.core if frame is not None else None
        return None

    def _frame(self, served: Served | None, collection: str, path: str | None) -> Frame | None:
        """How an operation shows items; None where it shows none."""
        answer = self._answer(served)
        if served is None or answer is None:
            return None
        word = collection.rpartition("/")[2]
        below = path or next((one for one in self._paths if one.startswith(f"{collection}/{{")), None)
        parameter = PARAMETER.findall(below)[collection.count("{")] if below is not None else "id"
        return frame_of(answer, served.schemas, telling(parameter, word), word)

    def _answer(self, served: Served | None) -> Checked | None:
        """The schema of what an operation usually answers, in JSON."""
        if served is None:
            return None
        media = json_media(served)
        return served.schemas.media(media, Direction.RESPONSE) if media is not None else None

    def _list_form(self, served: Served | None) -> ListForm | None:
        if served is None:
            return None
        if id(served) not in self._lists:
            answer = self._answer(served)
            self._lists[id(served)] = _list_form(answer, served) if answer is not None else None
        return self._lists[id(served)]

    # ------------------------------------------------------------------------------------------------------ operations

    def _part(self, served: Served) -> Part:
        part = self._deed_of(served)
        names = PARAMETER.findall(served.operation.path)
        own = [(part.resource, part.own)] if part.resource is not None and part.own else []
        told = [(one, at) for one, at in (*part.parents, *own) if len(at) == 1]
        part.aliases = {at: found for one, at in told if (found := _aliases(names[at[0]], one))}
        if part.resource is not None and part.deed in _ABOUT_ONE:
            frame = self._frame(served, part.resource.name, part.resource.path)
            part.frame = None if frame is None or frame.is_bare else frame
            part.body = self._body_frame(served, part.resource, frame)
        return part

    @staticmethod
    def _body_frame(served: Served, resource: Resource, shown: Frame | None) -> Frame | None:
        if served.operation.body is None:
            return None
        media = next((one for one in served.operation.body.content.values() if one.schema is not None), None)
        if media is None:
            return None
        whole = served.schemas.media(media, Direction.REQUEST)
        word = resource.name.rpartition("/")[2]
        frame = frame_of_body(whole, served.schemas, shown or Frame(resource.item), resource.fields, word)
        return None if frame.is_bare else frame

    def _deed_of(self, served: Served) -> Part:
        path, method = served.operation.path.rstrip("/") or "/", served.method
        names = PARAMETER.findall(path)
        if ends_in_parameter(path):
            collection = self.by_path.above(path)
            resource = self.by_path.get(collection)
            deed = _ON_ITEM.get(method, Deed.ANSWER)
            if resource is None or deed is Deed.ANSWER:
                return Part(Deed.ANSWER, parents=self._parents(collection))
            places = _places(path, collection)
            return Part(deed, resource, places, _above(names[: places[0]], resource, path), self._parents(collection))
        resource = self.by_path.get(path)
        parents = self._parents(path)
        searched = self._searched(served, path)
        if searched is not None:
            return searched
        if resource is not None:
            listed = self._list_form(served) if method in ("GET", "HEAD") else None
            if listed is not None:
                return Part(Deed.LIST, resource, (), _above(names, resource, path), parents, listed=listed)
            if plain(path.rpartition("/")[2]) in _PREVIEWS:
                return Part(Deed.ANSWER, parents=parents)
            if method in ("POST", "PUT") and self._creates(served, resource) and not self._is_action(path, resource):
                return Part(Deed.CREATE, resource, (), _above(names, resource, path), parents)
        return self._below_item(served, path, names, parents)

    def _searched(self, served: Served, path: str) -> Part | None:
        """A list that is asked for by a body: by the method for that, or at a path that says so."""
        collection, _, word = path.rpartition("/")
        if served.method == "QUERY":
            collection = path
        elif served.method != "POST" or plain(word) not in SEARCHES:
            return None
        resource, listed = self.by_path.get(collection), self._list_form(served)
        if resource is None or listed is None or not listed.items:
            return None
        shown = self._list_form(self._paths.get(collection, {}).get("GET"))
        kinds = {spot_key(resource.item.spot), *((spot_key(shown.items),) if shown is not None else ())}
        if spot_key(listed.items) not in kinds:
            return None
        names = PARAMETER.findall(collection)
        return Part(
            Deed.LIST, resource, (), _above(names, resource, collection), self._parents(collection), listed=listed
        )

    def _is_action(self, path: str, resource: Resource) -> bool:
        """Whether a path below an item, which is no list, answers that item."""
        above = path.rpartition("/")[0]
        return "GET" not in self._paths[path] and ends_in_parameter(above) and self._item_above(above) is resource

    def _item_above(self, path: str) -> Resource | None:
        return self.by_path.get(self.by_path.above(path)) if ends_in_parameter(path) else None

    def _creates(self, served: Served, resource: Resource) -> bool:
        """Whether what is sent to a collection becomes an item of it: its answer shows one, or what identifies one."""
        answer = self._answer(served)
        created = "201" in served.operation.responses and served.method == "POST"
        if answer is None:
            return created
        frame = self._frame(served, resource.name, resource.path)
        if frame is None:
            return False
        if created or spot_key(frame.core.spot) == spot_key(resource.item.spot):
            return True
        return (
            resource.path is not None
            and resource.id_field in frame.core.names()
            and plain(frame.member or "") != "errors"
        )

    def _below_item(self, served: Served, path: str, names: list[str], parents: list[tuple[Resource, Places]]) -> Part:
        """An action on an item, or a part of it."""
        above, _, word = path.rpartition("/")
        method = served.method
        resource = self._item_above(above)
        if resource is not None:
            places = _places(above, self.by_path.above(above))
            links = _above(names[: places[0]], resource, above)
            frame = self._frame(served, resource.name, resource.path)
            same = frame is not None and spot_key(frame.core.spot) == spot_key(resource.item.spot)
            deed = self._deed_below(method, path, same=same)
            if deed is not None:
                return Part(deed, resource, places, links, parents, word=word)
            return Part(Deed.ANSWER, parents=parents)
        deed = self._deed_below(method, path, same=False)
        return Part(deed or Deed.ANSWER, parents=parents, word=path)

    def _deed_below(self, method: str, path: str, *, same: bool) -> Deed | None:
        """What an operation below an item does; `same`: it answers the item itself."""
        methods = self._paths[path].keys()
        if same:
            whole = {"GET": Deed.READ, "PUT": Deed.REPLACE, "PATCH": Deed.MERGE}
            return whole.get(method, Deed.ACT) if "GET" in methods else Deed.ACT
        if method in ("GET", "PUT", "PATCH") and methods & {"PUT", "PATCH"}:
            return Deed.READ_PART if method == "GET" else Deed.WRITE_PART
        return None

    def _parents(self, path: str) -> list[tuple[Resource, Places]]:
        """The items that stand above a path."""
        found = []
        segments = path.split("/")
        for at in range(1, len(segments) + 1):
            item = "/".join(segments[:at])
            if ends_in_parameter(item):
                collection = self.by_path.above(item)
                resource = self.by_path.get(collection)
                places = _places(item, collection)
                if resource is None or ends_in_parameter(collection):
                    continue
                if len(resource.key.ways) == len(places):
                    found.append((resource, places))
        return found


_ON_ITEM = {
    "GET": Deed.READ,
    "HEAD": Deed.READ,
    "PUT": Deed.REPLACE,
    "PATCH": Deed.MERGE,
    "POST": Deed.MERGE,
    "DELETE": Deed.DELETE,
}
"""What is done to an item by its own path; where POST is taken there, it changes what it names."""

_PREVIEWS = frozenset(
    ["preview", "test", "validate", "estimate", "simulate", "calculate", "dryrun", "check", "verify", "search", "query"]
)
"""Last words of paths that answer what would be, and write nothing."""

_ABOUT_ONE = frozenset({Deed.CREATE, Deed.READ, Deed.REPLACE, Deed.MERGE, Deed.DELETE, Deed.ACT})


def _places(item_path: str, collection: str) -> Places:
    """The places of the parameters of an item among those of its path."""
    return tuple(range(collection.count("{"), item_path.count("{")))


def _aliases(parameter: str, resource: Resource) -> tuple[str, ...]:
    """The fields besides the identifier that a parameter bears the name of."""
    words = own_words(parameter, resource.name.rpartition("/")[2])
    found = (resource.fields[word] for word in words if word in resource.fields)
    return tuple(
        name for name in found if name != resource.id_field and resource.item.member(name).shape.types <= SCALARS
    )


def _known(item: Checked) -> frozenset[str] | None:
    shape = item.shape
    branches = prod(len(union.branches) for union in shape.unions)
    says = shape.open or shape.patterns or shape.opaque or branches > _MOST_BRANCHES
    names = () if says else item.names()
    return frozenset(names) if names else None


_MOST_BRANCHES = 8
"""Of unions, that names are looked for in."""


def json_media(served: Served) -> MediaType | None:
    """The JSON of what an operation usually answers."""
    response = response_for(served.operation, served.responses.usual)
    return next((one for one in response.content.values() if is_json(one.name)), None) if response else None


def _list_form(answer: Checked, served: Served) -> ListForm | None:
    shape = answer.shape
    if shape.types <= {"array", "null"} and "array" in shape.types:
        return ListForm(answer, None, shape.items)
    if "object" not in shape.types:
        return None
    reader = served.schemas.reader
    arrays: list[tuple[str, Spot]] = []
    for name in reader.names(answer.spot):
        inner = served.schemas.checked(reader.member(answer.spot, name)).shape
        if inner.types <= {"array", "null"} and "array" in inner.types and inner.items:
            arrays.append((name, inner.items))
    objects = [one for one in arrays if "object" in served.schemas.checked(one[1]).shape.types]
    likely = [one for one in objects if plain(one[0]) in _LISTS or plain(one[0]) == plain(_last_word(served))]
    chosen = likely[:1] or (objects if len(objects) == 1 else [])
    if not chosen:
        return None
    is_named = plain(chosen[0][0]) == plain(_last_word(served))
    return ListForm(answer, *chosen[0]) if is_named or _is_frame(answer, chosen[0][0], surely=bool(likely)) else None


_LISTS = frozenset(
    [
        "data",
        "items",
        "results",
        "values",
        "records",
        "entries",
        "content",
        "list",
        "elements",
        "nodes",
        "rows",
        "resources",
    ]
)
_IDENTIFYING = frozenset({"id", "uuid", "createdat", "key"})
_FRAME = FRAME | SIZES | CURSORS | PAGES | OFFSETS | NEXTS | MORES | TOTALS | PAGE_COUNTS | {"previous", "prev"}


def _is_frame(answer: Checked, listed: str, *, surely: bool) -> bool:
    """Whether an object is but the frame of a list: nothing in it speaks of a thing of its own."""
    others = {plain(name) for name in answer.names() if name != listed}
    return not others & _IDENTIFYING if surely else others <= _FRAME


def _last_word(served: Served) -> str:
    return served.operation.path.rstrip("/").rpartition("/")[2]


def _above(names: list[str], resource: Resource, path: str) -> list[tuple[int, str, str | None]]:
    """The parameters above an item, each with the field of the item that names the same parent."""
    segments = path.split("/")
    found = []
    for at, name in enumerate(names):
        place = next((i for i, one in enumerate(segments) if one == f"{{{name}}}"), 0)
        one = plain(singular(segments[place - 1])) if place else ""
        words = [plain(name), *((f"{one}id", f"{one}number", f"{one}no", f"{one}code", one) if one else ())]
        known = next((resource.fields[word] for word in words if word in resource.fields), None)
        if known is not None and (
            (known,) in resource.key.ways or not resource.item.member(known).shape.types <= SCALARS
        ):
            known = None
        found.append((at, name, known))
    return found
