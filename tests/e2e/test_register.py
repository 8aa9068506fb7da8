"""`govkit register` as a team meets it: documents of their own and of vendors, second versions, refusals."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import commands
from tests.tiers import short

TEAM = """\
apiVersion: govkit/v1
kind: Team
metadata: {{name: {0}}}
spec:
  contacts: [{{email: {0}@example.com}}]
  members: [{{name: A, email: a@example.com}}]
  codeowners: ["@example/{0}"]
"""
ENTRY = "apiVersion: govkit/v1\nkind: {0}\nmetadata: {{name: {1}}}\nspec: {{{2}}}\n"
ESTATE = {
    "govkit.yaml": "",
    "catalog/teams/revenue.yaml": TEAM.format("revenue"),
    "catalog/teams/finance.yaml": TEAM.format("finance"),
    "catalog/domains/money.yaml": ENTRY.format("Domain", "money", "owner: finance"),
    "catalog/systems/billing.yaml": ENTRY.format(
        "System", "billing", "domain: money, owner: revenue, businessOwner: finance"
    ),
}
SPEC = """\
openapi: 3.0.3
# as its vendor wrote it
info: {title: Billing API, version: 1.0.0}
paths:
  /invoices:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {memo: {type: string, maxLength: 40}}}
      responses:
        '201': {description: created}
"""
BROKEN = SPEC.replace("        '201': {description: created}\n", "        '201': {}\n")
MENDED = """\
overlay: 1.0.0
info: {title: What the vendor forgot, version: 1.0.0}
actions:
  - target: $.paths['/invoices'].post.responses['201']
    update: {description: created}
