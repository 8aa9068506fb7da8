"""JSON and YAML, packed or not: read as the usual libraries read it, or refused with a place in the text."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import yaml
from hypothesis import strategies as st

from govkit.errors import InputError
from govkit.spec.documents import Document, as_yaml, parse
from tests.fuzz.drawing import damaged, soup, texts
from tests.fuzz.target import Target, inside, plain, refused_well
from tests.properties.test_documents import PIECES, SCALARS, TEXTS, exact, pointers, trees

_LABELS = st.sampled_from(["api.json", "api.yaml", "api.yaml.gz"])
_REAL = st.sampled_from(
    texts("catalog/**/*.yaml", "catalog/**/*.json", "specs/*/*/schemas/*.yaml", "tests/**/*.yaml", longest=6_000)
)
_DRAWN = trees(SCALARS).flatmap(
    lambda tree: st.sampled_from(
        [json.dumps(tree), json.dumps(tree, indent=1), yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)]
    )
)
_TEXTS = st.one_of(damaged(_REAL), damaged(_DRAWN, PIECES), soup(PIECES | TEXTS), st.text(max_size=200))


def _packed(drawn: tuple[str, int, bytes]) -> bytes:
    """A text packed with gzip, of which some bytes are others."""
    text, at, other = drawn
    data = gzip.compress(text.encode("utf-8", "replace"), mtime=0)
    return data[:at] + other + data[at + len(other) :]


_CODED = st.tuples(_TEXTS, st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "latin-1"]))
_BYTES = st.one_of(
    _TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    _TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    _CODED.map(lambda drawn: drawn[0].encode(drawn[1], "replace")),
    st.binary(max_size=200),
    st.tuples(_TEXTS, st.integers(0, 60), st.binary(max_size=3)).map(_packed),
)


def _check(drawn: tuple[bytes, str]) -> None:
    data, label = drawn
    try:
        document = parse(data, label)
    except InputError as error:
        refused_well(error, _shown(data), label)
        _refused_rightly(data)
        return
    tree = document.tree
    text = json.dumps(tree, allow_nan=False)
    assert exact(parse(text.encode(), "again.json").tree if isinstance(tree, dict | list) else tree) == exact(tree)
    some = pointers(tree)
    for place in document.places(some[:200]).values():
        inside(place.line, place.column, document.text.string)
    for pointer, place in document.duplicate_keys:
        inside(place.line, place.column, document.text.string)
        assert "<<" in pointer or document.node(pointer).pointer == pointer
    _agrees(document)
    if isinstance(tree, dict | list) and tree:
        written = as_yaml(tree)
        assert exact(parse(written.encode(), "again.yaml").tree) == exact(tree), written


_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def _shown(data: bytes) -> str:
    """The text in which a place lies, as an editor shows it."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, ValueError, zlib.error):
            return ""
    for mark, code in (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(code, "replace")
    return data.decode("utf-8-sig", "replace")


def _refused_rightly(data: bytes) -> None:
    """Small JSON that the standard library reads whole is not refused, but for what JSON does not have."""
    try:
        text = data.decode("utf-8-sig")
        tree = json.loads(text, parse_constant=_none)
        json.dumps(tree, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return
    if isinstance(tree, dict | list) and not _is_deeper(tree, 390) and "\x00" not in text:
        raise AssertionError("what the standard library reads is refused")


def _none(word: str) -> Any:
    raise ValueError(word)


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            x for one in level if isinstance(one, dict | list) for x in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def _agrees(document: Document) -> None:
    """What was read is what the usual library reads: JSON to the type, of YAML the structure and the texts."""
    if document.syntax == "json":
        assert exact(json.loads(document.text.string, parse_constant=_none)) == exact(document.tree)
        return
    if "<<" in document.text.string:
        return  # its base loader merges nothing
    try:
        theirs = [one for one in yaml.load_all(document.text.string, Loader=yaml.CBaseLoader) if one != ""]
    except (yaml.YAMLError, ValueError, TypeError):
        return  # such as a list as a key
    if len(theirs) == 1:
        _same(document.tree, theirs[0])


def _same(ours: Any, theirs: Any) -> None:
    if isinstance(ours, dict):
        assert isinstance(theirs, dict)
        assert list(ours) == list(theirs)
        for key, value in ours.items():
            _same(value, theirs[key])
    elif isinstance(ours, list):
        assert isinstance(theirs, list)
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            _same(one, other)
    else:
        assert isinstance(theirs, str)
        assert not isinstance(ours, str) or ours == theirs


TARGET = Target("documents in JSON and YAML", st.tuples(_BYTES, _LABELS), plain(_check))
