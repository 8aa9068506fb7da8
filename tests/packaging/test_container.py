"""Containerfile: what it must be, and that its health check tells servers that answer from those that do not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govkit.gate.beginning.reference import PARTS
from tests.packaging.installing import run


@pytest.fixture(scope="module")
def lines(repository: Path) -> list[str]:
    """The instructions, each on one line."""
    text = (repository / "Containerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    return [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]


def said(lines: list[str], word: str) -> list[str]:
    return [line.removeprefix(f"{word} ") for line in lines if line.startswith(f"{word} ")]


def final(lines: list[str]) -> list[str]:
    """The instructions of the last stage."""
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    return lines[last:]


def test_it_is_built_in_two_stages_from_a_slim_image_of_a_named_version(lines: list[str]) -> None:
    images = [line.split()[0] for line in said(lines, "FROM")]
    assert len(images) == 2
    for image in images:
        assert re.fullmatch(r"docker\.io/library/python:3\.1[1-4]-slim-\w+", image)
    assert not [line for line in final(lines) if "pip" in line], "what installs stays behind"


def test_it_runs_as_somebody_without_rights(lines: list[str]) -> None:
    assert said(final(lines), "USER") == ["10001:10001"]
    assert not [line for line in said(lines, "RUN") if "sudo" in line or "chmod 777" in line]


def test_what_it_copies_is_there_and_not_kept_out(lines: list[str], repository: Path) -> None:
    sources = [part for line in said(lines, "COPY") if "--from" not in line for part in line.split()[:-1]]
    assert {*PARTS, "src", "pyproject.toml", "README.md", "LICENSE"} <= set(sources)
    let_in = {line[1:] for line in (repository / ".containerignore").read_text().splitlines() if line.startswith("!")}
    for source in sources:
        assert (repository / source).exists(), source
        assert {source, f"{source.rpartition('/')[0]}/*.txt"} & let_in, source


def test_all_that_is_installed_is_pinned_by_its_hash(lines: list[str]) -> None:
    installs = [part for line in said(lines, "RUN") for part in line.split("&&") if re.search(r"pip.* install ", part)]
    assert len([one for one in installs if "pip" in one]) == 3
    for one in installs:
        assert "--no-deps" in one
        assert "--require-hashes" in one or "--no-index" in one
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", "\n".join(lines))


def test_it_names_neither_secrets_nor_an_own_entry_that_hides_signals(lines: list[str]) -> None:
    assert not re.search(r"(?i)password|secret|token", "\n".join(lines))
    assert json.loads(said(lines, "ENTRYPOINT")[0]) == ["govkit"], "a shell between would keep SIGTERM for itself"


# -------------------------------------------------------------------------------------------------------------- health


@pytest.fixture(scope="module")
def health(lines: list[str]) -> list[str]:
    """The command of the health check."""
    (line,) = said(lines, "HEALTHCHECK")
    return list(json.loads(line.partition("CMD ")[2]))


def test_the_page_asks_as_the_image_does(health: list[str], repository: Path) -> None:
    page = (repository / "docs/container.md").read_text(encoding="utf-8")
    shown = re.findall(r"^govkit doctor .*$", page, re.MULTILINE)
    asked = " ".join(word for word in health if word != "--quiet")
    assert shown[0] == asked
    assert re.fullmatch(rf"{asked} http://[\d.]+:\d+/healthz", shown[1])


SERVERS = {
    "mock up": ["mock", "up", "billing@3.0.0"],
    "portal": ["portal"],
    "sync up": ["sync", "up"],
    "sync serve": ["sync", "serve"],
}


@pytest.fixture
def estate(repository: Path, tmp_path: Path) -> Path:
    run([sys.executable, "-m", "govkit", "init", "--with-example", "estate"], cwd=tmp_path)
    return tmp_path / "estate"


@pytest.mark.parametrize("name", SERVERS)
def test_the_health_check_knows_a_server_that_answers(name: str, health: list[str], estate: Path) -> None:
    """Started at a free port, and asked there; then it is ended, and asked again."""
    words = [sys.executable, "-m", "govkit"]
    if name == "sync serve":
        run([*words, "sync", "migrate"], cwd=estate)
    server = subprocess.Popen(
        [*words, *SERVERS[name], "--port", "0"], cwd=estate, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        address = _address(server)
        asked = [*words, *health[1:], address]
        run(asked, cwd=estate)
    finally:
        server.terminate()
        out, _ = server.communicate(timeout=60)
    assert "Traceback" not in out
    assert server.returncode in (0, 130)
    run(asked, cwd=estate, codes=(1,))


def _address(server: subprocess.Popen[str]) -> str:
    """Where a server says that it listens."""
    assert server.stdout is not None
    shown = ""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and (line := server.stdout.readline()):
        shown += line
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError(shown)
