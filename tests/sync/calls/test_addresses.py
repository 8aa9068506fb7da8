"""Where a call goes, and as whom."""

from __future__ import annotations

import re
import secrets
import shutil
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import Estate
from govkit.catalog.workflows.contracts import Contracts
from govkit.client import ApiKey, Auth, Basic, Bearer, ClientCredentials
from govkit.client.fields import SecretStr
from govkit.errors import UsageError
from govkit.sync.calls import Addresses, CallRefused, Platforms
from govkit.sync.calls.credentials import Credentials, variable
from tests.client.recorder import HANG_UP, Arrived, Recorder, Reply
from tests.sync.calls.conftest import TOP, asked
from tests.sync.calls.test_platforms import PAGE

# ---------------------------------------------------------------------------------------------------------- addresses


def test_the_narrowest_address_counts() -> None:
    servers = {name: f"https://{index}.example" for index, name in enumerate(("sap", "erp", "erp@2", "erp@2.2.0"))}
    assert Addresses(servers).server("sap", "erp@2.2.0") == "https://3.example"
    assert Addresses(servers).server("sap", "erp@2.1.0") == "https://2.example"
    assert Addresses(servers).server("sap", "erp@1.9.0") == "https://1.example"
    assert Addresses(servers).server("sap", "ledger@1.0.0") == "https://0.example"
    assert Addresses(servers).server("crm", "crm@4.2.0") is None


def test_addresses_are_read_as_people_write_them(estate: Estate) -> None:
    found = Addresses.read(
        estate, ["erp@1=http://127.0.0.1:1/v1", "billing=https://b.example"], "http://127.0.0.1:4010/"
    )
    assert found.servers == {"erp@1": "http://127.0.0.1:1/v1", "billing": "https://b.example"}
    assert found.mock("customer-success@2.0.0") == "http://127.0.0.1:4010/customer-success"


