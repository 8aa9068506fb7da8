"""Events told to whoever subscribed: emitted, signed, delivered on the mocks' clock, and again until they are taken."""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

from govkit.mocks.agenda import Agenda, Overfull
from govkit.mocks.drawing import seed_of
from govkit.mocks.messages import JsonObject
from govkit.mocks.responses import NOTHING
from govkit.mocks.schemas import Checked
from govkit.mocks.system import System
from govkit.mocks.webhooks.bodies import Bodies
from govkit.mocks.webhooks.deliveries import Delivery, Log, State, Try
from govkit.mocks.webhooks.event import Event, NoSuchEvent
from govkit.mocks.webhooks.fates import Fates, Manner, Usual
from govkit.mocks.webhooks.hooks import Hook, Hooks
from govkit.mocks.webhooks.reach import Reach, Unreachable
from govkit.mocks.webhooks.sending import Reply, Unanswered, send
from govkit.mocks.webhooks.signing import Key, Signer
from govkit.mocks.webhooks.subscriptions import Subscription, Subscriptions
from govkit.spec.openapi.signatures import Form
from govkit.spec.openapi.wire.spelling import Unwritable

if TYPE_CHECKING:
    from govkit.mocks.webhooks.odds import Odds

_MOST_AT_ONCE = 32
_LONGEST_PAUSE = timedelta(days=2)
_WAITS_FOR_NEXT = timedelta(seconds=5)
"""How long a delivery is held back that is to come behind the next one."""

_STALE = timedelta(hours=1)


class Stateful(Protocol):
    """Something that holds more of who subscribed."""

    def reset(self) -> None:
        """Begins anew."""

    def snapshot(self) -> Any:
        """What it holds, as a value that nothing later changes."""

    def restore(self, kept: Any) -> None:
        """Holds what it held then."""


@dataclass
class Source:
    """A system that tells of events: its webhooks, how it signs, and how often it tries."""

    system: System
    hooks: Hooks
    signer: Signer
    keys: list[Key] = field(default_factory=list, repr=False)
    form: Manner = field(default_factory=Usual)
    declared: frozenset[str] = frozenset()
    """The events that somebody declared when they happen; they are not inferred."""

    made: int = 0


