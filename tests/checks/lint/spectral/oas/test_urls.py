"""Which texts are URLs, as Node takes them."""

from __future__ import annotations

import pytest

from govkit.checks.lint.spectral.oas.functions.server_variables import is_url

GOOD = (
    "https://{a}.com", "https:///x", "https://%41.com", "foo:bar", "https://[::1]/x", "https:a.com", "mailto:x",
    "http://user:pw@h/", "https://a.com:", "https://a..com", "https://-a.com", "https://a_b.com", "file:///x", "file://",
    "https://é.com", "https://a.com:0080", "https://0x7f.1", "  https://a.com",
)  # fmt: skip
BAD = (
    "https://a.com:99999", "https://a.com:{p}/x", "https://", "https://a b.com", "https://1.2.3.4.5", "https://1.2.3.400",
    "https://a%zz.com", "//a.com", "/v1", "foo://a b", "https://[zz]", "https://a|b.com", "foo://a|b", "https://a<b.com",
    "ws://", "https://@/", "", "{a}",
)  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_a_url_is_one(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_url_is_none(text: str) -> None:
    assert not is_url(text)
