"""Attachments belong to something of a person: who attaches, sees and takes back, and what goes with the person."""

import base64
from dataclasses import replace
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.attachments.commands import disclose_attachment, withdraw_attachment
from services.registry.attachments.domain import (
    AlreadyAttached,
    AttachmentNotFound,
    OwnerNotFound,
    TooManyAttachments,
)
from services.registry.attachments.parameters import BELONGINGS, Kind
from services.registry.attachments.queries.persons import get_attachment, open_content
from services.registry.corrections.commands import propose_identity_correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.deaths.commands import Reported, record_death
from services.registry.deregistrations.commands import Ground, deregister_veteran
from services.registry.registrations.commands import withdraw_registration
from services.registry.veterans.commands.rekeying import DATA_KEYS
from services.registry.veterans.domain.standing import FileErased, PersonIsDeregistered, PersonIsMerged
from shared.auth.roles import Role
from shared.command import Work
from shared.command.hourly import TooManyDisclosures
from shared.http.refusals import NotAllowed
from shared.privacy.keyring import Keyring, Keys
from shared.privacy.personal import Personal
from shared.refusal import Refusal
from shared.rotation import rekey
from tests.given import MASTER_KEY
from tests.races import race
from tests.registry.attachments.given import BLUE, attaching, jpeg, pdf, preparing
from tests.registry.erasures.given import DIED, erasing, given_dead
from tests.registry.given import KEYRING, TODAY, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, given_number, given_veteran
from tests.registry.registrations.given import given_handed_in, room, scalar, station

NOBODYS = UUID(int=7)
NEWER = SecretStr(base64.b64encode(b"n" * 32).decode())


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def content_of(engine: AsyncEngine, attachment_id: UUID, keyring: Keyring = KEYRING) -> bytes:
    async with engine.connect() as connection:
        row = await get_attachment(connection, attachment_id, given_work(engine).caller)
        return await open_content(connection, row, keyring)


async def kept(engine: AsyncEngine) -> tuple[int, int, int]:
    """How many are there, how many were, and how many contents."""
    counts = [
        "SELECT count(*) FROM attachment WHERE withdrawn_at IS NULL",
        "SELECT count(*) FROM attachment WHERE withdrawn_at IS NOT NULL",
        "SELECT count(*) FROM attachment_content",
    ]
    there, gone, contents = [await scalar(engine, each) for each in counts]
    return there, gone, contents


