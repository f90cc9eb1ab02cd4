"""Files that may be one person's are found, by every door they come in; nothing of it in clear."""

import asyncio
import base64
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import confirm_identity_correction, correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.commands.proposing import Wanted, propose_identity_correction
from services.registry.corrections.parameters import IdentityKind
from services.registry.duplicates.commands import find_duplicates
from services.registry.duplicates.commands.tokens import TOKENS
from services.registry.duplicates.domain.likeness import Recognised, Term, grounds_of, score_of, terms_of
from services.registry.duplicates.domain.likeness import Served as Facts
from services.registry.duplicates.loop import FINDER, DuplicateFinder
from services.registry.duplicates.parameters import SUSPICIOUS, Ground
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import compare_again
from services.registry.veterans.queries.files import files_of
from shared.audit.record import AuditEntry
from shared.auth.roles import Role
from shared.command import Transaction, Work
from shared.partial_date import PartialDate, Precision
from shared.privacy.keyring import Keyring, Keys
from shared.privacy.personal import IdNumber, Personal, PersonName
from shared.rotation import rekey
from tests.given import MASTER_KEY
from tests.registry.duplicates.given import comparing, pair_of, pairs, suspected
from tests.registry.given import CENTRE_CODE, KEYRING, NOW, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ZHANG_WEI, given_number, given_veteran
from tests.shared.wire import eventually

