"""A field of a file says something else; what it said is kept."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.domain.correction import CorrectionInvalid, FieldNotCorrectable
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.veterans.domain.standing import FileChanged, FileErased
from services.registry.veterans.queries.disclosed import reveal
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.browsers import words_of
from tests.races import race
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, NOW, audited, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, codes_of, given_veteran
from tests.registry.relocations.given import REGISTERED, moving

SHI_AN = "411329.411329104"
DOCUMENT = "县组〔2019〕7号"
MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def correcting(
    engine: AsyncEngine, veteran_id: UUID, field: str, value: str | None, since: date | None = None, **options: Any
) -> int:
    later = options.pop("later", timedelta())
    version, path = options.pop("version", None), options.pop("path", SHI_AN)
    said = Correction(field, None if value is None else Personal(value), since, DOCUMENT)
    work = given_work(engine, Role.STATION_STAFF, path, now=NOW + later)
    return await correct_field(work, veteran_id, said, registrar=REGISTRAR, version=version)


async def facts(client_for: ClientFor, veteran_id: UUID, **asked: str) -> list[tuple[Any, ...]]:
    answer = await (await client_for(Role.AUDITOR)).get(f"/veterans/{veteran_id}/facts", params=asked)
    assert answer.status_code == 200, answer.text
    names = ("field", "value", "is_shown", "holds_from", "document")
    return [tuple(each[name] for name in names) for each in answer.json()]


class TestCorrectingAField:
    async def test_changes_the_file_and_tells_of_it_by_its_name_alone(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, mobile="19900001234", registered_on="2019-03-01")
        assert await correcting(registry_engine, veteran_id, "mobile", "199 0000 5678", APRIL) == 2
        async with registry_engine.connect() as connection:
            caller = given_work(registry_engine).caller
            shown = await reveal(connection, veteran_id, ["mobile"], keyring=KEYRING, caller=caller)
        assert shown["mobile"].reveal() == "19900005678"
        [(_, sequence, event)] = await published(registry_engine, "veteran-profile-updated")
        assert (sequence, event) == (2, {
            "person_id": str(veteran_id), "org_path": ROOM_PATH, "changed_fields": ["mobile"],
            "effective_on": "2019-04-01", "party_member_before": True, "party_member": True,
        })  # fmt: skip
        assert await audited(registry_engine, "correct-field") == [(f"veteran {veteran_id}", "done")]

    async def test_answers_what_held_when_as_it_was_known_when(
        self, registry_engine: AsyncEngine, client_for: ClientFor
    ) -> None:
        """R8: since when it holds, and since when that is known."""
        veteran_id = await given_veteran(registry_engine, education_code="70", registered_on="2019-03-01")
        await correcting(registry_engine, veteran_id, "education_code", "高中", APRIL)
        await correcting(registry_engine, veteran_id, "education_code", "40", later=timedelta(days=9))
        now, first, registered = (
            ("education_code", value, True, since, document)
            for value, since, document in (
                ("40", "2019-03-01", DOCUMENT), ("60", "2019-04-01", DOCUMENT), ("70", "2019-03-01", None),
            )
        )  # fmt: skip
        assert await facts(client_for, veteran_id) == [now, first, registered]
        before, after = NOW + timedelta(days=1), NOW + timedelta(days=10)
        then = {"on": "2019-04-15", "known_at": before.isoformat()}
        assert await facts(client_for, veteran_id, **then) == [first]
        assert await facts(client_for, veteran_id, **{**then, "on": "2019-03-15"}) == [registered]
        assert await facts(client_for, veteran_id, on="2019-03-15", known_at=after.isoformat()) == [now]

    async def test_by_who_asked_first_and_was_let_in_last_is_known_from_the_other_on(
        self, registry_engine: AsyncEngine, client_for: ClientFor
    ) -> None:
        """So it is when a clock was set back."""
        veteran_id = await given_veteran(registry_engine, political_code="13", registered_on="2019-03-01")
        for value, later in (("03", timedelta()), ("02", timedelta(hours=1)), ("12", timedelta())):
            await correcting(registry_engine, veteran_id, "political_code", value, APRIL, later=later)
        for known, value in ((0, "03"), (1, "12")):
            known_at = (NOW + timedelta(hours=known)).isoformat()
            found = await facts(client_for, veteran_id, on=f"{APRIL}", known_at=known_at)
            assert [each[1] for each in found] == [value]

    async def test_keeps_what_was_sealed_sealed(self, registry_engine: AsyncEngine, client_for: ClientFor) -> None:
        veteran_id = await given_veteran(registry_engine, mobile="19900001234", health_code="3")
        await correcting(registry_engine, veteran_id, "mobile", None)
        await correcting(registry_engine, veteran_id, "health_code", "1")
        async with registry_engine.connect() as connection:
            held = "".join(await connection.scalars(text("SELECT f::text FROM person_fact f WHERE field = 'mobile'")))
        assert "19900001234" not in held
        assert b"19900001234".hex() not in held
        assert {(field, value) for field, value, *_ in await facts(client_for, veteran_id)} == {
            ("mobile", None), ("health_code", None),
        }  # fmt: skip

    async def test_of_membership_is_an_event_for_each_day_on_which_it_changes(
        self, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, political_code="13", registered_on="2019-03-01")
        await correcting(registry_engine, veteran_id, "political_code", "02", APRIL)
        assert await correcting(registry_engine, veteran_id, "political_code", "01") == 4
        told = [
            (sequence, event["effective_on"], event["party_member_before"], event["party_member"])
            for _, sequence, event in await published(registry_engine, "veteran-profile-updated")
        ]
        assert told == [
            (2, "2019-04-01", False, True), (3, "2019-04-01", True, False), (4, "2019-03-01", False, True),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("field", "value", "since", "faults"),
        [
            ("mobile", "12345", None, {"value": "phone"}),
            ("education_code", "博士后", None, {"value": "not-in-code-set"}),
            ("enlisted_on", "1985-01", None, {"discharged_on": "ends-before-start"}),
            ("discharged_on", "1950", None, {"value": "before-birth"}),
            ("education_code", "60", date(2019, 2, 28), {"holds_from": "before-registration"}),
            ("education_code", "60", date(2019, 5, 1), {"holds_from": "in-future"}),
        ],
    )
    async def test_is_judged_like_a_registration(
        self, registry_engine: AsyncEngine, field: str, value: str, since: date | None, faults: dict[str, str]
    ) -> None:
        veteran_id = await given_veteran(registry_engine, registered_on="2019-03-01")
        with pytest.raises(CorrectionInvalid) as refused:
            await correcting(registry_engine, veteran_id, field, value, since)
        assert codes_of(refused.value) == faults
        assert await published(registry_engine, "veteran-profile-updated") == []

    @pytest.mark.parametrize("field", ["id_number", "name", "birth_on", "org_code", "registered_on", "no_such_field"])
    async def test_is_not_for_what_has_an_act_of_its_own(self, registry_engine: AsyncEngine, field: str) -> None:
        veteran_id = await given_veteran(registry_engine)
        with pytest.raises(FieldNotCorrectable):
            await correcting(registry_engine, veteran_id, field, "张三")

    async def test_to_what_it_says_already_or_once_erased_is_refused(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, education_code="70")
        with pytest.raises(NothingChanges):
            await correcting(registry_engine, veteran_id, "education_code", "初中")
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        with pytest.raises(FileErased):
            await correcting(registry_engine, veteran_id, "education_code", "60")

    async def test_elsewhere_is_as_unknown_as_of_nobody(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        for who in (veteran_id, UUID(int=1)):
            with pytest.raises(VeteranNotFound):
                await correcting(registry_engine, who, "mobile", "19900001234", path=OTHER_ROOM_PATH)

    async def test_by_two_at_once_who_saw_the_same_is_done_by_one(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        codes = ("60", "40")
        both = [correcting(registry_engine, veteran_id, "education_code", code, version=1) for code in codes]
        answers = await race(registry_engine, "veteran", both)
        assert sorted(type(each).__name__ for each in answers) == [FileChanged.__name__, "int"]
        assert len(await published(registry_engine, "veteran-profile-updated")) == 1


class TestThePage:
    async def test_corrects_one_field_and_shows_what_somebody_else_changed_meanwhile(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, education_code="70")
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        person = f"/registry/persons/{veteran_id}"
        assert f"{person}/corrections" in (await clerk.get(person)).text
        assert f"{person}/corrections/education_code" in (await clerk.get(f"{person}/corrections")).text
        assert 'name="version" value="1"' in (await clerk.get(f"{person}/corrections/education_code")).text
        await correcting(registry_engine, veteran_id, "education_code", "60")
        sent = {"value": "40", "document": DOCUMENT, "holds_from": "", "version": "1", "idempotency_key": "one"}
        stale = await clerk.post(f"{person}/corrections/education_code", data=sent)
        assert (stale.status_code, "与现在不同的内容" in stale.text, 'value="2"' in stale.text) == (409, True, True)
        sent |= {"version": "2", "idempotency_key": "two"}
        done = await clerk.post(f"{person}/corrections/education_code", data=sent)
        assert (done.status_code, done.headers["location"]) == (303, person)
        shown = (await clerk.get(f"{person}/facts")).text
        assert shown.count(DOCUMENT) == 2
        assert "更正信息" in (await clerk.get(person)).text

    async def test_is_told_of_by_the_names_of_places(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id)
        clerk = await browser_of(Role.CENTRE_STAFF)
        shown = words_of(await clerk.get(f"/registry/persons/{veteran_id}/facts"))
        assert "前高村" in shown
        assert "411329105200服务机构" in shown

    async def test_is_not_for_a_room(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine)
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.get(f"/registry/persons/{veteran_id}/corrections/mobile")).status_code == 403
