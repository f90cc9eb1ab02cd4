"""Hardship aid (困难帮扶): the programme of the county's pack in force, and of each station's first room somebody who
was visited in hardship and applied. The source tells that there is aid and not how many had it: who applied, for which
kind of hardship, and the amounts are invented. Each application waits for the village: what follows is of other days.
"""

import json
from collections.abc import Mapping
from typing import Any

from deploy.demo.accounts import Later
from deploy.demo.benefits import DOCUMENT, Register, first_rooms
from deploy.demo.client import Client, for_each
from deploy.demo.county import PACK, County

CODE = "hardship-aid"
APPLICANT = 3  # where in a room's part of the register they stand
KINDS = ("living", "medical", "housing", "other")
APPLIED_ON = "2019-03-25"
AMOUNTS = {"hardship-line": 60_000, "hardship-cap": 300_000}  # fen


async def load_hardship_aid(clerk: Client, leader: Later, county: County, register: Register) -> None:
    """The programme, its amounts, the applications; each once."""
    await _bring_into_force(clerk, leader)
    set_before = {line["table"] async for line in clerk.items("benefits", "/amounts")}
    for table, fen in AMOUNTS.items():
        if table not in set_before:
            line = {"table": table, "key": "", "since": "2019-01-01", "value": fen, "source": DOCUMENT}
            await clerk.post("benefits", "/amounts", line)
    there = {each["person_id"] async for each in clerk.items("benefits", "/applications", programme=CODE)}
    applicants = register.at((code, APPLICANT) for code in first_rooms(county))

    async def apply(numbered: tuple[int, str]) -> None:
        number, person_id = numbered
        paper = {"programme_code": CODE, "applied_on": APPLIED_ON, "document": "困难帮扶申请书"}
        kind = KINDS[number % len(KINDS)]
        own = {"person_id": person_id, "hardship_kind": kind, "household_no": f"2019-{number + 1:03}"}
        await clerk.post("benefits", "/applications", {**own, **paper})

    await for_each([each for each in enumerate(applicants) if each[1] not in there], apply)


async def _bring_into_force(clerk: Client, leader: Later) -> None:
    """The centre writes it, the leader activates it, unless that was done."""
    drafts = [each async for each in clerk.items("benefits", "/programme-drafts", programme_code=CODE)]
    if any(each["outcome"] == "activated" for each in drafts):
        return
    waiting = next((each for each in drafts if each["outcome"] is None), None) or await clerk.post(
        "benefits", "/programme-drafts", {"programme": _programme(), "document": DOCUMENT}
    )
    path = f"/programme-drafts/{waiting['proposal_id']}/activation"
    await (await leader.client()).post("benefits", path, {"version": waiting.get("version", 1)})


def _programme() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((PACK / "programmes" / f"{CODE}.json").read_text(encoding="utf-8"))
    return found
