"""A paper file is sent on: to whom, when, with which papers; its receipt comes back, or the record is revoked."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.archive_forwardings.commands import record_archive_receipt, revoke_archive_forwarding
from services.registry.archive_forwardings.domain import (
    ArchiveIsAway,
    ArchiveNotReceived,
    ForwardingInvalid,
    ForwardingNotFound,
    ForwardingRevoked,
    ReceiptRecorded,
    Sent,
    must_follow,
)
from services.registry.archives.domain import ArchiveChanged
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.races import race
from tests.registry.archive_forwardings.given import AWAY, CHECKED, DOCUMENT, PAPERS, SENT, checking, sending
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.families.given import SHI_AN, keeper
from tests.registry.given import TODAY, given_network, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM, ROOM_PATH, codes_of, given_veteran
from tests.registry.registrations.given import scalar


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestWhatIsSent:
    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({}, {}),
            ({"forwarded_on": CHECKED}, {}),
            ({"forwarded_on": CHECKED - timedelta(days=1)}, {"forwarded_on": "before-check"}),
            ({"forwarded_on": TODAY + timedelta(days=1)}, {"forwarded_on": "in-future"}),
            ({"papers": frozenset()}, {"papers": "required"}),
            ({"papers": frozenset({"pay"})}, {"papers": "not-there"}),
            ({"division": None}, {"division": "required"}),
            ({"division": "411329104"}, {"division": "inside-county"}),
            ({"receiver": "某单位"}, {"receiver": "not-asked"}),
            ({"destination": "org-unit"}, {"unit": "required"}),
            ({"destination": "archive"}, {"receiver": "required"}),
            ({"destination": "archive", "receiver": "县档案馆"}, {"division": "not-asked"}),
            ({"destination": "archive", "receiver": "县档案馆", "division": None}, {}),
        ],
    )
    def test_names_who_has_it_papers_that_were_there_and_a_day(
        self, changes: dict[str, Any], faults: dict[str, str]
    ) -> None:
        sent = replace(AWAY, **changes)
        facts: dict[str, Any] = {"there": PAPERS, "checked_on": CHECKED, "today": TODAY, "county_code": "411329"}
        if not faults:
            sent.must_be_possible(**facts)
            return
        with pytest.raises(ForwardingInvalid) as refused:
            sent.must_be_possible(**facts)
        assert codes_of(refused.value) == faults

    def test_is_received_on_that_day_or_after_it(self) -> None:
        must_follow(SENT, SENT, today=TODAY)
        for day, code in ((SENT - timedelta(days=1), "before-sent"), (TODAY + timedelta(days=1), "in-future")):
            with pytest.raises(ForwardingInvalid) as refused:
                must_follow(day, SENT, today=TODAY)
            assert codes_of(refused.value) == {"received_on": code}


class TestAFile:
    async def test_is_away_until_it_is_checked_again_or_that_is_revoked(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        with pytest.raises(ArchiveNotReceived):
            await sending(registry_engine, veteran)
        await checking(registry_engine, veteran)
        first = await sending(registry_engine, veteran, version=1)
        [(_, sequence, event)] = await published(registry_engine, "archive-forwarded")
        told = {"person_id": str(veteran), "org_path": ROOM_PATH, "forwarding_id": str(first)}
        assert (sequence, event) == (2, {
            **told, "archive_id": event["archive_id"], "destination": "other-county", "to_org_code": None,
            "to_division_code": "411321", "forwarded_on": "2019-04-10",
        })  # fmt: skip
        with pytest.raises(ArchiveChanged):
            await sending(registry_engine, veteran, version=1)
        with pytest.raises(ArchiveIsAway):
            await sending(registry_engine, veteran)
        clerk = keeper(registry_engine)
        await record_archive_receipt(clerk, first, received_on=date(2019, 4, 20), document="回执第1号")
        with pytest.raises(ReceiptRecorded):
            await record_archive_receipt(clerk, first, received_on=TODAY, document="回执第2号")
        [(_, sequence, event)] = await published(registry_engine, "archive-receipt-recorded")
        assert (sequence, event["received_on"], event["forwarding_id"]) == (3, "2019-04-20", str(first))
        # It came back, with the same papers, and went to a unit of the county.
        assert await checking(registry_engine, veteran, date(2019, 4, 25)) == 4
        unit = Sent("org-unit", ROOM, None, None, date(2019, 4, 26), PAPERS)
        second = await sending(registry_engine, veteran, unit)
        [*_, (_, sequence, event)] = await published(registry_engine, "archive-forwarded")
        assert (sequence, event["to_org_code"]) == (5, ROOM)
        # The first is revoked, and the file stays where the second says.
        why: dict[str, Any] = {"reason": "recorded-in-error", "document": "说明"}
        await revoke_archive_forwarding(keeper(registry_engine), first, **why)
        with pytest.raises(ForwardingRevoked):
            await record_archive_receipt(keeper(registry_engine), first, received_on=TODAY, document="回执第2号")
        with pytest.raises(ArchiveIsAway):
            await sending(registry_engine, veteran)
        await revoke_archive_forwarding(keeper(registry_engine), second, **why)
        with pytest.raises(ForwardingRevoked):
            await revoke_archive_forwarding(keeper(registry_engine), second, **why)
        assert [event["reason"] for *_, event in await published(registry_engine, "archive-forwarding-revoked")] == [
            "recorded-in-error", "recorded-in-error",
        ]  # fmt: skip
        await sending(registry_engine, veteran, replace(AWAY, forwarded_on=TODAY))

    async def test_is_sent_on_once_by_those_who_are_in_scope(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        await checking(registry_engine, veteran)
        no_such = Sent("org-unit", "411329104299", None, None, SENT, PAPERS)
        with pytest.raises(ForwardingInvalid) as refused:
            await sending(registry_engine, veteran, no_such)
        assert codes_of(refused.value) == {"unit": "no-such-unit"}
        ended = await race(registry_engine, "veteran", [sending(registry_engine, veteran) for _ in range(2)])
        assert sorted(type(each).__name__ for each in ended) == ["ArchiveIsAway", "UUID"]
        [sent] = [each for each in ended if isinstance(each, UUID)]
        with pytest.raises(ForwardingNotFound):
            await record_archive_receipt(
                keeper(registry_engine, OTHER_ROOM_PATH), sent, received_on=TODAY, document="回执"
            )

    async def test_of_somebody_erased_tells_no_more_than_that_it_went(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await checking(registry_engine, veteran)
        employer = Sent("employer", None, None, "县供电公司", SENT, PAPERS)
        await sending(registry_engine, veteran, employer)
        await given_dead(registry_engine, veteran, TODAY)
        await erasing(registry_engine, veteran, later=timedelta(days=3660))
        said = "SELECT receiver || cardinality(papers) || destination FROM archive_forwarding"
        assert await scalar(registry_engine, said) == "0employer"


class TestByHttpAndThePages:
    async def test_a_station_sends_it_on_and_sees_which_lack_a_receipt(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf, veteran: UUID
    ) -> None:
        await checking(registry_engine, veteran)
        at = f"/veterans/{veteran}/archive/forwardings"
        station, room = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        body = {
            "destination": "archive", "receiver": "县档案馆", "forwarded_on": "2019-04-10", "papers": ["awards"],
            "document": DOCUMENT, "version": 1,
        }  # fmt: skip
        assert (await room.post(at, json=body)).status_code == 403
        wrong = await station.post(at, json={**body, "destination": "the-moon"})
        assert [each["field"] for each in wrong.json()["fields"]] == ["destination"]
        posted = await station.post(at, json=body)
        assert posted.status_code == 201
        one = f"/archive-forwardings/{posted.json()['forwarding_id']}"
        [shown] = (await room.get(at)).json()
        assert (shown["receiver"], shown["papers"], shown["received_on"]) == ("县档案馆", ["awards"], None)
        assert (await room.get("/incomplete-archives")).json()["items"] == []
        assert len((await room.get("/archive-forwardings?standing=open")).json()["items"]) == 1
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get("/archive-forwardings")).json()["items"] == []
        early = await station.post(f"{one}/receipt", json={"received_on": "2019-04-09", "document": "回执第1号"})
        assert (early.status_code, early.json()["fields"][0]["code"]) == (422, "before-sent")
        received = await station.post(f"{one}/receipt", json={"received_on": "2019-04-12", "document": "回执第1号"})
        assert received.status_code == 204
        assert (await room.get("/archive-forwardings?standing=open")).json()["items"] == []
        assert len((await room.get("/archive-forwardings?standing=received")).json()["items"]) == 1
        revoked = await station.post(f"{one}/revocation", json={"reason": "not-sent", "document": "说明"})
        assert revoked.status_code == 204
        await self._again_by_the_pages(await browser_of(Role.STATION_STAFF, SHI_AN), veteran)

    async def _again_by_the_pages(self, clerk: Any, veteran: UUID) -> None:
        papers = f"/registry/persons/{veteran}/archive"
        assert f"{papers}/forwardings" in (await clerk.get(papers)).text
        part = await clerk.get(f"{papers}/forwardings")
        assert "已撤销" in words_of(part)
        assert f"{papers}/forwardings/new" in links_of(part)
        form = await clerk.get(f"{papers}/forwardings/new")
        assert form.text.count(" checked>") == len(PAPERS)
        sent = {
            "destination": "other-county", "division": "411321", "forwarded_on": "2019-04-10", "papers": ["awards"],
            "document": DOCUMENT, "version": "4", "idempotency_key": "one",
        }  # fmt: skip
        wrong = await clerk.post(f"{papers}/forwardings/new", data={**sent, "division": "411329"})
        assert (wrong.status_code, "应为外县的区划代码。" in words_of(wrong)) == (422, True)
        stale = await clerk.post(f"{papers}/forwardings/new", data={**sent, "version": "3"})
        assert stale.status_code == 409
        done = await clerk.post(f"{papers}/forwardings/new", data={**sent, "idempotency_key": "two"})
        assert (done.status_code, done.headers["location"].split("?")[0]) == (303, papers)
        assert "该档案已转出" in words_of(await clerk.get(papers))
        assert "/registry/archive-forwardings" in links_of(await clerk.get("/registry/archives"))
        listed = await clerk.get("/registry/archive-forwardings?standing=open")
        [receipt] = [each for each in links_of(listed) if each.endswith("/receipt")]
        assert "411321" in words_of(await clerk.get(receipt))
        assert (await clerk.post(receipt, data={"received_on": "2019-04-12", "document": "回执"})).status_code == 303
        [revocation] = [
            each for each in links_of(await clerk.get("/registry/archive-forwardings?standing=received"))
            if each.endswith("/revocation")
        ]  # fmt: skip
        assert (await clerk.get(revocation)).status_code == 200
        back = await clerk.post(revocation, data={"reason": "not-sent", "document": "说明"})
        assert back.headers["location"].split("?")[0] == papers
        assert "该档案已转出" not in words_of(await clerk.get(papers))