class Webhooks:
    """The webhooks of all systems. `tell` is told of events that are not as their contract has them."""

    def __init__(
        self,
        agenda: Agenda,
        sources: Sequence[Source],
        *,
        seed: int = 1,
        reach: Reach | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.agenda = agenda
        self.sources: Mapping[str, Source] = {one.system.name: one for one in sources}
        self.subscriptions = Subscriptions()
        self.log = Log()
        self.tell = tell
        self._fates = Fates()
        self._seed = seed
        self._reach = reach or Reach()
        self._most = asyncio.Semaphore(_MOST_AT_ONCE)
        self.parts: list[Stateful] = []
        """What else is reset and kept with them."""

        self._made: dict[Hook, Bodies] = {}
        self._told: set[tuple[str, str]] = set()
        self._ordered: list[Odds] = []
        self._declare()

    # -------------------------------------------------------------------------------------------------------- emitting

    def names(self, system: str) -> list[str]:
        """The events that a system can tell of."""
        return list(self.sources[system].hooks.by_name)

    def is_subscribed(self, system: str, name: str, key: str | None) -> bool:
        """Whether anybody is told of an event about an object."""
        return any(one.key in (None, key) and one.wants(system, name) for one in self.subscriptions)

    def emit(self, event: Event) -> list[Delivery]:
        """Plans the deliveries of an event, and never waits for them. Raises NoSuchEvent."""
        source = self.sources.get(event.system)
        if source is None:
            raise NoSuchEvent(f"there is no system `{event.system}`")
        hook = source.hooks.named(event.name)
        source.made += 1
        body = event.body if event.body is not None else self._bodies(hook).fresh(source.made, self.agenda.clock.now())
        return self.emitted(source, hook, body, event.key)

    def around(self, source: Source, hook: Hook, record: JsonObject, item: Checked, noun: str) -> Any:
        """The body of an event about a record; NOTHING where the webhook has no place for it."""
        body = self._bodies(hook).around(record, item, noun, source.made + 1, self.agenda.clock.now())
        source.made += body is not NOTHING
        return body

    def _bodies(self, hook: Hook) -> Bodies:
        known = self._made.get(hook)
        if known is None:
            known = self._made[hook] = Bodies(hook)
        return known

    def emitted(self, source: Source, hook: Hook, body: Any, key: str | None) -> list[Delivery]:
        """Plans the deliveries of an event whose body is whole."""
        name = source.system.name
        id_header = self._id_header(source)
        message = self._bodies(hook).message_id(body, id_header, source.made)
        made = partial(Delivery, system=name, hook=hook, key=key, body=body, created=self.agenda.clock.now())
        problem, media, content = self._written(source, hook, body)
        if problem is not None:
            delivery = made(self.log.next_id(), message)
            delivery.end(State.INVALID, problem)
            self.log.add(delivery)
            return [delivery]
        takers = [one for one in self.subscriptions if one.wants(name, hook.name)]
        own = [one for one in takers if one.key is not None and one.key == key]
        takers = own or [one for one in takers if one.key is None or key is None]
        if not takers:
            delivery = made(self.log.next_id(), message)
            delivery.end(State.UNSUBSCRIBED)
            self.log.add(delivery)
            return [delivery]
        found = []
        for taker in takers:
            delivery = made(self.log.next_id(), message, media=media, content=content, subscription=taker)
            found += self._planned(delivery, taker)
        return found

    @staticmethod
    def _id_header(source: Source) -> str:
        signature = source.signer.signature
        if signature is not None and signature.form is Form.STANDARD:
            return f"{signature.prefix}id"
        return source.hooks.id_header or "webhook-id"

    def _written(self, source: Source, hook: Hook, body: Any) -> tuple[str | None, str | None, bytes]:
        """Why a body must not leave, else its media type and its bytes."""
        problem = hook.flaw(body) if body is not NOTHING else None
        if body is NOTHING and hook.checked is not None:
            problem = "no value of the schema was found: say the body"
        if problem is None:
            try:
                return (None, *hook.written(body))
            except (Unwritable, TypeError) as error:
                problem = f"it cannot be written: {error}"
        place = (source.system.name, hook.name)
        if place not in self._told:
            self._told.add(place)
            self.tell(f"{source.system.name}: the event {hook.name} is not sent, its schema refuses it: {problem}")
        return problem, None, b""

    def _planned(self, delivery: Delivery, taker: Subscription) -> list[Delivery]:
        """Plans one delivery, and a second one where that is its fate."""
        place = (delivery.system, delivery.hook.name, delivery.key or "")
        delivery.nth = taker.nth(*place)
        random = self._random("fate", *place, taker.id, delivery.nth)
        delivery.fate = self._fates.of(delivery.system, delivery.hook.name, random)
        self.log.add(delivery)
        if delivery.fate.lost:
            delivery.end(State.LOST)
            return [delivery]
        now = self.agenda.clock.now()
        if delivery.fate.behind:
            taker.held.append(delivery)
            self._plan(delivery, now + _WAITS_FOR_NEXT + delivery.fate.late)
            return [delivery]
        self._plan(delivery, now + delivery.fate.late)
        made = [delivery]
        if delivery.fate.twice:
            made.append(self._second(delivery, random, now))
        if not delivery.fate.late:
            self._release(taker, now)
        return made

    def _second(self, first: Delivery, random: Random, now: datetime) -> Delivery:
        """The same event for the same subscriber once more, a little later."""
        second = Delivery(
            self.log.next_id(), first.message, first.system, first.hook, first.key, first.body, first.created,
            first.media, first.content, first.subscription, duplicate_of=first.id, nth=first.nth,
        )  # fmt: skip
        self.log.add(second)
        self._plan(second, now + first.fate.late + timedelta(milliseconds=random.randrange(2_000)))
        return second

    def _release(self, taker: Subscription, now: datetime) -> None:
        """Lets those go that were to come behind this one."""
        held, taker.held = taker.held, []
        for one in held:
            if one.state is State.PENDING and not one.tries and one.planned is not None:
                one.planned.cancel()
                self._plan(one, now + one.fate.late)

    def _plan(self, delivery: Delivery, instant: datetime) -> None:
        about = f"{delivery.system} {delivery.hook.name} {delivery.id}"
        try:
            delivery.planned = self.agenda.at(instant, partial(self._attempt, delivery), about)
        except Overfull as error:
            delivery.end(State.GIVEN_UP, str(error))

    # ------------------------------------------------------------------------------------------------------ delivering

    async def _attempt(self, delivery: Delivery) -> None:
        taker = delivery.subscription
        assert taker is not None
        async with taker.lane, self._most:
            if delivery.state is not State.PENDING:
                return
            delivery.planned = None
            if delivery in taker.held:
                taker.held.remove(delivery)
            if not taker.is_on:
                delivery.end(State.GIVEN_UP, "the subscription has ended")
                return
            await self._tried(delivery, taker)

    async def _tried(self, delivery: Delivery, taker: Subscription) -> None:
        source, begun = self.sources[delivery.system], time.monotonic()
        number = len(delivery.tries) - delivery.since + 1
        made = Try(self.agenda.clock.now(), taker.url)
        first = not delivery.tries
        made.fate = "corrupt" if first and delivery.fate.corrupt else "stale" if first and delivery.fate.stale else None
        delivery.tries.append(made)
        reply: Reply | None = None
        try:
            target = await self._reach.target(_with_query(taker.url, delivery.hook.query()))
            headers = self._headers(source, delivery, taker, made.fate, number)
            timeout = source.form.retries.timeout
            reply, _ = await send(target, delivery.hook.method, headers, delivery.content, timeout)
            made.status = reply.status
        except Unreachable as error:
            made.error = str(error)
            delivery.end(State.GIVEN_UP, str(error))
            return
        except Unanswered as error:
            made.error = str(error)
        except Exception:
            delivery.end(State.GIVEN_UP, "the mock failed; its standard error says why")
            raise
        finally:
            made.seconds = time.monotonic() - begun
        self._judge(delivery, taker, made, reply)

    def _headers(
        self, source: Source, delivery: Delivery, taker: Subscription, fate: str | None, number: int
    ) -> list[tuple[str, str]]:
        now = self.agenda.clock.now()
        seconds = int(time.time() if taker.machine_time else now.timestamp())
        if fate == "stale":
            seconds -= int(_STALE.total_seconds())
        keys = taker.valid_keys(now) or source.keys
        signed = source.signer.headers(keys, delivery.message, seconds, delivery.content, spoilt=fate == "corrupt")
        facts = {
            "id": delivery.message,
            "timestamp": str(seconds),
            "attempt": str(number),
        }
        declared = delivery.hook.headers({name.lower(): text for name, text in signed.items()}, facts)
        media = [("Content-Type", delivery.media)] if delivery.media is not None else []
        return [("User-Agent", "govkit-mock"), *media, *declared, *signed.items()]

    def _judge(self, delivery: Delivery, taker: Subscription, made: Try, reply: Reply | None) -> None:
        """What comes of a try."""
        status = made.status
        if status is not None and 200 <= status < 300:
            made.undeclared = not delivery.hook.declares(status)
            delivery.end(State.TAKEN)
        elif status == 410 and delivery.hook.declares(410):
            delivery.end(State.GIVEN_UP, "the receiver is gone; the subscription has ended")
            taker.end()
            for one in self.log:
                if one.subscription is taker and one.state is State.PENDING:
                    one.end(State.GIVEN_UP, "the subscription has ended")
        else:
            self._again(delivery, reply)

    def _again(self, delivery: Delivery, reply: Reply | None) -> None:
        """Plans the next try, where there is one more."""
        retries = self.sources[delivery.system].form.retries
        count = len(delivery.tries) - delivery.since
        if count > len(retries.pauses):
            delivery.end(State.GIVEN_UP, f"not taken after {count} tries")
            return
        taker = delivery.subscription.id if delivery.subscription is not None else ""
        place = (delivery.system, delivery.hook.name, delivery.key or "", taker, delivery.nth, delivery.duplicate_of)
        longer = 1 + retries.jitter * self._random("retry", *place, count).random()
        now = self.agenda.clock.now()
        pause = timedelta(seconds=round(retries.pauses[count - 1] * longer, 3))
        asked = _retry_after(reply, now) if reply is not None else None
        self._plan(delivery, now + min(max(pause, asked or pause), _LONGEST_PAUSE))

    def redeliver(self, delivery: Delivery) -> None:
        """Delivers anew, as if for the first time, under the same id."""
        delivery.end(State.PENDING)
        delivery.since = len(delivery.tries)
        self._plan(delivery, self.agenda.clock.now())

    # ----------------------------------------------------------------------------------------------------------- state

    def order(self, orders: Iterable[Odds]) -> None:
        """Orders what befalls deliveries; what was ordered before is taken back, what is declared stays."""
        self._ordered = list(orders)
        self._declare()

    def declare(self, system: str, form: Manner) -> None:
        """Says how the webhooks of a system behave."""
        self.sources[system].form = form
        self._declare()

    def _declare(self) -> None:
        declared = [
            one.model_copy(update={"system": name}) for name, source in self.sources.items() for one in source.form.odds
        ]
        self._fates.replace([*self._ordered, *declared])

    def orders(self) -> list[dict[str, Any]]:
        """What is ordered and declared, each with how often it struck."""
        return self._fates.told()

    def reset(self) -> None:
        """Forgets deliveries, orders, and who subscribed later than the command line."""
        self.log.clear()
        self.subscriptions.reset()
        self.order([])
        for source in self.sources.values():
            source.made = 0
        for part in self.parts:
            part.reset()

    def snapshot(self) -> Any:
        """Who subscribed, and how many events there were; deliveries that are under way are not part of it."""
        made = {name: source.made for name, source in self.sources.items()}
        return self.subscriptions.snapshot(), made, [part.snapshot() for part in self.parts]

    def restore(self, kept: Any) -> None:
        """Those who had subscribed then, and the numbers of events of then."""
        self.subscriptions.restore(kept[0])
        for name, made in kept[1].items():
            self.sources[name].made = made
        for part, held in zip(self.parts, kept[2], strict=True):
            part.restore(held)

    def secrets(self, system: str, number: int) -> Iterator[str]:
        """Secrets for an endpoint, in the forms that an API may have for them."""
        random = self._random("secret", system, number)
        yield self.sources[system].signer.secret_of(random.randbytes(24))
        yield from (secret_form(random.randbytes(32)) for secret_form in (_hex, _url_safe, _standard))

    def _random(self, *place: object) -> Random:
        return Random(seed_of(self._seed, "webhooks", *place))  # noqa: S311 - nothing here is secret


def _hex(random: bytes) -> str:
    return random.hex()


def _url_safe(random: bytes) -> str:
    return urlsafe_b64encode(random).decode().rstrip("=")


def _standard(random: bytes) -> str:
    return f"whsec_{b64encode(random).decode()}"


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _retry_after(reply: Reply, now: datetime) -> timedelta | None:
    """How long a receiver asks to wait (RFC 9110, section 10.2.3)."""
    text = reply.headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        return max(parsedate_to_datetime(text) - now, timedelta())
    except (ValueError, TypeError):
        return None
