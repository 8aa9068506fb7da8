"""The recording and its picture are of the program as it is, and of the form that players and browsers read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.guides.reader import plain
from tools import recording


def bare(text: str) -> str:
    """Without colours, and without days and commits."""
    return plain(re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r\n", "\n"))


@pytest.fixture(scope="module")
def printed() -> list[str]:
    return recording.record()


def events(text: str) -> list[tuple[float, str, str]]:
    return [(at, kind, piece) for at, kind, piece in map(json.loads, text.splitlines()[1:])]


def test_the_recording_is_of_version_2_and_goes_forwards(repository: Path) -> None:
    """https://docs.asciinema.org/manual/asciicast/v2/"""
    text = (repository / recording.CAST).read_text(encoding="utf-8")
    header = json.loads(text.splitlines()[0])
    assert (header["version"], header["width"], header["height"]) == (2, 100, 40)
    assert {kind for _, kind, _ in events(text)} == {"o"}
    times = [at for at, _, _ in events(text)]
    assert times == sorted(times)
    assert 20 < times[-1] < 90


@pytest.mark.requirement("E4")
def test_the_recording_shows_what_the_program_prints(repository: Path, printed: list[str]) -> None:
    """`make recording` writes it anew."""
    kept = (repository / recording.CAST).read_text(encoding="utf-8")
    shown, now = ("".join(piece for _, _, piece in events(text)) for text in (kept, recording.cast(printed)))
    assert bare(shown) == bare(now), "run `make recording`"


def test_the_pace_is_the_same_each_time(printed: list[str]) -> None:
    assert recording.cast(printed) == recording.cast(printed)


def test_the_picture_shows_the_refusal_and_asks_nobody(repository: Path, printed: list[str]) -> None:
    """Each line of what was printed, in order; nothing in it leads to another host."""
    text = (repository / recording.SVG).read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) <= {"http://www.w3.org/2000/svg"}
    rows = ["".join(row.itertext()) for row in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]
    printed_lines = bare(printed[recording.REFUSED]).splitlines()
    assert [re.sub(r"\s", "", bare(row)) for row in rows[1:]] == [re.sub(r"\s", "", line) for line in printed_lines]
