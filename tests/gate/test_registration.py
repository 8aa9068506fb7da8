"""What an API is called where its documents tell, and what is still asked where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from govkit.catalog.entries import Estate, load_text
from govkit.catalog.entries.versions import number_said
from govkit.errors import MissingExtra, UsageError
from govkit.gate.registration.candidate import Candidate, read_candidate
from govkit.gate.registration.facts import Facts, checked, contacts, identity, missing, ownership, with_answer
from govkit.gate.registration.naming import name_for, slug
from govkit.gate.registration.registering import Registering
from govkit.spec.openapi import strictness

ESTATE = """\
# file: catalog/teams/revenue.yaml
apiVersion: govkit/v1
kind: Team
metadata: {name: revenue}
spec: {contacts: [{chat: a}]}
# file: catalog/systems/billing.yaml
apiVersion: govkit/v1
kind: System
metadata: {name: billing}
spec: {domain: money, owner: revenue, businessOwner: revenue}
# file: catalog/systems/bill.yaml
apiVersion: govkit/v1
kind: System
metadata: {name: bill}
spec: {domain: money, owner: revenue, businessOwner: revenue}
# file: catalog/apis/invoicing.yaml
apiVersion: govkit/v1
kind: API
metadata: {name: invoicing, title: Invoices of Acme}
spec:
  system: billing
  owner: revenue
  businessOwner: revenue
  audience: public
  versions: [{version: 1.0.0, definition: a.yaml}]
"""


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_text(ESTATE)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Billing API", "billing"),
        ("The Billing REST API v2.1", "billing"),
        ("Billing API Specification", "billing"),
        ("BillingAPI", "billing"),
        ("Übersicht der Verträge", "ubersicht-der-vertrage"),
        ("Acme's API", "acmes"),
        ("CRM: the API for all", "crm"),
        ("Ledger - how to read it", "ledger"),
        ("Payments (beta)", "payments"),
        ("Version 2 of Payments", "version-2-of-payments"),
        ("3D printing", "3d-printing"),
        ("x" * 80, "x" * 63),
        ("word " * 20, "-".join(["word"] * 12)),
        ("API", None),
        ("OpenAPI specification 3.1", None),
        ("v2", None),
        ("", None),
        ("請求書", None),
        ("../../etc/passwd", "etc-passwd"),
        ("--", None),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str | None) -> None:
    assert slug(title) == name


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("1.2.3", "1.2.3"),
        (" v1.2.3 ", "1.2.3"),
        ("V2", "2.0.0"),
        ("1.2", "1.2.0"),
        ("1.2-beta.1", "1.2.0-beta.1"),
        ("1.0.0-rc.1+build.7", "1.0.0-rc.1+build.7"),
        ("2024-06-20", "2024-06-20"),
        ("v2019-10-10", "2019-10-10"),
        ("2024", None),
        ("2024.1", None),
        ("20240101", None),
        ("2024-01", None),
        ("1.2.3.4", None),
        ("01.2", None),
        ("Preview", None),
        ("Unstable", None),
        ("", None),
        ("1." * 2_000, None),
        ("1.0.0/../../x", None),
    ],
)
def test_a_version_is_what_its_author_means(said: str, version: str | None) -> None:
    assert number_said(said) == version


def _candidate(folder: Path, name: str, title: str, more: str = "") -> Candidate:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"openapi: 3.1.0\ninfo: {{title: '{title}', version: 1.0.0}}\npaths: {{}}\n{more}")
    return read_candidate(name, (), folder)


@pytest.mark.parametrize(
    ("file", "title", "more", "name"),
    [
        ("openapi.yaml", "INVOICES OF-ACME", "", "invoicing"),
        ("openapi.yaml", "API", "servers: [{url: 'https://api.billing.acme.com/v1'}]\n", "acme-billing"),
        ("openapi.yaml", "API", "servers: [{url: /v1}, {url: 'http://localhost'}, {url: 'https://acme.io'}]\n", "acme"),
        ("openapi.yaml", "API", "servers: [{url: 'https://{tenant}.acme.com'}, {url: 'https://[::1'}]\n", None),
        ("ledger.openapi.yaml", "API", "", "ledger"),
        ("ledger/openapi.yaml", "API", "", "ledger"),
        ("downloads/openapi.yaml", "API", "", None),
    ],
)
def test_a_name_comes_from_what_says_most(
    estate: Estate, tmp_path: Path, file: str, title: str, more: str, name: str | None
) -> None:
    (tmp_path / "tmp").mkdir()
    assert name_for(_candidate(tmp_path / "tmp", file, title, more), estate, None) == name


def test_a_file_at_its_place_has_the_name_of_its_folder(estate: Estate, tmp_path: Path) -> None:
    candidate = _candidate(tmp_path, "x.yaml", "Invoices of Acme")
    assert name_for(candidate, estate, "specs/ledger/2.0.0/api.yaml") == "ledger"
    assert name_for(candidate, estate, "specs/ledger/api.yaml") == "invoicing"


def test_the_system_is_that_whose_name_the_api_begins_with(estate: Estate) -> None:
    (system, *_) = ownership(Facts(), "billing-webhooks", estate)
    assert (system.fact, system.default) == ("system", "billing")
    assert next(ownership(Facts(), "billings", estate)).default is None


def test_owners_are_those_of_the_system(estate: Estate) -> None:
    found = {one.fact: one.default for one in ownership(Facts(system="billing"), "x", estate)}
    assert found == {"owner": "revenue", "business_owner": "revenue", "audience": None}


def test_a_team_that_is_made_has_to_be_reached(estate: Estate) -> None:
    facts = Facts(owner="builders", business_owner="revenue", create=True)
    (question,) = contacts(facts, estate)
    assert question.option == "--contact builders="
    assert list(contacts(with_answer(facts, question, "a@example.com"), estate)) == []


def test_what_is_missing_is_told_with_why_and_choices(estate: Estate, tmp_path: Path) -> None:
    candidate = _candidate(tmp_path, "x.yaml", "API")
    found = [*identity(Facts(version="1.0.0"), candidate, None), *ownership(Facts(), "x", estate)]
    error = missing(found)
    assert error.message == "these are not known, and nobody can be asked: --api, --system, --audience"
    assert error.hint == (
        "say --api NAME (`info.title` is `API`); --system bill|billing; --audience internal|partner|public"
    )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (Facts(api="../x"), "is no name"),
        (Facts(system="bilings"), "there is no system bilings"),
        (Facts(owner="system:billing"), "is no name"),
        (Facts(version="x"), "--version must be"),
        (Facts(audience="all"), "there is no audience"),
        (Facts(domain="money"), "there is no domain money"),
    ],
)
def test_what_cannot_be_is_refused(facts: Facts, says: str, estate: Estate) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        checked(facts, estate)
    assert caught.value.hint or "such as" in caught.value.message


def test_names_are_taken_with_their_kind_before_them(estate: Estate) -> None:
    found = checked(Facts(api="api:x", system="system:billing", owner="team:revenue", version="v2"), estate)
    assert found == Facts(api="x", system="billing", owner="revenue", version="2.0.0")


def test_a_missing_extra_is_told_before_anything_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "catalog").mkdir()
    monkeypatch.setattr(strictness, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match="openapi-spec-validator") as caught:
        Registering("nothing.yaml", Facts(), cwd=tmp_path)
    assert caught.value.hint == "pip install 'govkit[strict]'"
