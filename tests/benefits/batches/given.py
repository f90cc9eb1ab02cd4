"""What is asked of a batch over HTTP."""

from typing import Any

import httpx2

LIST = "/payments/batches"
MAY = {"month": "2019-05", "document": "2019年5月发放表"}
TOLD = {"on": "2019-06-02", "document": "代发回盘"}


async def said(answer: httpx2.Response) -> tuple[int, str]:
    if answer.status_code == 422:
        return 422, answer.json()["fields"][0]["code"]
    return answer.status_code, answer.json().get("code", "") if answer.content else ""


async def proposed(client: httpx2.AsyncClient, **own: str) -> str:
    answer = await client.post(LIST, json={**MAY, **own})
    assert answer.status_code == 201, answer.text
    return f"{LIST}/{answer.json()['batch_id']}"


async def payments(client: httpx2.AsyncClient, at: str, **wanted: str) -> list[Any]:
    return list((await client.get(f"{at}/payments", params=wanted)).json()["items"])