BORN = date(1959, 2, 26)  # Zhang Wei's
SAME_BIRTH = given_number(7, BORN)
DOCUMENT = "户字第12号"
ELSEWHERE: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestTwoFiles:
    async def test_of_one_name_and_birth_that_served_alike_are_suspected_once(
        self, registry_engine: AsyncEngine
    ) -> None:
        first = await given_veteran(registry_engine)
        other = await given_veteran(registry_engine, id_number=SAME_BIRTH, **ELSEWHERE)
        [event] = await suspected(registry_engine)
        assert (event["person_id"], event["other_person_id"]) == (str(first), str(other))
        assert set(event["grounds"]) == {"name", "birth-date", "discharged-on"}
        assert event["score"] == 80
        # Again, because the file of one was corrected: the pair is known.
        said = Correction("discharged_on", Personal("1984-12-20"), None, DOCUMENT)
        await correct_field(given_work(registry_engine), other, said, registrar=REGISTRAR)
        assert await comparing(registry_engine) == 1
        assert len(await published(registry_engine, "duplicate-suspected")) == 1

    async def test_of_one_name_and_birth_alone_are_not(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine)
        await given_veteran(registry_engine, id_number=SAME_BIRTH, discharged_on="1983-11-01", **ELSEWHERE)
        assert await pairs(registry_engine) == set()

    async def test_that_sound_alike_in_any_reading_are_suspected(self, registry_engine: AsyncEngine) -> None:
        """单 is shan as a surname, dan elsewhere; 山 is shan alone."""
        first = await given_veteran(registry_engine, name="单伟")
        other = await given_veteran(registry_engine, name="山苇", id_number=SAME_BIRTH)
        third = await given_veteran(registry_engine, name="丹维", id_number=given_number(8, BORN), **ELSEWHERE)
        [event] = await suspected(registry_engine)
        assert pair_of(first, other) == frozenset({event["person_id"], event["other_person_id"]})
        assert "name-reading" in event["grounds"]
        said = Correction("enlisted_on", Personal("1980-11"), None, DOCUMENT)
        for each in (first, third):
            await correct_field(given_work(registry_engine), each, said, registrar=REGISTRAR)
        assert await pairs(registry_engine) == {pair_of(first, other), pair_of(first, third)}

    async def test_whose_old_number_turns_up_again_are_suspected(self, registry_engine: AsyncEngine) -> None:
        """T1's second file by another door: the number of the first was corrected, then somebody types the old one."""
        first = await given_veteran(registry_engine)
        wanted = Wanted(IdentityKind.ID_NUMBER, Personal(given_number(9)), "household-register", DOCUMENT)
        clerk, centre = given_work(registry_engine, Role.STATION_STAFF), given_work(registry_engine)
        correction = await propose_identity_correction(clerk, first, wanted, registrar=REGISTRAR, most_an_hour=60)
        await confirm_identity_correction(
            centre, correction, typed=Personal(given_number(9)), registrar=REGISTRAR
        )  # fmt: skip
        assert await pairs(registry_engine) == set()
        other = await given_veteran(registry_engine, name="李四", discharged_on=None, **ELSEWHERE)
        [event] = await suspected(registry_engine)
        assert (event["other_person_id"], event["grounds"], event["score"]) == (str(other), ["legacy-number"], 80)

    async def test_whose_old_name_turns_up_again_are_suspected(self, registry_engine: AsyncEngine) -> None:
        """The name of the first was corrected, then somebody registers the person from the papers with the old one."""
        first = await given_veteran(registry_engine)
        wanted = Wanted(IdentityKind.NAME, Personal("李德明"), "household-register", DOCUMENT)
        clerk, centre = given_work(registry_engine, Role.STATION_STAFF), given_work(registry_engine)
        correction = await propose_identity_correction(clerk, first, wanted, registrar=REGISTRAR, most_an_hour=60)
        await confirm_identity_correction(centre, correction, typed=Personal("李德明"), registrar=REGISTRAR)
        other = await given_veteran(registry_engine, id_number=SAME_BIRTH, **ELSEWHERE)
        [event] = await suspected(registry_engine)
        assert pair_of(first, other) == frozenset({event["person_id"], event["other_person_id"]})
        assert set(event["grounds"]) == {"name", "birth-date", "discharged-on"}

    async def test_of_which_an_old_system_mistook_the_century_are_suspected(self, registry_engine: AsyncEngine) -> None:
        first = await given_veteran(registry_engine, id_number=given_number(1, date(1905, 3, 4)), discharged_on=None)
        other = await given_veteran(
            registry_engine, id_number=given_number(1, date(2005, 3, 4)), name="王五", discharged_on=None, **ELSEWHERE
        )
        assert await pairs(registry_engine) == {pair_of(first, other)}

    async def test_that_are_registered_at_once_are_found_all_the_same(self, registry_engine: AsyncEngine) -> None:
        both = await asyncio.gather(
            given_veteran(registry_engine), given_veteran(registry_engine, id_number=SAME_BIRTH)
        )
        await asyncio.gather(comparing(registry_engine), comparing(registry_engine))
        assert await pairs(registry_engine) == {pair_of(*both)}
        assert len(await published(registry_engine, "duplicate-suspected")) == 1

    async def test_of_which_one_is_being_changed_wait_until_that_is_done(self, registry_engine: AsyncEngine) -> None:
        """What is read before the change is committed would be the last that is ever compared."""
        veteran_id = await given_veteran(registry_engine)
        async with registry_engine.begin() as changing:
            work = Work(registry_engine, FINDER, NOW)
            entry = AuditEntry(work.caller.account_id, "correct-field")
            row = (await changing.execute(files_of([veteran_id]))).one()
            await compare_again(Transaction(changing, work.caller, NOW, entry), row)
            assert await comparing(registry_engine) == 0
        assert await comparing(registry_engine) == 1


class TestTheFinder:
    async def test_compares_what_waits_until_it_is_told_to_stop(self, registry_engine: AsyncEngine) -> None:
        for number in (ZHANG_WEI, SAME_BIRTH):
            await given_veteran(registry_engine, id_number=number)
        finder = DuplicateFinder(registry_engine, keyring=KEYRING)
        assert await finder.flow() == {"files_to_compare": 2}
        stop = asyncio.Event()
        running = asyncio.create_task(finder.run(stop))

        async def is_done() -> bool:
            return await finder.flow() == {"files_to_compare": 0}

        await eventually(is_done)
        stop.set()
        await running
        assert len(await published(registry_engine, "duplicate-suspected")) == 1
        assert [result for _, result in await audited(registry_engine, "find-duplicates")] == ["done"]
        assert [check.ok for check in await finder.checks()] == [True]


