"""Registering and disclosing, on the database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import OrgUnitOccupied
from services.registry.registrations.commands import register_veteran
from services.registry.veterans.commands import disclose_fields
from services.registry.veterans.domain.registration import AlreadyRegistered, RegistrationInvalid
from services.registry.veterans.parameters.groups import Group
from services.registry.veterans.queries.disclosed import open_group, reveal
from services.registry.veterans.queries.files import VeteranNotFound, get_file
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.ids import new_id
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM,
    ROOM_PATH,
    STRICT_REGISTRAR,
    ZHANG_WEI,
    codes_of,
    given_form,
    given_number,
    given_veteran,
)

WHY: dict[str, Any] = {"purpose": "home-visit", "reason": "走访", "most_an_hour": 9}
PERSONAL: dict[str, Any] = {
    "mobile": "19900001234",
    "bank_account": "621700001234567890",
    "bank_account_name": "张伟",
    "domicile_address": "东杨营村三组17号",
    "former_name": "张小伟",
    "discharge_certificate": "豫退字第8812345号",
    "merits": "三等功一次",
}


async def rows(engine: AsyncEngine, statement: str, **facts: Any) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(text(statement), facts)]


async def dump(engine: AsyncEngine) -> str:
    """All that the service's tables hold, as PostgreSQL prints it."""
    tables = await rows(engine, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    lines = [await rows(engine, f"SELECT t::text AS line FROM {table['tablename']} t") for table in tables]
    return "\n".join(row["line"] for each in lines for row in each)


class TestRegisterVeteran:
    async def test_opens_one_file_and_tells_of_it_without_personal_data(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, registered_on="2018-10-01", **PERSONAL)
        [(_, sequence, event)] = await published(registry_engine, "veteran-registered")
        assert sequence == 1
        assert event == {
            "person_id": str(veteran_id),
            "org_code": ROOM,
            "org_path": ROOM_PATH,
            "domicile_code": ROOM,
            "residence_code": ROOM,
            "party_member": True,
            "channel": "counter",
            "registered_on": "2018-10-01",
        }
        assert await audited(registry_engine, "register-veteran") == [(f"veteran {veteran_id}", "done")]

    async def test_marks_the_event_of_an_invented_person(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        await given_veteran(registry_engine, id_number="11010519491231002X")
        events = await rows(registry_engine, "SELECT headers FROM outbox WHERE topic = 'registry.persons' ORDER BY id")
        assert [b"ce_synthetic" in bytes(each["headers"]) for each in events] == [True, False]

    async def test_leaves_nothing_readable_in_any_table(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, id_number="999329590226001", **PERSONAL)
        held = await dump(registry_engine)
        secrets = [ZHANG_WEI, "999329590226001", "张伟", *PERSONAL.values()]
        found = [each for each in secrets if each in held or each.encode().hex() in held]
        assert found == []

    async def test_gives_everybody_a_key_of_their_own(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        await given_veteran(registry_engine, id_number=given_number(1))
        assert len({row["wrapped"] for row in await rows(registry_engine, "SELECT wrapped FROM data_key")}) == 2

    async def test_refuses_the_same_number_elsewhere(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        first = await given_veteran(registry_engine, id_number=ZHANG_WEI)
        with pytest.raises(AlreadyRegistered):
            await given_veteran(registry_engine, id_number="999329590226001", org_code=OTHER_ROOM)
        assert await rows(registry_engine, "SELECT count(*) AS n FROM veteran") == [{"n": 1}]
        assert await audited(registry_engine, "register-veteran") == [
            (f"veteran {first}", "done"),
            (f"veteran {first}", "already-registered"),
        ]

    async def test_lets_one_of_twenty_at_once_in(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        attempts = [given_veteran(registry_engine, org_code=(ROOM, OTHER_ROOM)[n % 2]) for n in range(20)]
        answers = await race(registry_engine, "person", attempts)
        assert sum(isinstance(answer, UUID) for answer in answers) == 1
        assert sum(isinstance(answer, AlreadyRegistered) for answer in answers) == 19
        assert len(await published(registry_engine, "veteran-registered")) == 1

    async def test_registers_nobody_on_a_faulty_form(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(RegistrationInvalid) as refused:
            await given_veteran(registry_engine, id_number="999329195902260102", name="1", org_code=None)
        assert codes_of(refused.value) == {"id_number": "checksum", "name": "characters", "org_code": "required"}
        assert await rows(registry_engine, "SELECT count(*) AS n FROM person") == [{"n": 0}]
        assert await audited(registry_engine, "register-veteran") == [("", "registration-invalid")]

    async def test_refuses_invented_people_unless_they_are_allowed(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with pytest.raises(RegistrationInvalid) as refused:
            await given_veteran(registry_engine, registrar=STRICT_REGISTRAR)
        assert codes_of(refused.value) == {"id_number": "synthetic-not-allowed"}

    async def test_keeps_a_clerk_to_his_own_room(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        clerk = given_work(registry_engine, Role.ROOM_STAFF, OTHER_ROOM_PATH)
        with pytest.raises(OutOfScope):
            await register_veteran(clerk, given_form(), registrar=REGISTRAR)
        assert await audited(registry_engine, "register-veteran") == [("", "out-of-scope")]

    async def test_records_what_the_form_states_otherwise(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, sex_code="2", birth_on="1959-03-06")
        assert "1959-03-06" not in await dump(registry_engine)
        work = given_work(registry_engine)
        async with registry_engine.connect() as connection:
            found = await open_group(connection, veteran_id, Group.DISCREPANCIES, keyring=KEYRING, caller=work.caller)
        assert [(each.field, each.stated.reveal(), each.derived.reveal()) for each in found["discrepancies"]] == [
            ("birth_on", "1959-03-06", "1959-02-26"),
            ("sex_code", "2", "1"),
        ]

    async def test_keeps_every_field_that_was_given(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(
            registry_engine,
            id_number="999329590226001",
            enlisted_on="1980-12",
            category_codes=("51", "61"),
            minimum_living_allowance=True,
            monthly_income_fen=123450,
            **PERSONAL,
        )
        work = given_work(registry_engine)
        async with registry_engine.connect() as connection:
            file = await get_file(connection, veteran_id, keyring=KEYRING, caller=work.caller)
        assert {name: value.reveal() for name, value in file.personal.items()} == {
            "id_number": ZHANG_WEI,
            "name": "张伟",
            "birth_on": "1959-02-26",
            **PERSONAL,
        }
        assert (file.row.enlisted_on.isoformat(), file.row.enlisted_on_precision) == ("1980-12-01", "month")
        assert (file.row.minimum_living_allowance, file.row.monthly_income_fen) == (True, 123450)
        async with registry_engine.connect() as connection:
            held = await open_group(connection, veteran_id, Group.CATEGORIES, keyring=KEYRING, caller=work.caller)
        assert held == {"category_codes": ["51", "61"]}

    async def test_keeps_a_room_from_closing(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), ROOM, occupancies=[ACTIVE_VETERANS])
        assert codes_of(refused.value) == {"code": "active-veterans"}

    async def test_refuses_a_room_that_is_closed(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), ROOM, occupancies=[ACTIVE_VETERANS])
        with pytest.raises(RegistrationInvalid) as refused:
            await given_veteran(registry_engine)
        assert codes_of(refused.value) == {"org_code": "org-unknown"}


class TestDiscloseFields:
    async def test_records_who_saw_what_and_why(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, **PERSONAL)
        work = replace(given_work(registry_engine, Role.STATION_STAFF), now=datetime(2019, 4, 30, 9, tzinfo=UTC))
        view_id = await disclose_fields(
            work, veteran_id, purpose="home-visit", reason="春节走访", fields=["name", "mobile", "name"], most_an_hour=9
        )
        [(_, sequence, event)] = await published(registry_engine, "sensitive-record-viewed")
        assert (sequence, event) == (
            1,
            {
                "view_id": str(view_id),
                "account_id": str(work.caller.account_id),
                "person_id": str(veteran_id),
                "purpose": "home-visit",
                "fields": ["mobile", "name"],
                "viewed_at": "2019-04-30T09:00:00Z",
            },
        )
        assert await rows(registry_engine, "SELECT purpose, subject FROM audit WHERE action = 'disclose-fields'") == [
            {"purpose": "home-visit", "subject": f"veteran {veteran_id}"}
        ]
        assert await rows(registry_engine, "SELECT reason, fields FROM disclosure") == [
            {"reason": "春节走访", "fields": ["mobile", "name"]}
        ]

    async def test_is_refused_outside_the_callers_units(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        other = given_work(registry_engine, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(VeteranNotFound):
            await disclose_fields(other, veteran_id, **WHY, fields=["name"])
        assert await published(registry_engine, "sensitive-record-viewed") == []
        assert [subject for subject, _ in await audited(registry_engine, "disclose-fields")] == [
            f"veteran {veteran_id}"
        ]

    async def test_is_refused_for_nobody(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(VeteranNotFound):
            await disclose_fields(given_work(registry_engine), new_id(), **WHY, fields=["name"])

    async def test_has_nothing_left_to_show_once_the_key_is_gone(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
            found = await reveal(
                connection, veteran_id, ["name"], keyring=KEYRING, caller=given_work(registry_engine).caller
            )
        assert found == {}
