"""What rests on a paper may have it attached: by who records it, seen by whom it is shown to, kept with the person."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.attachments.commands import disclose_attachment
from services.registry.attachments.domain import AttachmentNotFound, NotAttachedByYou, Owner, OwnerNotFound
from services.registry.attachments.parameters import BELONGINGS, Kind, UnitKind
from services.registry.attachments.queries.persons import PLACES, get_attachment, get_owner, open_content
from services.registry.categories.domain.holding import HoldingIsDecided
from services.registry.consents.commands import Given, record_consent
from services.registry.contributions.commands import record_contribution
from services.registry.data_requests.commands import Asked, open_request
from services.registry.relocations.parameters import Kind as RelocationKind
from services.registry.veterans.domain.purpose import PurposeUnfit
from shared.auth.permissions import permission
from shared.auth.roles import Role
from shared.command import Work
from shared.http.refusals import NotAllowed
from tests.browsers import links_of, words_of
from tests.registry.attachments.given import attaching, jpeg, pdf
from tests.registry.categories.given import AGREES, RECOGNISES, RETURNS, applying, saying
from tests.registry.confirmations.given import confirming_year
from tests.registry.conftest import BrowserOf
from tests.registry.contributions.given import DEED
from tests.registry.erasures.given import DIED, erasing
from tests.registry.families.given import WIFE, relating
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work
from tests.registry.merges.given import given_pair, merging, unmerging
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, given_number, given_veteran
from tests.registry.proxies.given import authorising
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.registrations.given import centre, room, scalar, station
from tests.registry.relocations.given import REGISTERED, moving
from tests.registry.report_ins.given import reporting_in
from tests.registry.transfers.given import starting

# Where each is shown, with a way to what is attached to it.
PAGES = {
    Kind.RELOCATION: "/registry/persons/{person}/relocations",
    Kind.TRANSFER: "/registry/persons/{person}/transfers",
    Kind.REPORT_IN: "/registry/persons/{person}/report-ins",
    Kind.CONFIRMATION: "/registry/persons/{person}/confirmations",
    Kind.CATEGORY: "/registry/categories/{owner}",
    Kind.FAMILY: "/registry/persons/{person}/family",
    Kind.PROXY: "/registry/persons/{person}/proxies",
    Kind.CONSENT: "/registry/persons/{person}/consents",
    Kind.DATA_REQUEST: "/registry/data-requests",
    Kind.CONTRIBUTION: "/registry/contributions/{owner}",
}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, **REGISTERED)


async def given_owners(engine: AsyncEngine, veteran_id: UUID) -> dict[Kind, UUID]:
    """One record of each kind that has a page above."""
    work = given_work(engine)
    await moving(engine, veteran_id, kind=RelocationKind.RESIDENCE)
    await reporting_in(engine, veteran_id)
    await starting(engine, veteran_id)
    return {
        Kind.RELOCATION: await scalar(engine, "SELECT relocation_id FROM relocation"),
        Kind.TRANSFER: await scalar(engine, "SELECT transfer_id FROM transfer"),
        Kind.REPORT_IN: await scalar(engine, "SELECT report_in_id FROM report_in"),
        Kind.CONFIRMATION: await confirming_year(work, veteran_id),
        Kind.CATEGORY: (await applying(room(engine), veteran_id)).holding_id,
        Kind.FAMILY: await relating(work, veteran_id),
        Kind.PROXY: await authorising(work, veteran_id),
        Kind.CONSENT: await record_consent(
            work, veteran_id, Given("media", "written", TODAY, "同意书第1号"), keyring=KEYRING
        ),
        Kind.DATA_REQUEST: await open_request(
            work, veteran_id, Asked("access", "person", TODAY, "申请书第1号"), keyring=KEYRING
        ),
        Kind.CONTRIBUTION: (await record_contribution(work, veteran_id, DEED, keyring=KEYRING)).contribution_id,
    }


class TestEveryBelonging:
    async def test_has_a_place_and_a_page(self) -> None:
        assert list(PLACES) == list(Kind)
        assert list(BELONGINGS) == [*Kind, *UnitKind]

    async def test_is_attached_to_by_who_records_it_and_is_nothing_to_its_neighbours(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        elsewhere = given_work(registry_engine, Role.ROOM_STAFF, "411329.411329104.411329104202")
        for number, (kind, owner_id) in enumerate((await given_owners(registry_engine, veteran)).items()):
            attached = await attaching(given_work(registry_engine), kind, owner_id, pdf(str(number)))
            roles = permission(BELONGINGS[kind].permission).roles
            for role, work in (
                (Role.STATION_STAFF, station(registry_engine)),
                (Role.ROOM_STAFF, room(registry_engine)),
            ):
                refused = await is_refused(work, kind, owner_id, pdf(f"{number}{role}"))
                assert (kind, role, refused) == (kind, role, role not in roles)
            async with registry_engine.connect() as connection:
                with pytest.raises(OwnerNotFound):
                    await get_owner(connection, Owner(kind, owner_id), elsewhere.caller)
                with pytest.raises(AttachmentNotFound):
                    await get_attachment(connection, attached, elsewhere.caller)

    async def test_keeps_it_under_the_key_of_the_person_with_whom_it_goes(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        for number, (kind, owner_id) in enumerate((await given_owners(registry_engine, veteran)).items()):
            await attaching(given_work(registry_engine), kind, owner_id, pdf(str(number)))
        async with registry_engine.begin() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM attachment")) == len(PAGES)
            await connection.execute(text("DELETE FROM data_key WHERE person_id = :it"), {"it": veteran})
            assert await connection.scalar(text("SELECT count(*) FROM attachment_content")) == 0

    async def test_is_led_to_from_where_it_is_shown(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        owners = await given_owners(registry_engine, veteran)
        clerk = await browser_of(Role.CENTRE_STAFF)
        for kind, path in PAGES.items():
            here = f"/registry/attachments/of/{kind}/{owners[kind]}"
            assert f'href="{here}"' in (await clerk.get(path.format(person=veteran, owner=owners[kind]))).text
            shown = await clerk.get(here)
            back = {f"/registry/persons/{veteran}", path.format(person=veteran, owner=owners[kind])}
            assert (kind, back <= links_of(shown)) == (kind, True)


SEEN: dict[str, Any] = {"purpose": "benefit-handling", "reason": "核对", "most_an_hour": 9}


class TestEvidenceOfACategory:
    async def test_is_a_recipients_without_a_file_too_and_goes_with_him(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        widow = await given_recipient(registry_engine)
        holding = (await applying(room(registry_engine), widow, "21")).holding_id
        attached = await attaching(room(registry_engine), Kind.CATEGORY, holding, jpeg())
        clerk = await browser_of(Role.CENTRE_STAFF)
        here = f"/registry/attachments/of/category/{holding}"
        assert f'href="{here}"' in (await clerk.get(f"/registry/categories/{holding}")).text
        for page in (here, f"{here}/new"):
            shown = await clerk.get(page)
            above = {"/registry/recipients", f"/registry/recipients/{widow}", f"/registry/categories/{holding}"}
            assert above <= links_of(shown)
            assert "人员档案" not in words_of(shown)
        with pytest.raises(AttachmentNotFound):
            await disclose_attachment(room(registry_engine, OTHER_ROOM_PATH), attached, **SEEN)
        await disclose_attachment(station(registry_engine), attached, **SEEN)
        assert (f"recipient {widow}", "done") in await audited(registry_engine, "disclose-attachment")
        await ending(station(registry_engine), widow, "deceased", DIED)
        await erasing(registry_engine, widow)
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM attachment_content")) == 0

    async def test_goes_with_the_recipient_whose_name_stays_beside_a_veteran(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await relating(given_work(registry_engine), veteran)
        wife = await given_recipient(registry_engine, number=WIFE, name="李梅")
        holding = (await applying(room(registry_engine), wife, "21")).holding_id
        await attaching(room(registry_engine), Kind.CATEGORY, holding, jpeg())
        await ending(station(registry_engine), wife, "deceased", DIED)
        await erasing(registry_engine, wife)
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM attachment_content")) == 0
            assert await connection.scalar(text("SELECT count(*) FROM data_key")) == 2

    async def test_is_seen_for_the_purposes_that_a_category_is_opened_for(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        holding = (await applying(room(registry_engine), veteran)).holding_id
        attached = await attaching(room(registry_engine), Kind.CATEGORY, holding, jpeg())
        work = station(registry_engine)
        with pytest.raises(PurposeUnfit):
            await disclose_attachment(work, attached, purpose="home-visit", reason="走访", most_an_hour=9)
        await disclose_attachment(work, attached, purpose="benefit-handling", reason="核对", most_an_hour=9)
        clerk = await browser_of(Role.STATION_STAFF)
        form = (await clerk.get(f"/registry/attachments/{attached}/content")).text
        assert 'value="benefit-handling"' in form
        assert 'value="home-visit"' not in form

    async def test_is_seen_by_the_room_that_attached_it_while_that_is_decided_on(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """As which category it is."""
        work = room(registry_engine)
        holding = (await applying(work, veteran)).holding_id
        attached = await attaching(work, Kind.CATEGORY, holding, jpeg())
        await saying(station(registry_engine), holding, RETURNS)
        await disclose_attachment(work, attached, **SEEN)
        await applying(work, veteran)
        await saying(station(registry_engine), holding, AGREES)
        await disclose_attachment(work, attached, **SEEN)
        await saying(centre(registry_engine), holding, RECOGNISES)
        with pytest.raises(HoldingIsDecided):
            await disclose_attachment(work, attached, **SEEN)
        await disclose_attachment(station(registry_engine), attached, **SEEN)

    async def test_of_a_file_that_is_merged_is_the_matter_of_who_decides_on_it_until_that_is_undone(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        """It stays under the key of the file that it was recorded of, with which it goes."""
        here, there = room(registry_engine), room(registry_engine, OTHER_ROOM_PATH)
        elsewhere: dict[str, Any] = {"id_number": given_number(2), "domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}
        twice = await given_veteran(registry_engine, **elsewhere)
        holding = (await applying(there, twice)).holding_id
        attached = await attaching(there, Kind.CATEGORY, holding, jpeg())
        pair = await given_pair(registry_engine, veteran, twice)
        await merging(registry_engine, pair, veteran)
        with pytest.raises(AttachmentNotFound):
            await disclose_attachment(there, attached, **SEEN)
        with pytest.raises(NotAttachedByYou):
            await disclose_attachment(here, attached, **SEEN)
        await disclose_attachment(station(registry_engine), attached, **SEEN)
        added = await attaching(here, Kind.CATEGORY, holding, pdf())
        async with registry_engine.connect() as connection:
            row = await get_attachment(connection, added, here.caller)
            assert row.person_id == twice
            assert await open_content(connection, row, KEYRING)
        await unmerging(registry_engine, pair, veteran)
        with pytest.raises(AttachmentNotFound):
            await disclose_attachment(here, added, **SEEN)
        await disclose_attachment(given_work(registry_engine, path=OTHER_ROOM_PATH), added, **SEEN)


async def is_refused(work: Work, kind: Kind, owner_id: UUID, content: bytes) -> bool:
    try:
        await attaching(work, kind, owner_id, content)
    except NotAllowed:
        return True
    return False
