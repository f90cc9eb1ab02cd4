"""Keys and addresses of machines, in a browser of who keeps accounts."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.domain.account import CHANGES
from services.registry.accounts.queries import get_shown
from services.registry.accounts.schemas import AccountView, ReasonForm
from services.registry.machines.commands import add_key, end_key, set_addresses
from services.registry.machines.queries import list_addresses, list_keys
from services.registry.machines.schemas import AddressesForm, KeyForm, KeyId, MachineView
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_done

router = page_router()

MACHINE = "/registry/accounts/{account_id}/keys"


@router.get(MACHINE)
async def show_machine(account_id: UUID, reading: asked.AccountReading, view: Viewing) -> Response:
    """What a machine is known by."""
    return view.show("machine.html", now=reading.now, **await _shown(reading, account_id))


@router.get(f"{MACHINE}/new")
async def show_new_key(account_id: UUID, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that registers a key."""
    return view.show("key-form.html", form=Form(), **await _shown(reading, account_id))


@router.post(f"{MACHINE}/new")
async def register_key(
    account_id: UUID, reading: asked.AccountKeeperReading, work: asked.AccountKeeper, sent: Sent[KeyForm]
) -> Response:
    """Register it."""
    async with sent.answering("key-form.html", **await _shown(reading, account_id)):
        said = sent.value
        await add_key(
            sent.keyed(work), account_id, public_key=said.public_key, expires_at=said.expires_at, reason=said.reason
        )
    return sent.done(_at(account_id))


@router.get(f"{MACHINE}/{{key_id}}/end")
async def show_key_end(account_id: UUID, key_id: KeyId, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form that asks why."""
    return view.show("key-end.html", form=Form(), **await _shown(reading, account_id))


@router.post(f"{MACHINE}/{{key_id}}/end")
async def stop_key(
    account_id: UUID,
    key_id: KeyId,
    *,
    reading: asked.AccountKeeperReading,
    work: asked.AccountKeeper,
    sent: Sent[ReasonForm],
) -> Response:
    """End it."""
    async with sent.answering("key-end.html", **await _shown(reading, account_id)):
        await end_key(sent.keyed(work), account_id, key_id, reason=sent.value.reason)
    return sent.done(_at(account_id))


@router.get("/registry/accounts/{account_id}/addresses")
async def show_addresses(account_id: UUID, reading: asked.AccountKeeperReading, view: Viewing) -> Response:
    """The form with those there are."""
    shown = await _shown(reading, account_id)
    form = Form({"addresses": ",".join(shown["machine"].addresses)}, shown["account"].version)
    return view.show("addresses-form.html", form=form, **shown)


@router.post("/registry/accounts/{account_id}/addresses")
async def save_addresses(
    account_id: UUID, reading: asked.AccountKeeperReading, work: asked.AccountKeeper, sent: Sent[AddressesForm]
) -> Response:
    """These in their place."""
    stands = partial(_standing, reading, account_id)
    async with sent.answering("addresses-form.html", stands=stands, **await _shown(reading, account_id)):
        said = sent.value
        await set_addresses(
            sent.keyed(work), account_id, addresses=said.addresses, reason=said.reason, version=sent.version
        )
    return sent.done(_at(account_id))


async def _shown(reading: Reading, account_id: UUID) -> Mapping[str, Any]:
    account = AccountView.of(await get_shown(reading.connection, account_id, now=reading.now))
    keys = await list_keys(reading.connection, account_id)
    machine = MachineView.of(account_id, keys, await list_addresses(reading.connection, account_id))
    return {"account": account, "machine": machine}


async def _standing(reading: Reading, account_id: UUID) -> Standing:
    """The machine by the names of the form for its addresses; the reason is of each change its own."""
    shown = await _shown(reading, account_id)
    at, by = await last_done(reading.connection, CHANGES, f"account {account_id}")
    return Standing(shown["account"].version, {"addresses": ",".join(shown["machine"].addresses)}, at, by)


def _at(account_id: UUID) -> str:
    return MACHINE.format(account_id=account_id)
