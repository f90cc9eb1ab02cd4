"""What the county does for its veterans, as the source tells it: health checks, free courses, merchants, visits before
the Spring Festival and in hardship.

By commands only, each once: who loads again asks first what is there. Of the source's numbers the merchants' places,
the second supermarket, the days and who it was are invented.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.demo.accounts import Later
from deploy.demo.client import Client, for_each
from deploy.demo.county import CENTRE, County, share
from deploy.demo.people import Person
from deploy.demo.workbooks import FIRST_ROW, hand_in, hand_in_by_some

DOCUMENT = "新野县工作纪实"
CHECKED, TRAINED = 1_532, 145
# Where in a room's part of the register they stand: nobody who is trained serves otherwise.
TRAINEE = 22
CHECK = {
    "年度": "2019",
    "批次": "1",
    "体检机构": "新野县人民医院",
    "安排日期": "2019-04-08",
    "体检日期": "2019-04-10",
    "依据": DOCUMENT,
}
PROVIDERS = (
    ("新野县职业中等专业学校", "vocational-school", "电焊工免费培训班", "welding"),
    ("新野县技工学校", "technical-school", "电子商务免费培训班", "computing"),
)
COURSE_DAYS = {"offered_on": "2019-02-18", "starts_on": "2019-03-04", "ends_on": "2019-03-29"}
ENROLLED_ON, TRAINED_ON = "2019-02-25", "2019-03-29"
VISIT = {"年度": "2019", "依据": DOCUMENT}
FESTIVAL = {"走访慰问时机": "春节", "计划日期": "2019-01-28", "走访日期": "2019-01-28"}
HARDSHIP = {"走访慰问时机": "生活困难", "计划日期": "2019-03-20", "走访日期": "2019-03-20"}
OCCASIONS = {"spring-festival": "春节", "hardship": "生活困难"}
LEVELS = {"village": "村级", "township": "乡镇级", "county": "县级"}
VISITED_BY_COUNTY = 10


@dataclass(frozen=True, slots=True)
class Merchant:
    """`terms` are those of the agreement; none where there is an intention only."""

    shop: str
    industry: str
    terms: Mapping[str, Any] | None = None


def _terms(base: str, rate_bp: int, subject: str) -> Mapping[str, Any]:
    return {"base": base, "rate_bp": rate_bp, "subject": subject, "valid_from": "2019-04-01"}


MERCHANTS = (
    Merchant("奥通房地产公司", "housing", _terms("general-offer-price", 100, "veteran")),
    Merchant("希尔顿房地产公司", "housing", _terms("general-offer-price", 100, "veteran")),
    Merchant("研创电子商行", "goods", _terms("lowest-price", 1_500, "veteran")),
    Merchant("新兴驾校", "driving", _terms("lowest-price", 1_000, "family")),
    Merchant("纪和超市", "supermarket"),
    Merchant("示例超市", "supermarket"),
)
RATES = frozenset({100, 1_000, 1_500})


def expected(county: County) -> Mapping[str, Mapping[str, int]]:
    """By unit, what the figures are of the county and of each station."""
    table = {station.code: {"F23": 0, "F24": 0, "F25": 0, "F26": 0} for station in county.stations}
    for index, room in enumerate(county.rooms):
        row = table[room.parent or ""]
        row["F23"] += share(CHECKED, len(county.rooms), index)
        row["F24"] += index < TRAINED
    signed = sum(merchant.terms is not None for merchant in MERCHANTS)
    whole = {"F23": CHECKED, "F24": TRAINED, "F25": signed, "F26": len(MERCHANTS) - signed}
    return {CENTRE: whole, **table}


class Register:
    """Who stands where, by the id that he has."""

    def __init__(self, people: Sequence[Person], ids: Mapping[int, str]) -> None:
        self._ids = {(person.room.code, person.place): ids[row] for row, person in enumerate(people, start=FIRST_ROW)}

    def at(self, places: Iterable[tuple[str, int]]) -> list[str]:
        """Of rooms and places in them; in a smaller county some are nobody's."""
        return [self._ids[each] for each in places if each in self._ids]


def first_rooms(county: County) -> Sequence[str]:
    """The first room of each station, by its code."""
    return list({room.parent: room.code for room in reversed(county.rooms)}.values())


