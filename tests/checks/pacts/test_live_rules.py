"""The rules of live verification, tested by their own examples: each asks a real server with the verifier of Pact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from govkit.checks.pacts.live import Asked, Asking, Target, findings_of
from govkit.checks.pacts.live.judging import RULES
from govkit.checks.pacts.reading.pact import Pact
from govkit.findings import Example, Finding, Rule, discover
from govkit.spec.documents import parse
from tests.checks.pacts.helpers import pact_of
from tests.checks.pacts.providers import Script, ScriptSide, scripted

pytest.importorskip("pact")

ALL = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in ALL.values()
    for number, example in enumerate(rule.examples, start=1)
]


class Asker:
    """One verifier for all examples: to load it takes longer than to ask."""

    def __init__(self, script: Script, asking: Asking) -> None:
        self.script, self._asking = script, asking

    def ask(self, pact: Pact) -> list[Asked]:
        return [self._asking.ask(pact, one) for one in pact.interactions]

    def findings(self, text: str) -> list[Finding]:
        tree = parse(text.encode(), "case.yaml").tree
        assert isinstance(tree, dict)
        self.script.answers, self.script.states, self.script.messages = (
            tree["answers"], tree["states"], tree["messages"]
        )  # fmt: skip
        pact = pact_of(tree["pact"])
        return findings_of(pact, self.ask(pact), "billing")


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    script = Script()
    with scripted(script) as url, Asking(Target(url, timeout=0.4), ScriptSide(script)) as asking:
        yield Asker(script, asking)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example, asker: Asker) -> None:
    told = asker.findings(example.after)
    assert tuple(one.subject.path for one in told if one.rule == rule.id) == example.finds, told
    if example.because:
        assert told == []


@pytest.mark.parametrize("rule", ALL.values(), ids=ALL)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(example.because for example in rule.examples if not example.finds)


def interaction(path: str = "/invoices/7", status: int = 200, **more: object) -> dict[str, object]:
    return {
        "type": "Synchronous/HTTP",
        "description": "an invoice",
        "request": {"method": "GET", "path": path, **more},
        "response": {"status": status},
    }


def pact(*interactions: object, version: str = "4.0") -> Pact:
    tree = {
        "consumer": {"name": "dashboard"},
        "provider": {"name": "billing"},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": version}},
    }
    return pact_of(tree)


def test_a_finding_stands_at_the_value_in_the_pact_that_was_not_met(asker: Asker) -> None:
    body = {"content": {"lines": [{"memo": "a"}]}, "contentType": "application/json", "encoded": False}
    one = {**interaction(), "response": {"status": 200, "body": body}}
    asker.script.answers = {"GET /invoices/7": {"body": {"lines": [{"memo": 1}]}}}
    (found,) = findings_of(pact(one), asker.ask(pact(one)), "billing")
    assert found.old is not None
    assert found.old.pointer == "/interactions/0/response/body/content/lines/0/memo"
    assert found.affects[0].name == "dashboard"


def test_equal_names_do_not_mix_the_results_of_interactions_up(asker: Asker) -> None:
    """The verifier tells results by name only."""
    asker.script.answers = {"GET /invoices/8": {"status": 200}}
    asked = asker.ask(pact(interaction("/invoices/7"), interaction("/invoices/8"), interaction("/invoices/7", 404)))
    assert [one.passed for one in asked] == [False, True, True]


@pytest.mark.parametrize("version", ["1.1", "2.0.0", "3.0.0", "4.0"])
def test_pacts_of_all_versions_are_asked(version: str, asker: Asker) -> None:
    old: dict[str, Any] = {
        "description": "an invoice",
        "request": {"method": "get", "path": "/invoices/7", "query": "a=1&b=2"},
    }
    old["response"] = {"status": 200, "headers": {"ETag": "v1"}, "body": {"id": "a"}}
    if version == "4.0":
        old["request"] = {"method": "GET", "path": "/invoices/7", "query": {"a": ["1"], "b": ["2"]}}
        content = {"content": {"id": "a"}, "contentType": "application/json", "encoded": False}
        old["response"] = {"status": 200, "headers": {"ETag": ["v1"]}, "body": content}
        old["type"] = "Synchronous/HTTP"
    asker.script.answers = {"GET /invoices/7?a=1&b=2": {"headers": {"ETag": "v1"}, "body": {"id": "a"}}}
    asked = asker.ask(pact(old, version=version))
    assert [one.passed for one in asked] == [True], asked


def test_a_pending_interaction_warns(asker: Asker) -> None:
    asker.script.answers = {}
    one = pact({**interaction(), "pending": True})
    assert [found.severity.value for found in findings_of(one, asker.ask(one), "billing")] == ["warning"]


def test_values_that_a_state_tells_are_put_into_the_request(asker: Asker) -> None:
    generated = {"path": {"type": "ProviderState", "expression": "/invoices/${id}"}}
    one = {**interaction("/invoices/1", generators=generated), "providerStates": [{"name": "open", "params": {"n": 1}}]}
    asker.script.states = ["open"]
    asker.script.answers = {"GET /invoices/9": {}}
    assert [asked.passed for asked in asker.ask(pact(one))] == [True]
    assert asker.script.set_up[-1] == ("open", {"n": 1})


def ask_alone(script: Script, target: Target, one: Pact, left: float = 60) -> list[Asked]:
    with Asking(target, ScriptSide(script), until=lambda: left) as asking:
        return [asking.ask(one, interaction) for interaction in one.interactions]


def test_what_is_shown_takes_the_place_of_what_the_pact_has_unless_it_is_about_being_sent_away() -> None:
    script = Script({"GET /invoices/7": {}, "GET /invoices/8": {"status": 401}})
    shown = (("header", "Authorization", "Bearer real"), ("query", "key", "real"))
    one = pact(
        interaction(headers={"authorization": ["Bearer example"]}, query={"key": ["example"]}),
        interaction("/invoices/8", 401),
    )
    with scripted(script) as url:
        script.answers["GET /invoices/7?key=real"] = {}
        asked = ask_alone(script, Target(url, {"X-Tenant": "acme"}, shown), one)
    assert [result.passed for result in asked] == [True, True]
    sent = dict(script.asked)
    assert sent["GET /invoices/7?key=real"]["authorization"] == "Bearer real"
    assert "authorization" not in sent["GET /invoices/8"]
    assert {headers["x-tenant"] for headers in sent.values()} == {"acme"}


def test_when_the_time_is_over_the_rest_is_told_not_to_be_asked() -> None:
    script = Script({"GET /invoices/7": {}})
    with scripted(script) as url:
        asked = ask_alone(script, Target(url), pact(interaction()), left=0)
    assert [one.skipped for one in asked] == ["the time was over before"]
    assert script.asked == []


def test_nothing_but_an_answer_comes_of_a_provider_that_is_not_there() -> None:
    """Port 9 discards, where anything listens there at all."""
    asked = ask_alone(Script(), Target("http://127.0.0.1:9"), pact(interaction()))
    assert asked[0].error
    assert not asked[0].unanswered


def test_a_verifier_that_dies_costs_one_interaction(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script({"GET /invoices/7": {}})
    one = pact(interaction(), interaction())
    with scripted(script) as url, Asking(Target(url), ScriptSide(script)) as asking:
        ask = partial(asking.ask, one)
        assert ask(one.interactions[0]).passed
        assert asking._worker is not None
        asking._worker._process.kill()
        asking._worker._process.wait()
        assert "ended by itself" in ask(one.interactions[0]).error
        assert ask(one.interactions[1]).passed


def test_a_pact_is_asked_as_it_is_written() -> None:
    """Numbers keep their digits: the verifier reads the text anew."""
    from govkit.checks.pacts.live.asking import _alone

    one = pact({**interaction(), "response": {"status": 200, "body": {"content": {"n": 12345678901234567890123}}}})
    assert "12345678901234567890123" in json.dumps(_alone(one, one.interactions[0], ()))
