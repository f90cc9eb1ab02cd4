"""Events are posted to who is granted them: signed, in order, again until they are taken, and to no other address."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks import Webhook

from deploy.embedded.certificates import Authority
from services.notifications.webhooks.commands import (
    restart_webhook,
)
from services.notifications.webhooks.domain import WebhookNotFound
from services.notifications.webhooks.driver import Ways, believed
from services.notifications.webhooks.parameters import (
    GIVEN_UP_AFTER,
    MOST_CHARACTERS,
    WAITS,
)
from shared.events.registry import SubscriptionRevoked
from tests.given import NOW, given_work
from tests.notifications.feeds.given import OTHER_ROOM, PERSONS, STATION, told
from tests.notifications.feeds.test_fetching import event, given_events, made_anew
from tests.notifications.webhooks.given import (
    Receiver,
    attempts_of,
    authority_in,
    count,
    given_caller,
    given_secret,
    given_ways,
    posted,
    reached,
    receiving,
    webhook_of,
)
from tests.shared.wire import eventually, running


class TestAnEvent:
    async def test_is_posted_signed_in_order_and_once(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        await told(notifications_engine, posted(receiver.address, divisions=(STATION.rpartition(".")[2],)))
        secret = await given_secret(notifications_engine)
        first, _, *others = await given_events(
            notifications_engine, event(), event(OTHER_ROOM), *(event() for _ in range(120))
        )
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await reached(notifications_engine, 122)
        assert receiver.ids == [first, *others]
        [request, *_] = receiver.got
        Webhook(secret).verify(request.body, dict(request.headers))
        assert request.headers["content-type"] == "application/cloudevents+json"
        assert request.headers["host"] == f"localhost:{receiver.port}"
        said = json.loads(request.body)
        assert (said["specversion"], said["id"], said["type"]) == (
            "1.0", first, "cn.veterans.registry.veteran-registered.v1",
        )  # fmt: skip
        assert [each.outcome for each in await attempts_of(notifications_engine)] == ["delivered"] * 121

    async def test_is_posted_to_nobody_without_a_secret_or_after_a_revocation(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        with pytest.raises(WebhookNotFound):
            await given_secret(notifications_engine)
        await told(notifications_engine, posted(receiver.address))
        await given_events(notifications_engine, event())
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await given_secret(notifications_engine)
            await reached(notifications_engine, 1)
            await told(notifications_engine, SubscriptionRevoked(subscriber="township", revoked_at=NOW))
            await given_events(notifications_engine, event())
            await told(notifications_engine, posted(receiver.address, "another"))
            await given_secret(notifications_engine, "another")
            await reached(notifications_engine, 2, "another")
        assert len(await attempts_of(notifications_engine)) == 1

    async def test_that_is_refused_is_passed_over_and_listed(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        receiver.answers = [422, 200]
        receiver.more = "content-length: 5000\r\n\r\n" + "x" * 5000
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        await given_events(notifications_engine, event(), event())
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await reached(notifications_engine, 2)
        refused, taken = await attempts_of(notifications_engine)
        assert (refused.outcome, refused.status, refused.position) == ("refused", 422, 1)
        assert (taken.outcome, taken.answer) == ("delivered", "x" * MOST_CHARACTERS)

    async def test_that_fails_is_posted_again_before_the_next(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        receiver.answers = [500, 302, 204]
        receiver.more = "location: https://127.0.0.1/elsewhere\r\ncontent-length: 0\r\n\r\n"
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        first, second = await given_events(notifications_engine, event(), event())
        clock = [NOW]
        async with running(given_caller(notifications_engine, given_ways(authority), lambda: clock[0])):
            await count(notifications_engine, 1)
            assert (await webhook_of(notifications_engine)).next_attempt_at >= NOW + WAITS[0]
            clock[0] += 2 * WAITS[0]
            await count(notifications_engine, 2)
            clock[0] += 2 * WAITS[1]
            await reached(notifications_engine, 2)
        assert receiver.ids == [first, first, first, second]
        state = await webhook_of(notifications_engine)
        assert (state.tries, state.failing_since) == (0, None)

    async def test_is_posted_anew_with_all_others_where_its_topic_is_made_anew(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        """Without what the topic's owner lost; every event says that its history is another."""
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        mine, lost = event(), event()
        first, second = await given_events(notifications_engine, mine, lost)
        async with running(given_caller(notifications_engine, given_ways(authority))):
            await reached(notifications_engine, 2)
            await made_anew(notifications_engine, PERSONS)
            await given_events(notifications_engine, mine)
            await count(notifications_engine, 3)
        assert receiver.ids == [first, second, first]
        histories = [json.loads(each.body).get("history") for each in receiver.got]
        assert histories[:2] == [None, None]
        assert histories[2]