def test_what_the_command_line_says_goes_before_settings(estate: Estate) -> None:
    settings = {"erp": "https://e.example", "crm": "https://c.example"}
    found = Addresses.read(estate, ["erp=http://127.0.0.1:1"], settings=settings)
    assert found.servers == {"erp": "http://127.0.0.1:1", "crm": "https://c.example"}
    with pytest.raises(UsageError, match="no address of a platform"):
        Addresses.read(estate, settings={"erp": "erp.example"})


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["erp"], "names no address"),
        (["epr=https://e.example"], "no system and no API `epr`"),
        (["erp@9=https://e.example"], "no system and no API `erp@9`"),
        (["erp=ftp://e.example"], "no address of a platform"),
        (["erp=https://u:p@e.example"], "no address of a platform"),
        (["erp=http://e.example:port"], "no address of a platform"),
        (["erp=http://[::1"], "no address of a platform"),
        (["erp=https://e.example?x"], "no address of a platform"),
        (["erp=https://a.example", "erp=https://b.example"], "two addresses"),
    ],
)
def test_what_is_no_address_is_said(estate: Estate, texts: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Addresses.read(estate, texts)


# --------------------------------------------------------------------------------------------------------- credentials


def test_a_token_is_fetched_with_the_scopes_of_the_consumer_and_no_others(
    opened: Callable[..., Platforms], server: Recorder
) -> None:
    name, secret, token = (secrets.token_urlsafe(12) for _ in range(3))

    def answer(arrived: Arrived) -> Reply:
        if arrived.path == "/token":
            return Reply.json({"access_token": token, "token_type": "bearer", "expires_in": 3600})
        return Reply.json(PAGE)

    server.answer = answer
    environment = {"ERP_CLIENT_ID": name, "ERP_CLIENT_SECRET": secret, "ERP_TOKEN_URL": f"{server.url}/token"}
    platforms = opened(addresses=Addresses({"erp": server.url}), environment=environment)
    for _ in range(2):
        assert platforms.call(asked()).status == 200
    platforms.call(asked(consumer="order-to-cash"))
    fetched = [one for one in server.arrived if one.path == "/token"]
    assert [one.header("authorization") for one in fetched] == [
        f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"
    ] * 2
    assert b"scope=erp.obligations.write+erp.ledger.write+erp.customers.read" in fetched[0].body
    assert b"erp.obligations.write" not in fetched[1].body
    assert [one.header("authorization") for one in server.arrived if one.path == "/customers"] == [
        f"Bearer {token}"
    ] * 3


@pytest.mark.parametrize(("status", "refused"), [(401, True), (400, True), (503, False), (429, False)])
def test_credentials_that_are_refused_are_for_people_and_a_server_that_is_down_is_not(
    opened: Callable[..., Platforms], server: Recorder, status: int, refused: bool
) -> None:
    server.answer = [Reply.json({"error": "invalid_client"}, status)]
    secret = secrets.token_urlsafe(12)
    environment = {"ERP_CLIENT_ID": "x", "ERP_CLIENT_SECRET": secret, "ERP_TOKEN_URL": f"{server.url}/token"}
    platforms = opened(addresses=Addresses({"erp": server.url}), environment=environment)
    if refused:
        with pytest.raises(CallRefused) as raised:
            platforms.call(asked())
        assert "invalid_client" in str(raised.value)
        assert secret not in str(raised.value)
        return
    found = platforms.call(asked())
    assert (found.status, found.sent) == (None, False)
    assert str(status) in found.error


@pytest.mark.parametrize(
    ("token", "again", "status", "sent"),
    [
        (Reply.json({"access_token": "b", "token_type": "bearer"}), HANG_UP, None, True),
        (Reply.json({}, 503), None, 401, True),
        (HANG_UP, None, 401, True),
        (Reply.json({"access_token": "b\n", "token_type": "bearer"}), None, 401, True),
    ],
    ids=["dropped the second time", "no second token", "nobody gives tokens", "a token that no header holds"],
)
def test_a_token_that_is_refused_is_had_anew_and_what_came_last_counts(
    opened: Callable[..., Platforms], server: Recorder, token: Reply, again: Reply, status: int | None, sent: bool
) -> None:
    tokens = [Reply.json({"access_token": "a", "token_type": "bearer"}), token]
    answers = [Reply.json({}, 401), again]
    server.answer = lambda arrived: (tokens if arrived.path == "/token" else answers).pop(0)
    environment = {"ERP_CLIENT_ID": "x", "ERP_CLIENT_SECRET": "y", "ERP_TOKEN_URL": f"{server.url}/token"}
    found = opened(addresses=Addresses({"erp": server.url}), environment=environment).call(asked())
    assert (found.status, found.sent) == (status, sent)
    assert found.error
    assert not tokens


def test_an_operation_that_listens_elsewhere_is_moved_with_the_others(
    contracts: Contracts, server: Recorder, tmp_path: Path
) -> None:
    folder = tmp_path / "clients/erp_v2"
    shutil.copytree(TOP / "clients/erp_v2", folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / "operations.py").read_text()
    called = '    "listCustomers",\n    "GET",\n    "/customers",\n'
    assert called in text
    head, _, rest = text.partition(called)
    arguments, _, more = rest.partition("\n    ),\n")
    (folder / "operations.py").write_text(
        f'{head}{called}{arguments}\n    ),\n    server="https://erp.example/bulk",\n{more}'
    )
    server.answer = [Reply.json(PAGE)]
    with closing(Platforms(contracts, tmp_path / "clients", addresses=Addresses({"erp": server.url}))) as platforms:
        assert platforms.call(asked()).status == 200


def test_without_credentials_nothing_is_sent_and_the_variables_are_named(opened: Callable[..., Platforms]) -> None:
    with pytest.raises(CallRefused, match="there are no credentials for erp") as refused:
        opened().call(asked())
    assert refused.value.hint == "set ERP_CLIENT_ID and ERP_CLIENT_SECRET, or ERP_TOKEN"


def test_no_secret_goes_to_a_mock(opened: Callable[..., Platforms], server: Recorder) -> None:
    server.answer = [Reply.json(PAGE)]
    token = secrets.token_urlsafe(12)
    assert opened(addresses=Addresses(mocks=server.url), environment={"ERP_TOKEN": token}).call(asked()).status == 200
    assert server.last.path == "/erp/customers"
    shown = server.last.header("authorization")
    assert shown is not None
    assert shown.startswith("Bearer ")
    assert token not in shown


def _key(key: str | SecretStr) -> ApiKey:
    return ApiKey(key, "X-Key")


def _user(user: str, password: str | SecretStr = "") -> Basic:
    return Basic(user, password)


def _token(token: str | SecretStr) -> Bearer:
    return Bearer(token)


def _granted(
    client_id: str, client_secret: str, *, scopes: Sequence[str] = (), audience: str | None = None, token_url: str
) -> ClientCredentials:
    return ClientCredentials(token_url, client_id, client_secret, scopes=scopes, audience=audience)


@pytest.mark.parametrize(
    ("ways", "variables", "kinds"),
    [
        ((_key,), ("API_KEY",), [ApiKey]),
        ((_user,), ("USER", "PASSWORD"), [Basic]),
        ((_token,), ("TOKEN",), [Bearer]),
        ((_granted,), ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL"), [ClientCredentials]),
        ((_granted,), ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "TOKEN"), [Bearer]),
        ((_granted, _token, _key), ("TOKEN", "API_KEY"), [Bearer, ApiKey]),
        ((_granted, _user), ("USER", "PASSWORD"), [Basic]),
        ((), (), []),
    ],
)
def test_each_way_has_its_variables(
    ways: tuple[Callable[..., Auth], ...], variables: tuple[str, ...], kinds: list[type[Auth]]
) -> None:
    environment = {variable("a-b", name): secrets.token_urlsafe(8) for name in variables}
    found = Credentials(environment).of("a-b", _named(ways), ("read",))
    assert [type(one) for one in found] == kinds
    for name in environment if ways else ():
        with pytest.raises(CallRefused, match="A_B_"):
            Credentials({}).of("a-b", _named(ways), ())
        assert name.startswith("A_B_")


def test_the_guide_names_the_variables_that_are_read() -> None:
    class Asked(dict[str, str]):
        """An environment that has everything and remembers what was asked for."""

        def get(self, name: str, default: object = None) -> str:
            self[name] = "x"
            return "" if name.endswith("_TOKEN") else "x"

    read = Asked()
    Credentials(read).of("customer-success", _named((_granted, _token, _key, _user)), ())
    guide = (TOP / "docs/platforms.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(CUSTOMER_SUCCESS_[A-Z_]+)`", guide)) == read.keys()


def test_an_audience_and_scopes_are_asked_for() -> None:
    environment = {f"SAP_{name}": name.lower() for name in ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "AUDIENCE")}
    (found,) = Credentials(environment).of("sap", _named((_granted,)), ("a", "b"))
    assert isinstance(found, ClientCredentials)
    assert (found.scopes, found.audience, found.token_url) == (("a", "b"), "audience", "token_url")


def _named(ways: tuple[Callable[..., Auth], ...]) -> Mapping[str, Callable[..., Any]]:
    return {one.__name__: one for one in ways}
