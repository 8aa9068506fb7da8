"""The page: complete in itself, hostile texts inert."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from govkit.findings import Severity
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot

_VOID = {"meta", "input", "br"}
_ELEMENTS = {
    *("html", "head", "title", "style", "script", "body", "header", "main", "footer", "section", "article", "form"),
    *("h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "div", "span", "b", "a", "code", "pre", "mark", "label"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "output", *_VOID),
}


class _Page(HTMLParser):
    """A page as a browser reads it: its elements in order, their attributes, the texts by element."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def inside(self, *tags: str) -> list[str]:
        """The texts directly inside of some elements."""
        return [text for tag, text in self.texts if tag in tags]


def _html(outcome: Outcome, fail_on: Severity | None = Severity.ERROR) -> str:
    rendered = render(outcome, "html", RenderOptions(line_of=samples.line_of, fail_on=fail_on))
    assert isinstance(rendered, str)
    return rendered


def test_the_whole_page() -> None:
    assert_snapshot("full.html", _html(samples.FULL))


@pytest.mark.parametrize("outcome", [samples.FULL, samples.CLEAN, samples.HOSTILE, samples.many(50)])
def test_the_page_is_sound_and_asks_for_nothing(outcome: Outcome) -> None:
    page = _Page(_html(outcome))
    assert {tag for tag, _ in page.elements} <= _ELEMENTS
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for tag, attributes in page.elements:
        assert not {"src", "style", "srcset", "action"} & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
        if "href" in attributes:
            target = attributes["href"] or ""
            assert tag == "a"
            assert target[0] == "#"
            assert target[1:] in ids


def test_only_the_page_s_own_style_and_script_may_act() -> None:
    page = _Page(_html(samples.HOSTILE))
    (policy,) = [a["content"] or "" for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == "'none'"
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        (text,) = page.inside(tag)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed[name] == f"'sha256-{digest}'"


def test_hostile_text_stays_text() -> None:
    text = _html(samples.HOSTILE)
    page = _Page(text)
    assert sum(tag == "script" for tag, _ in page.elements) == 1
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\ud800-\udfff]", text)
    assert any("</details><script>x</script>" in shown for shown in page.inside("h3", "p", "code"))
    text.encode("utf-8")


def test_the_decision_stands_in_the_title_and_follows_the_threshold() -> None:
    assert _Page(_html(samples.FULL)).inside("title")[0].startswith("govkit check: refused, 2 errors, 2 warnings")
    assert _Page(_html(samples.FULL, None)).inside("title")[0].startswith("govkit check: let through, 2 errors")


def test_every_finding_has_an_anchor_of_its_fingerprint() -> None:
    ids = {attributes.get("id") for _, attributes in _Page(_html(samples.FULL)).elements}
    assert {f"f-{finding.fingerprint}" for finding in samples.FULL.findings} <= ids


def test_findings_of_one_fingerprint_keep_anchors_apart() -> None:
    twin = replace(samples.NARROWED, cause="000000000000")
    page = _Page(_html(replace(samples.FULL, findings=(samples.NARROWED, twin))))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)


def test_the_worst_comes_first_and_the_waived_last() -> None:
    kinds = [attributes["id"] for tag, attributes in _Page(_html(samples.FULL)).elements if tag == "section"]
    assert kinds == ["error", "warning", "info", "waived"]


def test_old_and_new_stand_in_one_row_and_the_refused_spot_is_marked() -> None:
    text = _html(samples.FULL)
    assert '<tr><td class="old spot">maxLength: 500</td><td class="new spot">maxLength: 80</td></tr>' in text
    assert _Page(text).inside("mark") == [
        f'"{"a" * 32}…" (81 characters)',
        '"uncollectible"',
    ]


def test_many_operations_are_folded_and_counted() -> None:
    operations = tuple(f"GET /things/{number}" for number in range(1_000))
    finding = replace(samples.NARROWED, subject=replace(samples.NARROWED.subject, operations=operations))
    page = _Page(_html(replace(samples.FULL, findings=(finding,))))
    assert any("997 more operations" in text for text in page.inside("summary"))
    assert "… 900 more operations" in page.inside("li")


def test_two_thousand_findings_are_a_page_of_moderate_size_soon() -> None:
    findings = tuple(
        replace(samples.NARROWED, fingerprint=f"{number:016x}", cause=f"{number:012x}") for number in range(2_000)
    )
    start = time.perf_counter()
    text = _html(replace(samples.FULL, findings=findings))
    assert time.perf_counter() - start < 10
    assert len(text) < 8_000_000
    assert "content-visibility:auto" in text
