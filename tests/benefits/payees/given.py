"""Accounts that persons are paid into. Numbers are invented; those of cards have a right check digit."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.queries import going_on
from services.benefits.payees.commands import confirm_payee_account, enter_payee_account
from services.benefits.payees.domain import Account
from services.benefits.payees.queries import find_payable
from shared.privacy.personal import BankAccount, PersonName
from tests.benefits.given import keyring
from tests.given import given_work

CARD, OTHER_CARD, BOOK = "6222021234567890128", "6217991234567895", "600123456789012345"
NAME = "欧阳测试"
APRIL = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)
PAPER = "银行卡复印件"


def account(number: str = CARD, **own: Any) -> Account:
    """His own, of the post's bank."""
    return Account(**{"bank": "psbc", "name": PersonName(NAME), "number": BankAccount(number), **own})


async def entered(
    engine: AsyncEngine, person_id: UUID, said: Account | None = None, *, at: datetime = APRIL, **own: Any
) -> UUID:
    """By somebody of the centre."""
    told: dict[str, Any] = {"since": date(2019, 4, 1), "document": PAPER, **own}
    work = given_work(engine, now=at)
    return await enter_payee_account(work, person_id, said or account(), **told, keyring=keyring())


async def confirmed(engine: AsyncEngine, account_id: UUID, number: str = CARD, *, at: datetime = APRIL) -> None:
    """By another one."""
    await confirm_payee_account(given_work(engine, now=at), account_id, BankAccount(number), keyring=keyring())


async def in_force(engine: AsyncEngine, person_id: UUID, number: str = CARD, **own: Any) -> UUID:
    """Entered and confirmed."""
    account_id = await entered(engine, person_id, account(number), **own)
    await confirmed(engine, account_id, number, at=own.get("at", APRIL))
    return account_id


async def given_account(engine: AsyncEngine, person_id: UUID, at: datetime = APRIL) -> None:
    """One of the person's own, where he has none."""
    if isinstance(await payable(engine, person_id), str):
        await in_force(engine, person_id, f"9{person_id.int % 10**15:015}", at=at)


async def payable(engine: AsyncEngine, person_id: UUID) -> UUID | str:
    """The account that he is paid into, or why he is not."""
    async with engine.connect() as connection:
        goes_on = await going_on(connection, person_id)
        return (await find_payable(connection, [goes_on]))[goes_on]


def faults_of(refused: pytest.ExceptionInfo[Any]) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in refused.value.fields}
