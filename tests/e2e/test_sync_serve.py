"""`govkit sync serve` as people and their programs meet it: a process, tokens, a generated client."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from govkit.gate.mock_server import mock
from tests import commands

_CLIENT = """
import sys
sys.path.insert(0, sys.argv[1])
from enterprise_v1.client import Client
from enterprise_v1.auth import token
from govkit.client import Settings

client = Client(settings=Settings(base_url=sys.argv[2], auth=[token(sys.argv[3])]))
print(client.get_customer("erp:customer-number:C-10002").data.name)
print(sum(1 for _ in client.list_customers_all(limit=40)))
"""


def _asked(url: str, token: str) -> tuple[int, Any]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def _ask_all(process: subprocess.Popen[str], repository: Path, token: str) -> None:
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/v1", first)
    assert found is not None, first
    assert _asked(f"{found[0]}/customers/crm:company:co_1002", "nobody")[0] == 401
    script = [sys.executable, "-c", _CLIENT, str(repository / "clients"), found[0], token]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=120, cwd=repository)
    assert done.stdout.split("\n")[:2] == ["Brightwater Utilities Germany", "45"], done.stderr


@pytest.mark.long
@pytest.mark.requirement("S9")
def test_a_program_asks_by_the_generated_client(repository: Path, tmp_path: Path) -> None:
    token = secrets.token_hex(24)
    environment = {
        **os.environ,
        "ENTERPRISE_TOKEN_ACCOUNT_OVERVIEW": token,
        "GOVKIT_SYNC_DATABASE": f"sqlite:///{tmp_path / 'sync.db'}",
    }
    with mock("crm", "billing", "erp", "customer-success", cwd=repository) as mocks:
        command = [sys.executable, "-m", "govkit", "sync", "serve", "--port", "0", "--mocks", mocks.address]
        with subprocess.Popen(command, cwd=repository, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                _ask_all(process, repository, token)
            finally:
                process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
    database = f"sqlite:///{tmp_path / 'sync.db'}"
    shown = commands.govkit("sync", "access", "--unused", "--database", database, "--format", "json", cwd=repository)
    assert {one["operation"] for one in json.loads(shown.stdout)} == {
        "GET /customers/{id}/lineage", "GET /contracts/{id}", "GET /invoices/{id}"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--api", "billing"), {}, "there is no API `billing` that serves entities"),
        (("--mocks", "ftp://x"), {}, "ftp://x"),
        ((), {"ENTERPRISE_TOKEN_ACCOUNT_OVERVIEW": "short"}, "has a token of less than 16 characters"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_listens(
    repository: Path, tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    database = f"sqlite:///{tmp_path / 'sync.db'}"
    done = commands.govkit(
        "sync", "serve", "--port", "0", "--database", database, *arguments, cwd=repository, env=environment
    )
    assert done.returncode == 2, done.stderr
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
