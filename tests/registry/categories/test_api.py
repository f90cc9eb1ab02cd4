"""Categories over HTTP: a journey through the levels; which category it is, nobody sees unrecorded."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported, record_death
from shared.auth.roles import Role
from tests.papers import words_on
from tests.registry.categories.given import CERTIFICATE, SINCE, given_recognised
from tests.registry.conftest import ClientFor
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran

SHI_AN = "411329.411329104"
APPLICATION = {
    "category": "带病回乡退伍军人",
    "evidence_kind": "discharge-certificate",
    "document": "退役证及病历第3页",
    "certificate": CERTIFICATE,
}
WHY = {"purpose": "benefit-handling", "reason": "逐级审核"}
RECOGNISES = {
    "outcome": "agree",
    "recognised_on": SINCE.isoformat(),
    "has_benefit": True,
    "clause": "pension-2019-53",
}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestSomebodyWhoApplies:
    async def test_is_recognised_level_by_level_and_suspended(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        file = f"/veterans/{await given_veteran(registry_engine)}"
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        station = await client_for(Role.STATION_STAFF, SHI_AN)
        centre = await client_for(Role.CENTRE_STAFF)
        applied = (await room.post(f"{file}/category-applications", json=APPLICATION)).json()
        holding = f"/category-holdings/{applied['holding_id']}"
        assert applied["waits_for"] == "station"
        [waiting] = (await station.get("/category-holdings?mine=true")).json()["items"]
        assert (waiting["state"], waiting["name"], waiting["version"]) == ("received", "张*", 1)
        assert (await room.get("/category-holdings?mine=true")).json()["items"] == []
        seen = await station.post(f"{holding}/opening", json=WHY)
        assert (seen.status_code, seen.json()["category"], seen.json()["certificate"]) == (201, "42", CERTIFICATE)
        agreed = await station.post(f"{holding}/opinions", json={"outcome": "agree", "version": 1})
        assert agreed.json() == {"state": "received"}
        stale = await centre.post(f"{holding}/opinions", json={**RECOGNISES, "version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "category-holding-changed")
        assert (await centre.post(f"{holding}/opinions", json=RECOGNISES)).json() == {"state": "enjoying"}
        suspends = {
            "act": "suspend",
            "reason_code": "under-review",
            "effective_on": TODAY.isoformat(),
            "document": "决定第2号",
        }
        assert (await centre.post(f"{holding}/changes", json=suspends)).json() == {"version": 4}
        again = await centre.post(f"{holding}/changes", json=suspends)
        assert (again.status_code, again.json()["code"]) == (409, "category-stands-otherwise")
        [line] = (await station.get(f"{file}/category-holdings")).json()
        assert line["state"] == "suspended"
        view = (await station.get(holding)).json()
        assert [each["step"] for each in view["opinions"]] == ["room", "station", "centre"]
        story = (await centre.post(f"{holding}/opening", json=WHY)).json()["story"]
        assert [each["state"] for each in story] == ["received", "received", "enjoying", "suspended"]

    async def test_is_refused_with_a_reason_and_a_clause_or_not_at_all(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        file = f"/veterans/{await given_veteran(registry_engine)}"
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        applied = (await room.post(f"{file}/category-applications", json=APPLICATION)).json()
        opinions = f"/category-holdings/{applied['holding_id']}/opinions"
        station = await client_for(Role.STATION_STAFF, SHI_AN)
        bare = await station.post(opinions, json={"outcome": "refuse"})
        assert (bare.status_code, [each["field"] for each in bare.json()["fields"]]) == (
            422, ["reason_code", "clause"],
        )  # fmt: skip
        unknown = await station.post(opinions, json={"outcome": "refuse", "reason_code": "其他", "clause": "某条"})
        assert [each["code"] for each in unknown.json()["fields"]] == ["not-a-reason", "not-a-clause"]
        said = {"outcome": "refuse", "reason_code": "no-proof", "clause": "pension-2019-53"}
        assert (await station.post(opinions, json=said)).json() == {"state": "not-recognised"}
        holding = f"/category-holdings/{applied['holding_id']}"
        auditor = await client_for(Role.AUDITOR)
        assert "pension" not in (await auditor.get(holding)).text, "the clause would tell which category it is"
        assert "军人抚恤优待条例" not in words_on((await auditor.get(f"{holding}/opinions/2/letter")).content)
        story = (await station.post(f"{holding}/opening", json=WHY)).json()["story"]
        assert story[-1]["clause"] == "pension-2019-53"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"category": "99"}, "category"), ({"evidence_kind": "rumour"}, "evidence_kind"),
         ({"document": "999329195902260012"}, "document"), ({"applied_on": "2100-01-01"}, "applied_on"),
         ({"operation": "某战役"}, "operation")],
    )  # fmt: skip
    async def test_is_told_which_field_is_wrong(
        self, client_for: ClientFor, registry_engine: AsyncEngine, changed: dict[str, Any], field: str
    ) -> None:
        file = f"/veterans/{await given_veteran(registry_engine)}"
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        refused = await room.post(f"{file}/category-applications", json={**APPLICATION, **changed})
        assert (refused.status_code, [each["field"] for each in refused.json()["fields"]]) == (422, [field])


class TestTheList:
    async def test_has_the_first_application_first_page_by_page(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        room, centre = await client_for(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.CENTRE_STAFF)
        days = ["2019-03-05", "2019-03-04", "2019-03-06"]
        for serial, day in enumerate(days):
            person = await given_veteran(registry_engine, id_number=given_number(serial))
            applied = {**APPLICATION, "applied_on": day}
            assert (await room.post(f"/veterans/{person}/category-applications", json=applied)).status_code == 201
        seen, cursor = [], ""
        while cursor is not None:
            page = (await centre.get(f"/category-holdings?limit=1{cursor and '&cursor=' + cursor}")).json()
            seen += [line["applied_on"] for line in page["items"]]
            cursor = page["next"]
        assert seen == sorted(days)
        assert (await centre.get("/category-holdings?state=enjoying")).json()["items"] == []


class TestWhichCategoryItIs:
    async def test_stands_in_no_list_and_is_recorded_when_seen(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        holding = f"/category-holdings/{await given_recognised(registry_engine, veteran_id)}"
        station = await client_for(Role.STATION_STAFF, SHI_AN)
        for path in ("/category-holdings", holding, f"/veterans/{veteran_id}/category-holdings"):
            assert "category" not in (await station.get(path)).text.replace("category-holding", "")
        assert (await station.post(f"{holding}/opening", json=WHY)).status_code == 201
        assert await audited(registry_engine, "open-category") == [(f"veteran {veteran_id}", "done")]
        [(_, _, viewed)] = await published(registry_engine, "sensitive-record-viewed")
        assert viewed["fields"] == ["category_codes"]
        unfit = await station.post(f"{holding}/opening", json={**WHY, "purpose": "home-visit"})
        assert unfit.status_code == 422

    async def test_is_a_rooms_to_know_while_it_is_asked(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        holding = await given_recognised(registry_engine, await given_veteran(registry_engine))
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        refused = await room.post(f"/category-holdings/{holding}/opening", json=WHY)
        assert (refused.status_code, refused.json()["code"]) == (403, "category-is-decided")
        other = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        hidden = await other.post(f"/category-holdings/{holding}/opening", json=WHY)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "category-holding-not-found")

    async def test_counts_with_the_other_viewings_of_the_hour(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine)
        holding = await given_recognised(registry_engine, veteran_id)
        client = await client_for(Role.CENTRE_STAFF)
        paths = [f"/category-holdings/{holding}/opening", f"/veterans/{veteran_id}/sensitive-groups/categories"]
        answers = [(await client.post(paths[n % 2], json=WHY)).status_code for n in range(62)]
        assert answers == [201] * 60 + [429] * 2

    async def test_is_found_of_who_holds_it_and_not_of_whom_it_was_refused(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        holder = await given_veteran(registry_engine)
        await given_recognised(registry_engine, holder)
        other = await given_veteran(registry_engine, id_number=given_number(2), category_codes=("42",))
        client = await client_for(Role.CENTRE_STAFF)

        async def found(**more: str) -> list[str]:
            answer = await client.post("/veterans/search-by-category", json={**WHY, "category": "42", **more})
            return [line["veteran_id"] for line in answer.json()["items"]]

        assert await found() == [str(other), str(holder)]
        assert await found(state="enjoying") == [str(holder)]
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        said = {"category": "42", "evidence_kind": "other", "document": "说明第1号"}
        applied = (await room.post(f"/veterans/{other}/category-applications", json=said)).json()
        refuses = {"outcome": "refuse", "reason_code": "no-proof", "clause": "pension-2019-53"}
        station = await client_for(Role.STATION_STAFF, SHI_AN)
        await station.post(f"/category-holdings/{applied['holding_id']}/opinions", json=refuses)
        assert await found() == [str(holder)]
        assert await found(state="not-recognised") == [str(other)]
        died = Reported(TODAY, "medical-certificate", "第1号")
        await record_death(given_work(registry_engine), holder, died, keyring=KEYRING)
        assert (await found(state="enjoying"), await found()) == ([], [str(holder)])


class TestAnApplicationAtTheCounter:
    async def test_is_for_those_who_keep_the_file(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        path = f"/veterans/{await given_veteran(registry_engine)}/category-applications"
        for role in (Role.BUREAU_LEADER, Role.AUDITOR, Role.MEDIATOR):
            assert (await (await client_for(role)).post(path, json=APPLICATION)).status_code == 403
