"""Contact points: what is taken, how it is kept, who may see and change it."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.commands import (
    opt_in,
    opt_out,
    put_contact_point,
    revoke_contact_point,
)
from services.notifications.contacts.domain import (
    ContactPointNotFound,
    ContactPointRefused,
    PersonNotKnownYet,
    PointState,
    obstacle,
)
from services.notifications.contacts.projection import PERSONS
from services.notifications.contacts.queries import find_opt_outs, find_reaches, must_answer_for
from services.notifications.contacts.rules import mobile
from services.notifications.contacts.tables import PERSON, PERSON_KEY
from shared.auth.roles import Role
from shared.ids import new_id
from shared.privacy.personal import PhoneNumber
from tests.given import given_caller, given_work
from tests.lives import relocation_revoked, residence_moved, veteran_relocated
from tests.notifications.given import (
    MOBILE,
    OTHER_STATION,
    ROOM,
    STATION,
    given_delivered,
    given_person,
    given_reachable,
    keyring,
    veteran_registered,
)
from tests.races import race

CALLS = (
    ("GET", "contact-points"),
    ("PUT", "contact-points/sms"),
    ("POST", "contact-points/sms/revocation"),
    ("GET", "opt-outs"),
    ("PUT", "opt-outs/case-progress"),
    ("DELETE", "opt-outs/case-progress"),
)


class TestAMobileNumber:
    @pytest.mark.parametrize(
        "written", [MOBILE, "138 0013 8000", "+86 138-0013-8000", "008613800138000", "１３８００１３８０００"]
    )
    def test_is_kept_as_eleven_digits_however_it_was_written(self, written: str) -> None:
        assert mobile(written) == MOBILE

    @pytest.mark.parametrize(
        "written",
        ["", "12345", "1380013800", "138001380000", "0377-66212345", "+1 415 555 2671", "+852 51234567", "十"],
    )
    def test_is_nothing_else(self, written: str) -> None:
        assert mobile(written) is None


class TestAnObstacle:
    @pytest.mark.parametrize(
        ("standing", "opted_out", "expected"),
        [
            (None, False, "no-contact-point"),
            (None, True, "no-contact-point"),
            (PointState(verified=True, revoked=True), False, "revoked"),
            (PointState(verified=False, revoked=True), True, "revoked"),
            (PointState(verified=False, revoked=False), True, "unverified"),
            (PointState(verified=True, revoked=False), True, "opted-out"),
            (PointState(verified=True, revoked=False), False, None),
        ],
    )
    def test_is_named_in_a_fixed_order(
        self, standing: PointState | None, opted_out: bool, expected: str | None
    ) -> None:
        assert obstacle(standing, opted_out=opted_out) == expected


class TestPersons:
    async def test_are_learned_once_however_often_they_are_told_of(self, notifications_engine: AsyncEngine) -> None:
        batch = [given_delivered(veteran_registered(new_id(), path)) for path in (ROOM, OTHER_STATION)]
        for _ in range(2):
            async with notifications_engine.begin() as connection:
                await PERSONS.apply(connection, batch)
        async with notifications_engine.connect() as connection:
            paths = (await connection.execute(select(PERSON.c.org_path))).scalars()
            assert sorted(paths) == sorted([ROOM, OTHER_STATION])


class TestPutContactPoint:
    async def test_keeps_no_number_in_clear(self, notifications_engine: AsyncEngine) -> None:
        await given_reachable(notifications_engine)
        async with notifications_engine.connect() as connection:
            listed = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            for table in list(listed.scalars()):
                rows = await connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" t'))
                dump = "".join(rows.scalars())
                assert MOBILE not in dump, table
                assert MOBILE.encode().hex() not in dump, table

    async def test_can_be_read_back_by_whoever_has_the_master_key(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_reachable(notifications_engine, value="+86 138 0013 8000")
        async with notifications_engine.connect() as connection:
            reach = (await find_reaches(connection, [person_id]))[person_id, "sms"]
        assert reach.reveal(keyring(), person_id) == PhoneNumber(MOBILE)
        assert (reach.point.verification, reach.point.verified_on) == ("in-person", date(2026, 5, 1))

    async def test_makes_one_key_for_a_person_though_two_write_at_once(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        puts = (put(notifications_engine, person_id, f"1380013800{n}") for n in range(6))
        assert await race(notifications_engine, "person_key", puts) == [None] * 6
        async with notifications_engine.connect() as connection:
            assert len((await connection.execute(select(PERSON_KEY))).all()) == 1
            reach = (await find_reaches(connection, [person_id]))[person_id, "sms"]
        assert reach.reveal(keyring(), person_id).reveal().startswith("1380013800")

    async def test_takes_verification_and_revocation_back_with_a_new_number(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person_id = await given_reachable(notifications_engine)
        await revoke_contact_point(given_work(notifications_engine), person_id, "sms")
        await put(notifications_engine, person_id, "13900139000")
        async with notifications_engine.connect() as connection:
            reach = (await find_reaches(connection, [person_id]))[person_id, "sms"]
        assert reach.point.standing == PointState(verified=False, revoked=False)

    async def test_waits_for_a_person_whose_event_is_under_way(self, notifications_engine: AsyncEngine) -> None:
        with pytest.raises(PersonNotKnownYet) as refused:
            await put(notifications_engine, new_id(), MOBILE)
        assert "稍后重试" in refused.value.sentence("zh-CN")

    async def test_refuses_what_is_no_mobile_number_without_repeating_it(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person_id = await given_person(notifications_engine)
        with pytest.raises(ContactPointRefused) as refused:
            await put(notifications_engine, person_id, "0377-66212345")
        assert [fault.code for fault in refused.value.fields] == ["not-a-mobile-number"]
        assert "66212345" not in f"{refused.value} {refused.value.fields}"

    async def test_is_for_persons_of_the_callers_own(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        elsewhere = given_work(notifications_engine, given_caller(Role.STATION_STAFF, OTHER_STATION))
        with pytest.raises(PersonNotKnownYet):
            await put_contact_point(
                elsewhere, person_id, "sms", keyring=keyring(), value=PhoneNumber(MOBILE), verification=None
            )

    async def test_follows_them_when_their_domicile_moves_and_only_then(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person_id = await given_person(notifications_engine)
        here, there = [given_caller(Role.STATION_STAFF, path) for path in (STATION, OTHER_STATION)]
        moved = veteran_relocated(ROOM, OTHER_STATION, date(2019, 4, 1), person_id=person_id)
        lives = residence_moved(ROOM, OTHER_STATION, date(2019, 4, 1), person_id=person_id)
        for told, caller, other in (
            ([lives], here, there),
            ([moved, relocation_revoked(moved, ROOM), moved], there, here),
            ([relocation_revoked(moved, ROOM)], here, there),
        ):
            async with notifications_engine.begin() as connection:
                await PERSONS.apply(connection, [given_delivered(event) for event in told])
                await must_answer_for(connection, caller, person_id)
                with pytest.raises(PersonNotKnownYet):
                    await must_answer_for(connection, other, person_id)


class TestRevokeContactPoint:
    async def test_keeps_the_first_instant(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_reachable(notifications_engine)
        work = given_work(notifications_engine)
        for _ in range(2):
            await revoke_contact_point(work, person_id, "sms")
        async with notifications_engine.connect() as connection:
            assert (await find_reaches(connection, [person_id]))[person_id, "sms"].point.revoked_at == work.now

    async def test_needs_a_contact_point(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        with pytest.raises(ContactPointNotFound):
            await revoke_contact_point(given_work(notifications_engine), person_id, "sms")


class TestOptOuts:
    async def test_come_and_go(self, notifications_engine: AsyncEngine) -> None:
        person_id = await given_person(notifications_engine)
        work = given_work(notifications_engine)
        for step, expected in (
            (opt_out, {(person_id, "case-progress")}),
            (opt_out, None),
            (opt_in, set()),
            (opt_in, None),
        ):
            await step(work, person_id, "case-progress")
            async with notifications_engine.connect() as connection:
                found = await find_opt_outs(connection, [person_id])
            assert expected is None or found == expected


class TestContactPointsOverHttp:
    async def test_go_in_clear_and_come_out_masked(self, notifications_engine: AsyncEngine, by: Any) -> None:
        person_id = await given_person(notifications_engine)
        clerk: httpx2.AsyncClient = await by(Role.ROOM_STAFF, ROOM)
        place = f"/persons/{person_id}/contact-points"
        kept = await clerk.put(f"{place}/sms", json={"value": "+86 138 0013 8000", "verification": "callback"})
        assert (kept.status_code, kept.json()["value"]) == (200, "138****8000")
        assert (await clerk.get(place)).json() == [kept.json()]
        assert (await clerk.post(f"{place}/sms/revocation")).status_code == 204
        assert (await clerk.get(place)).json()[0]["revoked_at"] is not None

    async def test_are_refused_by_field_and_never_echoed(self, notifications_engine: AsyncEngine, by: Any) -> None:
        person_id = await given_person(notifications_engine)
        clerk = await by()
        refused = await clerk.put(f"/persons/{person_id}/contact-points/sms", json={"value": "0377-66212345"})
        assert (refused.status_code, refused.json()["code"]) == (422, "contact-point-refused")
        assert refused.json()["fields"][0]["code"] == "not-a-mobile-number"
        assert "66212345" not in refused.text
        unknown = await clerk.put(f"/persons/{person_id}/contact-points/pager", json={"value": MOBILE})
        assert unknown.status_code == 422

    async def test_are_repeatable_under_an_idempotency_key(self, notifications_engine: AsyncEngine, by: Any) -> None:
        person_id = await given_person(notifications_engine)
        clerk = await by()
        place, key = f"/persons/{person_id}/contact-points/sms", {"Idempotency-Key": "counter-1"}
        answers = [await clerk.put(place, json={"value": MOBILE}, headers=key) for _ in range(2)]
        assert answers[0].json() == answers[1].json()

    async def test_end_at_the_scope(self, notifications_engine: AsyncEngine, by: Any) -> None:
        person_id = await given_reachable(notifications_engine)
        own, other = await by(Role.STATION_STAFF, STATION), await by(Role.STATION_STAFF, OTHER_STATION)
        for method, rest in CALLS:
            path = f"/persons/{person_id}/{rest}"
            assert (await other.request(method, path, json={"value": MOBILE})).status_code == 409, path
            assert (await own.request(method, path, json={"value": MOBILE})).status_code in {200, 204}, path
            unknown = f"/persons/{new_id()}/{rest}"
            assert (await own.request(method, unknown, json={"value": MOBILE})).status_code == 409, unknown

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.BUREAU_LEADER, Role.AUDITOR, Role.MERCHANT_CLERK])
    async def test_are_for_staff_alone(
        self, notifications_engine: AsyncEngine, app: FastAPI, by: Any, api_client: Any, role: Role
    ) -> None:
        person_id = await given_person(notifications_engine)
        client = await by(role)
        for method, rest in CALLS:
            path = f"/persons/{person_id}/{rest}"
            assert (await client.request(method, path, json={"value": MOBILE})).status_code == 403, path
            assert (await api_client(app).request(method, path, json={"value": MOBILE})).status_code == 401, path

    async def test_opt_outs_come_and_go(self, notifications_engine: AsyncEngine, by: Any) -> None:
        person_id = await given_person(notifications_engine)
        clerk, place = await by(), f"/persons/{person_id}/opt-outs"
        assert (await clerk.put(f"{place}/case-progress")).status_code == 204
        assert (await clerk.get(place)).json() == [{"purpose": "case-progress"}]
        assert (await clerk.delete(f"{place}/case-progress")).status_code == 204
        assert (await clerk.get(place)).json() == []
        assert (await clerk.put(f"{place}/weather")).status_code == 422


async def put(engine: AsyncEngine, person_id: UUID, value: str) -> None:
    await put_contact_point(
        given_work(engine), person_id, "sms", keyring=keyring(), value=PhoneNumber(value), verification=None
    )
