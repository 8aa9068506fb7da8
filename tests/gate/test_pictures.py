"""Pictures of graphs: what they are as Mermaid text and as SVG, whatever the texts in them say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from govkit.gate import open_estate
from govkit.gate.answers.picture import Edge, Node, Picture, Shape, ranked
from govkit.gate.answers.report import Asked, report_named

_EVIL = '<script>alert("x")</script> `a` & "b"\n-->|x| y'


def picture(label: str, *, across: bool = False) -> Picture:
    nodes = [Node("a", label, Shape.START), Node("b", "b", Shape.WRITE, label), Node("c", "c", Shape.BAD)]
    edges = (Edge("a", "b"), Edge("b", "c", label), Edge("a", "c", label, failing=True))
    return Picture("p", label, ranked(nodes), edges, across=across)


@pytest.mark.parametrize("across", [False, True])
def test_whatever_a_text_says_is_text_in_a_picture(*, across: bool) -> None:
    made = picture(_EVIL, across=across)
    root = ElementTree.fromstring(made.document())
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert made.mermaid().count("\n") == 1 + len(made.nodes) + len(made.edges)
    assert "<script" not in made.mermaid()


def test_an_edge_of_mermaid_says_whether_something_failed() -> None:
    lines = picture("x").mermaid().splitlines()
    assert lines[0] == "flowchart TD"
    assert '  n0 -.->|"x"| n2' in lines
    assert "  n0 --> n1" in lines


def test_every_workflow_of_the_estate_has_a_picture_with_its_steps(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    report = report_named("workflows").make(Asked(estate=open_estate(), on=date(2026, 11, 30)))
    steps = {(row[0], row[1]) for table in report.tables if table.name == "steps" for row in table.rows}
    drawn = {(one.name, node.id) for one in report.pictures for node in one.nodes}
    assert steps
    assert steps <= drawn
    assert report.pictures[-1].name == "data-flow"
    for one in report.pictures:
        ElementTree.fromstring(one.document())
