"""The sender: every message owed ends as sent, or with a reason why not."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.commands import opt_out, revoke_contact_point
from services.notifications.contacts.tables import PERSON_KEY
from services.notifications.deliveries.commands import claim_deliveries, record_outcome, take_back
from services.notifications.deliveries.domain import NOT_COMPOSED, SENT, DeliveryNotFound, DeliveryNotInHand
from services.notifications.deliveries.driver import GatewayRefused, GatewayUnavailable
from services.notifications.deliveries.loop import BATCH, SENDER
from services.notifications.deliveries.parameters import BACKOFF, REASONS
from services.notifications.deliveries.queries import COUNT_OPEN, Outstanding, find_outstanding
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from shared.audit.tables import AUDIT
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from shared.privacy.personal import PhoneNumber
from tests.given import NOW, given_work
from tests.notifications.drivers import Gateway, answer_with
from tests.notifications.given import (
    CORRELATION,
    MOBILE,
    TEXT,
    case_resolved,
    given_delivered,
    given_owed,
    given_person,
    given_reachable,
    given_requested,
    given_sender,
    published_events,
    state_of,
)


class TestAMessage:
    async def test_is_sent_to_a_verified_number_and_told_of(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        owed = await given_owed(notifications_engine, person_id)
        assert await given_sender(notifications_engine, gateway).send_due() == 1
        [message] = gateway.given
        assert (message.notification_id, message.channel, message.text) == (owed, "sms", TEXT)
        assert message.to == PhoneNumber(MOBILE)
        assert await state_of(notifications_engine, owed) == ("sent", None)
        [(name, version, event)] = await published_events(notifications_engine)
        assert (name, version) == ("notification-sent", 1)
        assert event["notification_id"] == str(owed)
        assert (event["person_id"], event["template"], event["channel"]) == (str(person_id), "case-resolved", "sms")

    async def test_is_sent_once(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        delivered = given_delivered(case_resolved(person_id))
        sender = given_sender(notifications_engine, gateway)
        for _ in range(3):
            await given_requested(notifications_engine, [delivered])
            await sender.send_due()
        assert len(gateway.given) == 1

    async def test_belongs_to_the_chain_of_its_cause(self, notifications_engine: AsyncEngine) -> None:
        delivered = given_delivered(case_resolved(await given_reachable(notifications_engine)))
        await given_requested(notifications_engine, [delivered])
        await given_sender(notifications_engine, Gateway()).send_due()
        async with notifications_engine.connect() as connection:
            headers = (await connection.execute(select(OUTBOX.c.headers))).scalar_one()
            audited = await connection.execute(select(AUDIT.c.account_id, AUDIT.c.result, AUDIT.c.correlation_id).where(
                AUDIT.c.action == "record-outcome"
            ))  # fmt: skip
            assert audited.one() == (SENDER.account_id, "done", CORRELATION)
        assert CORRELATION.encode() in headers
        assert str(delivered.id).encode() in headers
        assert b"ce_synthetic" in headers

    async def test_to_a_gateway_that_refuses_has_failed(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        gateway = Gateway(answer_with(GatewayRefused("blacklisted")))
        sender = given_sender(notifications_engine, gateway)
        assert [await sender.send_due(), await sender.send_due()] == [1, 0]
        assert await state_of(notifications_engine, owed) == ("failed", "gateway-refused")
        [(name, _, event)] = await published_events(notifications_engine)
        assert (name, event["reason"]) == ("notification-failed", "gateway-refused")

    async def test_to_a_gateway_that_is_away_is_tried_again_after_a_growing_wait(
        self, notifications_engine: AsyncEngine
    ) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        gateway, now = Gateway(answer_with(GatewayUnavailable("no route"))), NOW
        for wait in BACKOFF:
            assert await given_sender(notifications_engine, gateway, now=now).send_due() == 1
            assert await state_of(notifications_engine, owed) == ("pending", "gateway-unavailable")
            early = now + wait - timedelta(seconds=1)
            assert await given_sender(notifications_engine, gateway, now=early).send_due() == 0
            now += wait
        assert await published_events(notifications_engine) == []
        assert await given_sender(notifications_engine, gateway, now=now).send_due() == 1
        assert await state_of(notifications_engine, owed) == ("failed", "gateway-unavailable")
        assert len(gateway.given) == len(BACKOFF) + 1
        [(name, version, _)] = await published_events(notifications_engine)
        assert (name, version) == ("notification-failed", 1)

    async def test_arrives_when_the_gateway_comes_back(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        await given_sender(notifications_engine, Gateway(answer_with(GatewayUnavailable("no route")))).send_due()
        gateway = Gateway()
        await given_sender(notifications_engine, gateway, now=NOW + BACKOFF[0]).send_due()
        assert await state_of(notifications_engine, owed) == ("sent", None)
        assert len(gateway.given) == 1

    @pytest.mark.parametrize(
        ("repeatable", "expected"), [(True, ("pending", "gateway-unavailable")), (False, ("failed", "outcome-unknown"))]
    )
    async def test_with_an_unknown_outcome_is_repeated_only_by_a_driver_that_makes_one_of_two(
        self, notifications_engine: AsyncEngine, repeatable: bool, expected: tuple[str, str]
    ) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        gateway = Gateway(answer_with(ConnectionResetError("reset before the answer")), repeatable=repeatable)
        await given_sender(notifications_engine, gateway).send_due()
        assert await state_of(notifications_engine, owed) == expected


class TestNothingIsSent:
    async def reason(self, engine: AsyncEngine, person_id: UUID) -> str | None:
        owed, gateway = await given_owed(engine, person_id), Gateway()
        await given_sender(engine, gateway).send_due()
        state, reason = await state_of(engine, owed)
        assert (state, gateway.given) == ("suppressed", [])
        [(name, version, event)] = await published_events(engine)
        assert (name, version, event["reason"]) == ("notification-suppressed", 1, reason)
        return reason

    async def test_without_a_contact_point(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        assert await self.reason(notifications_engine, person_id) == "no-contact-point"

    async def test_to_a_person_nobody_has_told_of(self, notifications_engine: AsyncEngine) -> None:
        assert await self.reason(notifications_engine, new_id()) == "no-contact-point"

    async def test_to_an_unverified_number(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_reachable(notifications_engine, verification=None)
        assert await self.reason(notifications_engine, person_id) == "unverified"

    async def test_to_a_revoked_number(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_reachable(notifications_engine)
        await revoke_contact_point(given_work(notifications_engine), person_id, "sms")
        assert await self.reason(notifications_engine, person_id) == "revoked"

    async def test_to_somebody_who_opted_out(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_reachable(notifications_engine)
        await opt_out(given_work(notifications_engine), person_id, "case-progress")
        assert await self.reason(notifications_engine, person_id) == "opted-out"

    async def test_without_a_reason_in_both_languages(self) -> None:
        assert all(reason.zh and reason.en for reason in REASONS.values())


class TestABatch:
    async def test_ends_every_message_though_some_cannot_be_written(self, notifications_engine: AsyncEngine) -> None:
        unreadable = await given_reachable(notifications_engine)
        async with notifications_engine.begin() as connection:
            await connection.execute(update(PERSON_KEY).values(data_key=b"\x01\x013" + bytes(60)))
        owed_unreadable = await given_owed(notifications_engine, unreadable)
        gone = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        async with notifications_engine.begin() as connection:
            renamed = update(REQUEST).where(REQUEST.c.notification_id == gone).values(template="no-longer-there")
            await connection.execute(renamed)
        good = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        gateway = Gateway()
        assert await given_sender(notifications_engine, gateway).send_due() == 3
        assert await state_of(notifications_engine, owed_unreadable) == ("failed", "not-composed")
        assert await state_of(notifications_engine, gone) == ("failed", "not-composed")
        assert await state_of(notifications_engine, good) == ("sent", None)
        assert len(gateway.given) == 1

    async def test_takes_many_in_hand_and_comes_back_for_the_rest(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        await given_requested(notifications_engine, [given_delivered(case_resolved(person_id)) for _ in range(40)])
        sender = given_sender(notifications_engine, gateway)
        assert [await sender.send_due() for _ in range(4)] == [16, 16, 8, 0]
        assert len({message.notification_id for message in gateway.given}) == 40
        assert await sender.flow() == {"deliveries_pending": 0, "deliveries_sending": 0}


class TestADeliveryWhoseRequestWasTakenBack:
    """By `rebuild --from-log`, after a producer went back: its cause never happened."""

    async def test_holds_up_nobody_and_is_not_sent(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        await given_requested(notifications_engine, [given_delivered(case_resolved(person_id)) for _ in range(BATCH)])
        async with notifications_engine.begin() as connection:
            await connection.execute(delete(REQUEST))
        sender = given_sender(notifications_engine, gateway)
        async with notifications_engine.connect() as connection:
            assert await find_outstanding(connection, now=NOW) == Outstanding(due=False, left_behind=False)
        assert await sender.flow() == {"deliveries_pending": 0, "deliveries_sending": 0}
        owed = await given_owed(notifications_engine, person_id)
        assert await sender.send_due() == 1
        assert [message.notification_id for message in gateway.given] == [owed]

    async def test_is_sent_when_its_cause_comes_again(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_reachable(notifications_engine), Gateway()
        cause = given_delivered(case_resolved(person_id))
        await given_requested(notifications_engine, [cause])
        async with notifications_engine.begin() as connection:
            await connection.execute(delete(REQUEST))
        await given_requested(notifications_engine, [cause])
        assert await given_sender(notifications_engine, gateway).send_due() == 1


class TestCountOpen:
    async def test_does_not_read_what_has_ended(self, notifications_engine: AsyncEngine) -> None:
        async with notifications_engine.begin() as connection:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            await connection.execute(text("SET LOCAL enable_bitmapscan = off"))
            plan = [str(line) for (line,) in await connection.execute(text(f"EXPLAIN {COUNT_OPEN.text}"))]
        used = {index for line in plan for index in re.findall(r"using (\w+)", line)}
        assert used == {"ix_delivery_pending", "ix_delivery_sending", "pk_notification_request"}, plan


class TestRecordOutcome:
    async def test_records_only_what_is_in_hand(self, notifications_engine: AsyncEngine) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        work = given_work(notifications_engine, SENDER)
        with pytest.raises(DeliveryNotInHand):
            await record_outcome(work, owed, attempt=0, outcome=SENT)
        with pytest.raises(DeliveryNotFound):
            await record_outcome(work, new_id(), attempt=0, outcome=SENT)
        await given_sender(notifications_engine, Gateway()).send_due()
        with pytest.raises(DeliveryNotInHand):
            await record_outcome(work, owed, attempt=1, outcome=SENT)
        assert len(await published_events(notifications_engine)) == 1

    async def test_refuses_a_sender_whose_attempt_is_no_longer_the_last(
        self, notifications_engine: AsyncEngine
    ) -> None:
        owed = await given_owed(notifications_engine, await given_reachable(notifications_engine))
        async with notifications_engine.begin() as connection:
            await claim_deliveries(connection, count=1, now=NOW)
            await take_back(connection, now=NOW)
            await claim_deliveries(connection, count=1, now=NOW)
        work = given_work(notifications_engine, SENDER)
        with pytest.raises(DeliveryNotInHand):
            await record_outcome(work, owed, attempt=1, outcome=NOT_COMPOSED)
        await record_outcome(work, owed, attempt=2, outcome=SENT, channel="sms")
        assert await state_of(notifications_engine, owed) == ("sent", None)


class TestTheLoop:
    async def test_sends_what_becomes_due_and_ends_when_told(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway, stop = await given_reachable(notifications_engine), Gateway(), asyncio.Event()
        sender = given_sender(notifications_engine, gateway)
        running = asyncio.create_task(sender.run(stop))
        owed = await given_owed(notifications_engine, person_id)
        await asyncio.wait_for(gateway.reached.wait(), 30)
        await until_ended(notifications_engine)
        assert await state_of(notifications_engine, owed) == ("sent", None)
        assert [check.ok for check in await sender.checks()] == [True]
        stop.set()
        await asyncio.wait_for(running, 30)

    async def test_works_in_one_process_at_a_time(self, notifications_engine: AsyncEngine) -> None:
        person_id, stop = await given_reachable(notifications_engine), asyncio.Event()
        gateways = [Gateway(repeatable=True) for _ in range(3)]
        running = [asyncio.create_task(given_sender(notifications_engine, each).run(stop)) for each in gateways]
        await given_requested(notifications_engine, [given_delivered(case_resolved(person_id)) for _ in range(100)])
        await until_ended(notifications_engine)
        stop.set()
        await asyncio.gather(*running)
        assert sorted(len(gateway.given) for gateway in gateways) == [0, 0, 100]


async def until_ended(engine: AsyncEngine) -> None:
    """Wait until nothing is pending or sending."""
    statement = select(DELIVERY.c.notification_id).where(DELIVERY.c.state.in_(["pending", "sending"])).limit(1)
    while True:
        async with engine.connect() as connection:
            if (await connection.execute(statement)).first() is None:
                return
        await asyncio.sleep(0.02)
