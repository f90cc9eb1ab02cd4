"""Lists of moves and of corrections: each row is the single act, or says why not."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import confirm_identity_correction, correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.imports.parameters import ImportKind
from services.registry.veterans.commands.search import search_by_number
from shared.auth.roles import Role
from shared.clock import now
from shared.ids import new_id
from shared.privacy.personal import IdNumber, Personal
from tests.given import CENTRE, given_grant
from tests.registry.given import KEYRING, given_network, given_work, published
from tests.registry.imports.files import count, rows_of
from tests.registry.imports.lists import (
    ACCEPTED,
    APRIL,
    DUPLICATE,
    PROPOSED,
    REGISTERED,
    correction,
    death,
    done_with,
    everything,
    move,
    rejected,
)
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM,
    ZHANG_WEI,
    given_number,
    given_veteran,
)

DEATHS, MOVES, CORRECTIONS = ImportKind.DEATHS, ImportKind.RELOCATIONS, ImportKind.CORRECTIONS
SHI_AN = "411329.411329104"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestAListOfMoves:
    async def test_moves_whom_the_single_act_would_move(self, registry_engine: AsyncEngine) -> None:
        for serial in range(4):
            await given_veteran(registry_engine, id_number=given_number(serial), **REGISTERED)
        [one, two, three, four] = [given_number(serial) for serial in range(4)]
        assert await done_with(registry_engine, DEATHS, death(身份证号=four)) == [ACCEPTED]
        rows = [
            (move(身份证号=one), rejected("unit", "out-of-scope")),
            (move(身份证号=two, 迁移类别="residence"), ACCEPTED),
            (move(身份证号=three, 迁入机构代码或名称=""), rejected("unit", "required")),
            (move(身份证号=three, 迁入区划代码或名称="没有的村"), rejected("division", "division-unnamed")),
            (move(身份证号=four, 迁移类别="residence"), rejected("row", "person-is-deceased")),
        ]
        station: dict[str, Any] = {"path": SHI_AN, "role": Role.STATION_STAFF}
        found = await done_with(registry_engine, MOVES, *(row for row, _ in rows), **station)
        # The fourth row is about the same move as the third, and says otherwise.
        assert found == [*(verdict for _, verdict in rows[:3]), rejected("row", "contradicts-row"), rows[4][1]]
        assert await done_with(registry_engine, MOVES, rows[3][0]) == [rows[3][1]]
        assert await done_with(registry_engine, MOVES, move(身份证号=one)) == [ACCEPTED]
        [(_, _, told)] = [each for each in await published(registry_engine, "veteran-relocated")
                          if each[2]["kind"] == "domicile"]  # fmt: skip
        assert (told["to_org_code"], told["effective_on"]) == (OTHER_ROOM, APRIL)

    async def test_of_one_person_moves_him_twice_in_order_and_never_again(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        there_and_back = [
            move(),
            move(迁入区划代码或名称=ROOM, 迁入机构代码或名称=f"{ROOM}服务机构", 迁移日期="2019-05-01"),
        ]
        assert await done_with(registry_engine, MOVES, *there_and_back) == [ACCEPTED, ACCEPTED]
        after = await everything(registry_engine)
        assert await done_with(registry_engine, MOVES, *there_and_back) == [DUPLICATE, DUPLICATE]
        assert await everything(registry_engine) == after
        other = move(迁入区划代码或名称="411329104211", 迁移日期="2019-05-01")
        assert await done_with(registry_engine, MOVES, other) == [rejected("moved_on", "moved-since")]


class TestAListOfCorrections:
    async def test_says_what_a_field_is_since_when_and_says_nothing_twice(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        rows = [
            correction(),
            correction(自何日起="2019-05-01", 更正为="中共党员"),
            correction(更正项目="手机号", 更正为=19900001234.0, 自何日起=""),
            correction(更正项目="学历", 更正为="", 自何日起=""),
            correction(更正项目="银行账号", 更正为=6222020200012345.0),
            correction(更正项目="负责机构", 更正为=ROOM),
            correction(更正项目="学历", 更正为="神童"),
            correction(更正项目="民族", 更正为="汉族", 自何日起="2019-01-01"),
        ]
        found = await done_with(registry_engine, CORRECTIONS, *rows)
        assert found == [
            ACCEPTED, ACCEPTED, ACCEPTED, rejected("value", "required"), rejected("value", "number-not-text"),
            rejected("field", "not-in-code-set"), rejected("value", "not-in-code-set"),
            rejected("holds_from", "before-registration"),
        ]  # fmt: skip
        told = await published(registry_engine, "veteran-profile-updated")
        assert [(each["effective_on"], each["party_member"]) for _, _, each in told][:2] == [
            (APRIL, False), ("2019-05-01", True),
        ]  # fmt: skip
        after = await everything(registry_engine)
        assert await done_with(registry_engine, CORRECTIONS, *rows[:3]) == [DUPLICATE] * 3
        assert await everything(registry_engine) == after
        # At the desk the same is said anew, and what was said of later days is believed no longer.
        said = Correction("political_code", Personal("13"), date(2019, 4, 1), "县组〔2019〕8号")
        assert await correct_field(given_work(registry_engine, now=now()), veteran_id, said, registrar=REGISTRAR) > 4

    async def test_of_numbers_is_no_search_its_rows_are_counted_by_the_day(self, registry_engine: AsyncEngine) -> None:
        rows = []
        for serial in range(3):
            await given_veteran(registry_engine, id_number=given_number(serial), **REGISTERED)
            right: dict[str, Any] = {"更正项目": "身份证号", "自何日起": "", "身份证明材料": "户口簿"}
            rows.append(correction(身份证号=given_number(serial), 更正为=given_number(serial + 10), **right))
        work, account_id = given_work(registry_engine, now=now()), new_id()
        await given_grant(registry_engine, account_id, Role.CENTRE_STAFF)
        assert await done_with(registry_engine, CORRECTIONS, *rows, account_id=account_id) == [PROPOSED] * 3
        work = replace(work, caller=replace(work.caller, account_id=account_id))
        assert await search_by_number(work, IdNumber(given_number(1)), keyring=KEYRING, most_an_hour=1)

    @pytest.mark.parametrize("dry_run", [True, False])
    async def test_proposes_what_takes_a_second_person(self, registry_engine: AsyncEngine, dry_run: bool) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        right = given_number(7)
        number = correction(更正项目="身份证号", 更正为=right, 自何日起="", 身份证明材料="户口簿")
        rows = [
            number,
            {**number, "更正项目": "姓名", "更正为": "张玮"},
            {**number, "更正项目": "出生日期", "更正为": "1959-02-27", "身份证明材料": ""},
            {**number, "更正项目": "出生日期", "更正为": "1959-02-27", "自何日起": APRIL},
        ]
        found = await done_with(registry_engine, CORRECTIONS, *rows, dry_run=dry_run)
        assert found == [
            PROPOSED, PROPOSED, rejected("evidence", "missing"), rejected("holds_from", "not-for-identities"),
        ]  # fmt: skip
        assert await count(registry_engine, "identity_correction") == (0 if dry_run else 2)
        assert await published(registry_engine, "identity-corrected") == []
        if dry_run:
            return
        after = await everything(registry_engine)
        assert await done_with(registry_engine, CORRECTIONS, number) == [DUPLICATE]
        other = {**number, "更正为": given_number(8)}
        assert await done_with(registry_engine, CORRECTIONS, other) == [rejected("row", "proposal-open")]
        assert await everything(registry_engine) == after
        proposals = await rows_of(
            registry_engine, "SELECT correction_id FROM identity_correction WHERE kind = 'id-number'"
        )
        second = given_work(registry_engine)
        await confirm_identity_correction(
            second, UUID(str(proposals[0]["correction_id"])), typed=Personal(right), registrar=REGISTRAR
        )
        [told] = await published(registry_engine, "identity-corrected")
        assert told[2]["kind"] == "id-number"

    async def test_leaves_no_personal_data_behind(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        await done_with(
            registry_engine, CORRECTIONS,
            correction(更正项目="手机号", 更正为="19900001234", 姓名="张伟"),
            correction(更正项目="手机号", 更正为="1990000123X"),
            correction(更正项目="开户银行", 更正为="=HYPERLINK(1)", 身份证号="999329195902260102"),
        )  # fmt: skip
        held = [
            await rows_of(registry_engine, f"SELECT t::text AS line FROM {table} t")
            for table in ("import_row", "import_chunk", "import_first_row", "outbox", "audit", "idempotency")
        ]
        clear = [ZHANG_WEI, "999329195902260102", "19900001234", "1990000123X", "张伟", "HYPERLINK"]
        assert [word for word in clear if word in str(held) or word.encode().hex() in str(held)] == []


class TestTheOthersPeople:
    async def test_who_lives_here_and_is_another_stations_is_kept_there(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, **REGISTERED)
        assert await done_with(registry_engine, MOVES, move(迁移类别="residence")) == [ACCEPTED]
        [found] = await done_with(registry_engine, DEATHS, death(), path=OTHER_ROOM_PATH, role=Role.STATION_STAFF)
        assert found == rejected("row", "not-responsible")
        assert await done_with(registry_engine, DEATHS, death(), path=CENTRE) == [ACCEPTED]
