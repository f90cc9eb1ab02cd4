"""Evidence of the work of units: who attaches, sees and takes back, whose key it lies under, what never touches it."""

from dataclasses import replace
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.attachments.commands import see_evidence, withdraw_evidence
from services.registry.attachments.commands.units import UNIT_KEYS
from services.registry.attachments.domain import (
    AlreadyAttached,
    AttachmentNotFound,
    OwnerNotFound,
    OwnerTakenBack,
    TooManyAttachments,
)
from services.registry.attachments.parameters import BELONGINGS, Kind, UnitKind
from services.registry.attachments.queries.units import get_evidence, open_evidence
from services.registry.books.schemas import BOOKS
from services.registry.branch_life.commands import withdraw_branch_record
from services.registry.veterans.commands.rekeying import DATA_KEYS
from shared.auth.roles import Role
from shared.command import Work
from shared.command.hourly import TooManyDisclosures
from shared.entries.commands import revoke_entry
from shared.http.refusals import NotAllowed
from shared.privacy.keyring import Keyring, Keys
from shared.rotation import rekey
from tests.given import MASTER_KEY
from tests.races import race
from tests.registry.attachments.given import attaching, evidencing, given_record, jpeg, pdf
from tests.registry.attachments.test_attachments import NEWER, NOBODYS
from tests.registry.books.given import BOOK, SHI_AN, given_entry
from tests.registry.erasures.given import DIED, erasing, given_dead
from tests.registry.given import CENTRE_CODE, KEYRING, audited, given_network, given_work, published
from tests.registry.persons import given_veteran
from tests.registry.registrations.given import STATION_PATH, scalar

ELSEWHERE = "411329.411329105"


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


async def content_of(engine: AsyncEngine, attachment_id: UUID, keyring: Keyring = KEYRING) -> bytes:
    async with engine.connect() as connection:
        row, _ = await get_evidence(connection, attachment_id, given_work(engine).caller)
        return await open_evidence(connection, row, keyring)


async def kept(engine: AsyncEngine) -> tuple[int, int, int]:
    """How many are there, how many were, and how many contents."""
    there, gone, contents = [
        await scalar(engine, each)
        for each in (
            "SELECT count(*) FROM unit_attachment WHERE withdrawn_at IS NULL",
            "SELECT count(*) FROM unit_attachment WHERE withdrawn_at IS NOT NULL",
            "SELECT count(*) FROM unit_attachment_content",
        )
    ]
    return there, gone, contents


def at_station(engine: AsyncEngine) -> Work:
    return given_work(engine, Role.STATION_STAFF, STATION_PATH)


class TestEvidence:
    async def test_is_sealed_under_the_units_key_and_told_to_nobody(self, engine: AsyncEngine) -> None:
        track = await given_entry(engine, "work-tracks")
        before = await published(engine)
        attached = await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf("核查表"))
        assert await content_of(engine, attached) == pdf("核查表")
        assert "核查表".encode() not in await scalar(engine, "SELECT content_sealed FROM unit_attachment_content")
        assert await scalar(engine, "SELECT org_code FROM unit_key") == SHI_AN
        assert await published(engine) == before
        assert await audited(engine, "attach-evidence") == [(f"work-track {track}", "done")]
        assert await scalar(engine, "SELECT count(*) FROM attachment") == 0

    async def test_belongs_to_an_entry_of_every_book_and_to_branch_life(self, engine: AsyncEngine) -> None:
        record = await given_record(engine)
        for book in BOOKS:
            entry = await scalar(engine, f"SELECT entry_id FROM {book.definition.table.name}")
            await evidencing(given_work(engine), UnitKind.BOOK_ENTRY, entry, pdf(book.sheet.name))
        await evidencing(given_work(engine), UnitKind.BRANCH_RECORD, record, pdf())
        assert await kept(engine) == (len(BOOKS) + 1, 0, len(BOOKS) + 1)
        # The centre's and the station's.
        assert await scalar(engine, "SELECT count(*) FROM unit_key") == 2

    async def test_is_kept_once_and_gone_when_nothing_has_it_any_more(self, engine: AsyncEngine) -> None:
        work = at_station(engine)
        track, plaque = await given_entry(engine, "work-tracks"), await given_entry(engine, "plaques")
        first = await evidencing(work, UnitKind.BOOK_ENTRY, track, pdf())
        second = await evidencing(work, UnitKind.BOOK_ENTRY, plaque, pdf())
        with pytest.raises(AlreadyAttached):
            await evidencing(work, UnitKind.BOOK_ENTRY, track, pdf())
        assert await kept(engine) == (2, 0, 1)
        await withdraw_evidence(work, first, reason="附错了")
        assert await kept(engine) == (1, 1, 1)
        await withdraw_evidence(work, second, reason="材料上有姓名")
        assert await kept(engine) == (0, 2, 0)
        for act in (
            withdraw_evidence(work, second, reason="再撤回"),
            see_evidence(work, second, reason="核对", most_an_hour=9),
        ):
            with pytest.raises(AttachmentNotFound):
                await act
        results = [result for _, result in await audited(engine, "withdraw-evidence")]
        assert results == ["done", "done", "attachment-not-found"]

    async def test_of_two_at_once_lies_under_one_key(self, engine: AsyncEngine) -> None:
        track, plaque = await given_entry(engine, "work-tracks"), await given_entry(engine, "plaques")
        asked = [evidencing(at_station(engine), UnitKind.BOOK_ENTRY, each, pdf()) for each in (track, plaque)]
        ended = await race(engine, "org_unit", asked)
        assert all(isinstance(each, UUID) for each in ended)
        assert await kept(engine) == (2, 0, 1)

    async def test_is_one_of_so_many(self, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        few = replace(BELONGINGS[UnitKind.BOOK_ENTRY], most=2)
        monkeypatch.setattr(
            "services.registry.attachments.commands.storing.BELONGINGS", {UnitKind.BOOK_ENTRY: few}
        )  # fmt: skip
        track = await given_entry(engine, "work-tracks")
        for number in range(2):
            await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf(str(number)))
        with pytest.raises(TooManyAttachments):
            await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf("more"))

    async def test_is_read_after_the_key_was_wrapped_by_another_master_key(self, engine: AsyncEngine) -> None:
        track = await given_entry(engine, "work-tracks")
        attached = await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf())
        both = Keyring(Keys([NEWER, SecretStr(MASTER_KEY)]))
        assert await rekey(given_work(engine), both, UNIT_KEYS) == 1
        await rekey(given_work(engine), both, DATA_KEYS)
        assert await content_of(engine, attached, Keyring(Keys([NEWER]))) == pdf()

    async def test_is_not_looked_at_by_an_erasure(self, engine: AsyncEngine) -> None:
        veteran = await given_veteran(engine)
        track = await given_entry(engine, "work-tracks")
        attached = await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf())
        await given_dead(engine, veteran, DIED)
        await attaching(given_work(engine), Kind.DEATH, await scalar(engine, "SELECT death_id FROM death"), pdf())
        await erasing(engine, veteran)
        assert await scalar(engine, "SELECT count(*) FROM attachment") == 0
        assert await content_of(engine, attached) == pdf()