class TestWhatFilesAreComparedBy:
    async def test_says_nothing_in_clear_and_goes_with_the_key(self, registry_engine: AsyncEngine) -> None:
        person_id = await given_veteran(registry_engine)
        await comparing(registry_engine)
        async with registry_engine.begin() as connection:
            columns = await connection.execute(text("SELECT * FROM likeness_token"))
            assert set(columns.keys()) == {"person_id", "search_key", "token"}
            assert columns.rowcount > 2
            await connection.execute(text("DELETE FROM data_key WHERE person_id = :p"), {"p": person_id})
            assert await connection.scalar(text("SELECT count(*) FROM likeness_token")) == 0

    async def test_follows_the_search_keys(self, registry_engine: AsyncEngine) -> None:
        first = await given_veteran(registry_engine)
        await comparing(registry_engine)
        other = SecretStr(base64.b64encode(b"b" * 32).decode())
        keyring = Keyring(Keys([SecretStr(MASTER_KEY)], (None, other)))
        assert await rekey(given_work(registry_engine), keyring, TOKENS) == 1
        assert await rekey(given_work(registry_engine), keyring, TOKENS) == 0
        registrar = Registrar(keyring, CENTRE_CODE, synthetic_ids_allowed=True)
        second = await given_veteran(registry_engine, id_number=SAME_BIRTH, registrar=registrar)
        await find_duplicates(Work(registry_engine, FINDER, NOW), keyring=keyring)
        assert await pairs(registry_engine) == {pair_of(first, second)}


class TestTerms:
    def test_are_of_every_reading_and_both_dates_of_birth(self) -> None:
        file = Recognised([IdNumber(ZHANG_WEI)], [PersonName("单伟")], date(1958, 2, 26), Personal("豫退字 第00123号"))
        terms = terms_of(file)
        assert Term(Ground.NUMBER, "999329590226001") in terms
        assert {each.text for each in terms if each.ground is Ground.NAME} == {"单伟/1959-02-26", "单伟/1958-02-26"}
        readings = {each.text.split("/")[0] for each in terms if each.ground is Ground.READING}
        assert {"shan wei", "dan wei", "chan wei"} <= readings
        assert Term(Ground.CERTIFICATE, "豫退字第00123号") in terms

    @pytest.mark.parametrize("certificate", ["无", "0", "退伍证", "12"])
    def test_are_none_of_a_certificate_without_a_number(self, certificate: str) -> None:
        terms = terms_of(Recognised([IdNumber(ZHANG_WEI)], [], None, Personal(certificate)))
        assert {each.ground for each in terms} == {Ground.NUMBER}


class TestLikeness:
    @pytest.mark.parametrize(
        ("alike", "enlisted", "precision", "is_suspicious"),
        [
            ({Ground.NAME}, date(1980, 11, 1), Precision.MONTH, True),
            ({Ground.NAME}, date(1980, 1, 1), Precision.YEAR, False),
            ({Ground.READING}, date(1980, 11, 1), Precision.DAY, False),
            ({Ground.NUMBER}, date(1970, 1, 1), Precision.DAY, True),
            ({Ground.CERTIFICATE}, date(1980, 11, 1), Precision.DAY, False),
        ],
    )
    def test_is_a_matter_of_several_things(
        self, alike: set[Ground], enlisted: date, precision: Precision, is_suspicious: bool
    ) -> None:
        one = Facts("411329104210", PartialDate(date(1980, 11, 5)), None)
        other = Facts("411329105200", PartialDate(enlisted, precision), None)
        assert (score_of(grounds_of(alike, one, other)) >= SUSPICIOUS) is is_suspicious
