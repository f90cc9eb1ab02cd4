"""Aid that is paid before it is decided on: to the first who applied in hardship, into accounts that a second clerk has
confirmed, by one batch that the leader has released; the file for the bank, and what came back: one payment failed.

Who it was, why, how much and into which account is invented; paid is in the month in which the county is loaded. What
is there already is not done again, so that it goes on where it was ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.demo.accounts import SECOND, Later, passwords
from deploy.demo.benefits import Register, first_rooms
from deploy.demo.client import Client, Refused, for_each
from deploy.demo.county import County
from deploy.demo.hardship import APPLICANT, CODE
from shared.clock import local_date

AID = (("fire", "1200"), ("accident", "800.50"), ("illness", "1500"), ("fire", "600"))
"""Cause and yuan, in the order of the stations."""
HAPPENED_ON, DOCUMENT = "2019-03-22", "紧急救助审批表"
BANK, BATCHES = "psbc", "/payments/batches"
FILE = "payments.xlsx"


@dataclass(frozen=True, slots=True)
class Hands:
    """Who proposes and enters, who confirms accounts, and who releases."""

    clerk: Client
    second: Later
    leader: Later
    folder: Path


async def load_payments(hands: Hands, county: County, register: Register) -> None:
    """Nothing in a home whose accounts are from before there was a second clerk, nor where nobody has entered the
    working days of the year, by which the papers are due."""
    people = register.at((code, APPLICANT) for code in first_rooms(county)[: len(AID)])
    if SECOND not in passwords(hands.folder):
        return
    try:
        await _release_aid(hands, people)
    except Refused as fault:
        if fault.code != "calendar-year-missing":
            raise
        return
    await _confirm_accounts(hands, people)
    batch = await _released(hands)
    await _record_results(hands, batch, people)


async def _release_aid(hands: Hands, people: Sequence[str]) -> None:
    applications = {each["person_id"]: each["application_id"] async for each in _listed(hands, "/applications")}
    there = {each["person_id"]: each async for each in hands.clerk.items("benefits", "/emergency-aid")}
    leader = await hands.leader.client()

    async def release(own: tuple[str, tuple[str, str]]) -> None:
        person_id, (cause, yuan) = own
        paper = {"cause": cause, "happened_on": HAPPENED_ON, "yuan": yuan, "document": DOCUMENT}
        path = f"/applications/{applications[person_id]}/emergency-aid"
        aid = there.get(person_id) or await hands.clerk.post("benefits", path, paper)
        if aid.get("state", "proposed") == "proposed":
            await leader.post("benefits", f"/emergency-aid/{aid['aid_id']}/release", {})

    await for_each(zip(people, AID, strict=False), release)


async def _confirm_accounts(hands: Hands, people: Sequence[str]) -> None:
    there = {each["person_id"]: each async for each in hands.clerk.items("benefits", "/payee-accounts")}
    second = await hands.second.client()

    async def confirm(numbered: tuple[int, str]) -> None:
        place, person_id = numbered
        number = f"60299920190000{place + 1:05}"
        paper = {"bank": BANK, "name": f"示例收款人{place + 1}", "number": number, "since": HAPPENED_ON}
        own = {"person_id": person_id, "document": "存折复印件", **paper}
        account = there.get(person_id) or await hands.clerk.post("benefits", "/payee-accounts", own)
        if account.get("state", "to-confirm") == "to-confirm":
            path = f"/payee-accounts/{account['account_id']}/confirmation"
            await second.post("benefits", path, {"number": number})

    await for_each(enumerate(people), confirm)


async def _released(hands: Hands) -> Mapping[str, Any]:
    """The batch, once the leader has released it."""
    batches = [each async for each in hands.clerk.items("benefits", BATCHES)]
    if not batches:
        months = [each["first_month"] async for each in _listed(hands, "/payments/entitlements")]
        await hands.clerk.post("benefits", BATCHES, {"month": max(months), "document": "资金发放审批表"})
        batches = [each async for each in hands.clerk.items("benefits", BATCHES)]
    first = batches[-1]
    if first["outcome"] is None:
        leader = await hands.leader.client()
        await leader.post("benefits", f"{BATCHES}/{first['batch_id']}/release", {})
    found: Mapping[str, Any] = await hands.clerk.get("benefits", f"{BATCHES}/{first['batch_id']}")
    return found


async def _record_results(hands: Hands, batch: Mapping[str, Any], people: Sequence[str]) -> None:
    """The file goes out, and the bank says that the last account is closed."""
    own = f"{BATCHES}/{batch['batch_id']}"
    waiting = [each async for each in hands.clerk.items("benefits", f"{own}/payments", result="open")]
    if not waiting:
        return
    paper = {"purpose": "交银行代发", "batch": batch["batch_id"]}
    file = hands.folder / FILE
    file.touch(mode=0o600)
    file.write_bytes(await hands.clerk.post_for_file("benefits", "/payments/exports", paper))
    closed = {"outcome": "failed", "reason_code": "account-closed"}
    failed = [{"payment_id": each["payment_id"], **closed} for each in waiting if each["person_id"] == people[-1]]
    on = local_date(datetime.fromisoformat(batch["decided_at"])).isoformat()
    told = {"on": on, "document": "银行代发回盘", "results": failed, "rest_paid": True}
    await hands.clerk.post("benefits", f"{own}/results", told)


def _listed(hands: Hands, path: str) -> Any:
    return hands.clerk.items("benefits", path, programme=CODE)
