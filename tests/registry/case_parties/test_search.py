"""A relative who cannot be recorded, since a party has the number by another name: who that is, is found and put
right."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.case_parties.commands import search_case_parties
from services.registry.case_parties.schemas import ListedPartyView
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers
from services.registry.veterans.domain.registration import IdentityNumberInvalid
from shared.auth.roles import Role
from shared.command import Work
from shared.privacy.personal import Personal
from tests.browsers import words_of
from tests.registry.case_parties.given import correcting_identity, given_case, naming, removing, room, somebody
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.families.given import WIFE, keeper, relating
from tests.registry.given import KEYRING, audited, given_network
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, given_number, given_veteran


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def seeking(work: Work, number: str = WIFE, *, most: int = 60, cursor: str | None = None, limit: int = 50) -> Any:
    view = partial(ListedPartyView.of, keyring=KEYRING, caller=work.caller)
    return await search_case_parties(
        work, Personal(number), cursor, limit, view=view, registrar=REGISTRAR, most_an_hour=most
    )


async def test_leads_to_what_was_typed_wrong(registry_engine: AsyncEngine, veteran: UUID) -> None:
    engine = registry_engine
    cases = [await given_case(engine, veteran) for _ in range(2)]
    first, second = [await naming(room(engine), case_id, somebody(WIFE, "李枚")) for case_id in cases]
    await naming(room(engine), cases[0], somebody(given_number(631), "王五"))
    with pytest.raises(NameDiffers):
        await relating(keeper(engine), veteran, number=WIFE, name="李梅")
    found = await seeking(room(engine))
    assert [each.party_id for each in found.items] == [second, first]
    assert {each.name for each in found.items} == {"李*"}
    page = await seeking(room(engine), limit=1)
    last = await seeking(room(engine), limit=1, cursor=page.next)
    assert [each.party_id for each in (*page.items, *last.items)] == [second, first]
    await correcting_identity(room(engine), found.items[0].party_id, name="李梅")
    await relating(keeper(engine), veteran, number=WIFE, name="李梅")
    await removing(room(engine), first, "left")
    assert [each.state for each in (await seeking(room(engine))).items] == ["party", "removed"]


async def test_tells_nothing_of_who_is_elsewhere_or_nobody_and_counts(
    registry_engine: AsyncEngine, veteran: UUID
) -> None:
    engine = registry_engine
    await naming(room(engine), await given_case(engine, veteran), somebody(WIFE, "李枚"))
    assert (await seeking(room(engine, OTHER_ROOM_PATH))).items == []
    clerk = room(engine)
    assert (await seeking(clerk, given_number(632))).items == []
    with pytest.raises(IdentityNumberInvalid):
        await seeking(room(engine), "12")
    with pytest.raises(TooManySearches):
        await seeking(clerk, most=1)
    seen = await audited(engine, "search-case-parties")
    assert [result for _, result in seen] == [
        "case-party-not-found", "case-party-not-found", "identity-number-invalid", "too-many-searches",
    ]  # fmt: skip


async def test_is_had_by_program_and_by_form(
    registry_engine: AsyncEngine, veteran: UUID, client_for: ClientFor, browser_of: BrowserOf
) -> None:
    engine = registry_engine
    party = await naming(room(engine), await given_case(engine, veteran), somebody(WIFE, "李枚"))
    client = await client_for(Role.ROOM_STAFF, ROOM_PATH)
    answer = await client.post("/case-parties/searches", json={"id_number": WIFE})
    assert [each["party_id"] for each in answer.json()["items"]] == [str(party)]
    browser, path = await browser_of(Role.ROOM_STAFF, ROOM_PATH), "/registry/case-parties/search"
    assert path in (await browser.get("/registry/case-parties")).text
    assert "现为当事人" not in words_of(await browser.get(path))
    shown = await browser.post(path, data={"id_number": WIFE})
    assert (shown.status_code, "现为当事人" in words_of(shown), "李*" in words_of(shown)) == (200, True, True)
    assert WIFE not in shown.text
    none = await browser.post(path, data={"id_number": given_number(633)})
    assert "没有符合条件的当事人" in words_of(none)
    wrong = await browser.post(path, data={"id_number": "12"})
    assert wrong.status_code == 422
