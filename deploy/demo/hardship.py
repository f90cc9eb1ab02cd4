"""Hardship aid (困难帮扶): of each station's first room somebody who was visited in hardship and applied. The source
tells that there is aid and not how many had it: who applied, and for which kind of hardship, is invented. Each
application waits for the village: what follows is of other days.
"""

from deploy.demo.benefits import Register, first_rooms
from deploy.demo.client import Client, for_each
from deploy.demo.county import County

CODE = "hardship-aid"
APPLICANT = 3  # where in a room's part of the register they stand
KINDS = ("living", "medical", "housing", "other")
APPLIED_ON = "2019-03-25"


async def load_hardship_aid(clerk: Client, county: County, register: Register) -> None:
    """The applications, each once; the programme is in force."""
    there = {each["person_id"] async for each in clerk.items("benefits", "/applications", programme=CODE)}
    applicants = register.at((code, APPLICANT) for code in first_rooms(county))

    async def apply(numbered: tuple[int, str]) -> None:
        number, person_id = numbered
        paper = {"programme_code": CODE, "applied_on": APPLIED_ON, "document": "困难帮扶申请书"}
        kind = KINDS[number % len(KINDS)]
        own = {"person_id": person_id, "hardship_kind": kind, "household_no": f"2019-{number + 1:03}"}
        await clerk.post("benefits", "/applications", {**own, **paper})

    await for_each([each for each in enumerate(applicants) if each[1] not in there], apply)
