"""What was not sent for want of a way to reach the person is sent again when there is one: once, to nobody twice."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.commands import opt_out, put_contact_point, revoke_contact_point
from services.notifications.deliveries.commands import record_outcome, send_again, send_all_again, take_over
from services.notifications.deliveries.domain import (
    SENT,
    DeliveryNotFound,
    DeliveryNotInHand,
    NotToBeSentAgain,
    StillUnreachable,
    notification_id,
)
from services.notifications.deliveries.driver import GatewayRefused
from shared.auth.roles import Role
from shared.ids import new_id
from shared.outbox.unrecorded import Unrecorded
from shared.privacy.personal import PhoneNumber
from tests.browsers import as_browser, words_of
from tests.given import given_caller, given_work
from tests.notifications.drivers import Gateway, answer_with
from tests.notifications.given import (
    MOBILE,
    OTHER_STATION,
    ROOM,
    case_resolved,
    given_delivered,
    given_owed,
    given_person,
    given_reachable,
    given_requested,
    given_sender,
    keyring,
    published_events,
    state_of,
)
from tests.races import race


async def reachable(engine: AsyncEngine, person_id: UUID) -> None:
    """He has a verified number from now on."""
    await put_contact_point(
        given_work(engine), person_id, "sms", keyring=keyring(), value=PhoneNumber(MOBILE), verification="in-person"
    )


async def given_unsent(engine: AsyncEngine, person_id: UUID) -> UUID:
    """A message to somebody who could not be reached."""
    notification_id = await given_owed(engine, person_id)
    await given_sender(engine, Gateway()).send_due()
    return notification_id


async def ends_of(engine: AsyncEngine) -> list[tuple[str, int, str | None]]:
    return [(name, sequence, event.get("reason")) for name, sequence, event in await published_events(engine)]


class TestAMessageThatWasNotSent:
    async def test_is_sent_once_when_the_person_can_be_reached(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_person(notifications_engine), Gateway()
        message = await given_unsent(notifications_engine, person_id)
        await reachable(notifications_engine, person_id)
        sender = given_sender(notifications_engine, gateway)
        assert await sender.send_due() == 0
        await send_again(given_work(notifications_engine), message)
        assert [await sender.send_due(), await sender.send_due()] == [1, 0]
        assert [(each.notification_id, each.to) for each in gateway.given] == [(message, PhoneNumber(MOBILE))]
        assert await ends_of(notifications_engine) == [
            ("notification-suppressed", 1, "no-contact-point"),
            ("notification-sent", 2, None),
        ]
        with pytest.raises(NotToBeSentAgain):
            await send_again(given_work(notifications_engine), message)

    async def test_to_a_number_that_was_revoked_or_not_verified_waits_for_a_good_one(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person_id = await given_reachable(notifications_engine, verification=None)
        message = await given_unsent(notifications_engine, person_id)
        assert await state_of(notifications_engine, message) == ("suppressed", "unverified")
        with pytest.raises(StillUnreachable):
            await send_again(given_work(notifications_engine), message)
        await reachable(notifications_engine, person_id)
        await revoke_contact_point(given_work(notifications_engine), person_id, "sms")
        with pytest.raises(StillUnreachable):
            await send_again(given_work(notifications_engine), message)
        assert await state_of(notifications_engine, message) == ("suppressed", "unverified")

    async def test_is_sent_again_by_one_of_two_who_ask_at_once(self, notifications_engine: AsyncEngine) -> None:
        person_id, gateway = await given_person(notifications_engine), Gateway()
        message = await given_unsent(notifications_engine, person_id)
        await reachable(notifications_engine, person_id)
        asked = [send_again(given_work(notifications_engine), message) for _ in range(4)]
        ended = await race(notifications_engine, "delivery", asked)
        assert sorted(type(each).__name__ for each in ended) == ["NoneType", *["NotToBeSentAgain"] * 3]
        await given_sender(notifications_engine, gateway).send_due()
        assert len(gateway.given) == 1

    async def test_takes_no_word_of_the_attempt_before(self, notifications_engine: AsyncEngine) -> None:
        """Of a sender that slept while the message was suppressed and sent again."""
        person_id = await given_person(notifications_engine)
        message = await given_unsent(notifications_engine, person_id)
        await reachable(notifications_engine, person_id)
        await send_again(given_work(notifications_engine), message)
        async with notifications_engine.begin() as connection:
            await connection.execute(text("UPDATE delivery SET state = 'sending', attempts = attempts + 1"))
        with pytest.raises(DeliveryNotInHand):
            await record_outcome(given_work(notifications_engine), message, attempt=1, outcome=SENT, channel="sms")

    async def test_of_another_unit_is_not_there(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        message = await given_unsent(notifications_engine, person_id)
        await reachable(notifications_engine, person_id)
        elsewhere = given_work(notifications_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(DeliveryNotFound):
            await send_again(elsewhere, message)

    async def test_keeps_all_its_ends_when_the_database_goes_back(self, notifications_engine: AsyncEngine) -> None:
        """`veterans reconcile` takes them over from Kafka, one after the other."""
        person_id = await given_person(notifications_engine)
        message = await given_unsent(notifications_engine, person_id)
        await reachable(notifications_engine, person_id)
        await send_again(given_work(notifications_engine), message)
        await given_sender(notifications_engine, Gateway()).send_due()
        lost = await lost_events(notifications_engine)
        async with notifications_engine.begin() as connection:
            await connection.execute(text("DELETE FROM outbox"))
            await connection.execute(text("UPDATE delivery SET state = 'pending', version = 0, reason = NULL"))
        work = given_work(notifications_engine)
        assert [await take_over(work, each) for each in lost] == [True, True]
        assert [await take_over(work, each) for each in lost] == [False, False]
        assert await state_of(notifications_engine, message) == ("sent", None)
        assert [sequence for _, sequence, _ in await ends_of(notifications_engine)] == [1, 2]


async def lost_events(engine: AsyncEngine) -> list[Unrecorded]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT topic, type, aggregate_id, aggregate_version, event_id, payload FROM outbox ORDER BY id")
        )
        return [
            Unrecorded(row.topic, 0, row.aggregate_version, None, row.type, row.aggregate_id, row.aggregate_version,
                       row.event_id, bytes(row.payload), synthetic=True)
            for row in rows
        ]  # fmt: skip


class TestAMessageThatEndedOtherwise:
    async def test_is_not_sent_again(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_reachable(notifications_engine)
        failed = await given_owed(notifications_engine, person_id)
        await given_sender(notifications_engine, Gateway(answer_with(GatewayRefused("no")))).send_due()
        pending = await given_owed(notifications_engine, person_id)
        for message in (failed, pending):
            with pytest.raises(NotToBeSentAgain):
                await send_again(given_work(notifications_engine), message)
        await opt_out(given_work(notifications_engine), person_id, "case-progress")
        await given_sender(notifications_engine, Gateway()).send_due()
        assert await state_of(notifications_engine, pending) == ("suppressed", "opted-out")
        with pytest.raises(NotToBeSentAgain):
            await send_again(given_work(notifications_engine), pending)

    async def test_that_is_no_news_is_sent_neither_at_once_nor_again(self, notifications_engine: AsyncEngine) -> None:
        """To somebody without a number neither: nobody looks for one to tell him so."""
        gateway, persons = Gateway(), (await given_reachable(notifications_engine), new_id())
        ended = {"resolved_on": date(2018, 4, 10), "entered_on": date(2026, 4, 30)}
        told = [given_delivered(structs.replace(case_resolved(each), **ended)) for each in persons]
        await given_requested(notifications_engine, told)
        await given_sender(notifications_engine, gateway).send_due()
        for each, person_id in zip(told, persons, strict=True):
            message = notification_id(each.id, "case-resolved", person_id)
            assert await state_of(notifications_engine, message) == ("suppressed", "out-of-date")
            with pytest.raises(NotToBeSentAgain):
                await send_again(given_work(notifications_engine), message)
        assert gateway.given == []


class TestAllOfAPerson:
    async def test_is_sent_again_at_once(self, notifications_engine: AsyncEngine) -> None:
        person_id, other, gateway = await given_person(notifications_engine), None, Gateway()
        for _ in range(3):
            await given_unsent(notifications_engine, person_id)
        other = await given_unsent(notifications_engine, await given_person(notifications_engine))
        with pytest.raises(StillUnreachable):
            await send_all_again(given_work(notifications_engine), person_id)
        await reachable(notifications_engine, person_id)
        work = given_work(notifications_engine)
        assert [await send_all_again(work, person_id) for _ in range(2)] == [3, 0]
        await given_sender(notifications_engine, gateway).send_due()
        assert len(gateway.given) == 3
        assert await state_of(notifications_engine, other) == ("suppressed", "no-contact-point")

    async def test_is_not_sent_again_when_he_does_not_want_it(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        message = await given_unsent(notifications_engine, person_id)
        await reachable(notifications_engine, person_id)
        await opt_out(given_work(notifications_engine), person_id, "case-progress")
        assert await send_all_again(given_work(notifications_engine), person_id) == 0
        with pytest.raises(StillUnreachable):
            await send_again(given_work(notifications_engine), message)


class TestTheButtons:
    async def test_are_on_the_pages_of_the_message_and_of_the_person(
        self, notifications_engine: AsyncEngine, by: Callable[..., Any]
    ) -> None:
        person_id = await given_person(notifications_engine)
        message = await given_unsent(notifications_engine, person_id)
        browser = as_browser(await by(Role.ROOM_STAFF, ROOM))
        of_message, of_person = f"/notifications/messages/{message}", f"/notifications/persons/{person_id}"
        assert "重新发送" in words_of(await browser.get(of_message))
        refused = await browser.post(f"{of_message}/resending", data={"idempotency_key": "k-1"})
        assert refused.status_code == 409
        assert "没有已核实的联系方式" in words_of(refused)
        await reachable(notifications_engine, person_id)
        sent = await browser.post(f"{of_person}/resending", data={"idempotency_key": "k-2"})
        assert sent.headers["location"] == of_person
        assert "重新发送" not in words_of(await browser.get(of_message))
        assert "待发送" in words_of(await browser.get(of_message))

    async def test_have_their_endpoints(self, notifications_engine: AsyncEngine, by: Callable[..., Any]) -> None:
        person_id = await given_person(notifications_engine)
        messages = [await given_unsent(notifications_engine, person_id) for _ in range(2)]
        await reachable(notifications_engine, person_id)
        client = await by(Role.STATION_STAFF)
        assert [each["may_be_resent"] for each in (await client.get("/deliveries")).json()["items"]] == [True, True]
        assert (await client.post(f"/deliveries/{messages[0]}/resending")).status_code == 204
        assert (await client.post(f"/deliveries/{messages[0]}/resending")).json()["code"] == "not-to-be-sent-again"
        assert (await client.post(f"/persons/{person_id}/resending")).json() == {"resent_count": 1}
        assert (await (await by(Role.AUDITOR)).post(f"/persons/{person_id}/resending")).status_code == 403
