"""Who decides is neither the person nor his kin, as far as it is known whose account it is and who is whose kin."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.account_holders.commands import remove_account_holder
from services.registry.accounts.tables import ACCOUNT
from services.registry.categories.parameters import Act
from services.registry.corrections.commands import (
    confirm_identity_correction,
    correct_field,
    propose_identity_correction,
    refuse_identity_correction,
)
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.commands.forgetting import forget_unknown
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.deaths.commands import Reported, record_death, revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran, revoke_deregistration
from services.registry.families.commands import end_relation, revoke_relation
from services.registry.families.rules import Claim
from services.registry.kin.queries import must_not_be_recused
from services.registry.merges.commands import propose_merge, refuse_merge
from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands import (
    Submitted,
    advance_application,
    close_application,
    submit_application,
)
from services.registry.registrations.queries import list_opinions
from shared.approval import OpinionOfAnother
from shared.approval.recusal import DecidesOnKin, DecidesOnOneself, StandsInForParty
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.command import Transaction, Work, command
from shared.ids import new_id
from shared.privacy.personal import Personal
from shared.workbooks.cells import Cell
from tests.given import given_grant
from tests.registry.account_holders.given import given_holder_named
from tests.registry.categories import given as categories
from tests.registry.families.given import DOCUMENT, WIFE, keeper, relating
from tests.registry.given import CENTRE_CODE, KEYRING, NOW, TODAY, given_account, given_network, given_party, given_work
from tests.registry.imports.files import faults, given_import, line, verdicts, work_off
from tests.registry.merges.given import TWICE, confirming, given_pair, merging
from tests.registry.persons import REGISTRAR, ROOM_PATH, given_number, given_veteran
from tests.registry.registrations import given as registrations

Acting = Callable[..., Work]


@pytest.fixture
async def acting(registry_engine: AsyncEngine) -> tuple[UUID, Acting]:
    """An account, and a call with it by who holds a role."""
    await given_network(registry_engine)
    account = await given_account(registry_engine)

    def work(
        role: Role = Role.CENTRE_STAFF, path: str = CENTRE_CODE, now: datetime = NOW, *, is_deputy: bool = False
    ) -> Work:
        """By the account, or by somebody who stands in for it."""
        grant = Grant(new_id(), role, path, "测试", account if is_deputy else None)
        return Work(registry_engine, Caller(new_id() if is_deputy else account, (grant,), "zh-CN", "192.0.2.1"), now)

    return account, work


async def belongs_to(engine: AsyncEngine, account: UUID, person_id: UUID) -> None:
    """As an account for his own affairs."""
    async with engine.begin() as connection:
        await connection.execute(update(ACCOUNT).where(ACCOUNT.c.account_id == account).values(person_id=person_id))


async def given_relative(engine: AsyncEngine, veteran_id: UUID, claim: Claim, number: str, name: str) -> UUID:
    relation = await relating(keeper(engine), veteran_id, claim, number=number, name=name)
    statement = f"SELECT relative_id FROM family_relation WHERE relation_id = '{relation}'"
    return UUID(str(await registrations.scalar(engine, statement)))


@command
async def deciding(tx: Transaction, *persons: UUID) -> None:
    await must_not_be_recused(tx, *persons)


async def refused(work: Work, *persons: UUID) -> type[Exception] | None:
    return await of(deciding(work, *persons))


async def of(decision: Awaitable[object]) -> type[Exception] | None:
    """Why it is refused."""
    try:
        await decision
    except (DecidesOnOneself, DecidesOnKin, StandsInForParty) as fault:
        return type(fault)
    return None


async def test_a_person_and_his_kin_are_known_by_whichever_of_their_files(
    registry_engine: AsyncEngine, acting: tuple[UUID, Acting]
) -> None:
    engine, (account, work) = registry_engine, acting
    veteran = await given_veteran(engine)
    twice, stranger = [await given_veteran(engine, id_number=given_number(serial)) for serial in (2, 3)]
    wife = await given_relative(engine, veteran, Claim("spouse", date(1985, 10, 1)), WIFE, "李梅")
    son = await given_relative(engine, twice, Claim("child"), given_number(4, date(1990, 1, 1)), "张明")
    relation = await relating(
        keeper(engine), stranger, Claim("spouse", date(2000, 1, 1)), number=given_number(5), name="王芳"
    )
    statement = f"SELECT relative_id FROM family_relation WHERE relation_id = '{relation}'"
    former = UUID(str(await registrations.scalar(engine, statement)))
    ended: dict[str, Any] = {"ended_on": TODAY, "reason": "divorce", "document": DOCUMENT, "keyring": KEYRING}
    await end_relation(keeper(engine), relation, **ended)

    assert await refused(work(), veteran) is None  # whose account it is, is not known
    await belongs_to(engine, account, veteran)
    assert await refused(work(), veteran) is DecidesOnOneself
    assert await refused(work(), wife) is await refused(work(), stranger, wife) is DecidesOnKin
    assert await refused(work(), son) is await refused(work(), stranger) is None
    for whose in (veteran, wife):
        assert await refused(work(is_deputy=True), whose) is StandsInForParty
    assert await refused(work(is_deputy=True), stranger) is None
    await merging(engine, await given_pair(engine, veteran, twice), veteran)
    assert await refused(work(), twice) is DecidesOnOneself
    assert await refused(work(), son) is DecidesOnKin
    await belongs_to(engine, account, wife)
    assert await refused(work(), veteran) is await refused(work(), twice) is DecidesOnKin
    assert await refused(work(), son) is DecidesOnKin  # both are of the same veteran
    early = datetime(1985, 9, 30, 2, 0, tzinfo=UTC)
    assert await refused(work(now=early), veteran) is None
    await belongs_to(engine, account, former)
    assert await refused(work(), stranger) is None
    assert await refused(work(now=datetime(2019, 1, 1, tzinfo=UTC)), stranger) is DecidesOnKin


async def test_nobody_is_heard_in_two_steps_nor_who_stands_in_for_him(
    registry_engine: AsyncEngine, acting: tuple[UUID, Acting]
) -> None:
    """An opinion in somebody's stead keeps both names."""
    engine, (account, work) = registry_engine, acting
    first = await registrations.given_handed_in(work(Role.ROOM_STAFF, ROOM_PATH))
    second = await registrations.given_handed_in(registrations.room(engine), id_number=given_number(2))
    deputy = work(Role.STATION_STAFF, registrations.STATION_PATH, is_deputy=True)
    with pytest.raises(OpinionOfAnother):
        await registrations.saying(deputy, first, registrations.AGREES)
    assert await registrations.saying(deputy, second, registrations.AGREES) == "station-verified"
    async with engine.connect() as connection:
        said = (await list_opinions(connection, second))[-1]
    assert (said.opinion.given_for, said.on_behalf_of) == (account, "办事员")
    with pytest.raises(OpinionOfAnother):
        await registrations.saying(work(), second, registrations.AGREES)


