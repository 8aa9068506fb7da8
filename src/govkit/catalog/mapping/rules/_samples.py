"""Texts for the examples of rules: a mapping between a schema of an API and an entity, in a few lines."""

from __future__ import annotations

from textwrap import dedent, indent

from govkit.catalog.entries.rules._samples import entry, file, team

_API = """\
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths: {}
components:
  schemas:
    Customer:
"""


def mapped(mapping: str, api: str, entity: str, *, entity_spec: str = "record: crm", metadata: str = "customer") -> str:
    """The files of an estate with one mapping, given its `fields` and more, the API's schema and the entity's."""
    way = "" if "direction:" in mapping else "direction: in\n"
    schema = "" if "schema:" in mapping else "schema: Customer\n"
    spec = f"{way}owner: revenue\nentity: customer\napi: billing@1.0.0\n{schema}" + dedent(mapping).strip("\n")
    versions = "versions: [{version: 1.0.0, definition: catalog/entities/customer.schema.json}]\n"
    people = "owner: revenue\nbusinessOwner: revenue\n"
    api_spec = (
        f"system: billing\n{people}audience: internal\nversions: [{{version: 1.0.0, definition: specs/billing.yaml}}]"
    )
    return (
        entry("Mapping", metadata, spec)
        + file("specs/billing.yaml", _API + indent(dedent(api).strip("\n"), "      "))
        + "# file: catalog/entities/customer.schema.json\n"
        + _json(entity)
        + entry("API", "billing", api_spec)
        + entry("Entity", "customer", people + versions + dedent(entity_spec).strip("\n"))
        + entry("System", "billing", f"domain: finance\n{people}")
        + entry("System", "crm", f"domain: finance\n{people}")
        + entry("Domain", "finance", "owner: revenue")
        + team("revenue")
    )


def _json(text: str) -> str:
    return dedent(text).strip("\n") + "\n"
