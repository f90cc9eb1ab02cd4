"""Jobs: two employers, a posting of each, and of some stations' first rooms somebody who applied for one. Of each three
one waits for an answer, one was asked to come, one was hired. All of it is invented."""

from typing import Any

from deploy.demo.benefits import DOCUMENT, Register, first_rooms
from deploy.demo.client import Client, for_each
from deploy.demo.county import County

APPLICANT, APPLICANTS = 4, 6  # where in a room's part of the register they stand, and how many
POSTED_ON, OPEN_UNTIL, APPLIED_ON = "2019-04-01", "2019-06-30", "2019-04-08"
INVITED_ON, HIRED_ON = "2019-04-15", "2019-04-22"
POSTINGS = (
    ("新野县保安服务公司", "保安员", "security", "3000"),
    ("新野县纺织有限公司", "挡车工", "production", "3800"),
)


async def load_jobs(clerk: Client, county: County, register: Register) -> None:
    """Each once."""
    postings = [await _post_job(clerk, *posting) for posting in POSTINGS]
    applicants = register.at((code, APPLICANT) for code in first_rooms(county)[:APPLICANTS])
    there = {each["person_id"]: each async for each in clerk.items("benefits", "/job-applications")}

    async def apply(numbered: tuple[int, str]) -> None:
        number, person_id = numbered
        body = {"person_id": person_id, "posting_id": postings[number % len(postings)], "applied_on": APPLIED_ON}
        known = there.get(person_id) or await _post(clerk, "job-applications", body)
        at, state = f"job-applications/{known['entry_id']}", known.get("state", "applied")
        if number % 3 and state == "applied":
            await _post(clerk, f"{at}/invitation", {"on": INVITED_ON})
            state = "invited"
        if number % 3 == 2 and state == "invited":
            await _post(clerk, f"{at}/hire", {"on": HIRED_ON})

    await for_each(enumerate(applicants), apply)


async def _post_job(clerk: Client, employer: str, title: str, occupation: str, wage: str) -> str:
    """The posting of an employer."""
    known = await _find(clerk, "job-employers", "name", employer) or await _post(
        clerk, "job-employers", {"name": employer, "kind": "private", "registered_on": POSTED_ON}
    )
    body = {
        "employer_id": known["entry_id"], "title": title, "occupation": occupation, "place": "county",
        "wage_yuan": wage, "places": 10, "veterans_first": True, "posted_on": POSTED_ON, "open_until": OPEN_UNTIL,
    }  # fmt: skip
    posting = await _find(clerk, "job-postings", "title", title) or await _post(clerk, "job-postings", body)
    return str(posting["entry_id"])


async def _find(clerk: Client, book: str, name: str, said: str) -> Any:
    found = [each async for each in clerk.items("benefits", f"/{book}") if each[name] == said]
    return found[0] if found else None


async def _post(clerk: Client, path: str, body: dict[str, Any]) -> Any:
    return await clerk.post("benefits", f"/{path}", {**body, "document": DOCUMENT})