class TestAnAttachment:
    async def test_is_sealed_under_the_persons_key_and_told_to_nobody(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        before = await published(registry_engine)
        attached = await attaching(room(registry_engine), Kind.REGISTRATION, veteran, pdf("退役证第7316号"))
        assert await content_of(registry_engine, attached) == pdf("退役证第7316号")
        assert "退役证".encode() not in await scalar(registry_engine, "SELECT content_sealed FROM attachment_content")
        assert await published(registry_engine) == before
        assert await audited(registry_engine, "attach") == [(f"veteran {veteran}", "done")]

    async def test_is_kept_once_however_often_it_is_attached_to_what_is_the_persons(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work, death = given_work(registry_engine), await given_death(registry_engine, veteran)
        first = await attaching(work, Kind.DEATH, death, pdf())
        await attaching(work, Kind.REGISTRATION, veteran, pdf())
        with pytest.raises(AlreadyAttached):
            await attaching(work, Kind.DEATH, death, pdf())
        assert await kept(registry_engine) == (2, 0, 1)
        await withdraw_attachment(work, first, reason="附错了")
        assert await kept(registry_engine) == (1, 1, 1)

    async def test_is_gone_once_withdrawn_and_was_there(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        attached = await attaching(room(registry_engine), Kind.REGISTRATION, veteran, pdf())
        await withdraw_attachment(room(registry_engine), attached, reason="附了别人的材料")
        assert await kept(registry_engine) == (0, 1, 0)
        assert await scalar(registry_engine, "SELECT reason FROM attachment") == "附了别人的材料"
        for act in (
            withdraw_attachment(room(registry_engine), attached, reason="再撤回"),
            disclose_attachment(
                given_work(registry_engine), attached, purpose="home-visit", reason="走访", most_an_hour=9
            ),
        ):
            with pytest.raises(AttachmentNotFound):
                await act
        results = [result for _, result in await audited(registry_engine, "withdraw-attachment")]
        assert results == ["done", "attachment-not-found"]

    async def test_is_one_of_so_many(
        self, registry_engine: AsyncEngine, veteran: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few = replace(BELONGINGS[Kind.REGISTRATION], most=2)
        monkeypatch.setattr("services.registry.attachments.commands.storing.BELONGINGS", {Kind.REGISTRATION: few})
        for number in range(2):
            await attaching(room(registry_engine), Kind.REGISTRATION, veteran, pdf(str(number)))
        with pytest.raises(TooManyAttachments):
            await attaching(room(registry_engine), Kind.REGISTRATION, veteran, pdf("more"))

    async def test_is_read_after_the_key_was_wrapped_by_another_master_key(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        attached = await attaching(room(registry_engine), Kind.REGISTRATION, veteran, pdf())
        await rekey(given_work(registry_engine), Keyring(Keys([NEWER, SecretStr(MASTER_KEY)])), DATA_KEYS)
        assert await content_of(registry_engine, attached, Keyring(Keys([NEWER]))) == pdf()

    async def test_goes_with_the_person(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        await attaching(room(registry_engine), Kind.PHOTOGRAPH, veteran, jpeg())
        await given_dead(registry_engine, veteran, DIED)
        death = await scalar(registry_engine, "SELECT death_id FROM death")
        await attaching(given_work(registry_engine), Kind.DEATH, death, pdf())
        gone = await attaching(given_work(registry_engine), Kind.DEATH, death, pdf("another"))
        await withdraw_attachment(given_work(registry_engine), gone, reason="附错了")
        await erasing(registry_engine, veteran)
        assert await kept(registry_engine) == (0, 0, 0)
        with pytest.raises(FileErased):
            await attaching(given_work(registry_engine), Kind.DEATH, death, pdf())

    async def test_goes_with_a_registration_that_is_withdrawn(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        applicant = await given_handed_in(room(registry_engine))
        await attaching(room(registry_engine), Kind.REGISTRATION, applicant, pdf())
        await withdraw_registration(room(registry_engine), applicant, reason="本人放弃")
        assert await kept(registry_engine) == (0, 0, 0)


class TestAPhotograph:
    async def test_takes_the_place_of_the_one_before(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        work = room(registry_engine)
        await attaching(work, Kind.PHOTOGRAPH, veteran, jpeg())
        newer = await attaching(work, Kind.PHOTOGRAPH, veteran, jpeg(BLUE))
        assert await kept(registry_engine) == (1, 1, 1)
        assert await content_of(registry_engine, newer) == (await preparing(jpeg(BLUE), Kind.PHOTOGRAPH)).content
        with pytest.raises(AlreadyAttached):
            await attaching(work, Kind.PHOTOGRAPH, veteran, jpeg(BLUE))

    async def test_is_one_of_two_that_come_at_once(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        asked = [
            attaching(room(registry_engine), Kind.PHOTOGRAPH, veteran, jpeg(colour)) for colour in (BLUE, (9, 9, 9))
        ]
        ended = await race(registry_engine, "veteran", asked)
        assert all(isinstance(each, UUID) for each in ended)
        assert await kept(registry_engine) == (1, 1, 1)

    async def test_is_of_somebody_in_the_register(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        applicant = await given_handed_in(room(registry_engine), id_number=given_number(2))
        with pytest.raises(OwnerNotFound):
            await attaching(room(registry_engine), Kind.PHOTOGRAPH, applicant, jpeg())
        void = await given_void(registry_engine, veteran)
        with pytest.raises(PersonIsDeregistered):
            await attaching(room(registry_engine), Kind.PHOTOGRAPH, veteran, jpeg())
        await attaching(given_work(registry_engine), Kind.DEREGISTRATION, void, pdf())

    async def test_is_not_of_a_merged_file(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(2))
        async with registry_engine.begin() as connection:
            merged = "UPDATE veteran SET state = 'merged', merged_into = :other WHERE veteran_id = :veteran"
            await connection.execute(text(merged), {"other": other, "veteran": veteran})
        for kind in (Kind.PHOTOGRAPH, Kind.REGISTRATION):
            with pytest.raises(PersonIsMerged):
                await attaching(room(registry_engine), kind, veteran, jpeg())


class TestEvidence:
    async def test_is_attached_by_who_does_what_it_is_the_evidence_of(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        stations = {Kind.IDENTITY_CORRECTION, Kind.DEATH}
        for kind, owner_id in (await owners(registry_engine, veteran)).items():
            attached = await attaching(given_work(registry_engine, path=ROOM_PATH), kind, owner_id, jpeg())
            by_station = given_work(registry_engine, Role.STATION_STAFF, ROOM_PATH)
            assert await tried(by_station, kind, owner_id, jpeg((1, 1, 1))) is None
            refused = NotAllowed if kind in stations else None
            assert await tried(room(registry_engine), kind, owner_id, jpeg((2, 2, 2))) is refused
            if refused:
                with pytest.raises(NotAllowed):
                    await withdraw_attachment(room(registry_engine), attached, reason="撤回")
        void = await given_void(registry_engine, veteran)
        assert await tried(station(registry_engine), Kind.DEREGISTRATION, void, jpeg()) is NotAllowed

    async def test_of_other_units_is_as_unknown_as_none(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        elsewhere = given_work(registry_engine, Role.CENTRE_STAFF, OTHER_ROOM_PATH)
        for kind, owner_id in (await owners(registry_engine, veteran)).items():
            assert await tried(elsewhere, kind, owner_id, jpeg()) is OwnerNotFound
            assert await tried(given_work(registry_engine), kind, NOBODYS, jpeg()) is OwnerNotFound
            attached = await attaching(given_work(registry_engine), kind, owner_id, jpeg())
            for act in (
                withdraw_attachment(elsewhere, attached, reason="撤回"),
                disclose_attachment(elsewhere, attached, purpose="home-visit", reason="走访", most_an_hour=9),
            ):
                with pytest.raises(AttachmentNotFound):
                    await act
        results = [result for _, result in await audited(registry_engine, "disclose-attachment")]
        assert results == ["out-of-scope"] * 4

    async def test_is_seen_for_a_purpose_so_often_an_hour_and_each_time_recorded(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        attached = await attaching(room(registry_engine), Kind.REGISTRATION, veteran, pdf())
        work = station(registry_engine)
        for _ in range(2):
            await disclose_attachment(work, attached, purpose="case-handling", reason="核对", most_an_hour=2)
        with pytest.raises(TooManyDisclosures):
            await disclose_attachment(work, attached, purpose="case-handling", reason="核对", most_an_hour=2)
        viewed = [event for _, _, event in await published(registry_engine, "sensitive-record-viewed")]
        assert [each["fields"] for each in viewed] == [["attachment_registration"]] * 2
        assert await scalar(registry_engine, "SELECT count(*) FROM disclosure") == 2


async def owners(engine: AsyncEngine, veteran_id: UUID) -> dict[Kind, UUID]:
    """Something of each kind; the file is dead, and void, in the end, which no evidence minds."""
    wanted = Wanted(IdentityKind.NAME, Personal("张玮"), "household-register", "户字第1号")
    correction = await propose_identity_correction(
        given_work(engine), veteran_id, wanted, registrar=REGISTRAR, most_an_hour=60
    )
    return {
        Kind.REGISTRATION: veteran_id,
        Kind.PHOTOGRAPH: veteran_id,
        Kind.IDENTITY_CORRECTION: correction,
        Kind.DEATH: await given_death(engine, veteran_id),
    }


async def given_death(engine: AsyncEngine, veteran_id: UUID) -> UUID:
    reported = Reported(TODAY, "medical-certificate", "死亡证第1号")
    await record_death(given_work(engine), veteran_id, reported, keyring=KEYRING)
    death: UUID = await scalar(engine, "SELECT death_id FROM death")
    return death


async def given_void(engine: AsyncEngine, veteran_id: UUID) -> UUID:
    await deregister_veteran(
        given_work(engine), veteran_id, Ground("not-a-veteran", "核查〔2019〕3号"), keyring=KEYRING
    )  # fmt: skip
    deregistration: UUID = await scalar(engine, "SELECT deregistration_id FROM deregistration")
    return deregistration


async def tried(work: Work, kind: Kind, owner_id: UUID, content: bytes) -> type[Refusal] | None:
    """How it is refused; None, it is not."""
    try:
        await attaching(work, kind, owner_id, content)
    except Refusal as refusal:
        return type(refusal)
    return None
