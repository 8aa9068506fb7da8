"""What a user may hand to govkit by mistake, or an attacker on purpose: one clear message, exit code 2, and soon."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from pathlib import Path

import pytest

from tests import commands

GOOD = """openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
"""


def govkit(*arguments: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str, float]:
    """Runs a command within bounded memory: exit code, standard output and error, seconds."""
    commands.ready()
    started = time.monotonic()
    done = commands.govkit(*arguments, cwd=cwd, stdin=stdin, env={"COLUMNS": "120"}, memory=2_500_000_000)
    return done.returncode, done.stdout.decode(), done.stderr.decode(), time.monotonic() - started


BOMB = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"x-{chr(97 + n)}: &{chr(97 + n)} [{','.join([f'*{chr(96 + n)}'] * 10)}]\n" for n in range(1, 12)
)
DEEP_JSON = '{"openapi": "3.1.0", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
CIRCLE = GOOD + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n"


def referring(to: str) -> str:
    """A document with a reference."""
    return GOOD + f"components: {{schemas: {{A: {{$ref: '{to}'}}}}}}\n"


BAD = {
    "alias-bomb.yaml": (BOMB.encode(), "aliases"),
    "deep.json": (DEEP_JSON.encode(), "deep"),
    "deep.yaml": (("openapi: 3.1.0\nx: " + "[" * 100_000).encode(), "deep"),
    "circle.yaml": (CIRCLE.encode(), "back to itself"),
    "outside.yaml": (referring("../../../../../../etc/passwd").encode(), "outside"),
    "file.yaml": (referring("file:///etc/passwd").encode(), "scheme"),
    "http.yaml": (referring("http://127.0.0.1:9/x.yaml").encode(), "not followed"),
    "truncated.json": (b'{"openapi": "3.1.0", "info": {', "too early"),
    "nan.json": (b'{"openapi": "3.1.0", "x": NaN}', "NaN"),
    "infinite.json": (b'{"openapi": "3.1.0", "x": 1e999}', "range"),
    "infinite.yaml": (b"openapi: 3.1.0\nx: 1e999\n", "range"),
    "latin.yaml": ("openapi: 3.1.0\ninfo: {title: T\xfc}\n".encode("latin-1"), "utf-8"),
    "empty.yaml": (b"", "empty"),
    "comment.yaml": (b"# nothing\n", "empty"),
    "binary.yaml": (b"\x7fELF\x02\x01\x01\x00\x00\x00", "not text"),
    "list.yaml": (b"- a\n- b\n", "no OpenAPI"),
    "other.yaml": (b"kind: Deployment\n", "no OpenAPI"),
    "old.yaml": (b"swagger: '1.2'\ninfo: {}\npaths: {}\n", "Swagger 1.2"),
    "future.yaml": (b"openapi: 4.0.0\n", "4.0.0"),
    "tabs.yaml": (b"openapi: 3.1.0\ninfo:\n\ttitle: T\n", "tab"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_one_clear_message(name: str, tmp_path: Path) -> None:
    """Exit code 2 within two seconds or so, the place, a reason, and never a traceback."""
    content, word = BAD[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.yaml").write_text(GOOD)
    for arguments in (("good.yaml", name), (name, "good.yaml")):
        code, out, error, seconds = govkit("diff", *arguments, cwd=tmp_path)
        assert code == 2, (out, error)
        assert "Traceback" not in error
        assert name in error
        assert word.lower() in error.lower()
        assert out == ""
        assert seconds < 6  # the promise is two; a loaded machine is slower


def test_bad_input_is_refused_from_standard_input_as_well(tmp_path: Path) -> None:
    """`-` is read like a file, and named as what it is."""
    (tmp_path / "good.yaml").write_text(GOOD)
    code, _, error, _ = govkit("diff", "good.yaml", "-", cwd=tmp_path, stdin=b'{"openapi": NaN}')
    assert code == 2
    assert "<stdin>:1:" in error
    assert govkit("diff", "good.yaml", "-", cwd=tmp_path, stdin=GOOD.encode())[0] == 0


@pytest.mark.parametrize("command", [("diff", "good.yaml", "missing.yaml"), ("validate", "missing.yaml")])
def test_a_missing_file_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    """What is not there is called by its name."""
    (tmp_path / "good.yaml").write_text(GOOD)
    code, _, error, _ = govkit(*command, cwd=tmp_path)
    assert code == 2
    assert "missing.yaml" in error


def test_a_folder_without_specs_says_so(tmp_path: Path) -> None:
    """A folder is fine where API descriptions lie in it."""
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "empty").mkdir()
    code, _, error, _ = govkit("diff", "good.yaml", "empty", cwd=tmp_path)
    assert code == 2
    assert "empty" in error


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Editors of one system write it; it means nothing."""
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "mark.yaml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (tmp_path / "wide.yaml").write_bytes(GOOD.encode("utf-16"))
    assert govkit("diff", "good.yaml", "mark.yaml", cwd=tmp_path)[0] == 0
    assert govkit("diff", "good.yaml", "wide.yaml", cwd=tmp_path)[0] == 0


def test_no_request_leaves_the_machine(tmp_path: Path) -> None:
    """A reference to a host is refused; the host hears nothing."""
    heard: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(3)

        def listen() -> None:
            with contextlib.suppress(TimeoutError):
                heard.append(server.accept())

        listener = threading.Thread(target=listen)
        listener.start()
        port = server.getsockname()[1]
        (tmp_path / "remote.yaml").write_text(referring(f"http://127.0.0.1:{port}/x.yaml"))
        (tmp_path / "good.yaml").write_text(GOOD)
        for command in (("diff", "good.yaml", "remote.yaml"), ("validate", "remote.yaml")):
            assert govkit(*command, cwd=tmp_path)[0] == 2
        listener.join()
    assert heard == []


def test_a_wrong_but_readable_document_is_judged_on(tmp_path: Path) -> None:
    """A dangling reference is anything, a repeated key counts by its last: only `--strict` refuses them."""
    dangling = referring("#/components/schemas/Nowhere")
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "wrong.yaml").write_text(dangling)
    code, out, _, _ = govkit("diff", "good.yaml", "wrong.yaml", "--format", "json", cwd=tmp_path)
    assert code == 0
    assert json.loads(out)["summary"]["error"] == 0
    code, _, error, _ = govkit("diff", "good.yaml", "wrong.yaml", "--strict", cwd=tmp_path)
    assert code == 2
    assert "wrong.yaml:4" in error
