"""What becomes of the rows of an import."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import CENTRE, given_grant
from tests.registry.given import audited, given_network, published
from tests.registry.grants.given import given_acting, given_clerk
from tests.registry.imports.files import (
    HEADERS,
    count,
    faults,
    given_import,
    line,
    people,
    progress,
    rows_of,
    verdicts,
    work_off,
)
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM,
    ROOM_PATH,
    STRICT_REGISTRAR,
    ZHANG_WEI,
    given_number,
    given_veteran,
)
from tests.registry.recipients.given import ending, given_recipient, revoking
from tests.registry.registrations.given import station


class TestAnImport:
    async def test_registers_every_sound_row_and_tells_of_each(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(25), rows_per_chunk=10)
        await work_off(registry_engine)
        found = await verdicts(registry_engine, import_id)
        assert [(row["row_number"], row["outcome"]) for row in found] == [(n, "accepted") for n in range(2, 27)]
        events = await published(registry_engine, "veteran-registered")
        assert [event["person_id"] for _, _, event in events] == [str(row["veteran_id"]) for row in found]
        assert {(event["channel"], event["registered_on"], event["party_member"]) for _, _, event in events} == {
            ("import", "2018-10-01", True)
        }
        done = await progress(registry_engine, import_id)
        assert (done["state"], done["rows_total"], done["accepted_count"]) == ("done", 25, 25)
        assert await audited(registry_engine, "judge-chunk") == [(f"import {import_id}", "done")]

    async def test_says_of_each_row_what_is_wrong_with_it(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        bad = [
            line("999329195902260010"),
            line("999329195902260102"),
            line("999329190002290133"),
            line(999329590226001.0),
            line("9.99329E+17"),
            line(name=""),
            line(政治面貌="党员?", 手机号="138"),
            line(服务室代码="411329999999"),
            line(户籍地代码="110105"),
            line(登记日期="2099-01-01"),
            [*line(), "", "没有表头"],
        ]
        import_id = await given_import(registry_engine, bad)
        await work_off(registry_engine)
        assert await faults(registry_engine, import_id) == [
            {("id_number", "checksum")},
            {("id_number", "checksum")},
            {("id_number", "date")},
            {("id_number", "number-not-text")},
            {("id_number", "scientific-notation")},
            {("name", "required")},
            {("political_code", "not-in-code-set"), ("mobile", "phone")},
            {("org_code", "org-unknown")},
            {("domicile_code", "domicile-outside")},
            {("registered_on", "in-future")},
            {("columns.J", "no-header")},
        ]
        assert await count(registry_engine, "person") == 0
        assert (await progress(registry_engine, import_id))["rejected_count"] == len(bad)

    async def test_takes_15_digits_lower_case_and_full_width(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        rows = [line("999329590226001"), line("99932919641001002x"), line("９９９３２９２０００02290113")]
        import_id = await given_import(registry_engine, rows)
        await work_off(registry_engine)
        assert [row["outcome"] for row in await verdicts(registry_engine, import_id)] == ["accepted"] * 3

    async def test_names_the_earlier_row_of_a_repeated_number_across_chunks(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        rows = [line(), *people(3), line("999329590226001"), line()]
        import_id = await given_import(registry_engine, rows, rows_per_chunk=2)
        await work_off(registry_engine)
        found = await verdicts(registry_engine, import_id)
        assert [(row["outcome"], row["duplicate_row"]) for row in found] == [
            ("accepted", None),
            ("accepted", None),
            ("accepted", None),
            ("accepted", None),
            ("duplicate", 2),
            ("duplicate", 2),
        ]

    async def test_says_of_who_is_registered_elsewhere_nothing_but_that(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        known = await given_veteran(registry_engine, org_code=OTHER_ROOM)
        here = await given_import(registry_engine, [line()], path=ROOM_PATH)
        everywhere = await given_import(registry_engine, [line()])
        rehearsed = await given_import(registry_engine, [line()], dry_run=True)
        await work_off(registry_engine)
        found = [row for each in (here, everywhere, rehearsed) for row in await verdicts(registry_engine, each)]
        assert [(row["outcome"], row["veteran_id"]) for row in found] == [
            ("duplicate", None),
            ("duplicate", known),
            ("duplicate", None),
        ]
        assert OTHER_ROOM not in str(await verdicts(registry_engine, here))
        assert await count(registry_engine, "veteran") == 1

    async def test_registers_nobody_who_has_died_as_a_recipient(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        person_id = await given_recipient(registry_engine, number=ZHANG_WEI, name="张伟")
        await ending(station(registry_engine), person_id)
        refused = await given_import(registry_engine, [line()])
        await work_off(registry_engine)
        assert await count(registry_engine, "veteran") == 0
        await revoking(station(registry_engine), person_id)
        taken = await given_import(registry_engine, [line()])
        await work_off(registry_engine)
        found = [row["outcome"] for each in (refused, taken) for row in await verdicts(registry_engine, each)]
        assert found == ["duplicate", "accepted"]

    async def test_changes_nothing_when_it_comes_again(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        first = await given_import(registry_engine, people(12))
        await work_off(registry_engine)
        again = await given_import(registry_engine, people(12))
        await work_off(registry_engine)
        registered = [row["veteran_id"] for row in await verdicts(registry_engine, first)]
        found = await verdicts(registry_engine, again)
        assert [row["veteran_id"] for row in found] == registered
        assert {row["outcome"] for row in found} == {"duplicate"}
        assert len(await published(registry_engine, "veteran-registered")) == 12

    async def test_registers_nobody_when_it_is_a_rehearsal(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        rows = [*people(3), *people(1), line(), line("1")]
        import_id = await given_import(registry_engine, rows, dry_run=True, rows_per_chunk=2)
        await work_off(registry_engine)
        found = await verdicts(registry_engine, import_id)
        assert [row["outcome"] for row in found] == ["accepted"] * 3 + ["duplicate", "duplicate", "rejected"]
        assert [row["veteran_id"] for row in found[:3]] == [None] * 3
        assert (
            await count(registry_engine, "veteran"),
            len(await published(registry_engine, "veteran-registered")),
        ) == (1, 1)

    async def test_finds_a_room_by_its_name(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        async with registry_engine.begin() as connection:
            same = {"codes": ["411329U01", "411329U01R01"]}
            await connection.execute(text("UPDATE org_unit SET name = '同名' WHERE org_code = ANY(:codes)"), same)
        headers = (*HEADERS, "服务室名称")
        rows = [
            [*line(given_number(1), 服务室代码=""), f"{ROOM}服务机构"],
            [*line(given_number(2), 服务室代码=""), "同名"],
            [*line(given_number(3), 服务室代码=""), "没有的服务室"],
            [*line(given_number(4), 服务室代码=ROOM), f"{OTHER_ROOM}服务机构"],
            [*line(given_number(5), 服务室代码=ROOM), f"{ROOM}服务机构"],
            [*line(given_number(6), 服务室代码=""), ""],
        ]
        import_id = await given_import(registry_engine, rows, headers=headers)
        await work_off(registry_engine)
        assert await faults(registry_engine, import_id) == [
            set(),
            {("org_name", "org-ambiguous")},
            {("org_name", "org-unknown")},
            {("org_name", "org-mismatch")},
            set(),
            {("org_code", "required")},
        ]

    async def test_knows_no_room_by_its_name_beyond_the_clerks_units(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        async with registry_engine.begin() as connection:
            same = {"codes": [OTHER_ROOM, "411329U01R01"]}
            await connection.execute(text("UPDATE org_unit SET name = '同名' WHERE org_code = ANY(:codes)"), same)
        rows = [
            [*line(given_number(1), 服务室代码=""), f"{ROOM}服务机构"],
            [*line(given_number(2), 服务室代码=""), "同名"],
        ]
        import_id = await given_import(registry_engine, rows, headers=(*HEADERS, "服务室名称"), path=OTHER_ROOM_PATH)
        await work_off(registry_engine)
        assert await faults(registry_engine, import_id) == [{("org_name", "org-unknown")}, set()]

    async def test_rejects_rows_of_other_rooms_than_the_clerks(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        rows = [line(), line(given_number(1), 服务室代码=OTHER_ROOM)]
        import_id = await given_import(registry_engine, rows, path=OTHER_ROOM_PATH)
        await work_off(registry_engine)
        assert await faults(registry_engine, import_id) == [{("org_code", "out-of-scope")}, set()]

    async def test_stops_when_the_account_has_lost_its_grant(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        account = new_id()
        await given_grant(
            registry_engine, account, Role.CENTRE_STAFF, CENTRE, revoked_at=datetime(2020, 2, 1, tzinfo=UTC)
        )
        import_id = await given_import(registry_engine, people(3), account_id=account)
        await work_off(registry_engine)
        stopped = await progress(registry_engine, import_id)
        assert (stopped["state"], stopped["failure"], stopped["wrapped_key"]) == ("failed", "grant-ended", None)
        assert (await count(registry_engine, "person"), await count(registry_engine, "import_chunk")) == (0, 0)

    async def test_stops_when_the_account_is_disabled(self, registry_engine: AsyncEngine) -> None:
        """Its grants stay as they are; nobody is registered by it any more."""
        await given_network(registry_engine)
        clerk = await given_clerk(registry_engine)
        import_id = await given_import(registry_engine, people(3), account_id=clerk.caller.account_id)
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await disable_account(keeper, clerk.caller.account_id, reason="离职")
        await work_off(registry_engine)
        stopped = await progress(registry_engine, import_id)
        assert (stopped["state"], stopped["failure"]) == ("failed", "account-disabled")
        assert await count(registry_engine, "person") == 0

    async def test_takes_invented_people_only_where_they_are_allowed(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, [line(), line("11010519491231002X")])
        await work_off(registry_engine, STRICT_REGISTRAR)
        assert await faults(registry_engine, import_id) == [
            {("id_number", "synthetic-not-allowed")},
            {("id_number", "synthetic-number")},
        ]

    async def test_marks_the_events_of_invented_people(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_import(registry_engine, [line(), line("11010519491231002X", 合成数据="")])
        await work_off(registry_engine)
        found = await rows_of(
            registry_engine, "SELECT headers FROM outbox WHERE topic = 'registry.persons' ORDER BY id"
        )
        marks = [dict(msgspec.msgpack.decode(row["headers"])).get("ce_synthetic") for row in found]
        assert marks == [b"true", None]


class TestTheFileOfAnImport:
    async def test_lies_encrypted_while_it_waits_and_is_gone_afterwards(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_import(registry_engine, [line(name="欧阳不见")])
        held = await rows_of(
            registry_engine, "SELECT c::text AS chunk, i::text AS import FROM import_chunk c, register_import i"
        )
        clear = [ZHANG_WEI, "欧阳不见", "19900001234"]
        hidden = [word for word in clear for row in held if word in str(row) or word.encode().hex() in str(row)]
        assert hidden == []
        await work_off(registry_engine)
        for table in ("import_chunk", "import_first_row"):
            assert await count(registry_engine, table) == 0
        assert await rows_of(registry_engine, "SELECT wrapped_key FROM register_import") == [{"wrapped_key": None}]

    async def test_leaves_no_personal_data_in_verdicts_outbox_or_audit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_import(registry_engine, [line(), line("999329195902260102", 手机号="13812345"), line()])
        await work_off(registry_engine)
        held = str(
            [
                await rows_of(registry_engine, f"SELECT t::text AS line FROM {t} t")
                for t in ("import_row", "outbox", "audit")
            ]
        )
        clear = [ZHANG_WEI, "999329195902260102", "19900001234", "13812345", "张伟", "19590226"]
        assert [word for word in clear if word in held or word.encode().hex() in held] == []
