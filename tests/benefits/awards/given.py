"""A round of selection, the hands that hold it, and its stages passed one by one over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.given import OTHER_ROOM, given_learned, unit_established, veteran_registered
from tests.given import CENTRE

OFFICES = ("party", "discipline", "police", "petitions")
ROUND = {
    "award": "most-admirable-veteran",
    "year": 2019,
    "level": "county",
    "org_code": CENTRE,
    "awards": 2,
    "workdays": 5,
    "notice": "评选通知2019年3号",
    "panel": ["甲评委", "乙评委"],
    "opened_on": "2019-03-01",
}
BEGUN = {"begun_on": "2019-04-08"}  # five working days after it end on the 15th
GRANT = {"granted_on": "2019-04-16", "document": "表彰决定2019年1号"}


async def given_candidates(engine: AsyncEngine, count: int = 4) -> list[UUID]:
    """Veterans of the room, the last one of the other room; the centre is known."""
    people = [new_id() for _ in range(count)]
    events = [veteran_registered(each) for each in people[:-1]]
    await given_learned(engine, [unit_established(CENTRE), *events, veteran_registered(people[-1], OTHER_ROOM)])
    return people


@dataclass
class Round:
    """A round over HTTP, by whoever holds it, nominates, or grants."""

    centre: httpx2.AsyncClient
    room: httpx2.AsyncClient
    leader: httpx2.AsyncClient
    path: str = ""
    nominees: list[str] = field(default_factory=list)

    async def open(self, **own: Any) -> None:
        answer = await self.centre.post("/awards", json={**ROUND, **own})
        assert answer.status_code == 201, answer.text
        self.path, self.nominees = f"/awards/{answer.json()['round_id']}", []

    async def nominate(self, *people: UUID) -> None:
        for person in people:
            paper = {"person_id": str(person), "nominated_on": "2019-03-04", "merits": "见义勇为，热心公益"}
            answer = await self.centre.post(f"{self.path}/nominations", json=paper)
            assert answer.status_code == 201, answer.text
            self.nominees.append(answer.json()["nomination_id"])

    async def does(self, end: str, who: httpx2.AsyncClient | None = None, /, **said: Any) -> str:
        """An act of the round: nothing where it is done, the code of the refusal otherwise."""
        return code_of(await (who or self.centre).post(f"{self.path}/{end}", json=said))

    async def of(self, place: int, end: str, who: httpx2.AsyncClient | None = None, /, **said: Any) -> str:
        """An act about a nominee, by his place among those nominated."""
        return await self.does(f"nominations/{self.nominees[place]}/{end}", who, **said)

    async def vet(self, place: int, office: str, *, passed: bool = True) -> str:
        said = {"office": office, "passed": str(passed).lower(), "document": "函2019年5号", "vetted_on": "2019-03-18"}
        return await self.of(place, "vetting", **said)

    async def vetted(self) -> None:
        """Nominations are over, and everybody passed."""
        assert await self.does("stage", to="vetting") == ""
        await self.passed()

    async def passed(self) -> None:
        """The four offices let everybody pass."""
        for place in range(len(self.nominees)):
            for office in OFFICES:
                assert await self.vet(place, office) == ""
        assert await self.does("stage", to="voting") == ""

    async def count(self, *votes: int) -> str:
        lines = [{"nomination_id": one, "votes": said} for one, said in zip(self.nominees, votes, strict=True)]
        return await self.does("count", lines=lines, document="计票报告2019年1号", counted_on="2019-04-01")

    async def score(self, member: int, *points: int | None) -> str:
        """None: he withdraws."""
        lines = [
            {"nomination_id": one, "points": said, "withdrew_because": None if said is not None else "系其叔父"}
            for one, said in zip(self.nominees, points, strict=True)
        ]
        return await self.does("points", member=member, lines=lines, scored_on="2019-04-02")

    async def scored(self, votes: Sequence[int], points: Sequence[int]) -> None:
        """Voted on, and both members of the panel gave the same points."""
        assert await self.count(*votes) == ""
        for member in (1, 2):
            assert await self.score(member, *points) == ""

    async def shown(self, who: httpx2.AsyncClient | None = None) -> Any:
        answer = await (who or self.centre).get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def chosen(self) -> list[int]:
        """Who is published, by their places among those nominated."""
        found = [each["nomination_id"] for each in (await self.shown())["nominees"] if each["is_chosen"]]
        return sorted(self.nominees.index(each) for each in found)

    async def standings(self) -> list[str]:
        """Of all, in the order in which they were nominated."""
        found = {each["nomination_id"]: each["standing"] for each in (await self.shown())["nominees"]}
        return [found[each] for each in self.nominees]


def code_of(answer: httpx2.Response) -> str:
    """Of a refusal with fields, that of the first one."""
    if not answer.is_error:
        return ""
    problem = answer.json()
    return str(problem["fields"][0]["code"] if problem.get("fields") else problem["code"])


async def told(engine: AsyncEngine) -> list[str]:
    """What was told of rounds, by its short names; each round's versions have no gap."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    own = [row for row in rows if "round_id" in msgspec.json.decode(row.payload)]
    for key in {row.key for row in own}:
        versions = [row.aggregate_version for row in own if row.key == key]
        assert versions == list(range(1, len(versions) + 1))
    return [row.type.split(".")[-2] for row in own]
