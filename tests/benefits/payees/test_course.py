"""An account from its entry to its end: who may do what, what is refused, what is kept of it."""

import base64
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.domain import VeteranNotKnownYet
from services.benefits.payees.commands import (
    clear_payee_check,
    confirm_payee_account,
    end_payee_account,
    enter_payee_account,
    refuse_payee_account,
    withdraw_payee_account,
)
from services.benefits.payees.commands.keys import PAYEE_KEYS, forget_payees
from services.benefits.payees.domain import (
    PayeeErased,
    PayeeInvalid,
    PayeeNotFound,
    PayeeNotInForce,
    PayeeNotToCheck,
    PayeeSame,
)
from services.benefits.payees.queries import get_payee, opened
from services.benefits.payees.tables import PAYEE_ACCOUNT
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen, ProposedByOneself
from shared.approval.recusal import DecidesOnKin, DecidesOnOneself, Recusal
from shared.auth.roles import Role
from shared.events.registry import PersonErased
from shared.ids import new_id
from shared.privacy.keyring import Keyring, Keys
from shared.privacy.personal import BankAccount
from shared.rotation import rekey
from tests.benefits.given import OTHER_ROOM, OTHER_STATION, ROOM, STATION, given_learned, keyring, veteran_registered
from tests.benefits.payees.given import (
    APRIL,
    BOOK,
    CARD,
    OTHER_CARD,
    PAPER,
    account,
    confirmed,
    entered,
    faults_of,
    in_force,
    payable,
)
from tests.benefits.payments.given import given_veteran
from tests.benefits.redemptions.given import given_relations, relation
from tests.given import MASTER_KEY, given_caller, given_work
from tests.lives import veterans_merged, veterans_unmerged

OTHER_KEY = base64.b64encode(b"2" * 32).decode()


async def row_of(engine: AsyncEngine, account_id: UUID) -> Any:
    async with engine.connect() as connection:
        return (
            await connection.execute(select(PAYEE_ACCOUNT).where(PAYEE_ACCOUNT.c.account_id == account_id))
        ).one_or_none()


