"""Mocks that cannot tell of anything make their webhooks when somebody asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.gate.mock_server import mock
from govkit.gate.mocking import Mocks

_SILENT = """
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get: {responses: {'200': {description: All.}}}
"""
_TELLING = {
    "a webhook": "webhooks: {petBorn: {post: {responses: {'200': {description: Taken.}}}}}\n",
    "an endpoint": "  /webhook-endpoints: {post: {responses: {'201': {description: Made.}}}}\n",
    "a callback": "  /orders: {post: {callbacks: {done: {'{$url}': {post: {responses: {'200': {description: Taken.}}}}}"
    "}, responses: {'201': {description: Made.}}}}\n",
}


def _written(tmp_path: Path, more: str = "") -> str:
    file = tmp_path / "pets.yaml"
    file.write_text(_SILENT + more)
    return str(file)


def test_a_system_that_tells_of_nothing_has_webhooks_only_when_somebody_asks(tmp_path: Path) -> None:
    mocks = Mocks([_written(tmp_path)])
    try:
        assert "webhooks" not in mocks.control.parts
        assert "webhooks" in {route.path for route in mocks.control.routes}
        assert mocks.control.parts["webhooks"] is mocks.webhooks
    finally:
        mocks.serving.close()


@pytest.mark.parametrize("how", _TELLING)
def test_a_system_that_may_tell_of_something_has_them_from_the_start(tmp_path: Path, how: str) -> None:
    mocks = Mocks([_written(tmp_path, _TELLING[how])])
    try:
        assert mocks.control.parts["webhooks"] is mocks.webhooks
    finally:
        mocks.serving.close()


def test_who_subscribes_later_is_told_of_and_gone_after_a_reset(tmp_path: Path) -> None:
    with mock(_written(tmp_path)) as served:
        served.subscribe("http://127.0.0.1:9/hooks")
        assert len(served.call("GET", "webhooks")) == 1
        served.reset()
        assert served.call("GET", "webhooks") == []
