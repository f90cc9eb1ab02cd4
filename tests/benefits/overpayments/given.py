"""What is asked of overpayments over HTTP."""

from uuid import UUID

import httpx2

from services.benefits.payments.domain.months import Month
from shared.clock import local_date, now

LIST, BATCHES = "/payments/overpayments", "/payments/batches"
BACK = {"yuan": "600.00", "way_code": "by-family", "recovered_on": "2026-01-05", "document": "收据"}
Hands = tuple[httpx2.AsyncClient, ...]
LAST = Month.of(local_date(now())).later(-1)
"""A batch looks back two years from this month."""


async def paid(hands: Hands, month: str) -> None:
    """All that is owed up to the month went out."""
    made = (await hands[0].post(BATCHES, json={"month": month, "document": "发放表"})).json()
    assert (await hands[1].post(f"{BATCHES}/{made['batch_id']}/release")).status_code == 204


async def said(answer: httpx2.Response) -> tuple[int, str]:
    if answer.status_code == 422:
        return 422, answer.json()["fields"][0]["code"]
    return answer.status_code, answer.json().get("code", "") if answer.content else ""


async def asked_back(client: httpx2.AsyncClient, entitlement_id: UUID) -> str:
    answer = await client.post(LIST, json={"entitlement_id": str(entitlement_id), "document": "追缴通知"})
    assert answer.status_code == 201, answer.text
    return f"{LIST}/{answer.json()['overpayment_id']}"
