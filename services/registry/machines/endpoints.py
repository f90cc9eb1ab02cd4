"""Tokens for machines, and what they are known by."""

from typing import Annotated
from uuid import UUID

from fastapi import Form

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import ReasonForm
from services.registry.machines import commands
from services.registry.machines.queries import list_addresses, list_keys
from services.registry.machines.schemas import (
    AddedKeyView,
    AddressesForm,
    AssertionForm,
    KeyForm,
    KeyId,
    MachineTokenView,
    MachineView,
)
from shared.clock import machine_now
from shared.http.dependencies import public
from shared.http.per_address import limited_per_address
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["machines"])


@router.post("/tokens/assertion", responses=problems(401), dependencies=[public(), limited_per_address(8)])
async def post_assertion(
    form: Annotated[AssertionForm, Form()], work: asked.Anyone, terms: asked.Terms
) -> MachineTokenView:
    """An access token for a machine that shows who it is by what it has signed · 机器凭签名登录

    `private_key_jwt`, RFC 7523. What does not hold is answered alike.
    """
    given = await commands.admit_machine(work, terms, form.client_assertion, at=machine_now())
    return MachineTokenView.of(given)


@router.get("/accounts/{account_id}/keys", responses=problems(401, 403, 404))
async def show_machine(account_id: UUID, reading: asked.AccountReading) -> MachineView:
    """Keys and addresses; an account that belongs to a person has none · 机器账号的密钥和地址"""
    await get_shown(reading.connection, account_id, now=reading.now)
    keys = await list_keys(reading.connection, account_id)
    return MachineView.of(account_id, keys, await list_addresses(reading.connection, account_id))


@router.post("/accounts/{account_id}/keys", status_code=201, responses=problems(401, 403, 404, 409))
async def post_key(account_id: UUID, form: KeyForm, work: asked.AccountKeeper) -> AddedKeyView:
    """Register a public key of a machine · 登记机器公钥

    Two at most, so that the next can take the place of the one before.
    """
    key_id = await commands.add_key(
        work, account_id, public_key=form.public_key, expires_at=form.expires_at, reason=form.reason
    )
    return AddedKeyView(key_id=key_id)


@router.post("/accounts/{account_id}/keys/{key_id}/removal", status_code=204, responses=problems(401, 403, 404, 409))
async def remove_key(account_id: UUID, key_id: KeyId, form: ReasonForm, work: asked.AccountKeeper) -> None:
    """Nothing it signs counts any more · 停用机器公钥"""
    await commands.end_key(work, account_id, key_id, reason=form.reason)


@router.post("/accounts/{account_id}/addresses", status_code=204, responses=problems(401, 403, 404, 409))
async def post_addresses(account_id: UUID, form: AddressesForm, work: asked.AccountKeeper) -> None:
    """From where the machine may ask, in place of what was said before · 登记机器地址"""
    await commands.set_addresses(work, account_id, addresses=form.addresses, reason=form.reason)
