"""Events folded into messages owed: once for an event, a template and a person, whatever comes again."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.notifications.deliveries.consumer import REQUESTS
from services.notifications.deliveries.domain import notification_id
from services.notifications.deliveries.tables import DELIVERY, REQUEST
from shared.database.engine import async_url
from shared.events.benefits import CaseResolved, CaseWithdrawn
from shared.events.benefits.cases import CaseReopened, CaseResolutionCorrected, Resolution
from shared.ids import new_id
from tests.notifications.given import CORRELATION, RECORDED, ROOM, case_resolved, given_delivered, given_requested


async def content(engine: AsyncEngine, table: Any) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(table).order_by(table.c.notification_id))
        return [tuple(row) for row in rows]


def _entered(ended: CaseResolved, entered_on: date, days: int | None) -> CaseResolved:
    """The same, entered from a ledger so many days after it ended; None: by the form."""
    if days is None:
        return ended
    return msgspec.structs.replace(ended, resolved_on=entered_on - timedelta(days=days), entered_on=entered_on)


class TestTheNotificationId:
    def test_is_the_same_for_the_same_cause_template_and_person_and_no_other(self) -> None:
        cause, person = new_id(), new_id()
        assert notification_id(cause, "a", person) == notification_id(cause, "a", person)
        others = {
            notification_id(new_id(), "a", person),
            notification_id(cause, "b", person),
            notification_id(cause, "a", new_id()),
            notification_id(cause, "a", person),
        }
        assert len(others) == 4

    def test_is_a_uuid_of_version_seven_that_sorts_with_its_cause(self) -> None:
        cause = new_id()
        made = notification_id(cause, "a", new_id())
        assert (made.version, made.variant, made.bytes[:6]) == (7, UUID(int=cause.int).variant, cause.bytes[:6])


class TestRequests:
    async def test_tell_the_applicant_and_nobody_else(self, notifications_engine: AsyncEngine) -> None:
        person_id = new_id()
        delivered = given_delivered(case_resolved(person_id))
        await given_requested(notifications_engine, [delivered])
        [request] = await content(notifications_engine, REQUEST)
        assert request == (
            notification_id(delivered.id, "case-resolved", person_id),
            delivered.id,
            "cn.veterans.benefits.case-resolved.v1",
            "case-resolved",
            person_id,
            ROOM,
            {"resolved_on": "2019年4月10日"},
            RECORDED,
            CORRELATION,
            True,
            False,
        )
        [delivery] = await content(notifications_engine, DELIVERY)
        assert delivery == (request[0], "pending", 0, RECORDED, None, None, RECORDED, 0)

    async def test_tell_the_applicant_of_a_withdrawn_case_when_it_was(self, notifications_engine: AsyncEngine) -> None:
        resolved = case_resolved(new_id())
        withdrawn = CaseWithdrawn(
            case_id=resolved.case_id,
            kind="dispute",
            reason="by-applicant",
            org_code=resolved.org_code,
            org_path=ROOM,
            applicant_id=resolved.applicant_id,
            opened_on=date(2019, 4, 2),
            withdrawn_on=date(2019, 4, 8),
        )
        await given_requested(notifications_engine, [given_delivered(withdrawn)])
        [request] = await content(notifications_engine, REQUEST)
        assert (request[3], request[4]) == ("case-withdrawn", resolved.applicant_id)
        assert request[6] == {"withdrawn_on": "2019年4月8日"}

    async def test_tell_the_applicant_that_the_end_of_his_case_was_wrong(
        self, notifications_engine: AsyncEngine
    ) -> None:
        said = msgspec.to_builtins(case_resolved(new_id()))
        corrected = msgspec.convert({**said, "corrected_on": "2019-04-12", "before": said}, CaseResolutionCorrected)
        reopened = msgspec.convert({**said, "reopened_on": "2019-04-13"}, CaseReopened)
        await given_requested(notifications_engine, [given_delivered(each) for each in (corrected, reopened)])
        owed = {(each[3], str(each[4])): each[6] for each in await content(notifications_engine, REQUEST)}
        assert owed == {
            ("case-resolution-corrected", said["applicant_id"]): {"resolved_on": "2019年4月10日"},
            ("case-reopened", said["applicant_id"]): {"reopened_on": "2019年4月13日"},
        }

    @pytest.mark.parametrize(
        ("days", "before", "is_past"),
        [(None, None, False), (30, 30, False), (31, 31, True), (31, 30, False), (30, 31, False)],
    )
    async def test_are_no_news_of_what_had_ended_long_before_it_was_entered_from_a_ledger(
        self, notifications_engine: AsyncEngine, days: int | None, before: int | None, is_past: bool
    ) -> None:
        """Of a correction the applicant is told where he was told what was wrong, or should have been."""
        ended, entered = case_resolved(new_id()), date(2019, 6, 10)
        resolved, was = (_entered(ended, entered, each) for each in (days, before))
        corrected = CaseResolutionCorrected(
            **{name: getattr(resolved, name) for name in Resolution.__struct_fields__},
            corrected_on=entered, before=Resolution(**{n: getattr(was, n) for n in Resolution.__struct_fields__}),
        )  # fmt: skip
        await given_requested(notifications_engine, [given_delivered(each) for each in (was, corrected)])
        owed = {each[3]: each[-1] for each in await content(notifications_engine, REQUEST)}
        assert owed == {"case-resolved": before == 31, "case-resolution-corrected": is_past}

    async def test_are_one_for_an_event_however_often_it_comes(self, notifications_engine: AsyncEngine) -> None:
        batch = [given_delivered(case_resolved(new_id())) for _ in range(5)]
        await given_requested(notifications_engine, [*batch, *batch])
        await given_requested(notifications_engine, batch[2:])
        assert len(await content(notifications_engine, REQUEST)) == 5
        assert len(await content(notifications_engine, DELIVERY)) == 5

    async def test_are_the_same_in_any_order_and_cut(self, notifications_engine: AsyncEngine) -> None:
        batch = [given_delivered(case_resolved(new_id())) for _ in range(20)]
        await given_requested(notifications_engine, batch)
        at_once = await content(notifications_engine, REQUEST)
        async with notifications_engine.begin() as connection:
            await connection.execute(REQUEST.delete())
        for delivered in random.Random(3).sample(batch, len(batch)):
            await given_requested(notifications_engine, [delivered])
        assert await content(notifications_engine, REQUEST) == at_once

    async def test_of_two_cases_of_one_person_are_two(self, notifications_engine: AsyncEngine) -> None:
        person_id = new_id()
        await given_requested(notifications_engine, [given_delivered(case_resolved(person_id)) for _ in range(2)])
        assert len(await content(notifications_engine, DELIVERY)) == 2

    async def test_can_be_rebuilt_without_telling_anybody_again(
        self, notifications_engine: AsyncEngine, settings_of: Any
    ) -> None:
        batch = [given_delivered(case_resolved(new_id())) for _ in range(3)]
        await given_requested(notifications_engine, batch)
        async with notifications_engine.begin() as connection:
            await connection.execute(update(DELIVERY).values(state="sent"))
        before = await content(notifications_engine, REQUEST)
        admin = create_async_engine(async_url(settings_of("notifications").migration_url.get_secret_value()))
        async with admin.connect() as connection:  # rolled back at the end
            await connection.execute(text("CREATE SCHEMA shadow"))
            await connection.execute(
                text("CREATE TABLE shadow.notification_request (LIKE public.notification_request INCLUDING ALL)")
            )
            await connection.execute(text("SET LOCAL search_path = shadow, public"))
            await REQUESTS.apply(connection, batch)
            anew = await connection.execute(select(REQUEST).order_by(REQUEST.c.notification_id))
            assert [tuple(row) for row in anew] == before
            assert (
                await connection.execute(text("SELECT count(*) FROM shadow.notification_request"))
            ).scalar_one() == 3
            assert (await connection.execute(select(DELIVERY.c.state))).scalars().all() == ["sent"] * 3
        await admin.dispose()