async def test_is_used_once_another_one_has_typed_it_from_the_paper(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    person = await given_veteran(engine)
    clerk = given_work(engine, given_caller(Role.STATION_STAFF, STATION), APRIL)
    told: dict[str, Any] = {"since": date(2019, 4, 1), "document": PAPER, "keyring": keyring()}
    made = await enter_payee_account(clerk, person, account("6222 0212 3456 7890 128"), **told)
    assert await payable(engine, person) == "to-confirm"
    with pytest.raises(ProposedByOneself):
        await confirm_payee_account(clerk, made, BankAccount(CARD), keyring=keyring())
    with pytest.raises(PayeeInvalid) as refused:
        await confirmed(engine, made, OTHER_CARD)
    assert faults_of(refused) == {("number", "differs")}
    with pytest.raises(ProposalOpen):
        await entered(engine, person, account(OTHER_CARD))
    await confirmed(engine, made)
    assert await payable(engine, person) == made
    with pytest.raises(ProposalDecided):
        await confirmed(engine, made)
    with pytest.raises(PayeeSame):
        await entered(engine, person)
    with pytest.raises(PayeeNotToCheck):
        await clear_payee_check(given_work(engine, now=APRIL), made, document="核查记录")


async def test_is_nobodys_outside_his_unit_and_nobodys_own_or_of_his_kin(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    person, wife = await given_veteran(engine), await given_veteran(engine)
    await given_relations(engine, relation(person, wife, "spouse"))
    stranger = given_work(engine, given_caller(Role.STATION_STAFF, OTHER_STATION), APRIL)
    told: dict[str, Any] = {"since": date(2019, 4, 1), "document": PAPER, "keyring": keyring()}
    with pytest.raises(VeteranNotKnownYet):
        await enter_payee_account(stranger, person, account(), **told)
    with pytest.raises(DecidesOnOneself):
        await entered(engine, person, recusal=Recusal(person, frozenset()))
    made = await entered(engine, person)
    work = given_work(engine, now=APRIL)
    with pytest.raises(DecidesOnKin):
        await confirm_payee_account(
            work, made, BankAccount(CARD), keyring=keyring(), recusal=Recusal(wife, frozenset())
        )
    with pytest.raises(DecidesOnOneself):
        await refuse_payee_account(work, made, note="不符", recusal=Recusal(person, frozenset()))
    with pytest.raises(PayeeNotFound):
        await confirm_payee_account(stranger, made, BankAccount(CARD), keyring=keyring())
    with pytest.raises(PayeeNotFound):
        await end_payee_account(stranger, made, document="声明")
    with pytest.raises(PayeeNotFound):
        await confirm_payee_account(work, new_id(), BankAccount(CARD), keyring=keyring())
    with pytest.raises(ProposalNotFound):
        await withdraw_payee_account(work, made, note="不是我登记的")


async def test_a_change_holds_payments_and_ends_what_was_before(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    person = await given_veteran(engine)
    with pytest.raises(PayeeInvalid) as refused:
        await entered(engine, person, corrects=True)
    assert faults_of(refused) == {("corrects", "nothing-to-correct")}
    first = await in_force(engine, person)
    for end in (refuse_payee_account, None):
        clerk = given_work(engine, now=APRIL)
        told: dict[str, Any] = {"since": date(2019, 4, 5), "document": PAPER, "keyring": keyring()}
        wrong = await enter_payee_account(clerk, person, account(OTHER_CARD), **told)
        assert await payable(engine, person) == "to-confirm"
        if end:
            await end(given_work(engine, now=APRIL), wrong, note="凭证不符")
        else:
            await withdraw_payee_account(clerk, wrong, note="录错")
        assert await payable(engine, person) == first
    second = await in_force(engine, person, OTHER_CARD, since=date(2019, 4, 5))
    third = await in_force(engine, person, BOOK, since=date(2019, 4, 2), corrects=True)
    assert await payable(engine, person) == third
    rows = [await row_of(engine, each) for each in (first, second)]
    assert [(row.until, row.end_code) for row in rows] == [
        (date(2019, 4, 5), "replaced"), (date(2019, 4, 5), "corrected")
    ]  # fmt: skip
    await end_payee_account(given_work(engine, now=APRIL), third, document="声明")
    assert await payable(engine, person) == "no-account"
    with pytest.raises(PayeeNotInForce):
        await end_payee_account(given_work(engine, now=APRIL), third, document="声明")


async def test_a_third_person_in_one_account_is_explained(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    people = [await given_veteran(engine) for _ in range(4)]
    await in_force(engine, people[0])
    await entered(engine, people[1])
    with pytest.raises(PayeeInvalid) as refused:
        await entered(engine, people[2])
    assert faults_of(refused) == {("reason", "shared")}
    # Two of them are found to be one person.
    await given_learned(
        engine, [veterans_merged(ROOM, date(2019, 4, 9), merged_id=people[0], surviving_id=people[1])]
    )  # fmt: skip
    await entered(engine, people[2])
    with pytest.raises(PayeeInvalid):
        await entered(engine, people[3])
    await entered(engine, people[3], account(reason="兄弟三人同住"))


async def test_follows_whoever_is_merged(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    merged, survivor = await given_veteran(engine), await given_veteran(engine)
    own = await in_force(engine, merged)
    event = veterans_merged(ROOM, date(2019, 4, 9), merged_id=merged, surviving_id=survivor)
    await given_learned(engine, [event])
    assert await payable(engine, survivor) == await payable(engine, merged) == own
    another = await in_force(engine, survivor, OTHER_CARD)
    assert await payable(engine, survivor) == another
    assert (await row_of(engine, own)).end_code == "replaced"
    # Found to be two after all: each is paid as before, until a file's own account takes its place.
    await given_learned(engine, [veterans_unmerged(event)])
    assert (await payable(engine, survivor), await payable(engine, merged)) == (another, own)
    async with engine.connect() as connection:
        row = await get_payee(connection, own, given_work(engine).caller)
    assert (row.state, row.until, row.end_code) == ("in-force", None, None)
    later = await in_force(engine, merged, BOOK)
    await given_learned(engine, [event])
    assert await payable(engine, merged) == another
    await given_learned(engine, [veterans_unmerged(event)])
    assert await payable(engine, merged) == later


async def test_is_of_the_file_that_goes_on_and_of_its_unit(benefits_engine: AsyncEngine) -> None:
    """Who answers for a file that was merged changes nothing by its number for who goes on at another unit."""
    engine = benefits_engine
    survivor, merged = await given_veteran(engine), new_id()
    event = veterans_merged(ROOM, date(2019, 4, 9), merged_id=merged, surviving_id=survivor)
    await given_learned(engine, [veteran_registered(merged, OTHER_ROOM), event])
    own = await in_force(engine, survivor)
    told: dict[str, Any] = {"since": date(2019, 4, 1), "document": PAPER, "keyring": keyring()}
    stranger = given_work(engine, given_caller(Role.STATION_STAFF, OTHER_STATION), APRIL)
    with pytest.raises(VeteranNotKnownYet):
        await enter_payee_account(stranger, merged, account(OTHER_CARD), **told)
    assert await payable(engine, survivor) == own
    clerk = given_work(engine, given_caller(Role.STATION_STAFF, STATION), APRIL)
    made = await enter_payee_account(clerk, merged, account(OTHER_CARD), **told)
    assert (await row_of(engine, made)).person_id == survivor


async def test_is_sealed_follows_the_master_key_and_is_forgotten_with_the_person(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    person, other = await given_veteran(engine), await given_veteran(engine)
    former = await in_force(engine, person, BOOK)
    own = await in_force(engine, person)
    waiting = await entered(engine, person, account(OTHER_CARD))
    row = await row_of(engine, own)
    assert not any(each in repr(tuple(row)) for each in (CARD, "欧阳"))
    both = Keyring(Keys([SecretStr(OTHER_KEY), SecretStr(MASTER_KEY)]))
    assert await rekey(given_work(engine), both, PAYEE_KEYS) == 3
    assert await rekey(given_work(engine), both, PAYEE_KEYS) == 0
    new = Keyring(Keys([SecretStr(OTHER_KEY)]))
    assert opened(await row_of(engine, own), new) == account()
    told: dict[str, Any] = {"since": date(2019, 4, 1), "document": PAPER, "keyring": new}
    third = await given_veteran(engine)
    await enter_payee_account(given_work(engine, now=APRIL), other, account(), **told)
    with pytest.raises(PayeeInvalid):  # found by what stands under the new key
        await enter_payee_account(given_work(engine, now=APRIL), third, account(), **told)
    async with engine.begin() as connection:
        assert await forget_payees(connection, [person]) == {person}
        assert await forget_payees(connection, [person]) == set()
    assert await row_of(engine, waiting) is None
    for each, why in ((former, "replaced"), (own, "erased")):
        row = await row_of(engine, each)
        assert (row.data_key, row.sealed, row.digest, row.end_code) == (None, None, None, why)
    with pytest.raises(PayeeErased):
        opened(await row_of(engine, own), new)
    assert await payable(engine, person) == "no-account"
    await given_learned(engine, [PersonErased(person_id=person, org_path=ROOM, ground="retention-ended")])
    with pytest.raises(PayeeErased):
        await entered(engine, person)