async def load_checks(clerk: Client, county: County, register: Register) -> None:
    """Each room has its share, the first of its register."""
    rooms = county.rooms
    places = [(room.code, place) for at, room in enumerate(rooms) for place in range(share(CHECKED, len(rooms), at))]
    there = {check["person_id"] async for check in clerk.items("benefits", "/health-checks", state="completed")}
    wanted = [person_id for person_id in register.at(places) if person_id not in there]
    await hand_in(
        clerk, "benefits", "/health-checks/workbooks", [{"人员档案编号": person_id, **CHECK} for person_id in wanted]
    )


async def load_visits(clerk: Client, county: County, register: Register) -> None:
    """Before the Spring Festival: of each room somebody by the village, of each station's first room somebody by the
    township, some by the county. In hardship: of each station's first room somebody by the township."""
    firsts = first_rooms(county)
    wanted = (
        (FESTIVAL, "村级", [(room.code, 1) for room in county.rooms]),
        (FESTIVAL, "乡镇级", [(code, 2) for code in firsts]),
        (FESTIVAL, "县级", [(room.code, 0) for room in county.rooms[:VISITED_BY_COUNTY]]),
        (HARDSHIP, "乡镇级", [(code, 3) for code in firsts]),
    )
    made = clerk.items("benefits", "/visits", state="made")
    there = {(visit["person_id"], OCCASIONS.get(visit["occasion"]), LEVELS[visit["level"]]) async for visit in made}
    rows = [
        {"人员档案编号": person_id, "走访慰问层级": level, "慰问金和慰问品折价": "200.00", **VISIT, **occasion}
        for occasion, level, places in wanted
        for person_id in register.at(places)
        if (person_id, occasion["走访慰问时机"], level) not in there
    ]
    await hand_in(clerk, "benefits", "/visits/workbooks", rows)


async def load_training(clerk: Client, county: County, register: Register) -> None:
    """One of each of the first village rooms, in one of two courses."""
    trainees = register.at((room.code, TRAINEE) for room in county.village_rooms[:TRAINED])
    courses = [await _offer(clerk, *provider) for provider in PROVIDERS]
    there = {enrolment["person_id"] async for enrolment in clerk.items("benefits", "/training-enrolments")}
    rows = [
        {
            "人员档案编号": person_id, "培训班": courses[number % len(courses)], "报名日期": ENROLLED_ON,
            "结业、退出日期": TRAINED_ON, "证书类别": "结业证书", "证书编号": f"2019XY{number:04}", "依据": DOCUMENT,
        }
        for number, person_id in enumerate(trainees)
        if person_id not in there
    ]  # fmt: skip
    await hand_in_by_some(clerk, "benefits", "/training-enrolments/workbooks", rows)


async def _offer(clerk: Client, name: str, kind: str, course: str, skill: str) -> str:
    """The course of a provider."""
    providers = await _named(clerk, "training-providers", "name")
    provider = providers.get(name) or await _post(
        clerk, "training-providers", {"name": name, "kind": kind, "approved_on": "2019-02-11"}
    )
    offered = (await _named(clerk, "training-courses", "name")).get(course)
    body = {"provider_id": provider["entry_id"], "name": course, "skill": skill, "places": 80, **COURSE_DAYS}
    return str((offered or await _post(clerk, "training-courses", body))["entry_id"])


async def load_merchants(clerk: Client, leader: Later) -> None:
    """The centre records intentions and puts agreements into force, a leader signs them."""
    there = await _named(clerk, "merchants", "shop")

    async def agree(merchant: Merchant) -> None:
        body = {
            "org_code": CENTRE, "shop": merchant.shop, "address": "新野县城关镇", "industry": merchant.industry,
            "intended_on": "2019-03-11",
        }  # fmt: skip
        known = there.get(merchant.shop) or await _post(clerk, "merchants", body)
        at, state = f"merchants/{known['entry_id']}", known.get("state", "intention")
        if merchant.terms is not None and state == "intention":
            await _post(await leader.client(), f"{at}/signature", {"on": "2019-03-25", **merchant.terms})
            state = "signed"
        if state == "signed":
            await _post(clerk, f"{at}/activation", {"on": "2019-04-01"})

    await for_each(MERCHANTS, agree)


async def rates_of(clerk: Client) -> list[int]:
    """What agreements in force take off, in basis points."""
    active = clerk.items("benefits", "/merchants", state="active")
    return sorted({agreement["rate_bp"] async for agreement in active})


async def _named(clerk: Client, book: str, name: str) -> dict[str, Any]:
    return {entry[name]: entry async for entry in clerk.items("benefits", f"/{book}")}


async def _post(clerk: Client, path: str, body: Mapping[str, Any]) -> Any:
    return await clerk.post("benefits", f"/{path}", {**body, "document": DOCUMENT})
