"""Who is of a veteran's family is recorded, corrected, ended, revoked; one person, one number (R1)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.corrections.commands import forget_unknown
from services.registry.deaths.commands import Reported, record_death
from services.registry.families.commands import correct_relation, end_relation, revoke_relation
from services.registry.families.domain import (
    RelationAlreadyEnded,
    RelationChanged,
    RelationNotFound,
    RelationOverlaps,
    RelationRevoked,
    RelationToOneself,
    SpouseOverlaps,
)
from services.registry.families.rules import Claim, RelationInvalid
from services.registry.veterans.commands.search import TooManySearches
from services.registry.veterans.commands.taking_in import NameDiffers, PersonInvalid
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.domain.standing import FileErased, PersonIsDeregistered
from services.registry.veterans.queries.files import VeteranNotFound
from tests.races import race
from tests.registry.families.given import DOCUMENT, MARRIED, WIFE, keeper, relating
from tests.registry.given import KEYRING, audited, given_network, given_work, published
from tests.registry.imports.files import given_import, line, verdicts, work_off
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM_PATH,
    ZHANG_WEI,
    codes_of,
    given_number,
    given_veteran,
)

APRIL = date(2019, 4, 1)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def told(engine: AsyncEngine) -> list[tuple[str, int]]:
    return [(name, sequence) for name, sequence, _ in await published(engine) if name.startswith("family-relation")]


async def count(engine: AsyncEngine, table: str) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0


class TestARelative:
    async def test_becomes_a_person_sealed_and_is_told_of_by_ids(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        relation_id = await relating(keeper(registry_engine), veteran)
        [(_, sequence, event)] = await published(registry_engine, "family-relation-recorded")
        relative = event.pop("relative_person_id")
        assert (sequence, event) == (
            1,
            {
                "relation_id": str(relation_id), "person_id": str(veteran), "org_path": ROOM_PATH,
                "relation": "spouse", "since": "1985-10-01", "until": None,
            },
        )  # fmt: skip
        async with registry_engine.connect() as connection:
            row = (await connection.execute(text("SELECT * FROM person WHERE person_id = :id"), {"id": relative})).one()
            tokens = text("SELECT count(*) FROM name_token WHERE person_id = :id")
            assert await connection.scalar(tokens, {"id": relative})
        assert (row.sex_code, row.domicile_code, row.synthetic) == ("2", None, True)
        assert WIFE.encode() not in row.id_number_sealed
        assert await audited(registry_engine, "record-relation") == [(f"veteran {veteran}", "done")]

    async def test_is_one_person_however_often_named_and_whoever_asks_at_once(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        son = await given_veteran(registry_engine, id_number=given_number(3))
        asked = [
            relating(keeper(registry_engine), veteran),
            relating(keeper(registry_engine), son, Claim("parent")),
        ]
        ended = await race(registry_engine, "person", asked)
        assert [type(each) for each in ended] == [UUID, UUID]
        assert await count(registry_engine, "person") == 3

    async def test_who_is_a_veteran_is_that_veteran(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        number = given_number(4)
        brother = await given_veteran(registry_engine, id_number=number, name="张强", org_code=OTHER_ROOM)
        await relating(keeper(registry_engine), veteran, Claim("sibling"), number=number, name="张强")
        [(_, _, event)] = await published(registry_engine, "family-relation-recorded")
        assert event["relative_person_id"] == str(brother)

    async def test_of_another_name_is_refused_and_cannot_be_found_out_by_trying(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        work = keeper(registry_engine)
        await given_veteran(registry_engine, id_number=WIFE, name="李梅", org_code=OTHER_ROOM)
        for name in ("王梅", "王美"):
            with pytest.raises(NameDiffers):
                await relating(work, veteran, name=name, most=2)
        with pytest.raises(TooManySearches):
            await relating(work, veteran, most=2)
        with pytest.raises(PersonInvalid) as refused:
            await relating(work, veteran, number=WIFE[:-1] + "0", name="李3")
        assert codes_of(refused.value) == {"id_number": "checksum", "name": "characters"}

    async def test_can_be_registered_as_a_veteran_later_and_stays_one_person(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        await relating(keeper(registry_engine), veteran)
        [(_, _, event)] = await published(registry_engine, "family-relation-recorded")
        registered = await race(
            registry_engine,
            "person",
            [given_veteran(registry_engine, id_number=WIFE, name="李梅", mobile="19900001234") for _ in range(2)],
        )
        ids = [each for each in registered if isinstance(each, UUID)]
        assert [str(each) for each in ids] == [event["relative_person_id"]]
        assert any(isinstance(each, AlreadyRegistered) for each in registered)
        assert await count(registry_engine, "person") == 2
        with pytest.raises(RelationOverlaps):
            await relating(keeper(registry_engine), veteran)

    async def test_can_be_imported_as_a_veteran_later_unless_erased(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        erased = given_number(514, date(1961, 1, 1))
        await relating(keeper(registry_engine), veteran, Claim("sibling"), number=erased)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key WHERE person_id <> :id"), {"id": veteran})
        await relating(keeper(registry_engine), veteran)
        import_id = await given_import(registry_engine, [line(erased), line(WIFE, "李梅"), line(given_number(7))])
        await work_off(registry_engine)
        found = await verdicts(registry_engine, import_id)
        assert {row["row_number"]: row["outcome"] for row in found} == {2: "duplicate", 3: "accepted", 4: "accepted"}
        [_, (_, _, wife)] = await published(registry_engine, "family-relation-recorded")
        registered = await published(registry_engine, "veteran-registered")
        assert wife["relative_person_id"] in {event["person_id"] for _, _, event in registered}
        assert await count(registry_engine, "veteran") == 3

    async def test_who_was_erased_comes_back_by_no_door(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        await relating(keeper(registry_engine), veteran)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key WHERE person_id <> :id"), {"id": veteran})
        with pytest.raises(FileErased):
            await relating(keeper(registry_engine), veteran, Claim("sibling"))
        with pytest.raises(AlreadyRegistered):
            await given_veteran(registry_engine, id_number=WIFE, name="李梅")


class TestARelation:
    @pytest.mark.parametrize(
        ("claim", "codes"),
        [
            (Claim("grandchild"), {"relation": "relation-not-covered"}),
            (Claim("collateral"), {"relation": "relation-not-covered"}),
            (Claim("spouse"), {"since": "since-missing"}),
            (Claim("spouse", date(2019, 5, 1)), {"since": "in-future"}),
            (Claim("spouse", APRIL, APRIL), {"ended_on": "period-backwards"}),
            (Claim("spouse", date(1959, 2, 27)), {"since": "before-birth"}),
        ],
    )
    async def test_that_cannot_be_is_refused(
        self, registry_engine: AsyncEngine, veteran: UUID, claim: Claim, codes: dict[str, str]
    ) -> None:
        with pytest.raises(RelationInvalid) as refused:
            await relating(keeper(registry_engine), veteran, claim)
        assert codes_of(refused.value) == codes
        assert await count(registry_engine, "person") == 1

    async def test_to_oneself_and_of_another_units_veteran_is_refused(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        with pytest.raises(RelationToOneself):
            await relating(keeper(registry_engine), veteran, Claim("sibling"), number=ZHANG_WEI, name="张伟")
        relation_id = await relating(keeper(registry_engine), veteran)
        elsewhere = keeper(registry_engine, OTHER_ROOM_PATH)
        with pytest.raises(VeteranNotFound):
            await relating(elsewhere, veteran)
        with pytest.raises(RelationNotFound):
            await revoke_relation(elsewhere, relation_id, reason="unfounded", document=DOCUMENT, forgets=forget_unknown)
        assert await audited(registry_engine, "revoke-relation") == [(f"family-relation {relation_id}", "out-of-scope")]

    async def test_after_a_death_is_none_but_what_was_before_is_recorded(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        died = Reported(APRIL, "medical-certificate", "第2号")
        await record_death(given_work(registry_engine), veteran, died, keyring=KEYRING)
        with pytest.raises(RelationInvalid) as refused:
            await relating(keeper(registry_engine), veteran, Claim("spouse", date(2019, 4, 2)))
        assert codes_of(refused.value) == {"since": "after-death"}
        await relating(keeper(registry_engine), veteran, Claim("spouse", APRIL))

    async def test_of_who_should_not_have_been_registered_is_none(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        relation_id = await relating(keeper(registry_engine), veteran)
        async with registry_engine.begin() as connection:
            await connection.execute(text("UPDATE veteran SET state = 'deregistered'"))
        with pytest.raises(PersonIsDeregistered):
            await relating(keeper(registry_engine), veteran, Claim("sibling"))
        changed: dict[str, Any] = {"document": DOCUMENT, "keyring": KEYRING}
        with pytest.raises(PersonIsDeregistered):
            await correct_relation(keeper(registry_engine), relation_id, Claim("sibling"), **changed)
        with pytest.raises(PersonIsDeregistered):
            await end_relation(keeper(registry_engine), relation_id, ended_on=APRIL, reason="divorce", **changed)
        await revoke_relation(
            keeper(registry_engine), relation_id, reason="another-person", document=DOCUMENT, forgets=forget_unknown
        )

    async def test_is_one_spouse_a_day_for_both(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        other = await given_veteran(registry_engine, id_number=given_number(3))
        second = given_number(514, date(1961, 1, 1))
        asked = [
            relating(keeper(registry_engine), veteran),
            relating(keeper(registry_engine), veteran, number=second, name="王芳"),
        ]
        ended = await race(registry_engine, "veteran", asked)
        assert sorted(type(each).__name__ for each in ended) == ["SpouseOverlaps", "UUID"]
        spouse = WIFE if isinstance(ended[0], UUID) else second
        with pytest.raises(SpouseOverlaps):
            await relating(keeper(registry_engine), other, number=spouse, name="李梅" if spouse == WIFE else "王芳")

    async def test_that_ended_by_divorce_may_begin_again(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        relation_id = await relating(keeper(registry_engine), veteran)
        facts: dict[str, Any] = {"reason": "divorce", "document": "离婚证第3号", "keyring": KEYRING}
        for wrong in (MARRIED, date(2019, 5, 1)):
            with pytest.raises(RelationInvalid):
                await end_relation(keeper(registry_engine), relation_id, ended_on=wrong, **facts)
        assert await end_relation(keeper(registry_engine), relation_id, ended_on=APRIL, **facts) == 2
        with pytest.raises(RelationAlreadyEnded):
            await end_relation(keeper(registry_engine), relation_id, ended_on=APRIL, **facts)
        with pytest.raises(SpouseOverlaps):
            await relating(keeper(registry_engine), veteran, Claim("spouse", date(2019, 3, 31)), number=given_number(6))
        await relating(keeper(registry_engine), veteran, Claim("spouse", APRIL))
        [(_, _, event)] = await published(registry_engine, "family-relation-ended")
        assert (event["ended_on"], event["reason"]) == ("2019-04-01", "divorce")

    async def test_that_was_typed_wrong_is_corrected_and_revoked_and_kept(
        self, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        relation_id = await relating(keeper(registry_engine), veteran)
        facts: dict[str, Any] = {"document": "结婚证第13号", "keyring": KEYRING}
        right = Claim("spouse", date(1986, 10, 1))
        asked = [correct_relation(keeper(registry_engine), relation_id, right, version=1, **facts) for _ in range(2)]
        ended = await race(registry_engine, "veteran", asked)
        assert sorted(type(each).__name__ for each in ended) == ["RelationChanged", "int"]
        with pytest.raises(RelationInvalid):
            await correct_relation(keeper(registry_engine), relation_id, Claim("grandparent"), **facts)
        await revoke_relation(
            keeper(registry_engine), relation_id, reason="another-person", document="说明第1号", forgets=forget_unknown
        )
        with pytest.raises(RelationRevoked):
            await correct_relation(keeper(registry_engine), relation_id, right, **facts)
        assert await told(registry_engine) == [
            ("family-relation-recorded", 1), ("family-relation-corrected", 2), ("family-relation-revoked", 3),
        ]  # fmt: skip
        async with registry_engine.connect() as connection:
            past = await connection.execute(text("SELECT version, since FROM family_relation_past ORDER BY version"))
            assert [tuple(row) for row in past] == [(1, MARRIED), (2, date(1986, 10, 1))]
            # Whoever was taken down by mistake, and is known for nothing else, is forgotten.
            assert await count(registry_engine, "data_key") == 1
        await relating(keeper(registry_engine), veteran)
        assert await audited(registry_engine, "revoke-relation") == [(f"veteran {veteran}", "done")]

    async def test_that_changed_meanwhile_is_shown_first(self, registry_engine: AsyncEngine, veteran: UUID) -> None:
        relation_id = await relating(keeper(registry_engine), veteran)
        with pytest.raises(RelationChanged):
            await revoke_relation(
                keeper(registry_engine),
                relation_id,
                reason="unfounded",
                document=DOCUMENT,
                version=2,
                forgets=forget_unknown,
            )