async def test_every_decision_on_a_person_is_anothers(
    registry_engine: AsyncEngine, acting: tuple[UUID, Acting]
) -> None:
    """His brother is a veteran as well; his wife is just being registered."""
    engine, (account, work) = registry_engine, acting
    await given_party(engine, PartyKind.BRANCH, "411329104")
    veteran = await given_veteran(engine, registered_on="2019-01-05")
    brother = await given_veteran(
        engine, id_number=given_number(2), name="张军", political_code="13", registered_on="2019-01-05"
    )
    sibling = await relating(keeper(engine), veteran, Claim("sibling"), number=given_number(2), name="张军")
    await relating(keeper(engine), veteran)
    wife = await registrations.given_handed_in(registrations.room(engine), id_number=WIFE, name="李梅")
    await belongs_to(engine, account, veteran)

    recognised = await categories.given_recognised(engine, brother)
    applied = (await categories.applying(registrations.room(engine), brother, "11")).holding_id
    wanted = Wanted(IdentityKind.NAME, Personal("张钧"), "household-register", DOCUMENT)
    proposed: dict[str, Any] = {"registrar": REGISTRAR, "most_an_hour": 60}
    correction = await propose_identity_correction(given_work(engine), brother, wanted, **proposed)
    other = await given_veteran(engine, id_number=given_number(6))
    merge = await propose_merge(given_work(engine), await given_pair(engine, other, brother), other, TWICE)
    submitted = Submitted(date(2019, 2, 12), "入党申请书")
    application = (await submit_application(given_work(engine), brother, submitted, keyring=KEYRING)).application_id

    room, station = work(Role.ROOM_STAFF, ROOM_PATH), work(Role.STATION_STAFF, registrations.STATION_PATH)
    decision: dict[str, Any] = {"on": date(2019, 3, 1), "document": "支委会决议"}
    typed: dict[str, Any] = {"typed": Personal("张钧"), "registrar": REGISTRAR}
    kept: dict[str, Any] = {"document": DOCUMENT, "keyring": KEYRING}
    health = Correction("health_code", Personal("1"), None, "体检")
    decisions: dict[str, Awaitable[object]] = {
        "a registration": registrations.saying(station, wife, registrations.AGREES),
        "applying for a category": categories.applying(room, brother, "12"),
        "a category": categories.saying(station, applied, categories.AGREES),
        "what was recognised": categories.changing(work(), recognised, Act.SUSPEND, "under-review"),
        "a correction": confirm_identity_correction(work(), correction, **typed),
        "refusing a correction": refuse_identity_correction(work(), correction, reason="不符"),
        "a merge": confirming(work(), merge, other),
        "refusing a merge": refuse_merge(work(), merge, note="两人"),
        "an application to join the Party": advance_application(work(), application, keyring=KEYRING, **decision),
        "its end": close_application(work(), application, reason="not-admitted", **decision),
        "what a file says": correct_field(work(), brother, health, registrar=REGISTRAR),
    }
    for name, decided in decisions.items():
        assert await of(decided) is DecidesOnKin, name
    # Else he would be nobody's kin any more, and decide.
    ended = end_relation(work(), sibling, reason="divorce", ended_on=TODAY, **kept)
    revoked = revoke_relation(work(), sibling, reason="unfounded", document=DOCUMENT, forgets=forget_unknown)
    assert await of(ended) is await of(revoked) is DecidesOnOneself
    await belongs_to(engine, account, other)
    assert await registrations.saying(station, wife, registrations.AGREES) == "station-verified"
    with pytest.raises(DecidesOnOneself):
        await confirming(work(), merge, other)


