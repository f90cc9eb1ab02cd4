"""Nothing that is entered of somebody lies before he was born: refused by field and rule, in both languages."""

from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.archives.commands import check_archive
from services.registry.archives.domain import Checked
from services.registry.categories.commands import correct_category
from services.registry.categories.commands.changing import Corrected
from services.registry.categories.domain.deciding import recognising
from services.registry.categories.domain.terms import Recognition
from services.registry.consents.commands import Given, record_consent
from services.registry.data_requests.commands import Asked, open_request
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from services.registry.veterans.queries.births import DateBeforeBirth
from shared.auth.roles import Role
from tests.registry.categories.given import AGREES, applying, given_recognised, saying
from tests.registry.conftest import ClientFor
from tests.registry.given import KEYRING, given_network, given_work
from tests.registry.persons import given_number, given_veteran
from tests.registry.recipients.given import given_recipient
from tests.registry.registrations.given import centre, room, station

BORN = date(1960, 1, 1)
Act = Callable[[AsyncEngine, UUID, date], Coroutine[Any, Any, object]]


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, id_number=given_number(2, BORN))


async def recognised(engine: AsyncEngine, person_id: UUID, on: date) -> object:
    holding_id = (await applying(room(engine), person_id)).holding_id
    await saying(station(engine), holding_id, AGREES)
    said = recognising(Recognition(on, has_benefit=True, clause="pension-2019-53"))
    return await saying(centre(engine), holding_id, said)


async def corrected(engine: AsyncEngine, person_id: UUID, on: date) -> object:
    holding_id = await given_recognised(engine, person_id)
    said = Corrected(on, "written-proof", "第8号")
    return await correct_category(centre(engine), holding_id, said, keyring=KEYRING)


ACTS: dict[str, tuple[str, Act]] = {
    "an application": ("applied_on", lambda engine, who, on: applying(room(engine), who, applied_on=on)),
    "a recognition": ("recognised_on", recognised),
    "a corrected recognition": ("recognised_on", corrected),
    "a role": (
        "assumed_on",
        lambda engine, who, on: assume_role(
            given_work(engine), who, kind=RoleKind.MEDIATOR, assumed_on=on, source="名册", keyring=KEYRING
        ),
    ),
    "a consent": (
        "given_on",
        lambda engine, who, on: record_consent(
            given_work(engine), who, Given("media", "written", on, "第1号"), keyring=KEYRING
        ),
    ),
    "a request": (
        "received_on",
        lambda engine, who, on: open_request(
            given_work(engine), who, Asked("access", "person", on, "第1号"), keyring=KEYRING
        ),
    ),
    "a paper file": (
        "checked_on",
        lambda engine, who, on: check_archive(
            given_work(engine), who, Checked(frozenset({"awards"}), on), document="第1号", keyring=KEYRING
        ),
    ),
}


class TestTheDay:
    @pytest.mark.parametrize("act", ACTS)
    async def test_of_an_act_is_not_before_the_birth(
        self, registry_engine: AsyncEngine, veteran: UUID, act: str
    ) -> None:
        field, doing = ACTS[act]
        with pytest.raises(DateBeforeBirth) as refused:
            await doing(registry_engine, veteran, BORN - timedelta(days=1))
        assert [(each.field, each.code) for each in refused.value.fields] == [(field, "before-birth")]

    @pytest.mark.parametrize("act", ["an application", "a role"])
    async def test_of_an_act_may_be_that_of_the_birth(
        self, registry_engine: AsyncEngine, veteran: UUID, act: str
    ) -> None:
        assert await ACTS[act][1](registry_engine, veteran, BORN)

    async def test_of_what_a_recipient_applies_for_is_not_before_his_birth(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        widow = await given_recipient(registry_engine)
        with pytest.raises(DateBeforeBirth):
            await applying(room(registry_engine), widow, "21", applied_on=date(1962, 5, 31))

    async def test_is_refused_in_both_languages(self, client_for: ClientFor, veteran: UUID) -> None:
        clerk = await client_for(Role.CENTRE_STAFF)
        form = {"kind": "mediator", "assumed_on": "1959-12-31", "source": "名册"}
        refused = await clerk.post(f"/veterans/{veteran}/social-roles", json=form)
        assert (refused.status_code, refused.json()["code"]) == (422, "date-before-birth")
        [fault] = refused.json()["fields"]
        assert (fault["field"], fault["message"]) == ("assumed_on", "日期早于出生日期。")
        english = await clerk.post(f"/veterans/{veteran}/social-roles", json=form, headers={"Accept-Language": "en"})
        assert english.json()["fields"][0]["message"] == "The date lies before the date of birth."
