"""What the county does itself, as the source tells it: bodies, meetings, staff, the centre's venue, plaques, books.

By commands only, each entry once: what there are many of by workbooks, for the rest who loads again asks first what is
there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from deploy.demo.client import Client, for_each
from deploy.demo.county import CENTRE, County
from deploy.demo.workbooks import hand_in

DOCUMENT = "新野县工作纪实"
CHECKED_ON = "2019-04-25"
COMPLETED_ON = "2019-04-10"
STAFF = 18
HALLS = (("接待大厅", "service"), ("多功能厅", "activity"))
ROOMS = (
    ("党员活动室", "activity"), ("荣誉室", "study"), ("学习室", "study"), ("图书阅览室", "study"), ("培训室", "study"),
    ("信访接待室", "service"), ("矛盾调处室", "service"), ("法律援助室", "service"), ("档案室", "service"),
    ("就业服务室", "service"), ("心理咨询室", "service"), ("棋牌室", "recreation"), ("健身室", "recreation"),
)  # fmt: skip
BODIES = (
    ("leading-group", "新野县退役军人事务保障工作领导小组"),
    ("party-working-committee", "中共新野县退役军人事务工作委员会"),
    ("service-centre", "新野县退役军人服务中心"),
    ("general-party-branch", "新野县退役军人事务党总支"),
    ("task-force", "新野县退役军人事务工作专班"),
)
MEMBERS = (("leader", "县委书记"), ("member", "县委"), ("member", "县政府"), ("member", "县委组织部"))
# The source gives one total over the four kinds of mobilisation meetings: which was of which kind is invented.
MEETINGS = (
    ("party-standing-committee", "2019-01-22"), ("party-standing-committee", "2019-03-18"),
    ("deployment", "2019-01-28"), ("advancement", "2019-03-05"), ("advancement", "2019-04-09"),
    ("training", "2019-03-21"), ("briefing", "2019-04-22"), ("government-special", "2019-02-25"),
)  # fmt: skip
SESSIONS = ("2019-02-20", "2019-03-26")

AT_THE_CENTRE: Mapping[str, int] = {
    "F07": STAFF, "F08": 3890, "F09": 80_000_000, "F48": 80_000_000, "F10": len(HALLS), "F41": len(ROOMS), "F11": 2,
    "F12": 5, "F13": 1, "F14": len(SESSIONS), "F15": 7, "F40": 2, "F28": len(BODIES),
}  # fmt: skip
AT_A_STATION: Mapping[str, int] = {"F27": 2, "F42": 1, "F43": 1}


def expected(county: County) -> Mapping[str, Mapping[str, int]]:
    """By unit, what the figures of the books are of the county and of each station."""
    of_all = {figure: number * len(county.stations) for figure, number in AT_A_STATION.items()}
    return {CENTRE: {**AT_THE_CENTRE, **of_all}, **{station.code: AT_A_STATION for station in county.stations}}


async def load_books(clerk: Client, county: County) -> None:
    """All of them."""
    own = {"org_code": CENTRE, "document": DOCUMENT}
    bodies = [{**own, "kind": kind, "name": name, "established_on": "2019-01-15"} for kind, name in BODIES]
    [group, *_] = await _once(clerk, "county-bodies", "name", bodies)
    members: list[dict[str, Any]] = [
        {"body_id": group, "role": role, "member": member, "since": "2019-01-15", "document": DOCUMENT}
        for role, member in MEMBERS
    ]
    await _once(clerk, "county-body-members", "member", members)
    await _load_meetings(clerk, own)
    await _load_staff(clerk, own)
    await _load_venue(clerk, own)
    await _load_stations(clerk, county)


async def _load_meetings(clerk: Client, own: Mapping[str, str]) -> None:
    meetings = [
        {
            **own, "kind": kind, "held_on": on, "place": "县委会议室", "present": 21,
            "topics": "县退役军人事务局人员转隶有关问题" if kind == "government-special" else "退役军人事务工作",
        }
        for kind, on in MEETINGS
    ]  # fmt: skip
    held = await _once(clerk, "meetings", "held_on", meetings)
    decision = {
        "meeting_id": held[-1], "number": "2019-02-25-1", "text": "确定人员转隶原则和意见", "owner_code": CENTRE,
        "due_on": "2019-04-30", "document": DOCUMENT,
    }  # fmt: skip
    await _once(clerk, "meeting-decisions", "number", [decision], ("completion", "2019-04-15"))
    sessions = [
        {**own, "leader": "county-party-secretary", "held_on": on, "place": "县退役军人事务局", "text": "新情况新问题"}
        for on in SESSIONS
    ]
    found = await _once(clerk, "onsite", "held_on", sessions)
    issues: list[dict[str, Any]] = [
        {
            "session_id": session, "text": f"现场办公提出的问题之{place}", "owner_code": CENTRE, "raised_on": on,
            "due_on": COMPLETED_ON, "document": DOCUMENT,
        }
        for place, (session, on) in enumerate(zip(found, SESSIONS, strict=True), start=1)
    ]  # fmt: skip
    await _once(clerk, "session-issues", "text", issues, ("resolution", "2019-04-08"))


async def _load_staff(clerk: Client, own: Mapping[str, str]) -> None:
    posts = [
        {
            "机构代码": CENTRE, "岗位": "主任、站长" if place == 1 else "经办人员", "工作人员编号": f"XY-{place:03}",
            "安排日期": "2019-02-25", "转隶日期": "2019-03-01", "到岗日期": "2019-03-04", "依据": DOCUMENT,
        }
        for place in range(1, STAFF + 1)
    ]  # fmt: skip
    await hand_in(clerk, "registry", "/staff-posts/workbooks", posts)
    first = {**own, "post": "first-responsible", "staff_number": "XY-001", "appointed_on": "2019-03-04"}
    await _once(clerk, "responsible-persons", "staff_number", [first])


async def _load_venue(clerk: Client, own: Mapping[str, str]) -> None:
    venue = {
        **own, "name": "退役军人服务中心和退役军人事务局一体化办公场所", "area_m2": 3890,
        "shared_with": "县退役军人事务局", "completed_on": COMPLETED_ON,
    }  # fmt: skip
    [place] = await _once(clerk, "facilities", "name", [venue])
    rooms = [("hall", *hall) for hall in HALLS] + [("room", *room) for room in ROOMS]
    lines: list[dict[str, Any]] = [
        {
            "facility_id": place, "kind": kind, "name": name, "use": use, "opened_on": COMPLETED_ON,
            "document": DOCUMENT,
        }
        for kind, name, use in rooms
    ]  # fmt: skip
    await _once(clerk, "functional-rooms", "name", lines)
    project = {
        **own, "name": "一体化办公场所建设", "kind": "renovation", "qualifier": "at-least", "amount_yuan": "800000",
        "below_yuan": "900000", "printed": "80余万元", "completed_on": COMPLETED_ON,
    }  # fmt: skip
    await _once(clerk, "capital-projects", "name", [project])


async def _load_stations(clerk: Client, county: County) -> None:
    """Of each station a plaque, one of its branch, a record book, a check. Four townships and three county-direct units
    went on the study visit."""
    codes = [station.code for station in county.stations]
    townships = [station.code for station in county.stations if station.host_kind == "township"][:4]
    direct = [station.code for station in county.stations if station.host_kind == "county-direct-unit"][:3]
    visit = {
        "org_code": CENTRE, "held_on": "2019-03-13", "participants": [*townships, *direct],
        "counties": ["411322", "411321"], "text": "阵地建设标准、功能室布局、氛围营造", "document": DOCUMENT,
    }  # fmt: skip
    await _once(clerk, "study-visits", "held_on", [visit])
    upgrade = {
        "batch": 1,
        "designer": "专业设计公司",
        "plan_version": 1,
        "planned_on": "2019-03-25",
        "document": DOCUMENT,
    }
    plans = [{**upgrade, "org_code": code} for code in townships]
    await _once(clerk, "venue-upgrades", "org_code", plans, ("approval", "2019-04-01"))
    plaques = [
        {
            "机构代码": code, "类别": kind, "编号": f"XY-{letter}-{place:03}", "挂牌日期": "2019-03-15",
            "依据": DOCUMENT,
        }
        for place, code in enumerate(codes, start=1)
        for letter, kind in (("S", "服务站（中心、室）"), ("B", "党支部"))
    ]  # fmt: skip
    await hand_in(clerk, "registry", "/plaques/workbooks", plaques)
    issued = [
        {
            "机构代码": code, "党支部代码": f"{code}P", "年度": "2019", "编号": f"XY-R-{place:03}",
            "发放日期": "2019-03-15", "依据": DOCUMENT,
        }
        for place, code in enumerate(codes, start=1)
    ]  # fmt: skip
    await hand_in(clerk, "registry", "/record-books/workbooks", issued)
    haves = dict.fromkeys(("有机构", "有编制", "有人员", "有经费", "有保障"), "有")
    checks = [{"机构代码": code, "核查日期": CHECKED_ON, "依据": DOCUMENT, **haves} for code in codes]
    await hand_in(clerk, "registry", "/five-haves/workbooks", checks)


async def _once(
    clerk: Client, book: str, known_by: str, entries: Sequence[Mapping[str, Any]], *steps: tuple[str, str]
) -> list[str]:
    """The ids of the entries; those that are there already, by what `known_by` says, are left as they are."""
    there = {entry[known_by]: entry async for entry in clerk.items("registry", f"/{book}")}

    async def one(body: Mapping[str, Any]) -> str:
        known = there.get(body[known_by])
        entry_id = str(known["entry_id"] if known else (await clerk.post("registry", f"/{book}", body))["entry_id"])
        done = known["version"] - 1 if known else 0
        for step, on in steps[done:]:
            await clerk.post("registry", f"/{book}/{entry_id}/{step}", {"on": on, "document": DOCUMENT})
        return entry_id

    return await for_each(entries, one)
