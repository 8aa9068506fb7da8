"""Forms in parts: read as RFC 2046 and RFC 7578 have them, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.openapi.wire.parts import MOST_FIELDS, FormPart, parts_in
from govkit.spec.openapi.wire.spelling import Unreadable

_NAMES = st.text(st.characters(exclude_characters='\r\n"\\%', exclude_categories=["Cs"]), min_size=1, max_size=8)
_CONTENTS = st.binary(max_size=20) | st.sampled_from([b"x--B", b"\r\n--", b"\r\n--Bx", b"\r\n\r\n", b"x--B--"])


@given(st.lists(st.tuples(_NAMES, _CONTENTS), max_size=4), st.binary(max_size=2), st.binary(max_size=5))
def test_parts_are_read_as_they_were_written(parts: list[tuple[str, bytes]], before: bytes, after: bytes) -> None:
    """Whatever stands before the first boundary and behind the last, and whatever a content looks like."""
    lines = [
        b'--B\r\nContent-Disposition: form-data; name="%b"\r\nX: y\r\n\r\n%b\r\n' % (name.encode(), content)
        for name, content in parts
    ]
    body = b"".join([before, b"\r\n", *lines, b"--B--\r\n", after])
    assert parts_in(body, "B") == [FormPart(name, "", content) for name, content in parts]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'Content-Disposition: form-data; name="a"; filename="b"', "a"),
        (b'Content-Disposition: form-data; filename="b"; name="a"', "a"),
        (b'content-disposition:form-data;NAME=a', "a"),
        (b'Content-Type: text/plain\r\nContent-Disposition: form-data; name="a b"', "a b"),
        (b'Content-Disposition: form-data; name="a\\"b%22c"', 'a"b"c'),
        (b'Content-Disposition: form-data; filename="name=b"; name="a;b"', "a;b"),
        ("Content-Disposition: form-data; name=\"ä\"".encode(), "ä"),
        (b'Content-Disposition: form-data; name=""', ""),
    ],
)  # fmt: skip
def test_the_name_of_a_part_is_that_of_its_disposition(head: bytes, expected: str) -> None:
    assert parts_in(b"--B\r\n" + head + b"\r\n\r\nx\r\n--B--", "B")[0].name == expected


@pytest.mark.parametrize(
    ("body", "boundary", "because"),
    [
        (b"", "B", "does not stand"),
        (b"--B\r\n", "B", "before its last"),
        (b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx', "B", "before its last"),
        (b"--B--", "", "boundary is empty"),
        (b"--B--", "B" * 71, "70 characters"),
        (b"--B\r\n\r\nx\r\n--B--", "B", "no name"),
        (b"--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--", "B", "no name"),
        (b"--B\r\nContent-Disposition: form-data; name=a\r\n--B--", "B", "no end"),
        (b"--B\r\nX: " + b"y" * 20_000 + b"\r\n\r\nx\r\n--B--", "B", "too long"),
        (b"--B\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * (MOST_FIELDS + 1) + b"--B--", "B", "at most"),
    ],
)
def test_what_is_no_form_says_why(body: bytes, boundary: str, because: str) -> None:
    with pytest.raises(Unreadable, match=because):
        parts_in(body, boundary)