async def test_nobody_says_of_his_kin_that_they_live_or_are_veterans_after_all(
    registry_engine: AsyncEngine, acting: tuple[UUID, Acting]
) -> None:
    """They are paid again by that."""
    engine, (account, work) = registry_engine, acting
    veteran = await given_veteran(engine)
    brother = await given_veteran(engine, id_number=given_number(2), registered_on="2019-01-05")
    await relating(keeper(engine), veteran, Claim("sibling"), number=given_number(2), name="张伟")
    await belongs_to(engine, account, veteran)
    died = Reported(date(2019, 4, 1), "medical-certificate", DOCUMENT)
    await record_death(given_work(engine), brother, died, keyring=KEYRING)
    alive: dict[str, Any] = {"reason": "another-person", "document": DOCUMENT, "keyring": KEYRING}
    for own in (work(), work(is_deputy=True)):
        assert await of(revoke_death_record(own, brother, **alive)) in {DecidesOnKin, StandsInForParty}
    await revoke_death_record(given_work(engine), brother, **alive)
    await deregister_veteran(given_work(engine), brother, Ground("not-a-veteran", DOCUMENT), keyring=KEYRING)
    again = Ground("evidence-found", DOCUMENT)
    for own in (work(), work(is_deputy=True)):
        refusal = await of(revoke_deregistration(own, brother, again, keyring=KEYRING))
        assert refusal in {DecidesOnKin, StandsInForParty}
    await revoke_deregistration(given_work(engine), brother, again, keyring=KEYRING)


async def test_who_holds_an_account_for_work_is_as_well_known(
    registry_engine: AsyncEngine, acting: tuple[UUID, Acting]
) -> None:
    """Until another hand takes it back."""
    engine, (account, work) = registry_engine, acting
    veteran = await given_veteran(engine)
    wife = await given_relative(engine, veteran, Claim("spouse", date(1985, 10, 1)), WIFE, "李梅")
    await given_holder_named(engine, account, wife)
    assert await refused(work(), wife) is DecidesOnOneself
    assert await refused(work(), veteran) is DecidesOnKin
    assert await refused(work(is_deputy=True), veteran) is StandsInForParty
    await remove_account_holder(given_work(engine, Role.SECURITY_ADMINISTRATOR), account, reason="核对有误")
    assert await refused(work(), veteran) is await refused(work(is_deputy=True), wife) is None
    await given_holder_named(engine, account, veteran)
    assert await refused(work(), wife) is DecidesOnKin


async def test_a_list_of_many_is_no_way_round(registry_engine: AsyncEngine, acting: tuple[UUID, Acting]) -> None:
    """His wife is known as his relative; the others are not his matter."""
    engine, (account, _) = registry_engine, acting
    veteran = await given_veteran(engine)
    await relating(keeper(engine), veteran)
    await given_grant(engine, account, Role.CENTRE_STAFF, CENTRE_CODE)
    rows = [line(WIFE, "李梅"), line(given_number(9), "王五")]

    async def outcomes(*lines: Sequence[Cell]) -> list[tuple[str, set[tuple[str, str]]]]:
        import_id = await given_import(engine, lines, account_id=account)
        await work_off(engine)
        found = [each["outcome"] for each in await verdicts(engine, import_id)]
        return list(zip(found, await faults(engine, import_id), strict=True))

    await belongs_to(engine, account, veteran)
    assert await outcomes(*rows) == [("rejected", {("row", "decides-on-kin")}), ("accepted", set())]
    await belongs_to(engine, account, await given_veteran(engine, id_number=given_number(3)))
    assert await outcomes(rows[0]) == [("accepted", set())]
