"""The programmes of the county's pack: written by the centre, brought into force by the leader; and what amounts are
known.

The shares of nursing fees are the law's, the first rate of the old-age allowance is its notice's; the wage and the
amounts of hardship aid are invented. Of the others no amount is known, and their pages say so.
"""

import json
from collections.abc import Mapping
from typing import Any

from deploy.demo.accounts import Later
from deploy.demo.benefits import DOCUMENT
from deploy.demo.client import Client, for_each
from deploy.demo.county import PACK

PROGRAMMES = tuple(sorted(path.stem for path in (PACK / "programmes").glob("*.json")))
PENSIONS, OLD_AGE = "军人抚恤优待条例（2024年修订）", "农村籍老年退役士兵生活补助政策（2011年8月1日起）"
SHARES = {
    "war": {1: 500, 2: 500, 3: 400, 4: 400},
    "illness": dict.fromkeys(range(1, 5), 300),
    "mental": {5: 250, 6: 250},
}
SHARES["duty"] = SHARES["war"]
# Table, key, first day, fen or thousandths, source.
AMOUNTS = (
    ("hardship-line", "", "2019-01-01", 60_000, DOCUMENT),
    ("hardship-cap", "", "2019-01-01", 300_000, DOCUMENT),
    ("average-monthly-wage", "", "2019-01-01", 500_000, DOCUMENT),
    ("rural-old-age", "", "2011-08-01", 1_000, OLD_AGE),
    *(
        ("nursing-share", f"{cause}/{grade}", "2024-10-01", share, PENSIONS)
        for cause, grades in SHARES.items()
        for grade, share in grades.items()
    ),
)


async def load_programmes(clerk: Client, leader: Later) -> None:
    """Each once: who loads again asks first what is in force, what waits, and which amounts stand."""
    drafts = [each async for each in clerk.items("benefits", "/programme-drafts")]
    activated = {each["programme"]["programme_code"] for each in drafts if each["outcome"] == "activated"}
    waiting = {each["programme"]["programme_code"]: each for each in drafts if each["outcome"] is None}
    boss = await leader.client()

    async def bring_into_force(code: str) -> None:
        draft = waiting.get(code) or await clerk.post(
            "benefits", "/programme-drafts", {"programme": _programme(code), "document": DOCUMENT}
        )
        path = f"/programme-drafts/{draft['proposal_id']}/activation"
        await boss.post("benefits", path, {"version": draft.get("version", 1)})

    await for_each([code for code in PROGRAMMES if code not in activated], bring_into_force)
    there = {(line["table"], line["key"]) async for line in clerk.items("benefits", "/amounts")}

    async def set_amount(line: tuple[str, str, str, int, str]) -> None:
        names = ("table", "key", "since", "value", "source")
        await clerk.post("benefits", "/amounts", dict(zip(names, line, strict=True)))

    await for_each([line for line in AMOUNTS if line[:2] not in there], set_amount)


def _programme(code: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((PACK / "programmes" / f"{code}.json").read_text(encoding="utf-8"))
    return found
