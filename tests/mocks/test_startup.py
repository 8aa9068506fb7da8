"""What a server loads before its first answer: no more than it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PETS = str(Path(__file__).with_name("pets.yaml"))
SCRIPT = """
import json, sys
from govkit.gate.mocking import Mocks
from govkit.mocks.messages import Request
mocks = Mocks([sys.argv[1]])
for method, path, body in (("GET", "/pets/1", b""), ("POST", "/pets", b'{"name": "Rex"}')):
    headers = {"host": "localhost", "content-type": "application/json"}
    assert mocks.application.prompt(Request(method, path, "", headers, body)).status < 300
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} | set(sys.modules))))
"""


def test_whoever_serves_one_file_does_not_pay_for_what_it_does_not_use() -> None:
    """Not for the catalog, nor for the libraries of its forms: together they would take longer than all the rest."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, PETS], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "govkit.mocks.application" in loaded
    assert not loaded & {
        "govkit.catalog",
        "govkit.checks",
        "govkit.codegen",
        "pydantic",
        "httpx",
        "http.client",
        "pydantic_core",
        "govkit.spec.expressions",
        "xml.etree.ElementTree",
        "jinja2",
        "sqlalchemy",
    }