class TestAnAddress:
    @pytest.mark.parametrize("leads_to", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], []])
    async def test_inside_that_nobody_named_is_not_called(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority, leads_to: list[str]
    ) -> None:
        async def lookup(host: str, port: int) -> list[str]:
            return leads_to

        ways = given_ways(authority, named=(), lookup=lookup)
        async with ways.posting() as post:
            answer = await post(receiver.address, b"{}", {})
        assert (answer.status, answer.reason, receiver.got) == (None, "address-not-allowed", [])

    async def test_is_looked_up_once_and_that_one_is_called(self, receiver: Receiver, authority: Authority) -> None:
        asked: list[str] = []

        async def lookup(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

        address = receiver.address.replace("localhost", "receiver")  # which no other lookup than this one knows
        async with given_ways(authority, lookup=lookup).posting() as post:
            answer = await post(address, b"{}", {})
        assert (answer.status, asked) == (204, ["receiver"])

    async def test_whose_certificate_is_anothers_gets_nothing(self, receiver: Receiver, authority: Authority) -> None:
        other = receiver.address.replace("localhost", "elsewhere.example")
        async with given_ways(authority).posting() as post:
            answer = await post(other, b"{}", {})
        assert (answer.status, answer.reason, receiver.got) == (None, "certificate-refused", [])

    async def test_that_nobody_here_certified_gets_nothing(self, receiver: Receiver, tmp_path: Path) -> None:
        async with given_ways(authority_in(tmp_path / "another")).posting() as post:
            answer = await post(receiver.address, b"{}", {})
        assert (answer.status, answer.reason, receiver.got) == (None, "certificate-refused", [])

    async def test_where_nobody_speaks_tls_or_listens_is_told_apart(self, authority: Authority) -> None:
        async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        address = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
        async with given_ways(authority).posting() as post:
            without_tls = await post(address, b"{}", {})
            server.close()
            await server.wait_closed()
            without_anybody = await post(address, b"{}", {})
        assert (without_tls.reason, without_anybody.reason) == ("tls-failed", "not-connected")

    async def test_whose_name_is_unknown_says_so(self, authority: Authority) -> None:
        async with Ways(believed(authority.certificate)).posting() as post:
            answer = await post("https://nobody.invalid/", b"{}", {})
        assert (answer.status, answer.reason) == (None, "name-not-found")


class TestAReceiver:
    async def test_that_is_dead_holds_up_nobody(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        async with receiving(authority) as dead:
            dead.silent = True
            for name, address in (("dead", dead.address), ("living", receiver.address)):
                await told(notifications_engine, posted(address, name))
                await given_secret(notifications_engine, name)
            ids = await given_events(notifications_engine, *(event() for _ in range(60)))
            async with running(given_caller(notifications_engine, given_ways(authority, seconds=3600))):
                await reached(notifications_engine, 60, "living")
            assert receiver.ids == ids
            assert len(dead.got) <= 1

    async def test_whose_secret_cannot_be_read_is_told_of_by_the_worker_until_it_can(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority
    ) -> None:
        await given_events(notifications_engine, event())
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        async with notifications_engine.begin() as connection:
            await connection.execute(text("UPDATE webhook SET secret = 'no secret'"))
        caller = given_caller(notifications_engine, given_ways(authority))

        async def says(words: str) -> bool:
            [check] = await caller.checks()
            return words in check.detail

        async with running(caller):
            await eventually(lambda: says("township: BrokenCiphertext"))
            await given_secret(notifications_engine)
            await eventually(lambda: says("ready"))
        assert len(receiver.ids) == 1

    async def test_that_does_not_answer_in_time_failed(self, receiver: Receiver, authority: Authority) -> None:
        receiver.silent = True
        async with given_ways(authority, seconds=0.2).posting() as post:
            answer = await post(receiver.address, b"{}", {})
        assert (answer.status, answer.reason) == (None, "no-answer-in-time")

    @pytest.mark.parametrize(
        ("status", "later", "why"), [(410, timedelta(0), "gone"), (500, GIVEN_UP_AFTER, "failing")]
    )
    async def test_that_takes_nothing_for_days_is_stopped_until_somebody_restarts_it(
        self, notifications_engine: AsyncEngine, receiver: Receiver, authority: Authority, status: int,
        later: timedelta, why: str,
    ) -> None:  # fmt: skip
        receiver.answers = [status]
        await told(notifications_engine, posted(receiver.address))
        await given_secret(notifications_engine)
        await given_events(notifications_engine, event())
        clock = [NOW]

        async def is_stopped() -> bool:
            return bool((await webhook_of(notifications_engine)).stopped_for == why)

        async with running(given_caller(notifications_engine, given_ways(authority), lambda: clock[0])):
            await count(notifications_engine, 1)
            clock[0] += later
            await eventually(is_stopped)
            receiver.answers = [204]
            tried = len(receiver.got)
            await restart_webhook(given_work(notifications_engine), "township")
            await reached(notifications_engine, 1)
        assert len(receiver.got) == tried + 1
        async with notifications_engine.connect() as connection:
            said = text("SELECT purpose FROM audit WHERE action = 'give-up-webhook' AND result = 'done'")
            assert (await connection.execute(said)).scalars().all() == [why]
