"""May 2019, the month after the day of the source's figures: unified standards, tracks of work, funds, contributions,
branch life, formal membership of the Party.

The source tells that there is all this and gives no number: who, when and how much is invented. It stands after the day
whose figures are compared with the source, and has figures of its own on the last day of the month.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from deploy.demo.benefits import Register
from deploy.demo.client import Client, for_each
from deploy.demo.county import CENTRE, County, Unit
from deploy.demo.figures import Difference
from deploy.demo.workbooks import hand_in

LAST_DAY = date(2019, 5, 31)
DOCUMENT = "新野县工作纪实"
CHECKED_ON, PLANNED_ON, ACHIEVED_ON, ALLOCATED_ON = "2019-05-20", "2019-05-31", "2019-05-28", "2019-05-15"
STANDARDS = {
    "plaques": "统一制作牌子", "rooms-and-facilities": "统一规划功能室和服务设施",
    "record-books": "统一印发“三会一课”记录本", "theme-party-days": "统一组织主题党日活动",
}  # fmt: skip
SYNCHRONISED = ("机构同步建立", "工作同步推进", "信息同步采集", "活动同步开展")
FOLLOWING_UP = ("经费保障跟进", "教育培训跟进", "责任考评跟进", "部门协同跟进")
RUNNING_YUAN, TRAINING_YUAN = 20_000, 50_000
# Of each class one, by somebody of another village.
CONTRIBUTIONS: Mapping[str, str] = {
    "policy-publicity": "走村入户宣传惠民政策",
    "left-behind-children": "结对关爱留守儿童",
    "neighbours-mediation": "调解邻里宅基地纠纷",
    "stability": "参加村里夜间治安巡逻",
    "development": "带头修通生产道路",
    "hard-problems": "协调解决灌溉用水难题",
    "teachers-and-learning": "资助村小学图书角",
    "enterprise-and-innovation": "创办家庭农场带动就业",
}
CONTRIBUTED_ON = "2019-05-10"
# Branches hold the first four, the groups of one township the last: kind, day, agenda, theme or speaker.
MEETINGS = (
    ("general-meeting", "2019-05-08", "学习文件，讨论支部工作计划", ""),
    ("committee-meeting", "2019-05-06", "研究支部当月工作", ""),
    ("lecture", "2019-05-15", "退役军人党员如何发挥作用", "支部书记"),
    ("theme-day", "2019-05-25", "义务劳动，走访困难退役军人", "退役不褪色"),
)
GROUP_MEETING = ("group-meeting", "2019-05-10", "学习文件，交流思想", "")
EXPECTED = 10
# Where in a room's part of the register a member of the Party stands, and in how many of the first village rooms.
MEMBER, MEMBERS = 0, 8
MEMBER_SINCE, LETTER_ON, SLIP_ON = "2019-05-06", "2019-05-13", "2019-05-20"
OUTSIDE = "示例市某社区党支部"


def expected(county: County) -> Mapping[str, int]:
    """What the figures come to on the last day: standards, yuan, members with an organisation here; one of the members
    has left by then."""
    yuan = TRAINING_YUAN + RUNNING_YUAN * len(_townships(county))
    return {"F45": len(STANDARDS) * len(county.stations), "F44": yuan, "F46": MEMBERS - 1}


async def load_may(clerk: Client, county: County, register: Register) -> None:
    """All of it, each once."""
    await _load_standards(clerk, county)
    await _load_contributions(clerk, county, register)
    await _load_branch_life(clerk, county)
    await _load_members(clerk, county, register)


async def figures_of_may(clerk: Client, county: County) -> tuple[Mapping[str, int], Sequence[Difference]]:
    """The county's figures on the last day that this month has of its own, and which of them are not as expected."""
    asked = {"as_of": LAST_DAY.isoformat(), "unit": CENTRE}
    served = {each["code"]: each for each in (await clerk.get("reporting", "/figures", **asked))["figures"]}
    wanted = expected(county)
    found = {code: int(served[code]["value"]) // int(served[code]["value_parts"]) for code in wanted}
    return found, [
        Difference(CENTRE, code, value, found[code]) for code, value in wanted.items() if found[code] != value
    ]


async def _load_standards(clerk: Client, county: County) -> None:
    """Each station was checked for all four; the centre's tracks, of which those that follow up are not achieved; and
    funds."""
    checked = {(each["org_code"], each["item"]) async for each in clerk.items("registry", "/unified-standards")}
    checks = [
        {"机构代码": station.code, "事项": called, "结果": "达标", "核查日期": CHECKED_ON, "依据": DOCUMENT}
        for station in county.stations
        for item, called in STANDARDS.items()
        if (station.code, item) not in checked
    ]
    await hand_in(clerk, "registry", "/unified-standards/workbooks", checks)
    tracks = [
        {"事项": track, "计划日期": PLANNED_ON, "机构代码": CENTRE, "依据": DOCUMENT}
        for track in (*SYNCHRONISED, *FOLLOWING_UP)
    ]
    await hand_in(clerk, "registry", "/work-tracks/workbooks", tracks)
    planned = [
        each["entry_id"]
        async for each in clerk.items("registry", "/work-tracks")
        if each["track"].startswith("sync-") and each["state"] != "achieved"
    ]
    achieved = {"on": ACHIEVED_ON, "document": DOCUMENT}
    await for_each(planned, lambda each: clerk.post("registry", f"/work-tracks/{each}/achievement", achieved))
    allocated = [(station, "日常工作经费", RUNNING_YUAN) for station in _townships(county)]
    funds = [
        {
            "年度": "2019", "用途": purpose, "金额": f"{yuan}.00", "拨付日期": ALLOCATED_ON, "机构代码": unit.code,
            "依据": DOCUMENT,
        }
        for unit, purpose, yuan in (*allocated, (county.centre, "教育培训", TRAINING_YUAN))
    ]  # fmt: skip
    await hand_in(clerk, "registry", "/funds/workbooks", funds)


async def _load_contributions(clerk: Client, county: County, register: Register) -> None:
    there = {
        (each["veteran_id"], each["contribution_class"]) async for each in clerk.items("registry", "/contributions")
    }
    contributed = zip(register.at(_firsts(county, len(CONTRIBUTIONS))), CONTRIBUTIONS.items(), strict=False)
    wanted = [(who, kind, deed) for who, (kind, deed) in contributed if (who, kind) not in there]

    async def record(each: tuple[str, str, str]) -> None:
        who, kind, deed = each
        body = {"contribution_class": kind, "made_on": CONTRIBUTED_ON, "deed": deed, "evidence": "村委会证明"}
        await clerk.post("registry", f"/veterans/{who}/contributions", body)

    await for_each(wanted, record)


async def _load_branch_life(clerk: Client, county: County) -> None:
    """The meetings of all branches, and those of the groups below the first of them."""
    groups = [room for room in county.rooms if room.parent == county.stations[0].code]
    held = [(meeting, county.stations) for meeting in MEETINGS] + [(GROUP_MEETING, groups)]
    for (kind, on, agenda, said), units in held:
        there = {each["party_org_code"] async for each in clerk.items("registry", "/branch-records", kind=kind)}
        rows = [
            {
                "党组织代码": f"{unit.code}P", "开展日期": on, "地点": "党员活动室", "应到": str(EXPECTED),
                "实到": str(EXPECTED), "议题": agenda, "主题或主讲人": said,
            }
            for unit in units
            if f"{unit.code}P" not in there
        ]  # fmt: skip
        await hand_in(clerk, "registry", "/branch-records/workbooks", rows, kind=kind)


async def _load_members(clerk: Client, county: County, register: Register) -> None:
    """Of some members it is recorded that their membership is with their room's group. Two of them go to an
    organisation outside: of one the slip came back, of the other the letter expires."""
    rooms = county.village_rooms[:MEMBERS]
    there = {each["person_id"] async for each in clerk.items("registry", "/party-members", on=MEMBER_SINCE)}
    letters = {each["person_id"]: each async for each in clerk.items("registry", "/membership-transfers")}
    members = register.at(_firsts(county, MEMBERS))

    async def record(each: tuple[str, Unit]) -> None:
        who, room = each
        body = {"party_org_code": f"{room.code}P", "since": MEMBER_SINCE, "document": DOCUMENT}
        await clerk.post("registry", f"/veterans/{who}/party-memberships", body)

    await for_each([each for each in zip(members, rooms, strict=False) if each[0] not in there], record)
    for number, who in enumerate(members[:2], start=1):
        body = {
            "to_outside": OUTSIDE, "letter_no": f"新组介〔2019〕{number}号", "issued_on": LETTER_ON,
            "document": DOCUMENT,
        }  # fmt: skip
        letter: Mapping[str, Any] = letters.get(who) or await clerk.post(
            "registry", f"/veterans/{who}/membership-transfers", body
        )
        if number == 1 and letter["state"] != "completed":
            slip = {"completed_on": SLIP_ON, "document": "介绍信回执"}
            await clerk.post("registry", f"/membership-transfers/{letter['transfer_id']}/completion", slip)


def _firsts(county: County, rooms: int) -> Sequence[tuple[str, int]]:
    """Of the first village rooms a member of the Party each."""
    return [(room.code, MEMBER) for room in county.village_rooms[:rooms]]


def _townships(county: County) -> Sequence[Unit]:
    return [station for station in county.stations if station.host_kind == "township"]
