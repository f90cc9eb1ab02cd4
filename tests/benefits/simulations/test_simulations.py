"""What a draft would change: weighed by the worker, asked for over HTTP and in a browser."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.eligibility.projection import FACTS
from services.benefits.programmes.commands import withdraw_draft
from services.benefits.programmes.domain import Rule, Terms
from services.benefits.simulations import commands
from services.benefits.simulations.commands import ask_simulation, stop_simulation
from services.benefits.simulations.domain import SimulationEnded, SimulationRunning
from services.benefits.simulations.loop import Simulator
from services.benefits.simulations.parameters import KEPT
from shared.approval.proposal import ProposalDecided, ProposalNotFound
from shared.auth.roles import Role
from shared.events.registry import CategoryRecognised, VeteranRegistered
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    code_of,
    given_delivered,
    given_learned,
    keyring,
    unit_established,
    veteran_registered,
)
from tests.benefits.programmes.given import SOURCE, drafted, given_programme
from tests.benefits.seen import audited
from tests.browsers import links_of, words_of
from tests.given import CENTRE, given_work

DAY = date(2019, 4, 30)


def of_category(*codes: str) -> tuple[Rule, ...]:
    """Whoever holds one of them."""
    condition = {"fact": "categories.active", "op": "overlaps", "value": list(codes)}
    return (Rule("category", SOURCE, "属于所列类别。", condition),)


PAYS = Terms(gives="monthly", amount={"table": "combat-test"}, chain=("county",))


def recognised(person_id: UUID, category: str) -> CategoryRecognised:
    return CategoryRecognised(
        holding_id=new_id(), person_id=person_id, org_path=ROOM, category=category, since=date(2019, 3, 1),
        benefit=True, clause="pension-rules",
    )  # fmt: skip


@pytest.fixture
async def people(benefits_engine: AsyncEngine) -> dict[str, UUID]:
    """Of two rooms: one of each of two categories, one of both, one of none."""
    found: dict[str, UUID] = {name: new_id() for name in ("combat", "disabled", "both", "none")}
    units = [unit_established(path) for path in (CENTRE, STATION, OTHER_STATION, ROOM, OTHER_ROOM)]
    homes: list[VeteranRegistered] = [
        veteran_registered(person_id, OTHER_ROOM if name == "disabled" else ROOM) for name, person_id in found.items()
    ]
    await given_learned(benefits_engine, [*units, *homes])
    held = [recognised(found["combat"], "51"), recognised(found["disabled"], "11"),
            recognised(found["both"], "51"), recognised(found["both"], "11")]  # fmt: skip
    async with benefits_engine.begin() as connection:
        await FACTS.apply(connection, [given_delivered(each, offset=place) for place, each in enumerate(held)])
    await set_amount(
        given_work(benefits_engine), table="combat-test", key="", since=date(2019, 1, 1), value=65_000, source=SOURCE
    )
    await given_programme(benefits_engine, rules=of_category("51"), terms=PAYS)
    return found


@pytest.fixture
async def draft(benefits_engine: AsyncEngine, people: dict[str, UUID]) -> UUID:
    """Of the same programme, for the other category."""
    return await drafted(benefits_engine, rules=of_category("11"), terms=PAYS, valid_from=date(2019, 5, 1))


async def weighed(engine: AsyncEngine) -> None:
    """The worker has nothing more to do."""
    worker = Simulator(engine, keyring())
    while await worker.weigh_next():
        pass


class TestASimulation:
    async def test_says_who_gains_who_loses_and_what_it_costs(
        self, people: dict[str, UUID], draft: UUID, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        leader = await client_of(Role.BUREAU_LEADER)
        asked = await leader.post(f"/programme-drafts/{draft}/simulations", json={"on": str(DAY)})
        assert asked.status_code == 202
        at = f"/simulations/{asked.json()['simulation_id']}"
        begun = (await leader.get(at)).json()
        assert (begun["state"], begun["persons"], begun["weighed"], begun["ended_at"]) == ("running", 4, 0, None)
        await weighed(benefits_engine)
        done = (await leader.get(at)).json()
        assert (done["state"], done["weighed"], done["gained"], done["lost"]) == ("done", 4, 1, 1)
        assert (done["fen_before"], done["fen_after"]) == (130_000, 130_000)
        assert {(each["before"], each["after"]): each["persons"] for each in done["outcomes"]} == {
            ("entitled", "entitled"): 1, ("entitled", "not-entitled"): 1,
            ("not-entitled", "entitled"): 1, ("not-entitled", "not-entitled"): 1,
        }  # fmt: skip
        withheld = await leader.get(f"{at}/changes")
        assert (withheld.status_code, withheld.json()["code"]) == (403, "changes-withheld")  # categories are sensitive
        centre, purpose = await client_of(Role.CENTRE_STAFF), {"purpose": "核对标准调整的影响"}
        closed = await centre.get(f"{at}/changes")
        assert (closed.status_code, closed.json()["code"]) == (403, "changes-not-opened")
        assert (await leader.post(f"{at}/changes/opening", json=purpose)).status_code == 403
        assert (await centre.post(f"{at}/changes/opening", json=purpose)).status_code == 204
        subject = f"simulation {at.rpartition('/')[2]}"
        assert ("open-simulated-changes", subject, "done") in await audited(benefits_engine)
        another = await client_of(Role.CENTRE_STAFF)
        assert (await another.get(f"{at}/changes")).json()["code"] == "changes-not-opened"
        changes = (await centre.get(f"{at}/changes")).json()["items"]
        assert {(each["person_id"], each["before"], each["after"]) for each in changes} == {
            (str(people["combat"]), "entitled", "not-entitled"), (str(people["disabled"]), "not-entitled", "entitled"),
        }  # fmt: skip
        [gains] = (await centre.get(f"{at}/changes", params={"after": "entitled"})).json()["items"]
        assert gains["person_id"] == str(people["disabled"])
        [there] = (await centre.get(f"{at}/changes", params={"unit": code_of(STATION)})).json()["items"]
        assert there["person_id"] == str(people["combat"])
        units = {each["org_code"]: (each["gained"], each["lost"]) for each in (await leader.get(f"{at}/units")).json()}
        assert units == {code_of(STATION): (0, 1), code_of(OTHER_STATION): (1, 0)}

    async def test_of_a_first_version_has_all_gain_and_its_page_says_so(
        self, people: dict[str, UUID], benefits_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        changes: dict[str, Any] = {
            "programme_code": "new",
            "slot": None,
            "rules": of_category("11", "51"),
            "terms": PAYS,
        }
        first = await drafted(benefits_engine, **changes)
        simulation = await ask_simulation(given_work(benefits_engine), first, on=DAY)
        await weighed(benefits_engine)
        shown = words_of(await (await browser_of(Role.BUREAU_LEADER)).get(f"/benefits/simulations/{simulation}"))
        for words in ("该日没有现行版本", "新增 3", "减少 0", "现行金额（元） 0.00", "草案金额（元） 1,950.00"):
            assert words in shown

    async def test_over_what_is_not_sensitive_names_whom_to_who_may_ask_for_it(
        self, people: dict[str, UUID], benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        living = Rule("living", SOURCE, "健在。", {"fact": "person.status", "op": "eq", "value": "living"})
        first = await drafted(benefits_engine, programme_code="new", slot=None, rules=(living,), terms=PAYS)
        simulation = await ask_simulation(given_work(benefits_engine), first, on=DAY)
        await weighed(benefits_engine)
        leader = await client_of(Role.BUREAU_LEADER)
        changes = (await leader.get(f"/simulations/{simulation}/changes")).json()["items"]
        assert {each["person_id"] for each in changes} == {str(each) for each in people.values()}

    async def test_is_the_same_in_chunks_of_any_size(
        self, draft: UUID, benefits_engine: AsyncEngine, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        centre = await client_of(Role.CENTRE_STAFF)
        found = []
        for size in (1, 3, 1_000):
            monkeypatch.setattr(commands, "CHUNK", size)
            simulation_id = await ask_simulation(given_work(benefits_engine), draft, on=DAY)
            await weighed(benefits_engine)
            said = (await centre.get(f"/simulations/{simulation_id}")).json()
            found.append({name: said[name] for name in ("weighed", "outcomes", "fen_before", "fen_after")})
        assert found[0] == found[1] == found[2]

    async def test_counts_nobody_who_is_dead_void_or_merged_by_that_day(
        self, people: dict[str, UUID], draft: UUID, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        async with benefits_engine.begin() as connection:
            gone = "UPDATE veteran SET deceased_on = '2019-04-30' WHERE veteran_id = :who"
            await connection.execute(text(gone), {"who": people["none"]})
            void = "UPDATE veteran SET deregistered_on = '2019-04-30' WHERE veteran_id = :who"
            await connection.execute(text(void), {"who": people["disabled"]})
            merged = "INSERT INTO merged_veteran (veteran_id, merged_into) VALUES (:who, :into)"
            await connection.execute(text(merged), {"who": people["combat"], "into": people["both"]})
        simulation_id = await ask_simulation(given_work(benefits_engine), draft, on=DAY)
        await weighed(benefits_engine)
        said = (await (await client_of(Role.AUDITOR)).get(f"/simulations/{simulation_id}")).json()
        assert (said["persons"], said["weighed"]) == (1, 1)
        assert said["outcomes"] == [{"before": "entitled", "after": "entitled", "persons": 1}]

    async def test_tells_of_whom_the_amount_is_not_known(
        self, people: dict[str, UUID], draft: UUID, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        assert people
        simulation_id = await ask_simulation(given_work(benefits_engine), draft, on=date(2018, 12, 31))
        await weighed(benefits_engine)
        said = (await (await client_of(Role.AUDITOR)).get(f"/simulations/{simulation_id}")).json()
        assert (said["fen_before"], said["fen_after"]) == (0, 0)

    async def test_runs_once_of_a_draft_is_stopped_and_asked_for_again(
        self, draft: UUID, benefits_engine: AsyncEngine
    ) -> None:
        work = given_work(benefits_engine)
        first = await ask_simulation(work, draft, on=DAY)
        with pytest.raises(SimulationRunning):
            await ask_simulation(work, draft, on=DAY)
        await stop_simulation(work, first)
        with pytest.raises(SimulationEnded):
            await stop_simulation(work, first)
        assert not await Simulator(benefits_engine, keyring()).weigh_next()
        await ask_simulation(work, draft, on=DAY)

    async def test_keeps_the_last_few_of_a_draft(
        self, draft: UUID, benefits_engine: AsyncEngine, client_of: ClientOf
    ) -> None:
        asked = []
        for _ in range(KEPT + 2):
            asked.append(await ask_simulation(given_work(benefits_engine), draft, on=DAY))
            await weighed(benefits_engine)
        kept = (await (await client_of(Role.CENTRE_STAFF)).get(f"/programme-drafts/{draft}/simulations")).json()
        assert [each["simulation_id"] for each in kept["items"]] == [str(each) for each in reversed(asked[2:])]

    async def test_is_of_an_open_draft(self, draft: UUID, benefits_engine: AsyncEngine) -> None:
        work = given_work(benefits_engine)
        with pytest.raises(ProposalNotFound):
            await ask_simulation(work, new_id(), on=DAY)
        async with benefits_engine.begin() as connection:
            mine = text("UPDATE programme_draft SET proposed_by = :who")
            await connection.execute(mine, {"who": work.caller.account_id})
        await withdraw_draft(work, draft, note="重新起草")
        with pytest.raises(ProposalDecided):
            await ask_simulation(work, draft, on=DAY)

    async def test_that_a_defect_stops_is_given_up(
        self, draft: UUID, benefits_engine: AsyncEngine, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        simulation_id = await ask_simulation(given_work(benefits_engine), draft, on=DAY)

        def broken(*_: Any) -> Counter[str]:
            raise ZeroDivisionError

        monkeypatch.setattr(commands, "_weighed", broken)
        await weighed(benefits_engine)
        said = (await (await client_of(Role.AUDITOR)).get(f"/simulations/{simulation_id}")).json()
        assert said["state"] == "failed"

    @pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.AUDITOR])
    async def test_is_not_asked_for_by(self, role: Role, draft: UUID, client_of: ClientOf) -> None:
        path = STATION if role is Role.STATION_STAFF else CENTRE
        somebody = await client_of(role, path)
        assert (await somebody.post(f"/programme-drafts/{draft}/simulations", json={})).status_code == 403


class TestInABrowser:
    async def test_it_is_asked_for_watched_and_read(
        self, people: dict[str, UUID], draft: UUID, benefits_engine: AsyncEngine, browser_of: BrowserOf
    ) -> None:
        leader = await browser_of(Role.BUREAU_LEADER)
        of_draft = f"/benefits/programme-drafts/{draft}"
        assert "测算影响" in words_of(await leader.get(of_draft))
        sent = await leader.post(f"{of_draft}/simulations/new", data={"on": str(DAY), "idempotency_key": str(new_id())})
        at = sent.headers["location"].partition("?")[0]
        assert "0 / 4 人" in words_of(await leader.get(f"{at}/progress"))
        await weighed(benefits_engine)
        assert (await leader.get(f"{at}/progress")).headers["hx-refresh"] == "true"
        page = await leader.get(at)
        words = words_of(page)
        assert "4 / 4 人" in words
        assert "测算：免费健康体检" in words
        assert "1,300.00" in words
        assert str(people["combat"]) not in page.text
        assert "您只能查看人数" in words
        centre, said = await browser_of(Role.CENTRE_STAFF), {"purpose": "核对标准调整的影响"}
        closed = await centre.get(at)
        assert (f"{at}/opening" in links_of(closed), f"{at}/opening" in links_of(page)) == (True, False)
        assert str(people["combat"]) not in closed.text
        assert "一小时内" in words_of(await centre.get(f"{at}/opening"))
        for purpose, status in (({"purpose": ""}, 422), (said, 303)):
            opened = await centre.post(f"{at}/opening", data={**purpose, "idempotency_key": str(new_id())})
            assert opened.status_code == status
        named = (await centre.get(at)).text
        assert str(people["combat"]) in named
        assert str(people["none"]) not in named
        assert "已完成" in words_of(await leader.get(f"{of_draft}/simulations"))

    async def test_it_is_stopped(self, draft: UUID, benefits_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        simulation_id = await ask_simulation(given_work(benefits_engine), draft, on=DAY)
        centre = await browser_of(Role.CENTRE_STAFF)
        at = f"/benefits/simulations/{simulation_id}"
        assert "停止测算" in words_of(await centre.get(f"{at}/stop"))
        await centre.post(f"{at}/stop", data={"idempotency_key": str(new_id())})
        assert "已停止" in words_of(await centre.get(at))
