"""One selection of 最美退役军人 from the nominations to the awards. Nominees, votes, points and days are invented."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.demo.accounts import Later
from deploy.demo.benefits import Register
from deploy.demo.client import Client
from deploy.demo.county import CENTRE, County

AWARD, YEAR = "most-admirable-veteran", 2019
ROUND = {
    "award": AWARD, "year": YEAR, "level": "county", "org_code": CENTRE, "awards": 2, "workdays": 5,
    "notice": "评选通知2019年1号", "panel": ["评委一", "评委二"], "opened_on": "2019-03-01",
}  # fmt: skip
NOMINEE = 23  # their place in the register of the first rooms
OFFICES = ("party", "discipline", "police", "petitions")
VOTES, POINTS = (300, 200, 100), (95, 90, 85)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who holds the round at `at`, and who grants the awards."""

    clerk: Client
    leader: Later
    at: str
    people: Sequence[str]

    async def do(self, end: str, body: Mapping[str, Any], who: Client | None = None) -> None:
        await (who or self.clerk).post("benefits", f"{self.at}/{end}", body)


async def load_awards(clerk: Client, leader: Later, county: County, register: Register) -> None:
    """From where the round stands to its end; none in a county that has not so many people."""
    people = register.at((room.code, NOMINEE) for room in county.rooms[: len(VOTES)])
    if len(people) < len(VOTES):
        return
    there = [one async for one in clerk.items("benefits", "/awards", award=AWARD, year=str(YEAR))]
    opened = there[0] if there else await clerk.post("benefits", "/awards", ROUND)
    hands = Hands(clerk, leader, f"/awards/{opened['round_id']}", people)
    while act := ACTS.get((shown := await clerk.get("benefits", hands.at))["stage"]):
        await act(hands, shown["nominees"])


async def _nominate(hands: Hands, nominees: Sequence[Any]) -> None:
    there = {each["person_id"] for each in nominees}
    for person_id in hands.people:
        if person_id not in there:
            paper = {"person_id": person_id, "nominated_on": "2019-03-04", "merits": "见义勇为，热心公益"}
            await hands.do("nominations", paper)
    await hands.do("stage", {"to": "vetting"})


async def _vet(hands: Hands, nominees: Sequence[Any]) -> None:
    said = {"passed": True, "document": "审查意见2019年1号", "vetted_on": "2019-03-18"}
    open_ones = [
        (each["nomination_id"], office)
        for each in nominees
        for office in OFFICES
        if office not in {one["office"] for one in each["vetted"]}
    ]
    for nomination_id, office in open_ones:
        await hands.do(f"nominations/{nomination_id}/vetting", {"office": office, **said})
    await hands.do("stage", {"to": "voting"})


async def _count(hands: Hands, nominees: Sequence[Any]) -> None:
    lines = [
        {"nomination_id": one, "votes": votes} for one, votes in zip(_in_order(hands, nominees), VOTES, strict=True)
    ]
    await hands.do("count", {"lines": lines, "document": "计票报告2019年1号", "counted_on": "2019-04-01"})


async def _score(hands: Hands, nominees: Sequence[Any]) -> None:
    ids = _in_order(hands, nominees)
    lines = [{"nomination_id": one, "points": points} for one, points in zip(ids, POINTS, strict=True)]
    for member in (1, 2):
        await hands.do("points", {"member": member, "lines": lines, "scored_on": "2019-04-02"})
    await hands.do("publicity", {"begun_on": "2019-04-08"})


async def _grant(hands: Hands, _nominees: Sequence[Any]) -> None:
    await hands.do("grant", {"granted_on": "2019-04-16", "document": "表彰决定2019年1号"}, await hands.leader.client())


def _in_order(hands: Hands, nominees: Sequence[Any]) -> list[str]:
    """The nominations as people were nominated."""
    by_person = {each["person_id"]: each["nomination_id"] for each in nominees}
    return [by_person[person_id] for person_id in hands.people]


ACTS: Mapping[str, Callable[[Hands, Sequence[Any]], Awaitable[None]]] = {
    "nominating": _nominate, "vetting": _vet, "voting": _count, "panel": _score, "publicity": _grant,
}  # fmt: skip