"""
FLAGS = ("--system", "billing", "--audience", "partner")


class Desk:
    """An estate in a folder, and beside it what a vendor sent."""

    def __init__(self, root: Path) -> None:
        self.top = root / "estate"
        self.vendor = root / "vendor"
        self.vendor.mkdir(parents=True)
        self.write(ESTATE)

    def write(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.top / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / path).write_text(text)

    def sent(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.vendor / path).parent.mkdir(parents=True, exist_ok=True)
            (self.vendor / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.top / path).read_text()

    def files(self) -> dict[str, bytes]:
        return {
            one.relative_to(self.top).as_posix(): one.read_bytes()
            for one in self.top.rglob("*")
            if one.is_file() and ".git/" not in one.as_posix()
        }

    def folders(self) -> set[str]:
        return {one.relative_to(self.top).as_posix() for one in self.top.rglob("*") if one.is_dir()}

    def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, dict[str, Any], str]:
        done = commands.govkit(*arguments, "--format", "json", "--no-cache", cwd=self.top, stdin=stdin)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr.decode()

    def register(self, *arguments: str, stdin: bytes = b"") -> tuple[int, list[str], str]:
        """Exit code, the rules that found something, and standard error."""
        code, report, error = self.run("register", *arguments, stdin=stdin)
        return code, sorted({one["rule"] for one in report.get("findings", [])}), error

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        subprocess.run(["git", *identity, *arguments], cwd=self.top, capture_output=True, check=True, env=environment)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.sent({"billing.yaml": SPEC})
    return made


@pytest.fixture
def registered(desk: Desk) -> Desk:
    """A desk whose estate has billing@1.0.0 as a draft."""
    assert desk.register("../vendor/billing.yaml", *FLAGS)[0] == 0
    return desk


@pytest.fixture
def released(registered: Desk) -> Desk:
    assert registered.run("release", "billing@1.0.0", "--date", "2026-03-01")[0] == 0
    return registered


# ----------------------------------------------------------------------------------------------------------- a new API


UNQUOTED = SPEC.replace("{type: string, maxLength: 40}", "{type: string, enum: [yes, no]}").replace("yes", "true")


def test_what_the_gate_will_refuse_for_a_lint_is_said_beforehand(desk: Desk) -> None:
    desk.sent({"unquoted.yaml": UNQUOTED})
    code, _, error = desk.register("../vendor/unquoted.yaml", *FLAGS)
    assert code == 0
    said = "`govkit check` will refuse an error that a lint finds in billing@1.0.0: enum-type-mismatch (1)"
    assert said in error
    desk.git("init", "-q")
    desk.git("commit", "-q", "--allow-empty", "-m", "before")
    desk.git("add", ".")
    code, report, _ = desk.run("check", "--against", "HEAD")
    assert (code, [one["rule"] for one in report["findings"] if one["severity"] == "error"]) == (
        1,
        ["enum-type-mismatch"],
    )


def test_of_the_waivers_of_other_apis_nothing_is_told_but_that_they_expired(desk: Desk) -> None:
    waiver = "{{rule: openapi-invalid, subjects: [{0}], until: {1}, reason: as it came, approver: finance}}"
    waivers = ", ".join(waiver.format(*one) for one in (("elsewhere", "2999-01-01"), ("long-ago", "2020-01-01")))
    desk.write({"catalog/policies/all.yaml": ENTRY.format("Policy", "all", f"owner: finance, waivers: [{waivers}]")})
    code, rules, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert (code, rules) == (0, ["waiver-expired"]), error


@pytest.mark.requirement("C6")
def test_a_new_api_is_copied_as_it_is_and_gets_an_entry(desk: Desk) -> None:
    before = desk.files()
    code, rules, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert (code, rules) == (0, []), error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == SPEC
    assert desk.read("catalog/apis/billing.yaml") == (
        "apiVersion: govkit/v1\nkind: API\nmetadata:\n  name: billing\n  title: Billing API\nspec:\n  system: billing\n"
        "  owner: team:revenue\n  businessOwner: team:finance\n  audience: partner\n  versions:\n"
        "    - version: 1.0.0\n      definition: specs/billing/1.0.0/openapi.yaml\n      lifecycle: draft\n"
    )
    assert desk.files().keys() - before.keys() == {"specs/billing/1.0.0/openapi.yaml", "catalog/apis/billing.yaml"}
    assert "next: commit it, see what `govkit check` says, and then: govkit release billing@1.0.0" in error
    assert desk.run("validate", "--strict", "--fail-on", "warning")[0] == 0


def test_what_is_registered_can_be_released(registered: Desk) -> None:
    assert registered.run("release", "billing@1.0.0")[0] == 0
    assert registered.run("validate", "--fail-on", "warning")[0] == 0


def test_a_dry_run_shows_everything_and_writes_nothing(desk: Desk) -> None:
    before = desk.files(), desk.folders()
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS, "--dry-run")
    assert code == 0
    assert "+++ specs/billing/1.0.0/openapi.yaml" in error
    assert "a copy of ../vendor/billing.yaml" in error
    assert "+++ catalog/apis/billing.yaml" in error
    assert "+  audience: partner" in error
    assert "nothing was written: this is a dry run" in error
    assert (desk.files(), desk.folders()) == before


def test_registering_twice_is_nothing_to_do(registered: Desk) -> None:
    before = registered.files()
    code, rules, error = registered.register("../vendor/billing.yaml", *FLAGS)
    assert (code, rules) == (0, [])
    assert "registered already, and says the same: nothing to do" in error
    assert registered.files() == before


def test_flags_say_more_than_the_document(desk: Desk) -> None:
    owners = ("--owner", "team:finance", "--business-owner", "revenue", "--api", "invoicing", "--version", "v2")
    code, rules, error = desk.register("../vendor/billing.yaml", *FLAGS, *owners)
    assert (code, rules) == (0, ["definition-version-differs"]), error
    entry = desk.read("catalog/apis/invoicing.yaml")
    assert "owner: team:finance\n  businessOwner: team:revenue\n" in entry
    assert "- version: 2.0.0\n      definition: specs/invoicing/2.0.0/openapi.yaml\n" in entry


def test_all_that_is_missing_is_asked_for_at_once(desk: Desk) -> None:
    desk.sent({"odd.yaml": SPEC.replace("Billing API", "The API").replace("1.0.0", "Preview")})
    before = desk.files()
    code, _, error = desk.register("../vendor/odd.yaml", "--api", "odd")
    assert code == 2
    assert "--version, --system, --audience" in error
    assert "`info.version` is `Preview`" in error
    assert "--system billing" in error
    assert "--audience internal|partner|public" in error
    assert desk.files() == before


def test_an_estate_without_systems_says_how_they_are_made(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.sent({"billing.yaml": SPEC})
    (desk.top / "catalog/systems/billing.yaml").unlink()
    code, _, error = desk.register("../vendor/billing.yaml")
    assert code == 2
    assert "--system NAME --create (the catalog has no system yet)" in error
    code, _, error = desk.register("../vendor/billing.yaml", "--create")
    assert code == 2
    assert "--system, --owner, --business-owner, --audience" in error


def test_missing_entries_are_made_when_that_is_wanted(desk: Desk) -> None:
    code, rules, error = desk.register(
        "../vendor/billing.yaml", "--create", "--system", "invoices", "--domain", "sales", "--owner", "builders",
        "--business-owner", "sellers", "--contact", "builders=builders@example.com", "--contact", "sellers=#sellers",
        "--audience", "internal",
    )  # fmt: skip
    assert (code, rules) == (0, ["team-without-members"]), error
    assert "domain: sales\n  owner: team:builders\n  businessOwner: team:sellers\n" in desk.read(
        "catalog/systems/invoices.yaml"
    )
    assert "owner: team:sellers\n" in desk.read("catalog/domains/sales.yaml")
    assert "- email: builders@example.com\n" in desk.read("catalog/teams/builders.yaml")
    assert '- chat: "#sellers"\n' in desk.read("catalog/teams/sellers.yaml")
    assert desk.run("validate")[0] == 0


def test_a_file_below_specs_stays_where_it_lies(desk: Desk) -> None:
    desk.write({"specs/ours/api.yaml": SPEC})
    code, _, error = desk.register("specs/ours/api.yaml", *FLAGS)
    assert code == 0, error
    assert "definition: specs/ours/api.yaml\n" in desk.read("catalog/apis/billing.yaml")
    assert not (desk.top / "specs/billing").exists()


def test_the_name_follows_the_folder_of_a_file_at_its_place(desk: Desk) -> None:
    desk.write({"specs/invoicing/1.0.0/openapi.yaml": SPEC})
    code, _, error = desk.register("specs/invoicing/1.0.0/openapi.yaml", *FLAGS)
    assert code == 0, error
    assert "name: invoicing\n" in desk.read("catalog/apis/invoicing.yaml")


@pytest.mark.parametrize("name", ["billing.json", "billing", "billing.yaml.gz"])
def test_bytes_and_form_stay(desk: Desk, name: str) -> None:
    tree = b'{"openapi": "3.1.0", "info": {"title": "Billing", "version": "1.0.0"}, "paths": {}}'
    data = {"billing.json": b"\xef\xbb\xbf" + tree.replace(b",", b",\r\n"), "billing": tree}.get(
        name, gzip.compress(SPEC.encode())
    )
    (desk.vendor / name).write_bytes(data)
    code, _, error = desk.register(f"../vendor/{name}", *FLAGS)
    assert code == 0, error
    suffix = ".yaml.gz" if name.endswith("gz") else ".json"
    assert (desk.top / f"specs/billing/1.0.0/openapi{suffix}").read_bytes() == data
    assert desk.run("validate", "--strict")[0] == 0


def test_a_document_may_be_piped_in(desk: Desk) -> None:
    code, _, error = desk.register("-", *FLAGS, stdin=SPEC.encode())
    assert code == 0, error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == SPEC


def test_a_document_of_a_revision_is_registered(desk: Desk) -> None:
    desk.git("init", "-q", "-b", "main")
    desk.write({"draft/api.yaml": SPEC})
    desk.git("add", "-A")
    desk.git("commit", "-q", "-m", "one")
    desk.write({"draft/api.yaml": "gone"})
    code, _, error = desk.register("HEAD:draft/api.yaml", *FLAGS)
    assert code == 0, error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == SPEC


@pytest.mark.requirement("C2")
def test_swagger_is_accepted(desk: Desk) -> None:
    swagger = "swagger: '2.0'\ninfo: {title: Billing, version: 1.0.0}\nhost: api.example.com\npaths: {}\n"
    desk.sent({"swagger.yaml": swagger})
    code, _, error = desk.register("../vendor/swagger.yaml", *FLAGS)
    assert code == 0, error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == swagger


def test_editors_find_the_schema_where_the_estate_has_them(desk: Desk) -> None:
    subprocess.run([sys.executable, "-m", "govkit", "schema", "--write", ".govkit/schemas"], cwd=desk.top, check=True)
    desk.register("../vendor/billing.yaml", *FLAGS)
    first = desk.read("catalog/apis/billing.yaml").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../.govkit/schemas/api.schema.json"


# ---------------------------------------------------------------------------------------------------------- many files


MANY = {
    "api/root.yaml": SPEC.replace(
        "schema: {type: object, properties: {memo: {type: string, maxLength: 40}}}",
        "schema: {$ref: 'parts/invoice.yaml#/Invoice'}",
    ),
    "api/parts/invoice.yaml": "Invoice: {type: object, properties: {memo: {$ref: '../../common/text.json'}}}\n",
    "common/text.json": '{"type": "string"}',
    "common/unused.json": "{}",
    "README.md": "not ours",
}


def test_files_keep_their_way_to_each_other_and_only_those_that_are_reached_are_copied(desk: Desk) -> None:
    desk.sent({f"bundle/{path}": text for path, text in MANY.items()})
    code, _, error = desk.register("../vendor/bundle", *FLAGS)
    assert code == 0, error
    at = "specs/billing/1.0.0"
    assert {path for path in desk.files() if path.startswith("specs/")} == {
        f"{at}/api/openapi.yaml", f"{at}/api/parts/invoice.yaml", f"{at}/common/text.json",
    }  # fmt: skip
    assert f"definition: {at}/api/openapi.yaml\n" in desk.read("catalog/apis/billing.yaml")
    assert desk.run("validate", "--strict")[0] == 0
    assert "nothing to do" in desk.register("../vendor/bundle")[2]


def test_a_root_that_others_name_keeps_its_name(desk: Desk) -> None:
    desk.sent(
        {
            "b/root.yaml": SPEC.replace("schema: {type: object", "schema: {$ref: 'part.yaml'}\n          text/plain:\n"
                                        "            schema: {type: object"),
            "b/part.yaml": "{$ref: 'root.yaml#/info/x-invoice'}\n",
        }
    )  # fmt: skip
    desk.sent({"b/root.yaml": (desk.vendor / "b/root.yaml").read_text().replace(
        "version: 1.0.0}", "version: 1.0.0, x-invoice: {type: object}}")})  # fmt: skip
    code, _, error = desk.register("../vendor/b", *FLAGS)
    assert code == 0, error
    assert (desk.top / "specs/billing/1.0.0/root.yaml").is_file()


def test_what_is_named_by_other_means_than_references_comes_along(desk: Desk) -> None:
    """Examples elsewhere, which may be pictures, and the documents behind the mapping of a discriminator."""
    schema = "{oneOf: [{type: object}], discriminator: {propertyName: kind, mapping: {card: 'card.yaml#/Card'}}}"
    plain = "            schema: {type: object, properties: {memo: {type: string, maxLength: 40}}}"
    example = "            examples: {a: {externalValue: 'shots/a.png'}}\n"
    desk.sent(
        {
            "b/root.yaml": SPEC.replace(plain, f"{example}            schema: {schema}"),
            "b/card.yaml": "Card: {$ref: 'common/base.yaml'}\n",
            "b/common/base.yaml": "type: object\n",
            "b/shots/a.png": "\x89PNG",
        }
    )
    code, _, error = desk.register("../vendor/b", *FLAGS)
    assert code == 0, error
    copied = {path.removeprefix("specs/billing/1.0.0/") for path in desk.files() if path.startswith("specs/")}
    assert copied == {"openapi.yaml", "card.yaml", "common/base.yaml", "shots/a.png"}


def test_a_file_above_the_one_that_is_named_needs_the_folder_around_both(desk: Desk) -> None:
    desk.sent({f"bundle/{path}": text for path, text in MANY.items()})
    code, _, error = desk.register("../vendor/bundle/api/root.yaml", *FLAGS)
    assert code == 2
    assert "leads outside the root" in error
    assert "bundle/api/parts/invoice.yaml:1:" in error


def test_a_folder_with_several_roots_asks_for_one(desk: Desk) -> None:
    desk.sent({"b/one.yaml": SPEC, "b/two.yaml": SPEC})
    code, _, error = desk.register("../vendor/b", *FLAGS)
    assert code == 2
    assert "holds 2 API descriptions" in error
    assert "name one of them" in error


# ----------------------------------------------------------------------------------------------------- a second version


NEXT = SPEC.replace("1.0.0", "1.1.0").replace("'201':", "'202': {description: later}\n        '201':")


def test_a_second_version_of_a_known_api_needs_no_flags(released: Desk) -> None:
    entry = released.read("catalog/apis/billing.yaml")
    released.sent({"new.yaml": NEXT})
    code, _, error = released.register("../vendor/new.yaml")
    assert code == 0, error
    added = (
        "    - version: 1.1.0\n      definition: specs/billing/1.1.0/openapi.yaml\n      lifecycle: draft\n"
    )  # fmt: skip
    assert released.read("catalog/apis/billing.yaml") == entry + added
    assert released.run("release", "billing@1.1.0")[0] == 0


def test_a_break_without_the_step_is_refused_with_what_breaks(released: Desk) -> None:
    released.sent({"new.yaml": NEXT.replace("maxLength: 40", "maxLength: 20")})
    before = released.files()
    code, report, error = released.run("register", "../vendor/new.yaml")
    rules = {one["rule"] for one in report["findings"] if one["severity"] == "error"}
    assert code == 1
    assert {"request-property-max-length-decreased", "version-step-too-small"} <= rules
    assert any(one["witness"] for one in report["findings"])
    assert "billing@1.1.0 is not registered: nothing was written" in error
    assert "--overlay" not in error, "no overlay mends a break"
    assert released.files() == before
    code, _, error = released.register("../vendor/new.yaml", "--version", "2.0.0")
    assert code == 0, error


def test_a_known_version_that_was_released_is_never_replaced(released: Desk) -> None:
    released.sent({"billing.yaml": SPEC + "# another comment\n"})
    before = released.files()
    for more in ((), ("--replace",)):
        code, rules, error = released.register("../vendor/billing.yaml", *more)
        assert (code, rules) == (1, ["register-refused"])
        assert "not registered" in error
    assert released.files() == before


def test_a_released_version_that_left_its_entry_does_not_come_back_otherwise(released: Desk) -> None:
    (released.top / "catalog/apis/billing.yaml").unlink()
    released.sent({"billing.yaml": SPEC.replace("maxLength: 40", "maxLength: 50")})
    code, rules, _ = released.register("../vendor/billing.yaml", *FLAGS, "--replace")
    assert (code, rules) == (1, ["register-refused"])


def test_a_draft_is_replaced_when_that_is_wanted(registered: Desk) -> None:
    registered.sent({"billing.yaml": SPEC.replace("40", "50")})
    code, report, error = registered.run("register", "../vendor/billing.yaml")
    assert code == 1
    assert "--replace" in report["findings"][0]["fix"]
    entry = registered.read("catalog/apis/billing.yaml")
    code, _, error = registered.register("../vendor/billing.yaml", "--replace")
    assert code == 0, error
    assert "-            schema: {type: object, properties: {memo: {type: string, maxLength: 40}}}" in error
    assert "maxLength: 50" in registered.read("specs/billing/1.0.0/openapi.yaml")
    assert registered.read("catalog/apis/billing.yaml") == entry


def test_a_draft_of_several_files_does_not_write_over_what_is_not_its_own(registered: Desk) -> None:
    """Where its files would come to lie, other documents lie: they get a place of their own."""
    at = "specs/billing/1.0.0"
    registered.write({"specs/common/text.json": "somebody's"})
    registered.sent({f"b/x/{path}": text for path, text in MANY.items()})
    code, _, error = registered.register("../vendor/b", "--replace")
    assert code == 0, error
    assert f"definition: {at}/api/openapi.yaml\n" in registered.read("catalog/apis/billing.yaml")
    assert registered.read("specs/common/text.json") == "somebody's"
    assert f"nothing reaches {at}/openapi.yaml any more: remove it" in error
    assert registered.run("validate", "--strict")[0] == 0


def test_a_draft_does_not_take_the_files_of_another_version(registered: Desk) -> None:
    registered.sent({"two.yaml": NEXT})
    assert registered.register("../vendor/two.yaml")[0] == 0
    entry = registered.read("catalog/apis/billing.yaml")
    path = "specs/billing/1.0.0/openapi.yaml"
    registered.write({"catalog/apis/billing.yaml": entry.replace("specs/billing/1.1.0/openapi.yaml", path)})
    before = registered.files()
    code, _, error = registered.register("../vendor/two.yaml", "--replace")
    assert code == 2
    assert f"{path} is the document of billing@1.0.0" in error
    assert registered.files() == before


def test_what_the_entry_says_otherwise_is_not_said_by_flags(registered: Desk) -> None:
    registered.sent({"new.yaml": NEXT})
    code, _, error = registered.register("../vendor/new.yaml", "--owner", "finance")
    assert code == 2
    assert "billing is known already, and --owner is revenue, not finance" in error


def test_another_title_makes_one_ask_whether_it_is_the_same_api(registered: Desk) -> None:
    registered.sent({"new.yaml": NEXT.replace("Billing API", "Invoices of others")})
    code, _, error = registered.register("../vendor/new.yaml", "--api", "billing", "--dry-run")
    assert code == 0, error
    assert "titled `Invoices of others`, and the API `Billing API`: is it the same?" in error


def test_the_document_of_another_version_is_not_taken(released: Desk) -> None:
    path = "specs/billing/1.0.0/openapi.yaml"
    released.write({path: NEXT})
    code, _, error = released.register(path)
    assert code == 2
    assert "is the document of billing@1.0.0" in error


# -------------------------------------------------------------------------------------------------------------- vendors


@pytest.mark.requirement("C6")
def test_a_vendors_mistake_is_refused_and_mended_by_an_overlay(desk: Desk) -> None:
    desk.sent({"billing.yaml": BROKEN, "mended.yaml": MENDED})
    before = desk.files()
    code, rules, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert (code, rules) == (1, ["openapi-invalid"])
    assert "--overlay FILE" in error
    assert desk.files() == before
    code, rules, error = desk.register("../vendor/billing.yaml", *FLAGS, "--overlay", "../vendor/mended.yaml")
    assert (code, rules) == (0, []), error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == BROKEN
    assert desk.read("specs/billing/1.0.0/overlay.yaml") == MENDED
    assert "overlays: [specs/billing/1.0.0/overlay.yaml]\n" in desk.read("catalog/apis/billing.yaml")
    assert desk.run("validate", "--strict", "--fail-on", "warning")[0] == 0
    assert "nothing to do" in desk.register("../vendor/billing.yaml")[2]
    assert "nothing to do" in desk.register("../vendor/billing.yaml", "--overlay", "../vendor/mended.yaml")[2]


def test_what_has_to_be_lived_with_a_policy_makes_a_warning(desk: Desk) -> None:
    desk.sent({"billing.yaml": BROKEN})
    spec = "owner: finance, appliesTo: {apis: [billing]}, severities: {openapi-invalid: warning}"
    desk.write({"catalog/policies/vendor.yaml": ENTRY.format("Policy", "vendor", spec)})
    code, rules, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert (code, rules) == (0, ["openapi-invalid"]), error
    code, _, error = desk.register("../vendor/billing.yaml", "--version", "1.0.1", "--fail-on", "warning")
    assert code == 1
    assert "billing@1.0.1 is not registered" in error


def test_an_overlay_may_say_the_version(desk: Desk) -> None:
    desk.sent(
        {
            "preview.yaml": SPEC.replace("1.0.0", "Preview"),
            "version.yaml": "overlay: 1.0.0\ninfo: {title: v, version: 1.0.0}\nactions:\n"
            "- {target: $.info, update: {version: 3.0.0}}\n",
        }
    )
    code, rules, error = desk.register("../vendor/preview.yaml", *FLAGS, "--overlay", "../vendor/version.yaml")
    assert (code, rules) == (0, []), error
    assert "billing@3.0.0" in error
    assert desk.run("release", "billing@3.0.0")[0] == 0


def test_several_overlays_keep_their_order(desk: Desk) -> None:
    more = MENDED.replace("description: created", "description: made")
    desk.sent({"billing.yaml": BROKEN, "b.yaml": MENDED, "a.json.yaml": more})
    code, _, error = desk.register(
        "../vendor/billing.yaml", *FLAGS, "--overlay", "../vendor/b.yaml", "--overlay", "../vendor/a.json.yaml"
    )
    assert code == 0, error
    at = "specs/billing/1.0.0/overlay"
    assert f"overlays: [{at}.yaml, {at}-2.yaml]\n" in desk.read("catalog/apis/billing.yaml")
    assert (desk.read(f"{at}.yaml"), desk.read(f"{at}-2.yaml")) == (MENDED, more)


def test_a_draft_may_get_an_overlay_later(desk: Desk) -> None:
    desk.register("../vendor/billing.yaml", *FLAGS)
    desk.sent({"mended.yaml": MENDED})
    code, _, error = desk.register("../vendor/billing.yaml", "--overlay", "../vendor/mended.yaml", "--replace")
    assert code == 0, error
    assert "      overlays: [specs/billing/1.0.0/overlay.yaml]\n" in desk.read("catalog/apis/billing.yaml")
    two = ("--overlay", "../vendor/mended.yaml") * 2
    code, _, error = desk.register("../vendor/billing.yaml", *two, "--replace")
    assert code == 0, error
    at = "specs/billing/1.0.0/overlay"
    assert f"      overlays: [{at}.yaml, {at}-2.yaml]\n" in desk.read("catalog/apis/billing.yaml")


def test_the_block_of_codeowners_is_kept_up_to_date(desk: Desk) -> None:
    desk.git("init", "-q")
    subprocess.run([sys.executable, "-m", "govkit", "codeowners", "--write"], cwd=desk.top, check=True)
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 0, error
    assert "+++ .github/CODEOWNERS" in error
    assert "/specs/billing/1.0.0/" in desk.read(".github/CODEOWNERS")
    assert desk.run("validate", "--fail-on", "info")[0] == 0


def test_an_estate_below_the_top_of_its_repository_is_written_in_its_place(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.sent({"billing.yaml": SPEC})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run([sys.executable, "-m", "govkit", "codeowners", "--write"], cwd=desk.top, check=True)
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 0, error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == SPEC
    assert "/estate/specs/billing/1.0.0/" in (tmp_path / ".github/CODEOWNERS").read_text()
    assert desk.run("validate", "--fail-on", "info")[0] == 0


def test_the_catalog_may_have_another_folder(desk: Desk) -> None:
    (desk.top / "catalog").rename(desk.top / "entries")
    desk.write({"govkit.yaml": "catalog: entries\n"})
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 0, error
    assert (desk.top / "entries/apis/billing.yaml").is_file()


def test_a_version_that_differs_in_its_build_alone_is_the_same(registered: Desk) -> None:
    code, _, error = registered.register("../vendor/billing.yaml", "--version", "1.0.0+7")
    assert code == 0
    assert "billing@1.0.0 is registered already" in error


VENDORS = ("openmeter", "apideck-crm", "adyen-transfer-webhooks", "recurly", "stripe")


@pytest.mark.parametrize("api", short(VENDORS, keeps=("openmeter",).__contains__))
def test_descriptions_of_real_vendors_are_registered_as_they_are(desk: Desk, shared_specs: Path, api: str) -> None:
    given = min((shared_specs / api).iterdir())
    code, _, error = desk.register(str(given), *FLAGS)
    assert code == 0, error
    (copied,) = (data for path, data in desk.files().items() if path.startswith("specs/"))
    assert copied == given.read_bytes()


@pytest.mark.long
def test_a_real_vendors_mistakes_are_mended_by_an_overlay(desk: Desk, shared_specs: Path) -> None:
    """Five lists of required properties name one of them twice."""
    given = min((shared_specs / "workos").iterdir())
    code, report, error = desk.run("register", str(given), *FLAGS)
    wrong = [one for one in report["findings"] if one["severity"] == "error"]
    assert (code, {one["rule"] for one in wrong}) == (1, {"openapi-invalid"}), error
    names = [one["new"]["pointer"].split("/")[3] for one in wrong]
    actions = "".join(f"- {{target: '$.components.schemas.{name}.required[3]', remove: true}}\n" for name in names)
    desk.sent({"mended.yaml": f"overlay: 1.0.0\ninfo: {{title: Once, version: 1.0.0}}\nactions:\n{actions}"})
    code, _, error = desk.register(str(given), *FLAGS, "--overlay", "../vendor/mended.yaml")
    assert code == 0, error
    assert desk.run("validate", "--strict")[0] == 0


# ------------------------------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("../vendor/nothing.yaml", *FLAGS), "there is no file ../vendor/nothing.yaml"),
        (("../vendor/bill.yaml", *FLAGS), "did you mean ../vendor/billing.yaml?"),
        (("", *FLAGS), "is empty"),
        (("../vendor/notes.txt", *FLAGS), "OpenAPI"),
        (("../vendor/empty", *FLAGS), "holds no API description"),
        (("../vendor/billing.yaml", "--system", "biling", "--audience", "public"), "did you mean billing?"),
        (("../vendor/billing.yaml", *FLAGS, "--owner", "revenu"), "did you mean revenue?"),
        (("../vendor/billing.yaml", *FLAGS, "--owner", "nobody"), "the teams are finance, revenue; --create"),
        (("../vendor/billing.yaml", *FLAGS, "--api", "Billing API"), "did you mean billing?"),
        (("../vendor/billing.yaml", *FLAGS, "--version", "latest"), "--version must be a version"),
        (("../vendor/billing.yaml", *FLAGS, "--owner", ""), "--owner is empty"),
        (("../vendor/billing.yaml", "--system", "billing", "--audience", "publik"), "did you mean public?"),
        (("../vendor/billing.yaml", *FLAGS, "--overlay", "../vendor/none.yaml"), "there is no file"),
        (("../vendor/billing.yaml", *FLAGS, "--overlay", "../vendor/billing.yaml"), "overlay"),
        (("../vendor/billing.yaml", *FLAGS, "--contact", "revenue"), "TEAM=ADDRESS"),
        (
            ("../vendor/billing.yaml", "--create", "--system", "x", "--audience", "public", "--owner", "new"),
            "--contact",
        ),
    ],
)
def test_a_slip_of_the_caller_is_told(desk: Desk, arguments: tuple[str, ...], says: str) -> None:
    desk.sent({"notes.txt": "remember: to call\n", "empty/readme.md": "nothing"})
    before = desk.files()
    code, _, error = desk.register(*arguments)
    assert code == 2, error
    assert says in error
    assert desk.files() == before


def test_without_an_estate_the_way_to_one_is_shown(tmp_path: Path) -> None:
    (tmp_path / "billing.yaml").write_text(SPEC)
    done = subprocess.run(
        [sys.executable, "-m", "govkit", "register", "billing.yaml"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"govkit init" in done.stderr


def test_a_broken_entry_is_told_with_its_place(desk: Desk) -> None:
    desk.write({"catalog/apis/crm.yaml": "kind: API\n"})
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 2
    assert "catalog/apis/crm.yaml:1:1" in error


def test_a_file_in_the_place_of_another_is_not_written_over(desk: Desk) -> None:
    desk.write({"specs/billing/1.0.0/openapi.yaml": "somebody's notes\n"})
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 2
    assert "specs/billing/1.0.0/openapi.yaml is there already" in error
    assert desk.read("specs/billing/1.0.0/openapi.yaml") == "somebody's notes\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("openapi: 3.0.3\ninfo: {title: A, version: 1.0.0}\npaths: {/a: {$ref: '../../../etc/passwd'}}\n", "outside"),
        ("openapi: 3.0.3\ninfo: {title: A, version: 1.0.0}\npaths: {/a: {$ref: 'https://example.com/a'}}\n", "machine"),
        ("openapi: 3.0.3\ninfo: {title: A, version: 1.0.0}\npaths: {/a: {$ref: '/etc/passwd'}}\n", "absolute"),
        ("a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)
        ) + "openapi: 3.0.3\n", "alias"),
        ("openapi: 3.0.3\n" + "[" * 5000, "3.0.3"),
    ],
)  # fmt: skip
def test_hostile_documents_are_refused(desk: Desk, text: str, says: str) -> None:
    desk.sent({"bad.yaml": text})
    before = desk.files()
    code, _, error = desk.register("../vendor/bad.yaml", *FLAGS, "--api", "bad")
    assert code == 2
    assert says in error or "../vendor/bad.yaml:" in error
    assert desk.files() == before


def test_a_title_may_say_anything(desk: Desk) -> None:
    title = 'x: {y}\\n\\"\\u001b[31m # </script> {{7*7}} \\u202e'
    desk.sent({"odd.yaml": SPEC.replace("title: Billing API", f'title: "{title}"')})
    code, _, error = desk.register("../vendor/odd.yaml", *FLAGS, "--api", "odd")
    assert code == 0, error
    assert "\x1b" not in error + desk.read("catalog/apis/odd.yaml")
    assert desk.run("validate", "--fail-on", "warning")[0] == 0


def test_a_title_is_no_path(desk: Desk) -> None:
    desk.sent({"odd.yaml": SPEC.replace("title: Billing API", "title: ../../../../tmp/x")})
    code, _, error = desk.register("../vendor/odd.yaml", *FLAGS)
    assert code == 0, error
    assert (desk.top / "specs/tmp-x/1.0.0/openapi.yaml").is_file()


def test_links_that_lead_out_are_refused(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (desk.top / "specs").symlink_to(outside)
    before = desk.files()
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 2
    assert "link" in error
    assert list(outside.iterdir()) == []
    assert desk.files() == before


def test_a_folder_that_may_not_be_written_leaves_all_as_it_was(desk: Desk, powerless: list[str]) -> None:
    before = desk.files(), desk.folders()
    (desk.top / "catalog").chmod(0o555)
    command = [*powerless, sys.executable, "-m", "govkit", "register", "../vendor/billing.yaml", *FLAGS]
    try:
        done = subprocess.run(command, cwd=desk.top, capture_output=True, check=False)
    finally:
        (desk.top / "catalog").chmod(0o755)
    if b"setpriv" in done.stderr:
        pytest.skip("root cannot put down its powers here")
    assert done.returncode == 2
    assert b"cannot be written: Permission denied" in done.stderr
    assert (desk.files(), desk.folders()) == before


def test_a_file_where_a_folder_must_be_leaves_all_as_it_was(desk: Desk) -> None:
    desk.write({"catalog/apis": "in the way\n"})
    before = desk.files(), desk.folders()
    code, _, error = desk.register("../vendor/billing.yaml", *FLAGS)
    assert code == 2
    assert "cannot be written" in error
    assert (desk.files(), desk.folders()) == before
