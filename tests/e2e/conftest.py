"""What tests of whole commands share."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture
def powerless() -> list[str]:
    """What makes a command obey permissions, which root and its like do not."""
    if os.name != "posix":
        pytest.skip("permissions are others here")
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root cannot put down its powers here")
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", "--bounding-set", powers, "--inh-caps", powers]
