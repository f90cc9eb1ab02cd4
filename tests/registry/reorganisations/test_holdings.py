"""What a unit holds goes to another one, piece by piece; a unit is merged, or split."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import HostKind, UnitKind
from services.registry.network.queries import get_unit
from services.registry.network.rules import Proposal
from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands.submitting import Submitted, submit_application
from services.registry.party_memberships.commands.recording import Stated, record_membership
from services.registry.reorganisations.commands import (
    carry_holdings,
    close_org_unit,
    finish_merger,
    merge_org_unit,
    move_holdings,
    split_org_unit,
    stop_holdings_move,
    withdraw_org_unit_closing,
)
from services.registry.reorganisations.commands.carrying import Asked, Handover
from services.registry.reorganisations.domain import HoldingsOnTheMove, MergerUnderWay
from services.registry.reorganisations.loop import HoldingsMover, Merger
from services.registry.reorganisations.parameters import GRANT_ENDED, KINDS
from services.registry.reorganisations.queries import count_holdings, get_holdings_move, list_results
from services.registry.reorganisations.queries.holdings import Part
from services.registry.reorganisations.rules import HoldingsMoveInvalid
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.command import Work
from tests.registry.books.given import given_entry
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, NOW, TODAY, audited, given_network, given_party, given_work, published
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, codes_of, given_number, given_veteran
from tests.registry.recipients.given import given_recipient
from tests.registry.reorganisations.given import given_answers
from tests.registry.teams.given import given_team, joining

PAPER = "新退〔2019〕9号"
ON = date(2019, 4, 20)
STATION, OTHER_STATION = "411329104", "411329105"
HANDOVER = Handover(OTHER_ROOM, ON, PAPER)


async def given_full_room(engine: AsyncEngine) -> UUID:
    """A room that holds something of each kind; answers who is in most of it."""
    await given_network(engine)
    for station, room in ((STATION, ROOM), (OTHER_STATION, OTHER_ROOM)):
        await given_party(engine, PartyKind.BRANCH, station)
        await given_party(engine, PartyKind.GROUP, room)
    person = await given_veteran(engine, registered_on="2019-03-01")
    since = date(2019, 3, 5)
    work = given_work(engine)
    await assume_role(work, person, kind=RoleKind.MEDIATOR, assumed_on=since, source="名册", keyring=KEYRING)
    await record_membership(given_work(engine), person, Stated(f"{ROOM}-DXZ", None, since, PAPER))
    other = await given_veteran(engine, id_number=given_number(78), political_code="13", registered_on="2019-03-01")
    await submit_application(given_work(engine), other, Submitted(since, "入党申请书"), keyring=KEYRING)
    team = await given_team(engine)
    await joining(engine, other, team, since)
    await given_recipient(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE recipient SET since = '2019-03-05'"))
    await given_entry(engine, "staff-posts", org_code=ROOM)
    return person


async def carried(
    engine: AsyncEngine, asked: Asked, acting: Work | None = None
) -> list[tuple[str, str | None, int]]:  # fmt: skip
    """All that goes has gone: what became of it."""
    acting = acting or given_work(engine)
    while await carry_holdings(given_work(engine), asked.move_id, acting=acting, registrar=REGISTRAR):
        pass
    async with engine.connect() as connection:
        return [(row.kind, row.outcome, row.pieces) for row in await list_results(connection, asked.move_id)]


async def held(engine: AsyncEngine, code: str) -> Mapping[str, int]:
    async with engine.connect() as connection:
        return {kind: count for kind, count in (await count_holdings(connection, code)).items() if count}


class TestMoveHoldings:
    async def test_moves_each_by_the_act_of_its_own_kind(self, registry_engine: AsyncEngine) -> None:
        person = await given_full_room(registry_engine)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        before = {kind: count for kind, count in asked.counts.items() if count}
        assert before == {
            "veteran": 2, "recipient": 1, "role": 1, "team": 1, "application": 1, "member": 1, "staff": 1,
        }  # fmt: skip
        assert await carried(registry_engine, asked) == [(kind, "moved", count) for kind, count in before.items()]
        assert await held(registry_engine, ROOM) == {}
        assert await held(registry_engine, OTHER_ROOM) == before
        moved = [data for _, _, data in await published(registry_engine, "veteran-relocated")]
        assert [(data["from_org_code"], data["to_org_code"], data["effective_on"]) for data in moved] == [
            (ROOM, OTHER_ROOM, "2019-04-20")
        ] * 2
        assert (f"veteran {person}", "done") in await audited(registry_engine, "record-relocation")
        [(_, _, applied)] = await published(registry_engine, "party-application-corrected")
        assert [(each["org_path"][-12:], each["ends_on"]) for each in applied["applied"]] == [
            (ROOM, "2019-04-20"),
            (OTHER_ROOM, None),
        ]

    async def test_says_how_many_of_each_when_it_is_only_tried(
        self, registry_engine: AsyncEngine, client_for: ClientFor
    ) -> None:
        await given_full_room(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        body = {"to_code": OTHER_ROOM, "moved_on": "2019-04-20", "document": PAPER, "dry_run": True}
        tried = await client.post(f"/org-units/{ROOM}/holdings/moves", json=body)
        assert (tried.status_code, tried.json()["move_id"], tried.json()["counts"]["veteran"]) == (202, None, 2)
        asked = await client.post(f"/org-units/{ROOM}/holdings/moves", json={**body, "dry_run": False})
        at = f"/org-units/{ROOM}/holdings/moves/{asked.json()['move_id']}"
        assert [row["outcome"] for row in (await client.get(at)).json()["results"]] == [None] * 7
        stopped = await client.post(f"{at}/stop", json={"document": PAPER})
        assert stopped.json()["counts"]["veteran"] == 2
        assert (await client.get(at)).json()["hindrance"] == "stopped"
        assert (await client.post(f"{at}/stop", json={"document": PAPER})).status_code == 409

    async def test_is_asked_for_in_a_browser(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await given_full_room(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        page = f"/registry/network/{ROOM}"
        assert f"{page}/handover" in (await clerk.get(f"{page}/holdings")).text
        sent = {"to_code": ROOM, "moved_on": "2019-04-20", "document": PAPER}
        refused = await clerk.post(f"{page}/handover", data=sent)
        assert refused.status_code == 422
        assert "不能移交给该机构本身" in refused.text
        asked = await clerk.post(f"{page}/handover", data={**sent, "to_code": OTHER_ROOM})
        at = asked.headers["location"].partition("?")[0]
        assert "进行中" in (await clerk.get(at)).text
        assert (await clerk.post(f"{at}/stop", data={"document": PAPER})).status_code == 303
        assert "已由经办人停止" in (await clerk.get(at)).text

    async def test_names_what_cannot_go_and_goes_on_with_the_others(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        await given_veteran(registry_engine, id_number=given_number(5), registered_on="2019-04-25")
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        assert await carried(registry_engine, asked) == [("veteran", "moved", 1), ("veteran", "relocation-invalid", 1)]
        async with registry_engine.connect() as connection:
            [_, kept] = await list_results(connection, asked.move_id)
        assert "登记日期" in kept.zh
        again = await move_holdings(given_work(registry_engine), ROOM, Handover(OTHER_ROOM, TODAY, PAPER))
        assert await carried(registry_engine, again) == [("veteran", "moved", 1)]

    async def test_does_none_twice_when_it_is_taken_up_again(self, registry_engine: AsyncEngine) -> None:
        await given_full_room(registry_engine)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        acting = given_work(registry_engine)
        await carried(registry_engine, asked, acting)
        forget = "UPDATE holding_moved SET outcome = NULL; UPDATE holdings_move SET finished_at = NULL"
        async with registry_engine.begin() as connection:
            for statement in forget.split("; "):
                await connection.execute(text(statement))
        assert {outcome for _, outcome, _ in await carried(registry_engine, asked, acting)} == {"moved"}
        assert len(await published(registry_engine, "veteran-relocated")) == 2

    @pytest.mark.parametrize(
        ("to", "on", "broken"),
        [
            (ROOM, ON, {"to_code": "another-unit"}),
            (OTHER_STATION, ON, {"to_code": "same-kind"}),
            ("411329999999", ON, {"to_code": "unit-works"}),
            (OTHER_ROOM, date(2019, 5, 2), {"moved_on": "not-in-future"}),
            (OTHER_ROOM, date(2019, 2, 1), {"moved_on": "both-stood"}),
        ],
    )
    async def test_names_every_broken_rule(
        self, registry_engine: AsyncEngine, to: str, on: date, broken: Mapping[str, str]
    ) -> None:
        await given_network(registry_engine)
        with pytest.raises(HoldingsMoveInvalid) as refused:
            await move_holdings(given_work(registry_engine), ROOM, Handover(to, on, PAPER))
        assert codes_of(refused.value) == broken

    async def test_is_one_at_a_time_and_for_who_acts_for_both(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        station = given_work(registry_engine, Role.STATION_STAFF, f"411329.{STATION}")
        with pytest.raises(OutOfScope):
            await move_holdings(station, ROOM, HANDOVER)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        with pytest.raises(HoldingsOnTheMove):
            await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        await stop_holdings_move(given_work(registry_engine), ROOM, asked.move_id, document=PAPER)

    async def test_stops_when_whoever_asked_may_not_any_more(self, registry_engine: AsyncEngine) -> None:
        await given_full_room(registry_engine)
        asked = await move_holdings(given_work(registry_engine), ROOM, HANDOVER)
        mover = HoldingsMover(registry_engine, registrar=REGISTRAR)
        assert await mover.flow() == {"holdings_moves": 1}
        await mover.work_off(Work(registry_engine, mover.caller, NOW))
        async with registry_engine.connect() as connection:
            assert (await get_holdings_move(connection, ROOM, asked.move_id)).hindrance == GRANT_ENDED


class TestMergeOrgUnit:
    async def test_closes_the_unit_once_all_has_gone_and_every_service_has_cleared_it(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_full_room(registry_engine)
        asked = await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER)
        with pytest.raises(MergerUnderWay):
            await close_org_unit(given_work(registry_engine), ROOM)
        assert await finish_merger(given_work(registry_engine), ROOM) is None
        merger = Merger(registry_engine)
        await carried(registry_engine, asked)
        assert await merger.flow() == {"mergers_to_finish": 0}
        await given_answers(registry_engine, ROOM)
        assert await merger.flow() == {"mergers_to_finish": 1}
        assert await merger.work_off(Work(registry_engine, merger.caller, NOW)) == 1
        [(_, _, data)] = await published(registry_engine, "org-unit-closed")
        assert (data["closed_on"], data["successor_code"]) == ("2019-04-20", OTHER_ROOM)
        [(_, _, dissolved)] = await published(registry_engine, "party-organisation-dissolved")
        assert (dissolved["party_org_code"], dissolved["dissolved_on"]) == (f"{ROOM}-DXZ", "2019-04-20")

    async def test_puts_the_rooms_of_a_station_under_the_other_one(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await merge_org_unit(given_work(registry_engine), STATION, Handover(OTHER_STATION, ON, PAPER))
        async with registry_engine.connect() as connection:
            room = await get_unit(connection, ROOM)
        assert (room.org_path, room.moved_on) == (f"411329.{OTHER_STATION}.{ROOM}", ON)

    async def test_is_withdrawn_before_its_end_and_what_has_not_gone_stays(self, registry_engine: AsyncEngine) -> None:
        await given_full_room(registry_engine)
        await merge_org_unit(given_work(registry_engine), ROOM, HANDOVER)
        with pytest.raises(HoldingsMoveInvalid) as refused:
            await merge_org_unit(given_work(registry_engine), OTHER_ROOM, Handover(ROOM, ON, PAPER))
        assert codes_of(refused.value) == {"to_code": "unit-works"}
        await withdraw_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        assert (await held(registry_engine, ROOM))["veteran"] == 2
        assert await finish_merger(given_work(registry_engine), ROOM) is None

    async def test_is_asked_for_in_a_browser(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await given_full_room(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        page = f"/registry/network/{ROOM}"
        assert "户籍由其负责的退役军人" in (await clerk.get(f"{page}/merger")).text
        sent: dict[str, Any] = {"to_code": OTHER_STATION, "moved_on": "2019-04-20", "document": PAPER, "version": "1"}
        refused = await clerk.post(f"{page}/merger", data=sent)
        assert refused.status_code == 422
        assert "接收机构须与原机构层级相同" in refused.text
        merged = await clerk.post(f"{page}/merger", data={**sent, "to_code": OTHER_ROOM})
        assert merged.status_code == 303
        assert "并入" in (await clerk.get(f"{page}/closing")).text
        listed = (await clerk.get(f"{page}/holdings")).text
        assert "进行中" in listed


class TestSplitOrgUnit:
    async def test_gives_a_part_to_a_new_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registered_on="2019-03-01")
        gone = await given_veteran(
            registry_engine, id_number=given_number(7), domicile_code="411329104211", registered_on="2019-03-01"
        )
        new = Proposal(
            "411329104211", UnitKind.ROOM, HostKind.VILLAGE, "西杨营村服务室", STATION, "411329104211", ON
        )  # fmt: skip
        part = Handover("411329104211", ON, PAPER, Part(divisions=("411329104211",)))
        asked = await split_org_unit(given_work(registry_engine), ROOM, new, part)
        assert await carried(registry_engine, asked) == [("veteran", "moved", 1)]
        assert await held(registry_engine, ROOM) == {"veteran": 1}
        assert await held(registry_engine, "411329104211") == {"veteran": 1}
        [(_, _, data)] = await published(registry_engine, "veteran-relocated")
        assert data["person_id"] == str(gone)

    async def test_is_asked_for_in_a_browser(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, domicile_code="411329104211", registered_on="2019-03-01")
        clerk = await browser_of(Role.CENTRE_STAFF)
        page = f"/registry/network/{ROOM}"
        assert (await clerk.get(f"{page}/split")).status_code == 200
        sent = {
            "code": "411329104211",
            "name": "西杨营村服务室",
            "host_kind": "village",
            "division_code": "411329104211",
            "divisions.0": "411329104211",
            "moved_on": "2019-04-20",
            "document": PAPER,
        }
        split = await clerk.post(f"{page}/split", data=sent)
        assert split.status_code == 303, split.text
        assert "未移交" in (await clerk.get(split.headers["location"])).text


class TestTheKinds:
    def test_each_say_what_they_are_in_both_languages(self) -> None:
        assert all(kind.zh and kind.en for kind in KINDS.values())
