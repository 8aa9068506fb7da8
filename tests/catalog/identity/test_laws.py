"""What holds for all records, whatever they are."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.identity.decisions import Decisions
from govkit.catalog.identity.likeness import Likeness
from govkit.catalog.identity.matching import Matched, key_names, matched
from govkit.catalog.identity.record import Record
from tests.catalog.identity.drawn import MATCH, clusters, conflicts, decided, proposals, record

NAMES = (
    "Pemba Foods",
    "Pemba Food Ltd",
    "Castellan Logistics",
    "Castellan Logistics Inc.",
    "Brightwater GmbH",
    "Brightwater B.V.",
)
TAXES = ("DE111222333", "DE111222334", "NL999888777", "n/a")
REFS = [f"{system}:{number}" for system in ("crm", "erp", "billing") for number in range(3)]

fields = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(NAMES),
        "tax": st.lists(st.sampled_from(TAXES), min_size=1, max_size=2).map(" ".join),
        "number": st.sampled_from(("HRB 1001", "HRB 2002")),
        "knows": st.sampled_from(REFS),
        "billingAddress": st.sampled_from(
            ({"city": "Berlin", "country": "DE"}, {"postalCode": "10115", "country": "DE"})
        ),
    },
)
worlds = st.lists(st.sampled_from(REFS), unique=True, max_size=9).flatmap(
    lambda refs: st.tuples(*(fields.map(lambda said, ref=ref: record(ref, **said)) for ref in refs)).map(list)  # type: ignore[misc]
)
partings = st.lists(
    st.tuples(st.sampled_from(REFS), st.sampled_from(REFS)).filter(lambda pair: pair[0] != pair[1]), max_size=4
)


def told(of: Matched) -> object:
    return (
        clusters(of),
        [one.because for one in of.clusters],
        [(str(one.left.ref), str(one.right.ref), one.kind, one.percent, one.evidence) for one in of.proposals],
        of.conflicts,
        [one.ref for one in of.alone],
    )


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(records: list[Record], random: Random) -> None:
    shuffled = [*records]
    random.shuffle(shuffled)
    assert told(matched(shuffled, MATCH)) == told(matched(records, MATCH))


@given(worlds)
def test_two_records_are_as_alike_from_either_side(records: list[Record]) -> None:
    likeness = Likeness(MATCH, key_names(MATCH))
    for one, other in combinations(records, 2):
        score = likeness.score(one, other)
        assert score == likeness.score(other, one)
        assert 0 <= score <= 1
        assert likeness.score(one, other, score) == score, "to stop early changes nothing that is alike enough"
        assert not score or likeness.score(one, other, score + 0.01) == 0


@given(worlds, partings)
def test_what_is_decided_to_be_different_is_never_linked_nor_proposed(
    records: list[Record], pairs: list[tuple[str, str]]
) -> None:
    of = matched(records, MATCH, decided(*(f"different {one} {other}" for one, other in pairs)))
    apart = {frozenset(pair) for pair in pairs}
    for cluster in clusters(of):
        assert not any(frozenset(pair) in apart for pair in combinations(cluster.split(), 2))
    assert not any(frozenset(pair.split()) in apart for pair in proposals(of))


@given(worlds)
def test_without_a_decision_no_system_has_two_records_in_one_object(records: list[Record]) -> None:
    of = matched(records, MATCH)
    for cluster in of.clusters:
        systems = [one.ref.system for one in cluster.records]
        assert len(systems) == len(set(systems))


@given(worlds)
def test_every_record_is_in_one_place(records: list[Record]) -> None:
    """Linked once at most; alone only where nothing links it, contests it, or is like it."""
    of = matched(records, MATCH)
    linked = [name for cluster in clusters(of) for name in cluster.split()]
    assert len(linked) == len(set(linked))
    busy = {*linked, *(name for one in (*proposals(of), *conflicts(of)) for name in one.split())}
    assert {str(one.ref) for one in of.alone} == {str(one.ref) for one in records} - busy


@given(worlds)
def test_what_is_linked_stays_linked_when_it_is_decided(records: list[Record]) -> None:
    """A person who accepts what keys prove changes nothing about it."""
    before = matched(records, MATCH)
    after = matched(records, MATCH, decided(*(f"same {names}" for names in clusters(before))))
    assert clusters(after) == clusters(before)


@given(worlds)
def test_a_proposal_that_is_accepted_is_linked_and_not_asked_again(records: list[Record]) -> None:
    before = matched(records, MATCH)
    for one in before.proposals[:2]:
        after = matched(records, MATCH, decided(f"same {one.left.ref} {one.right.ref}"))
        assert any({str(one.left.ref), str(one.right.ref)} <= set(names.split()) for names in clusters(after))
        assert f"{one.left.ref} {one.right.ref}" not in proposals(after)


def test_no_records_make_nothing() -> None:
    of = matched([], MATCH, Decisions())
    assert told(of) == ([], [], [], (), [])
