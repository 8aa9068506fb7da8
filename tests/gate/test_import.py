"""Entities of Backstage taken into a catalog."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from govkit.catalog.entries import Estate
from govkit.errors import GovkitError, InputError, UsageError
from govkit.gate import Options, open_estate, validate
from govkit.gate.exchange.from_backstage import Assumed
from govkit.gate.exchange.importing import Import, import_backstage
from govkit.gate.exchange.to_backstage import to_backstage
from tests import estate as sample

ON = date(2026, 6, 1)

ORG = """\
# Who there is.
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: Payments_Team
  description: Takes the money.
  links: [{url: 'https://chat.example.com/payments', title: Chat}]
  annotations: {github.com/team-slug: example/payments, other: kept}
spec: {type: team, profile: {displayName: Payments, email: payments@example.com}, parent: company, children: []}
--- # the root
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: company}
spec: {type: root, children: [payments_team]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: jane.doe}
spec: {profile: {displayName: Jane Doe, email: jane@example.com}, memberOf: [payments_team]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: nomail}
spec: {memberOf: [group:default/Payments_Team]}
...
---
apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: {name: money}
spec: {owner: payments_team}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: payments, title: Payments, tags: [java]}
spec: {owner: 'group:default/payments_team', domain: money}
"""
SPEC = """\
openapi: 3.1.0
info: {title: Payments API, version: v2.1}
paths:
  /payments:
    get: {operationId: list, responses: {'200': {description: ok}}}
"""
API = """\
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: payments-api, labels: {tier: '1'}}
spec:
  type: openapi
  lifecycle: production
  owner: payments_team
  system: payments
  definition:
    $text: ./openapi.yaml
