"""A pact under construction in one test, the generated client that is tried on it, and what came of both."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, overload

from govkit.checks.pacts.building import Building, What
from govkit.checks.pacts.reading import Interaction, Kind, read_pact
from govkit.checks.pacts.wholes import filled
from govkit.client import NEVER, Event, Settings
from govkit.client.reading import watch
from govkit.errors import UsageError
from govkit.gate.pacts.suites.bench import Side
from govkit.gate.pacts.suites.calls import Calls
from govkit.gate.pacts.suites.credentials import Shown, with_credentials
from govkit.gate.pacts.suites.landing import pact_of
from govkit.gate.pacts.suites.reads import Reads, stray
from govkit.spec.documents import parse

if TYPE_CHECKING:
    from govkit.checks.pacts.building import Exchange, Message

C = TypeVar("C")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it reaches the consumer: its bytes, and the headers under which they are signed."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test: the interactions that it makes, or what hinders that; `unread` is expected and not read."""

    consumer: str
    api: str
    interactions: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Trial:
    """A pact between a consumer and an API that it uses, for as long as a test runs.

    Interactions are described first, in pact-python's words; then a client calls, or a message is received.
    """

    def __init__(self, side: Side) -> None:
        """Raises MissingExtra."""
        self._side = side
        self.consumer, self.api = side.consumer.name, side.api
        self.version = side.version.version.version
        self._building = Building(self.consumer, self.api)
        self._known: list[Interaction] = []
        self._trees: list[dict[str, Any]] = []
        self._received: set[int] = set()
        self._clients: list[Any] = []
        self._calls = Calls(self._known, lambda: side.wholes, self._building.faults)
        self._secret: str | None = None

    # --------------------------------------------------------------------------------------------------- interactions

    @overload
    def upon_receiving(self, description: str) -> Exchange: ...

    @overload
    def upon_receiving(self, description: str, interaction: What) -> Exchange | Message: ...

    def upon_receiving(self, description: str, interaction: What = "HTTP") -> Exchange | Message:
        """Begins an interaction: pact-python's own object, with `given`, `with_request` and all the rest.

        Raises UsageError where the pact is tried already.
        """
        if self._known:
            raise UsageError(
                f"“{description}” comes too late: the pact is tried already",
                hint="describe all interactions before the first call, or ask for a second pact",
            )
        return self._building.upon_receiving(description, interaction)

    def upon_event(self, description: str, event: Event[Any]) -> Message:
        """Begins a webhook that the consumer receives: one of the events of the generated `webhooks`."""
        begun: Any = self.upon_receiving(description, "Async")
        found: Message = begun.with_metadata({"webhook": event.name})
        return found

    def _tried(self) -> list[Interaction]:
        """The interactions as they are from now on."""
        if not self._known:
            self._trees = self._building.trees()
            document = parse(json.dumps(pact_of(self.consumer, self.api, self._trees)).encode(), "the pact")
            self._known += read_pact(document).interactions
        return self._known

    # --------------------------------------------------------------------------------------------------------- clients

    @property
    def url(self) -> str:
        """The address of pact's server, for clients that nobody generated: they get no more than the pact expects."""
        if not self._building.has("HTTP"):
            raise UsageError("the pact has no request yet", hint="describe one: `pact.upon_receiving(…)`")
        self._tried()
        return self._building.serve()

    @overload
    def client(self, kind: type[C], **options: Any) -> C: ...

    @overload
    def client(self, kind: None = None, **options: Any) -> Any: ...

    def client(self, kind: Any = None, **options: Any) -> Any:
        """The generated client, with made-up credentials, calling pact's server: `Client`, or the class that is named.

        What comes is the answer that the pact expects, made whole as the contract has it; whoever reads what the pact
        does not expect fails. `options` are those of Settings. Raises UsageError.
        """
        chosen = kind or self._side.package.Client
        self._check_kind(chosen)
        address = self.url
        hooks = (self._calls, *options.pop("hooks", ()))
        said = {"auth": tuple(self._side.credentials()), "retry": NEVER, **options}
        made = chosen(settings=Settings(base_url=address, hooks=hooks, **said))
        self._clients.append(made)
        return made

    def _check_kind(self, kind: type[Any]) -> None:
        """Raises UsageError for the client of another API, or of another contract than the version's."""
        package = self._side.package
        if kind in (package.Client, package.AsyncClient) or issubclass(kind, package.Client | package.AsyncClient):
            return
        name = self._side.version.name
        raise UsageError(
            f"{kind.__module__}.{kind.__qualname__} is no client of {name}",
            hint=f"take {package.__name__}.Client, or ask for the pact with another API",
        )

    # -------------------------------------------------------------------------------------------------------- messages

    @property
    def webhook_secret(self) -> str:
        """The secret by which deliveries are signed: made up for this test."""
        if self._secret is None:
            self._secret = self._side.signing_secret()
        return self._secret

    def delivery(self, description: str | None = None) -> Delivery:
        """A message as the provider would deliver it: whole, and signed by `webhook_secret`.

        `description` names one of several. Raises UsageError.
        """
        return self._delivered(self._message(description))

    def receive(self, event: Event[T], description: str | None = None) -> T:
        """A message as the generated parser gives it to the consumer, verified; what the pact does not expect fails.

        Raises UsageError, WebhookError.
        """
        index = self._message(description)
        sent = self._delivered(index)
        verified = self._side.package.webhooks.verifier([self.webhook_secret]).verify(sent.body, sent.headers)
        value = event.of(verified)
        reads = self._calls.reads[index]
        reads.is_seen = True
        watch(value, reads.told)
        return value

    def _message(self, description: str | None) -> int:
        known = [(index, one.description) for index, one in enumerate(self._tried()) if one.kind is Kind.MESSAGE]
        fitting = [index for index, said in known if description is None or said == description]
        waiting = [index for index in fitting if index not in self._received] or fitting
        if not waiting:
            names = ", ".join(f"“{said}”" for _, said in known)
            said = f"the pact has no message “{description}”" if description else "the pact has no message"
            raise UsageError(said, hint=f"it has {names}" if names else "describe one: `pact.upon_event(…)`")
        return waiting[0]

    def _delivered(self, index: int) -> Delivery:
        one = self._known[index]
        self._received.add(index)
        expected = one.received[0].body.value
        whole = filled(expected, self._side.wholes.expected(one))
        self._calls.reads.setdefault(index, Reads(one.description, expected, whole))
        body = json.dumps(whole, ensure_ascii=False).encode()
        return Delivery(body, self._side.signed(body, self.webhook_secret, f"msg_{index + 1}", int(time.time())))

    # --------------------------------------------------------------------------------------------------------- the end

    def stop(self) -> None:
        """Ends the server and the clients."""
        for client in self._clients:
            if not hasattr(client, "__aexit__"):
                client.close()
        self._building.stop()

    def result(self) -> Tried:
        """What came of the test: called once it has passed, while the server still answers."""
        known = self._tried()
        return Tried(
            self.consumer,
            self.api,
            [with_credentials(tree, self._shown(tree)) for tree in self._trees],
            [*self._faults(known)],
            [
                f"{path} of “{reads.name}” is expected, and not read"
                for reads in self._calls.reads.values()
                for path in reads.unread()
            ],
        )

    def _shown(self, tree: dict[str, Any]) -> Shown | None:
        """The credentials that were sent with the request of an interaction."""
        request = tree.get("request")
        return self._calls.shown.get((request["method"], request["path"])) if isinstance(request, dict) else None

    def _faults(self, known: list[Interaction]) -> Iterator[str]:
        if not known:
            yield "the pact has no interaction: describe one (`pact.upon_receiving(…)`)"
        if self._building.has("HTTP") and not self._building.is_served:
            yield "nobody called: let the test call `pact.client()`, or a client of its own at `pact.url`"
        yield from self._building.faults()
        for index, one in enumerate(known):
            if one.kind is Kind.MESSAGE and index not in self._received:
                yield f"“{one.description}” was not received: let the test take it (`pact.receive(…)`)"
        for reads in self._calls.reads.values():
            yield from (stray(reads.name, where) for where in sorted(reads.strays))