class TestWho:
    async def test_attaches_is_who_may_write_the_entry(self, engine: AsyncEngine) -> None:
        meeting, track = await given_entry(engine, "meetings"), await given_entry(engine, "work-tracks")
        # Of the county's own work the centre writes; the station reads what is its unit's.
        centre = given_work(engine, Role.STATION_STAFF, CENTRE_CODE)
        with pytest.raises(NotAllowed):
            await evidencing(centre, UnitKind.BOOK_ENTRY, meeting, pdf())
        attached = await evidencing(given_work(engine), UnitKind.BOOK_ENTRY, meeting, pdf())
        with pytest.raises(NotAllowed):
            await withdraw_evidence(centre, attached, reason="撤回")
        for role in (Role.BUREAU_LEADER, Role.AUDITOR):
            with pytest.raises(NotAllowed):
                await evidencing(given_work(engine, role), UnitKind.BOOK_ENTRY, track, pdf())
            await see_evidence(given_work(engine, role), attached, reason="检查", most_an_hour=9)

    async def test_of_other_units_knows_of_none(self, engine: AsyncEngine) -> None:
        record = await given_record(engine)
        track = await scalar(engine, "SELECT entry_id FROM work_track")
        elsewhere = given_work(engine, Role.STATION_STAFF, ELSEWHERE)
        # A room reads no books; of branch life it does.
        room = given_work(engine, Role.ROOM_STAFF, STATION_PATH)
        for kind, owner_id in ((UnitKind.BOOK_ENTRY, track), (UnitKind.BRANCH_RECORD, record)):
            attached = await evidencing(given_work(engine), kind, owner_id, jpeg())
            with pytest.raises(OwnerNotFound):
                await evidencing(elsewhere, kind, owner_id, pdf())
            with pytest.raises(OwnerNotFound):
                await evidencing(given_work(engine), kind, NOBODYS, pdf())
            for act in (
                withdraw_evidence(elsewhere, attached, reason="撤回"),
                see_evidence(elsewhere, attached, reason="看看", most_an_hour=9),
            ):
                with pytest.raises(AttachmentNotFound):
                    await act
            if kind is UnitKind.BOOK_ENTRY:
                with pytest.raises(AttachmentNotFound):
                    await see_evidence(room, attached, reason="看看", most_an_hour=9)
            else:
                await evidencing(room, kind, owner_id, pdf("签到表"))

    async def test_sees_it_is_recorded_with_the_reason_so_often_an_hour(self, engine: AsyncEngine) -> None:
        track = await given_entry(engine, "work-tracks")
        attached = await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf())
        work = given_work(engine, Role.AUDITOR)
        for _ in range(2):
            await see_evidence(work, attached, reason="核对", most_an_hour=2)
        with pytest.raises(TooManyDisclosures):
            await see_evidence(work, attached, reason="核对", most_an_hour=2)
        seen = await audited(engine, "see-evidence")
        assert seen == [(f"work-track {track}", each) for each in ("done", "done", TooManyDisclosures.code)]

    async def test_attaches_nothing_to_what_was_taken_back_and_still_withdraws(self, engine: AsyncEngine) -> None:
        record = await given_record(engine)
        track = await scalar(engine, "SELECT entry_id FROM work_track")
        attached = await evidencing(at_station(engine), UnitKind.BOOK_ENTRY, track, pdf())
        await revoke_entry(given_work(engine), BOOK["work-tracks"].definition, track, reason="误录")
        await withdraw_branch_record(given_work(engine), record, reason="entered-in-error", note="误录")
        for kind, owner_id in ((UnitKind.BOOK_ENTRY, track), (UnitKind.BRANCH_RECORD, record)):
            with pytest.raises(OwnerTakenBack):
                await evidencing(given_work(engine), kind, owner_id, pdf("再附"))
        await withdraw_evidence(at_station(engine), attached, reason="材料上有姓名")