"""


class World:
    """An empty estate beside a repository of entities."""

    def __init__(self, root: Path) -> None:
        self.root, self.top, self.theirs = root, root / "estate", root / "theirs"
        self.theirs.mkdir()
        (self.top / "catalog").mkdir(parents=True)
        (self.top / "govkit.yaml").write_text("catalog: catalog\n")
        self.write({"org.yaml": ORG, "openapi.yaml": SPEC, "api.yaml": API})

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.theirs / path).parent.mkdir(parents=True, exist_ok=True)
            (self.theirs / path).write_text(text)

    def judged(self, *files: str, **assumed: Any) -> Import:
        names = [f"../theirs/{name}" for name in files or ("org.yaml", "api.yaml")]
        return import_backstage(names, Assumed(**assumed), Options(cache=False), cwd=self.top, on=ON)

    def taken(self, *files: str, **assumed: Any) -> Estate:
        """The estate after an import that is done."""
        found = self.judged(*files, **assumed)
        assert found.writing is not None, found.outcome.findings
        found.done()
        estate = open_estate(cwd=self.top)
        estate.refuse_problems()
        return estate

    def notes(self, *files: str, **assumed: Any) -> str:
        return "\n".join(self.judged(*files, **assumed).notes)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


# --------------------------------------------------------------------------------------------------------- what is made


def test_entities_become_entries(world: World) -> None:
    estate = world.taken()
    assert [entry.about for entry in estate] == [
        "api:payments-api",
        "domain:money",
        "system:payments",
        "team:payments-team",
    ]
    team = estate.teams["payments-team"]
    assert team.title == "Payments"
    assert team.metadata.description == "Takes the money."
    assert [(one.email, one.url) for one in team.spec.contacts] == [
        ("payments@example.com", None),
        (None, "https://chat.example.com/payments"),
    ]
    assert [(one.name, one.email) for one in team.spec.members] == [("Jane Doe", "jane@example.com")]
    assert team.spec.codeowners == ("@example/payments",)
    api = estate.apis["payments-api"]
    assert api.title == "Payments API"
    assert api.metadata.labels == {"tier": "1"}
    assert (api.spec.system, api.spec.owner, api.spec.audience) == ("payments", "payments-team", "internal")
    (version,) = api.spec.versions
    assert (version.version, version.lifecycle, version.released) == ("2.1.0", "active", ON)
    assert (world.top / version.definition).read_text() == SPEC


def test_what_is_released_is_locked(world: World) -> None:
    world.taken()
    lock = (world.top / "catalog/released.lock").read_text()
    assert lock.startswith("payments-api@2.1.0: sha256:v1:")


def test_a_document_that_is_embedded_is_read(world: World) -> None:
    text = "\n".join(f"    {row}" for row in SPEC.splitlines())
    world.write({"api.yaml": API.replace("definition:\n    $text: ./openapi.yaml", f"definition: |\n{text}")})
    estate = world.taken()
    (version,) = estate.apis["payments-api"].spec.versions
    assert (world.top / version.definition).read_text() == SPEC


def test_a_document_of_several_files_is_copied_whole(world: World) -> None:
    world.write(
        {
            "openapi.yaml": SPEC.replace("{description: ok}", "{$ref: 'parts/ok.yaml'}"),
            "parts/ok.yaml": "description: ok\n",
            "api.yaml": API.replace("$text", "$openapi"),
        }
    )
    world.taken()
    assert (world.top / "specs/payments-api/2.1.0/parts/ok.yaml").is_file()


def test_components_that_use_apis_become_consumers(world: World) -> None:
    world.write(
        {
            "shop.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\n"
            "spec: {type: service, lifecycle: production, owner: payments_team, system: payments,"
            " consumesApis: [payments-api, 'api:default/Payments-API', gone], providesApis: [shop-api]}\n"
        }
    )
    estate = world.taken("org.yaml", "shop.yaml", "api.yaml")
    consumer = estate.consumers["shop"].spec
    assert (consumer.owner, consumer.system) == ("payments-team", "payments")
    assert [(use.api, use.operations) for use in consumer.uses] == [("payments-api@2.1.0", ("*",))]


def test_the_lifecycle_is_that_of_the_catalog(world: World) -> None:
    for word, stage, note in (
        ("experimental", "draft", ""),
        ("production", "active", "released today, as far as is known here: payments-api@2.1.0"),
        ("deprecated", "active", "deprecated there and active here, until `deprecation` says when they end"),
        ("beta", "draft", "lifecycles that are not known here make drafts: payments-api@2.1.0 (beta)"),
    ):
        world.write({"api.yaml": API.replace("production", word)})
        found = world.judged()
        assert found.writing is not None
        assert f"lifecycle: {stage}\n".encode() in found.writing.contents["catalog/apis/payments-api.yaml"]
        assert note in "\n".join(found.notes)


def test_a_document_with_errors_stays_a_draft_so_that_it_can_be_mended(world: World) -> None:
    world.write({"openapi.yaml": SPEC.replace("/payments:", "/payments/{id}:")})
    found = world.judged()
    assert "in use there and drafts here, for `govkit validate` finds errors in them: payments-api@2.1.0" in found.notes
    assert found.writing is not None
    assert b"lifecycle: draft\n" in found.writing.contents["catalog/apis/payments-api.yaml"]
    assert "catalog/released.lock" not in found.writing.contents


@pytest.mark.parametrize(
    ("text", "said"), [("openapi: [", "this is not YAML"), ("a: 1\n", "no OpenAPI document"), ("", "the file is empty")]
)
def test_a_document_that_cannot_be_read_is_left_out(world: World, text: str, said: str) -> None:
    world.write({"openapi.yaml": text})
    notes = world.notes()
    assert "documents that cannot be read, so left out: payments-api (" in notes
    assert said in notes


def test_a_catalog_that_is_exported_comes_back(world: World) -> None:
    """As far as Backstage carries it: owners, systems, versions, lifecycles, dates."""
    sample.write(world.theirs)
    before = open_estate(cwd=world.theirs)
    world.write({"catalog-info.yaml": to_backstage(before).text})
    after = world.taken("catalog-info.yaml")
    for name, api in before.apis.items():
        again = after.apis[name]
        assert again.title == api.title
        assert [(one.version, one.lifecycle, one.released, one.deprecation) for one in again.spec.versions] == [
            (one.version, one.lifecycle, one.released, one.deprecation) for one in api.spec.versions
        ]
        assert (again.spec.system, again.spec.owner, again.spec.business_owner, again.spec.audience) == (
            api.spec.system,
            api.spec.owner,
            api.spec.business_owner,
            api.spec.audience,
        )
    assert after.systems["billing"].spec == before.systems["billing"].spec
    assert after.domains["finance"].spec == before.domains["finance"].spec
    assert after.teams.keys() == before.teams.keys()
    uses = {name: [use.api for use in entry.spec.uses] for name, entry in after.consumers.items()}
    assert uses == {"dashboard": ["billing@2.0.0", "crm@1.0.0"], "portal": ["billing@1.0.0", "billing@2.0.0"]}


def test_what_is_imported_is_valid(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.taken()
    monkeypatch.chdir(world.top)
    outcome = validate((), Options(cache=False))
    assert [one.rule for one in outcome.findings if one.severity.value == "error"] == []


# --------------------------------------------------------------------------------------------------------- what is lost


def test_nothing_is_lost_silently(world: World) -> None:
    world.write(
        {
            "more.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: db}\nspec: {}\n---\n"
            "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: x}\nspec: {targets: [./y.yaml]}\n---\n"
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: lonely}\nspec: {owner: nobody}\n---\n"
            + API.replace("payments-api", "events").replace("type: openapi", "type: asyncapi")
            + "---\n"
            + API.replace("payments-api", "remote").replace("./openapi.yaml", "https://example.com/openapi.yaml")
            + "---\n"
            + API.replace("payments-api", "outside").replace("./openapi.yaml", "../estate/govkit.yaml")
            + "---\n"
            + API.replace("payments-api", "missing").replace("./openapi.yaml", "./gone.yaml")
        }
    )
    said = world.notes("org.yaml", "api.yaml", "more.yaml")
    for part in (
        "the catalog has no kind for Resource: db",
        "files that a Location names are to be named as well: ./y.yaml",
        "components that use no API that is known are left out: lonely",
        "no OpenAPI documents, so left out: events (asyncapi)",
        "nothing is fetched from https://example.com/openapi.yaml",
        "../estate/govkit.yaml lies outside the folder of the import",
        "there is no file ./gone.yaml",
        "groups that own nothing here are left out: company",
        "people without an e-mail address are left out: nomail",
        "names are written otherwise here: Group Payments_Team is payments-team",
        "`tags` is not carried: System payments",
        "`parent` of Group is not carried: Payments_Team",
        "the business owner is not known, so it is the owner: System payments",
        "the audience is not known, so it is internal: payments-api",
    ):
        assert part in said


# ------------------------------------------------------------------------------------------- what must be decided first


def refused(world: World, *files: str, **assumed: Any) -> GovkitError:
    with pytest.raises((InputError, UsageError)) as caught:
        world.judged(*files, **assumed)
    assert [path.name for path in (world.top / "catalog").rglob("*")] == []
    return caught.value


def test_an_owner_that_is_no_team_is_asked_for(world: World) -> None:
    world.write({"api.yaml": API.replace("payments_team", "user:somebody")})
    error = refused(world)
    assert str(error.place) == "../theirs/api.yaml:7:3"
    assert error.message == "API payments-api is owned by user:somebody, which is no team here"
    assert "--team NAME" in str(error.hint)
    assert world.taken(team="payments-team").apis["payments-api"].spec.owner == "payments-team"


def test_a_person_stands_for_the_team(world: World) -> None:
    world.write({"api.yaml": API.replace("payments_team", "user:jane.doe")})
    assert world.taken().apis["payments-api"].spec.owner == "payments-team"


def test_a_team_without_an_address_is_asked_for(world: World) -> None:
    text = ORG.replace(", email: payments@example.com", "").replace("https://chat.example.com/payments", "mailto:x")
    world.write({"org.yaml": text})
    assert "--contact ADDRESS" in str(refused(world).hint)
    (contact,) = world.taken(contact="#payments").teams["payments-team"].spec.contacts
    assert contact.chat == "#payments"


def test_an_api_without_a_system_gets_one_and_a_domain_is_asked_for(world: World) -> None:
    org = ORG[: ORG.index("...\n---\n")]
    world.write({"org.yaml": org, "api.yaml": API.replace("  system: payments\n", "")})
    assert "--domain NAME" in str(refused(world).hint)
    estate = world.taken(domain="money")
    assert estate.systems["payments-api"].spec.domain == "money"
    assert estate.domains["money"].spec.owner == "payments-team"


def test_what_the_catalog_has_is_refused_or_kept(world: World) -> None:
    world.taken()
    before = {path: path.read_bytes() for path in (world.top / "catalog").rglob("*.yaml")}
    with pytest.raises(InputError, match="the catalog has team:payments-team already") as caught:
        world.judged()
    assert "--keep" in str(caught.value.hint)
    found = world.judged(keep=True)
    assert found.writing is not None
    assert found.writing.contents == {}
    assert "in the catalog already, and left as it is there: team:payments-team" in "\n".join(found.notes)
    assert {path: path.read_bytes() for path in (world.top / "catalog").rglob("*.yaml")} == before


def test_two_entities_of_one_name_are_refused(world: World) -> None:
    world.write({"again.yaml": API.replace("payments-api", "PAYMENTS-api")})
    assert refused(world, "org.yaml", "api.yaml", "again.yaml").message == "API PAYMENTS-api is here a second time"
    world.write({"again.yaml": API.replace("payments-api", "Payments.API")})
    error = refused(world, "org.yaml", "api.yaml", "again.yaml")
    assert error.message == "API Payments.API and API payments-api would both be called payments-api"
    assert error.hint == "see ../theirs/api.yaml:1:1"


def test_a_file_in_the_place_of_a_document_is_not_written_over(world: World) -> None:
    target = world.top / "specs/payments-api/2.1.0/openapi.yaml"
    target.parent.mkdir(parents=True)
    target.write_text("mine")
    assert "is taken" in refused(world).message
    assert target.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "there is no entity in this file", "bad.yaml"),
        ("# nothing\n---\n", "there is no entity in this file", "bad.yaml"),
        ("a: 1\n", "this is no entity of Backstage", "bad.yaml:1:1"),
        ("---\n\n---\n- 1\n", "this is no entity of Backstage", "bad.yaml:4:1"),
        ("apiVersion: govkit/v1\nkind: Team\n", "`apiVersion` must begin with backstage.io/", "bad.yaml:1:1"),
        ("apiVersion: backstage.io/v1\nkind: API\nmetadata: {}\n", "`metadata.name` is missing", "bad.yaml:3:1"),
        ("apiVersion: backstage.io/v1\nkind: API\nmetadata: {name: [a]}\n", "must be text", "bad.yaml:3:12"),
        (
            "apiVersion: backstage.io/v1\nkind: API\nkind: API\nmetadata: {name: a}\n",
            "stands here twice",
            "bad.yaml:3:1",
        ),
        (
            "apiVersion: backstage.io/v1\nkind: Domain\nmetadata: {name: d}\nspec: {owner: 'a b'}\n",
            "is no reference",
            "bad.yaml:4:8",
        ),
        (
            "apiVersion: backstage.io/v1\nkind: Domain\nmetadata: {name: 契約}\nspec: {owner: a}\n",
            "no name can be made",
            "bad.yaml:3:12",
        ),
        (
            API.replace("$text: ./openapi.yaml", "text: x"),
            "`definition` of API payments-api is no text",
            "bad.yaml:9:3",
        ),
        (
            "apiVersion: backstage.io/v1\nkind: Component\nmetadata: {name: c}\nspec: {consumesApis: x}\n",
            "must be a list of texts",
            "bad.yaml:4:8",
        ),
        ("apiVersion: [\n", "this is not YAML", "bad.yaml:2:1"),
    ],
)
def test_what_is_no_entity_is_refused_with_its_place(world: World, text: str, message: str, place: str) -> None:
    world.write({"bad.yaml": text})
    error = refused(world, "org.yaml", "bad.yaml")
    assert message in error.message
    assert str(error.place) == f"../theirs/{place}"


def test_a_file_that_is_not_there_is_refused(world: World) -> None:
    assert "cannot be read: No such file" in refused(world, "gone.yaml").message


def test_a_folder_without_a_catalog_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no catalog here to import into"):
        import_backstage(["x.yaml"], Assumed(), Options(cache=False), cwd=tmp_path)


def test_where_one_file_cannot_be_written_nothing_is(world: World) -> None:
    (world.top / "specs").write_text("a file in the place of a folder")
    found = world.judged()
    with pytest.raises(UsageError, match="cannot be written"):
        found.done()
    assert list((world.top / "catalog").iterdir()) == []
