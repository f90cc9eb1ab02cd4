"""A notice of a death is confirmed with one act, where number and name agree with the register."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported, record_death
from services.registry.notices.commands.confirming import confirm_notice
from services.registry.notices.domain.settling import (
    NoticeNotFound,
    NoticeSettled,
    NoticeUnconfirmable,
    SettlementInvalid,
)
from services.registry.veterans.domain.standing import PersonIsDeceased
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.notices.given import message, notice_of, taken
from tests.registry.persons import ROOM_PATH, codes_of, given_veteran

SHI_AN, WAI_ZI = "411329.411329104", "411329.411329105"
SOURCE = "cremation-certificate"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def confirming(engine: AsyncEngine, notice_id: UUID, path: str = SHI_AN, source: str = SOURCE) -> None:
    work = given_work(engine, Role.STATION_STAFF, path)
    await confirm_notice(work, notice_id, source=source, keyring=KEYRING)


async def given_notice(engine: AsyncEngine, **changes: Any) -> tuple[UUID, UUID]:
    """Somebody registered, and what is said of him."""
    veteran_id = await given_veteran(engine, registered_on="2019-03-01")
    await taken(engine, message(**changes))
    return veteran_id, await notice_of(engine)


async def stands(engine: AsyncEngine) -> tuple[Any, ...]:
    """Outcome of the notice; day, source and document of the death."""
    async with engine.connect() as connection:
        outcome = await connection.scalar(text("SELECT outcome FROM external_notice"))
        deaths = (await connection.execute(text("SELECT died_on, source, document FROM death"))).all()
    return outcome, *(tuple(row) for row in deaths)


class TestConfirming:
    async def test_records_the_death_and_settles_at_once(self, registry_engine: AsyncEngine) -> None:
        veteran_id, notice_id = await given_notice(registry_engine)
        await confirming(registry_engine, notice_id)
        assert await stands(registry_engine) == ("recorded", (date(2019, 4, 1), SOURCE, "死亡证第12号"))
        [(_, _, told)] = await published(registry_engine, "veteran-deceased")
        assert (told["person_id"], told["org_path"]) == (str(veteran_id), ROOM_PATH)
        assert await audited(registry_engine, "confirm-notice") == [(f"veteran {veteran_id}", "done")]
        with pytest.raises(NoticeSettled):
            await confirming(registry_engine, notice_id)

    async def test_settles_alone_where_that_day_is_recorded_and_is_refused_where_another_is(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id, notice_id = await given_notice(registry_engine)
        await taken(registry_engine, message("m-2", died_on="2019-04-02"))
        async with registry_engine.connect() as connection:
            rows = await connection.execute(text("SELECT notice_id FROM external_notice WHERE message_id = 'm-2'"))
            other = rows.scalar_one()
        reported = Reported(date(2019, 4, 1), "medical-certificate", "死亡证字第1号")
        await record_death(given_work(registry_engine), veteran_id, reported, keyring=KEYRING)
        with pytest.raises(PersonIsDeceased):
            await confirming(registry_engine, other)
        await confirming(registry_engine, notice_id)
        async with registry_engine.connect() as connection:
            found = await connection.execute(text("SELECT message_id, outcome FROM external_notice ORDER BY 1"))
            assert [tuple(row) for row in found] == [("m-1", "known-before"), ("m-2", None)]
        assert len(await published(registry_engine, "veteran-deceased")) == 1

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"name": "张玮"}, NoticeUnconfirmable),
            ({"document": "证999329195902260012"}, SettlementInvalid),
        ],
    )
    async def test_is_refused_where_somebody_must_look(
        self, registry_engine: AsyncEngine, changes: dict[str, str], refusal: type[Exception]
    ) -> None:
        _, notice_id = await given_notice(registry_engine, **changes)
        with pytest.raises(refusal):
            await confirming(registry_engine, notice_id)
        assert await stands(registry_engine) == (None,)

    async def test_is_refused_to_other_stations_and_on_no_ground(self, registry_engine: AsyncEngine) -> None:
        _, notice_id = await given_notice(registry_engine)
        with pytest.raises(NoticeNotFound):
            await confirming(registry_engine, notice_id, WAI_ZI)
        with pytest.raises(SettlementInvalid) as refused:
            await confirming(registry_engine, notice_id, source="hearsay")
        assert codes_of(refused.value) == {"source": "not-a-source"}
        assert await stands(registry_engine) == (None,)

    async def test_happens_once_when_two_do_so(self, registry_engine: AsyncEngine) -> None:
        _, notice_id = await given_notice(registry_engine)
        answers = await race(
            registry_engine, "external_notice", [confirming(registry_engine, notice_id) for _ in range(2)]
        )
        assert [type(answer) for answer in answers if answer is not None] == [NoticeSettled]
        assert len(await published(registry_engine, "veteran-deceased")) == 1

    async def test_goes_by_http_and_with_one_press_of_a_button(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        _, notice_id = await given_notice(registry_engine)
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.post(f"/notices/{notice_id}/death", json={"source": SOURCE})).status_code == 403
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        page = await clerk.get(f"/registry/notices/{notice_id}")
        assert "据此登记死亡并办结" in page.text
        assert f'<option value="{SOURCE}" selected>' in page.text
        wrong = await clerk.post(f"/registry/notices/{notice_id}/death", data={"source": "hearsay"})
        assert wrong.status_code == 422
        assert "应为以下之一" in wrong.text
        pressed = await clerk.post(f"/registry/notices/{notice_id}/death", data={"source": SOURCE})
        assert pressed.status_code == 303
        done = await clerk.get(pressed.headers["location"])
        assert "据此登记死亡并办结" not in done.text
        assert "已据此办理登记" in words_of(done)
        assert (await stands(registry_engine))[0] == "recorded"
