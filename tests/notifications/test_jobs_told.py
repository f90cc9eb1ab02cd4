"""Who is told of work that suits him: whoever consented to it, and has not stopped it since; within a week."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.consents.projection import CONSENTS, JOB_WISHES
from services.notifications.contacts.commands import opt_in, opt_out
from services.notifications.contacts.domain import PointState, obstacle
from services.notifications.deliveries.commands import send_again
from services.notifications.deliveries.domain import NotToBeSentAgain, StillUnreachable, notification_id
from services.notifications.templates.parameters import PURPOSES
from shared.auth.roles import Role
from shared.events.benefits import (
    JobPreferenceCorrected,
    JobPreferenceRecorded,
    JobPreferenceRevoked,
    JobPushed,
    JobPushOptedIn,
    JobPushOptedOut,
)
from shared.events.benefits.jobs import JobPreference
from shared.events.contract import Event
from shared.events.registry import ConsentRecorded, ConsentWithdrawn
from shared.ids import new_id
from shared.inbox.projection import Delivered, Projection
from tests.browsers import as_browser, words_of
from tests.given import given_work
from tests.lives import veterans_merged
from tests.notifications.drivers import Gateway
from tests.notifications.given import (
    RECORDED,
    ROOM,
    given_delivered,
    given_person,
    given_reachable,
    given_requested,
    given_sender,
    state_of,
)
from tests.notifications.test_deaths import told
from tests.notifications.test_resending import reachable

DAY, MONDAY = date(2019, 4, 17), date(2019, 4, 15)
WEEK = timedelta(days=7)
STILL = RECORDED + WEEK
VERIFIED = PointState(verified=True, revoked=False)


def consented(person_id: UUID, consent_id: UUID, purpose: str = "job-platform") -> ConsentRecorded:
    return ConsentRecorded(
        consent_id=consent_id, person_id=person_id, org_path=ROOM, purpose=purpose, form="written", given_on=DAY
    )


def withdrawn(person_id: UUID, consent_id: UUID) -> ConsentWithdrawn:
    return ConsentWithdrawn(
        consent_id=consent_id, person_id=person_id, org_path=ROOM, purpose="job-platform", reason="by-person",
        withdrawn_on=DAY,
    )  # fmt: skip


def wish(contract: type[Any], person_id: UUID, entry_id: UUID, **more: Any) -> Event:
    said: dict[str, Any] = {
        "entry_id": entry_id, "person_id": person_id, "org_code": ROOM.rpartition(".")[2], "org_path": ROOM,
        "place": "county", "wished_on": DAY, **more,
    }  # fmt: skip
    changed = contract not in {JobPreferenceRecorded, JobPreferenceRevoked}
    made: Event = contract(**said, **({"before": JobPreference(**said)} if changed else {}))
    return made


async def given_told(engine: AsyncEngine, projection: Projection, *told: tuple[Event, int]) -> None:
    """Each event with its place in the life of its entry, all in one batch."""
    batch = [_at(given_delivered(event), sequence) for event, sequence in told]
    async with engine.begin() as connection:
        await projection.apply(connection, batch)


def _at(delivered: Delivered[Any], sequence: int) -> Delivered[Any]:
    facts = {name: getattr(delivered, name) for name in delivered.__struct_fields__}
    return Delivered(**{**facts, "sequence": sequence})


async def given_consenting(engine: AsyncEngine) -> UUID:
    """Somebody with a number, who consented to be told of work."""
    person_id = await given_reachable(engine)
    await given_told(engine, CONSENTS, (consented(person_id, new_id()), 1))
    return person_id


async def given_pushed(engine: AsyncEngine, person_id: UUID) -> UUID:
    """Three postings were put together for him; the id of the message that is owed."""
    pushed = JobPushed(push_id=new_id(), person_id=person_id, org_path=ROOM, week=MONDAY, postings=3)
    delivered = given_delivered(pushed)
    await given_requested(engine, [delivered])
    return notification_id(delivered.id, "job-push", person_id)


async def came_to(engine: AsyncEngine, person_id: UUID, now: Any = STILL) -> tuple[str, str | None]:
    """What becomes of what is put together for him now."""
    message = await given_pushed(engine, person_id)
    await given_sender(engine, Gateway(), now=now).send_due()
    return await state_of(engine, message)


class TestWhatIsSent:
    async def test_says_how_many_postings_in_which_week_and_how_to_stop_it(
        self, notifications_engine: AsyncEngine
    ) -> None:
        gateway = Gateway()
        await given_pushed(notifications_engine, await given_consenting(notifications_engine))
        await given_sender(notifications_engine, gateway, now=STILL).send_due()
        [message] = gateway.given
        assert message.text == (
            "【新野县退役军人事务局】自2019年4月15日起一周，有3个适合您的招聘岗位，可用本人账号或到服务室查看。"
            "不愿再接收的，可用本人账号停止，也可告知服务室。"
        )


class TestNothingIsSent:
    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({}, None),
            ({"consented": False}, "no-consent"),
            ({"outdated": True}, "out-of-date"),
            ({"consented": False, "outdated": True}, "no-consent"),
            ({"consented": False, "opted_out": True}, "opted-out"),
            ({"outdated": True, "bar": "deceased"}, "deceased"),
        ],
    )
    def test_for_a_reason_of_a_fixed_order(self, more: dict[str, Any], expected: str | None) -> None:
        assert obstacle(VERIFIED, **{"opted_out": False, **more}) == expected

    async def test_without_a_contact_point_or_a_consent_that_holds(self, notifications_engine: AsyncEngine) -> None:
        engine = notifications_engine
        assert await came_to(engine, await given_person(engine)) == ("suppressed", "no-contact-point")
        person_id, first, second = await given_reachable(engine), new_id(), new_id()
        assert await came_to(engine, person_id) == ("suppressed", "no-consent")
        await given_told(engine, CONSENTS, (consented(person_id, new_id(), "media"), 1))
        assert await came_to(engine, person_id) == ("suppressed", "no-consent")
        await given_told(engine, CONSENTS, (consented(person_id, first), 1))
        assert await came_to(engine, person_id) == ("sent", None)
        await given_told(engine, CONSENTS, (withdrawn(person_id, first), 2))
        await given_told(engine, CONSENTS, (consented(person_id, first), 1))  # told again
        assert await came_to(engine, person_id) == ("suppressed", "no-consent")
        await given_told(engine, CONSENTS, (consented(person_id, second), 1))
        assert await came_to(engine, person_id) == ("sent", None)

    async def test_once_he_stopped_it_by_staff_or_by_himself(self, notifications_engine: AsyncEngine) -> None:
        engine = notifications_engine
        person_id, entry = await given_consenting(engine), new_id()
        steps: Sequence[tuple[Event, str]] = (
            (wish(JobPreferenceRecorded, person_id, entry), "sent"),
            (wish(JobPushOptedOut, person_id, entry, opted_out_on=DAY), "suppressed"),
            (wish(JobPushOptedIn, person_id, entry, opted_in_on=DAY), "sent"),
            (wish(JobPreferenceCorrected, person_id, entry, opted_out_on=DAY), "suppressed"),
            (wish(JobPreferenceCorrected, person_id, entry), "sent"),
            (wish(JobPreferenceRevoked, person_id, entry), "suppressed"),
        )
        for sequence, (event, state) in enumerate(steps, start=1):
            await given_told(engine, JOB_WISHES, (event, sequence))
            assert (await came_to(engine, person_id))[0] == state
        again = new_id()  # recorded anew: the first wish, told once more, says nothing any more
        await given_told(engine, JOB_WISHES, (wish(JobPreferenceRecorded, person_id, again), 1))
        await given_told(engine, JOB_WISHES, (steps[-1][0], 6))
        assert await came_to(engine, person_id) == ("sent", None)
        await opt_out(given_work(engine), person_id, "job-push")
        assert await came_to(engine, person_id) == ("suppressed", "opted-out")

    async def test_by_the_wish_that_stands_whatever_the_clocks_said_and_which_is_told_of_first(
        self, notifications_engine: AsyncEngine
    ) -> None:
        """Of several files that of the last day."""
        engine = notifications_engine
        person_id, other = await given_consenting(engine), await given_person(engine)
        again, first = sorted(new_id() for _ in range(2))
        revoked = wish(JobPreferenceRevoked, person_id, first)
        await given_told(engine, JOB_WISHES, (wish(JobPreferenceRecorded, person_id, first), 1), (revoked, 2))
        await given_told(engine, JOB_WISHES, (wish(JobPreferenceRecorded, person_id, again), 1))
        assert await came_to(engine, person_id) == ("sent", None)
        stopped = wish(JobPushOptedOut, person_id, again, opted_out_on=DAY)
        await given_told(engine, JOB_WISHES, (stopped, 2))
        assert await came_to(engine, person_id) == ("suppressed", "opted-out")
        earlier = wish(JobPreferenceRecorded, other, new_id(), wished_on=MONDAY)
        await given_told(engine, JOB_WISHES, (earlier, 1))
        await told(engine, veterans_merged(ROOM, DAY, merged_id=other, surviving_id=person_id))
        assert await came_to(engine, person_id) == ("suppressed", "opted-out")
        await given_told(engine, JOB_WISHES, (wish(JobPreferenceRevoked, person_id, again), 3))
        assert await came_to(engine, person_id) == ("sent", None)

    async def test_whichever_of_his_files_refused_it_or_has_his_last_wish(
        self, notifications_engine: AsyncEngine
    ) -> None:
        engine = notifications_engine
        person_id, other = await given_consenting(engine), await given_person(engine)
        entries = sorted(new_id() for _ in range(2))
        for file_id, entry in zip((person_id, other), entries, strict=True):
            await given_told(engine, JOB_WISHES, (wish(JobPreferenceRecorded, file_id, entry), 1))
        await opt_out(given_work(engine), other, "job-push")
        await told(engine, veterans_merged(ROOM, DAY, merged_id=other, surviving_id=person_id))
        assert await came_to(engine, person_id) == ("suppressed", "opted-out")
        await opt_in(given_work(engine), person_id, "job-push")
        assert await came_to(engine, person_id) == ("sent", None)
        stopped = wish(JobPushOptedOut, other, entries[1], opted_out_on=DAY)
        await given_told(engine, JOB_WISHES, (stopped, 2))
        assert await came_to(engine, person_id) == ("suppressed", "opted-out")

    async def test_of_a_batch_but_what_its_last_events_say(self, notifications_engine: AsyncEngine) -> None:
        engine = notifications_engine
        person_id, consent, entry = await given_reachable(engine), new_id(), new_id()
        told = ((withdrawn(person_id, consent), 2), (consented(person_id, consent), 1))
        await given_told(engine, CONSENTS, *told)
        assert await came_to(engine, person_id) == ("suppressed", "no-consent")
        await given_told(engine, CONSENTS, (consented(person_id, new_id()), 1))
        out = wish(JobPushOptedOut, person_id, entry, opted_out_on=DAY)
        await given_told(engine, JOB_WISHES, (out, 2), (wish(JobPreferenceRecorded, person_id, entry), 1))
        assert await came_to(engine, person_id) == ("suppressed", "opted-out")

    async def test_after_a_week_nor_again(self, notifications_engine: AsyncEngine) -> None:
        engine = notifications_engine
        late = STILL + timedelta(seconds=1)
        assert await came_to(engine, await given_consenting(engine), late) == ("suppressed", "out-of-date")
        person_id = await given_person(engine)
        message = await given_pushed(engine, person_id)
        await given_sender(engine, Gateway(), now=STILL).send_due()
        await reachable(engine, person_id)
        work = given_work(engine, now=STILL)
        with pytest.raises(StillUnreachable):  # he has a number by now, and did not consent
            await send_again(work, message)
        await given_told(engine, CONSENTS, (consented(person_id, new_id()), 1))
        with pytest.raises(StillUnreachable):
            await send_again(given_work(engine, now=late), message)
        await send_again(work, message)
        await given_sender(engine, Gateway(), now=late).send_due()
        assert await state_of(engine, message) == ("suppressed", "out-of-date")
        with pytest.raises(NotToBeSentAgain):
            await send_again(work, message)


class TestThePageOfAPerson:
    async def test_says_whether_he_is_told_of_work(
        self, by: Callable[..., Any], notifications_engine: AsyncEngine
    ) -> None:
        engine, called = notifications_engine, PURPOSES["job-push"].zh
        person_id, entry = await given_person(engine), new_id()
        browser, path = as_browser(await by(Role.ROOM_STAFF, ROOM)), f"/notifications/persons/{person_id}"
        assert f"{called} 没有本人同意，不发送" in words_of(await browser.get(path))
        await given_told(engine, CONSENTS, (consented(person_id, new_id()), 1))
        assert f"{called} 接收" in words_of(await browser.get(path))
        out = wish(JobPushOptedOut, person_id, entry, opted_out_on=DAY)
        await given_told(engine, JOB_WISHES, (out, 2))
        assert f"{called} 本人已停止推送" in words_of(await browser.get(path))
