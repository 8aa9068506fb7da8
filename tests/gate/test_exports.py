"""The catalog in the words of others: the linkset of RFC 9727, and entities of Backstage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.catalog.entries import Estate, load
from govkit.errors import UsageError
from govkit.gate.exchange.api_catalog import Audience, api_catalog
from govkit.gate.exchange.backstage import entity_name, is_name
from govkit.gate.exchange.to_backstage import to_backstage
from govkit.spec.documents import MemoryFiles
from tests import estate as sample


def estate(changes: dict[str, str] | None = None) -> Estate:
    files = sample.files() | (changes or {})
    return load(MemoryFiles({path: text.encode() for path, text in files.items()}))


SERVED = {
    path: text + servers
    for (path, text), servers in zip(
        ((path, text) for path, text in sorted(sample.files().items()) if path.endswith("openapi.yaml")),
        (
            "\nservers: [{url: 'https://api.example.com/billing/v1'}]\n",
            "\nservers:\n- {url: '/relative'}\n- url: 'https://{region}.example.com/{version}'\n"
            "  variables: {region: {default: eu, enum: [eu, us]}, version: {default: v2}}\n"
            "externalDocs: {url: 'https://docs.example.com/billing'}\n",
            "\nservers: [{url: 'https://crm.example.com'}]\n",
            "\nservers: [{url: 'https://crm.example.com'}]\n",
        ),
        strict=True,
    )
}
"""The documents of the estate with the servers that they lack."""


def contexts(reader: Audience, base: str = "", changes: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    exported = api_catalog(estate(SERVED | (changes or {})), reader=reader, base=base)
    return {one.pop("anchor"): one for one in json.loads(exported.text)["linkset"]}


# --------------------------------------------------------------------------------------------------------- api-catalog


def test_the_linkset_lists_the_endpoints_and_describes_each() -> None:
    found = contexts("internal", "https://developer.example.com/")
    own = found.pop("https://developer.example.com/.well-known/api-catalog")
    assert own["profile"] == [{"href": "https://www.rfc-editor.org/info/rfc9727"}]
    assert [item["href"] for item in own["item"]] == list(found)
    assert list(found) == ["https://api.example.com/billing/v1", "https://eu.example.com/v2", "https://crm.example.com"]
    billing = found["https://eu.example.com/v2"]
    assert billing["service-desc"] == [
        {
            "href": "https://developer.example.com/specs/billing/2.0.0/openapi.yaml",
            "type": "application/yaml",
            "title": "Billing API 2.0.0",
            "version": ["2.0.0"],
            "lifecycle": ["active"],
        }
    ]
    assert billing["service-doc"] == [{"href": "https://docs.example.com/billing"}]


def test_the_end_of_a_version_is_told_with_its_successor() -> None:
    """In the words of RFC 9745 (a structured date) and RFC 8594 (a date of HTTP)."""
    old = contexts("partner")["https://api.example.com/billing/v1"]
    (description,) = old["service-desc"]
    assert description["deprecation"] == ["@1767225600"]
    assert description["sunset"] == ["Mon, 31 Aug 2026 00:00:00 GMT"]
    assert old["successor-version"] == [{"href": "https://eu.example.com/v2", "title": "Billing API 2.0.0"}]


def test_versions_at_one_address_share_a_context() -> None:
    crm = contexts("internal")["https://crm.example.com"]
    assert [link["version"] for link in crm["service-desc"]] == [["1.0.0"], ["2.0.0"]]


@pytest.mark.parametrize(("reader", "apis"), [("public", 0), ("partner", 2), ("internal", 3)])
def test_a_reader_is_told_of_what_is_for_it(reader: Audience, apis: int) -> None:
    exported = api_catalog(estate(SERVED), reader=reader)
    own, *others = json.loads(exported.text)["linkset"]
    assert len(others) == apis
    assert ("item" in own) == bool(apis)
    hidden = [note for note in exported.notes if note.startswith("not for this reader")]
    assert len(hidden) == (reader != "internal")


def test_a_successor_that_the_reader_may_not_know_of_is_not_told() -> None:
    entry = sample.files()["catalog/apis/billing.yaml"]
    public = entry.replace("audience: partner", "audience: public").replace(
        "successor: billing@2.0.0", "successor: crm@2.0.0"
    )
    assert (
        "successor-version"
        not in contexts("public", changes={"catalog/apis/billing.yaml": public})["https://api.example.com/billing/v1"]
    )


def test_what_is_not_listed_is_told() -> None:
    entry = sample.files()["catalog/apis/crm.yaml"].replace(
        "lifecycle: active, released: 2025-06-01", "lifecycle: draft"
    )
    exported = api_catalog(
        estate({"catalog/apis/crm.yaml": entry, "specs/billing/1.0.0/openapi.yaml": "openapi: ["}), reader="internal"
    )
    said = "\n".join(exported.notes)
    assert "nobody may rely on, so not listed: crm@2.0.0 (draft)" in said
    assert "the document of billing@2.0.0 names no address" in said
    assert "the document of billing@1.0.0 cannot be read" in said


def test_annotations_become_links_where_they_are_addresses() -> None:
    entry = sample.files()["catalog/apis/crm.yaml"].replace(
        "{name: crm}",
        "{name: crm, annotations: {status: 'https://status.example.com', service-doc: the wiki, other: 'https://x.example'}}",
    )
    files = SERVED | {"catalog/apis/crm.yaml": entry}
    exported = api_catalog(estate(files), reader="internal")
    crm = next(one for one in json.loads(exported.text)["linkset"] if one["anchor"] == "https://crm.example.com")
    assert crm["status"] == [{"href": "https://status.example.com"}]
    assert "service-doc" not in crm
    assert "other" not in crm
    assert "service-doc of crm is no address: the wiki" in exported.notes


@pytest.mark.parametrize("base", ["developer.example.com", "ftp://x", "https://a b", 'https://x/"y'])
def test_a_base_that_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(UsageError, match="--base-url must begin with https://"):
        api_catalog(estate(), base=base)


def test_paths_are_written_as_addresses() -> None:
    entry = sample.files()["catalog/apis/crm.yaml"].replace("specs/crm/2.0.0/openapi.yaml", "'specs/our crm/ä.JSON'")
    document = json.dumps(yaml.safe_load(SERVED["specs/crm/2.0.0/openapi.yaml"]))
    found = contexts("internal", changes={"catalog/apis/crm.yaml": entry, "specs/our crm/ä.JSON": document})
    (_, new) = found["https://crm.example.com"]["service-desc"]
    assert new["href"] == "/specs/our%20crm/%C3%A4.JSON"
    assert new["type"] == "application/json"


# ----------------------------------------------------------------------------------------------------------- backstage


def entities(changes: dict[str, str] | None = None, top: str = ".") -> dict[tuple[str, str], dict[str, Any]]:
    text = to_backstage(estate(changes), top).text
    return {(one["kind"], one["metadata"]["name"]): one for one in yaml.load_all(text, yaml.BaseLoader)}


def test_each_version_is_an_entity_with_its_document() -> None:
    found = entities()
    old = found["API", "billing-1.0.0"]
    assert old["apiVersion"] == "backstage.io/v1alpha1"
    assert old["metadata"]["title"] == "Billing API 1.0.0"
    assert old["spec"] == {
        "type": "openapi",
        "lifecycle": "deprecated",
        "owner": "group:revenue",
        "system": "billing",
        "definition": {"$text": "./specs/billing/1.0.0/openapi.yaml"},
    }
    assert old["metadata"]["annotations"] == {
        "govkit/api": "billing",
        "govkit/version": "1.0.0",
        "govkit/business-owner": "finance",
        "govkit/audience": "partner",
        "govkit/released": "2025-03-01",
        "govkit/deprecated": "2026-01-01",
        "govkit/sunset": "2026-08-31",
        "govkit/successor": "billing@2.0.0",
        "govkit/reason": "Amounts have no currency.",
    }
    assert found["API", "billing-2.0.0"]["spec"]["lifecycle"] == "production"


def test_owners_parents_and_consumers_are_references() -> None:
    found = entities(
        {
            "catalog/domains/tax.yaml": "apiVersion: govkit/v1\nkind: Domain\nmetadata: {name: tax}\n"
            "spec: {owner: finance, parent: finance}\n",
        }
    )
    assert found["Group", "finance"]["spec"]["profile"] == {"displayName": "finance", "email": "finance@example.com"}
    assert found["Domain", "tax"]["spec"] == {"owner": "group:finance", "subdomainOf": "finance"}
    assert found["System", "billing"]["spec"] == {"owner": "group:revenue", "domain": "finance"}
    assert found["Component", "dashboard"]["spec"] == {
        "type": "service",
        "lifecycle": "production",
        "owner": "group:finance",
        "consumesApis": ["billing-2.0.0", "crm-1.0.0"],
    }


def test_documents_are_found_from_where_the_file_lies() -> None:
    assert entities(top="../estate")["API", "crm-2.0.0"]["spec"]["definition"] == {
        "$text": "../estate/specs/crm/2.0.0/openapi.yaml"
    }
    assert entities(top="below")["API", "crm-2.0.0"]["spec"]["definition"] == {
        "$text": "./below/specs/crm/2.0.0/openapi.yaml"
    }


def test_nothing_is_left_out_silently() -> None:
    """Kinds, fields, names, versions and forms that have no place there."""
    entry = sample.files()["catalog/apis/crm.yaml"]
    changes = {
        "catalog/apis/crm.yaml": entry.replace("lifecycle: deprecated", "lifecycle: retired").replace(
            "{name: crm}", "{name: crm, labels: {a/b/c: x, tier: 'two words', ok: yes}, annotations: {'no key': x}}"
        ),
        "specs/crm/2.0.0/openapi.yaml": sample.files()["specs/crm/2.0.0/openapi.yaml"].replace(
            "responses: {'200': {description: ok}}", "responses: {'200': {$ref: 'other.yaml'}}"
        ),
        "specs/crm/2.0.0/other.yaml": "description: ok\n",
    }
    said = "\n".join(to_backstage(estate(changes)).notes)
    for part in (
        "Backstage has no kind for an Entity: customer",
        "Backstage has no kind for a Workflow: catalog/workflows/order-to-cash.arazzo.yaml",
        "`grants` of a Consumer has no place in Backstage, it is not carried: dashboard, portal",
        "`escalation` of a Team",
        "operations, fields and scopes of what a consumer uses are not carried: billing@2 of dashboard",
        "ways to reach a team beside its first e-mail address are not carried: chat of finance",
        "retired, so not carried: crm@1.0.0",
        "shown as the document was before its overlays mended it: billing@2.0.0",
        "of several files, of which Backstage reads the first alone: crm@2.0.0",
        "labels that Backstage may not have are not carried: ",
        "annotations that Backstage may not have are not carried: no key of api:crm",
    ):
        assert part in said
    crm = entities(changes)["API", "crm-2.0.0"]
    assert crm["metadata"]["labels"] == {"ok": "yes"}


@pytest.mark.parametrize(
    "name", ["a--b", "a" * 63 + "-1.0.0", "billing-1.0.0+build.7", "billing-1.0.0-rc.1", "a---", "-"]
)
def test_names_are_those_that_backstage_may_have(name: str) -> None:
    assert is_name(entity_name(name))
    assert entity_name(name) == name or entity_name(name) != entity_name(name.replace("-", "", 1))


def test_names_that_are_alike_stay_apart() -> None:
    names = ["a-b", "a--b", "a---b", "a+b", "a-+b", "a" * 70, "a" * 71]
    assert len({entity_name(name) for name in names}) == len(names)


def test_texts_of_entries_cannot_add_entities() -> None:
    entry = sample.files()["catalog/apis/crm.yaml"].replace(
        "{name: crm}", '{name: crm, title: "x\\n---\\nkind: Evil", description: "a\\n---\\nb: c\\n"}'
    )
    found = entities({"catalog/apis/crm.yaml": entry})
    assert {kind for kind, _ in found} == {"Group", "Domain", "System", "API", "Component"}
    assert found["API", "crm-2.0.0"]["metadata"]["description"] == "a\n---\nb: c\n"


def test_the_sample_folder_is_an_estate(tmp_path: Path) -> None:
    """What is exported out of a folder and out of memory is the same."""
    from govkit.gate import open_estate

    sample.write(tmp_path)
    assert to_backstage(open_estate(cwd=tmp_path)) == to_backstage(estate())
