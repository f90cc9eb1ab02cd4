"""Loads the demo county by commands only: the public interfaces and the bulk import, no direct inserts.

Every step first asks what is there and does only what is missing, so it can be repeated after any number of days, and
goes on where an earlier one was ended. (The answers kept for idempotency keys expire after two days.)
"""

import asyncio
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from deploy.demo.client import Client, for_each
from deploy.demo.county import (
    DISPUTANT,
    MEDIATOR,
    MEDIATORS,
    PACK,
    VOLUNTEER,
    VOLUNTEERS,
    VOLUNTEERS_OF,
    County,
    Unit,
    roles_at,
)
from deploy.demo.people import Person, applicants_among
from deploy.demo.register import register_workbook
from deploy.demo.workbooks import FIRST_ROW, hand_in, workbook
from deploy.trouble import Trouble

POLL_SECONDS = 0.25
STANDSTILL_SECONDS = 300
ROLE_LIST = ("身份证号", "身份类别", "计入机构代码", "任职日期", "任职依据")
UNIT_LIST = ("code", "kind", "host_kind", "name", "parent_code", "division_code", "established_on")
FOUNDED_ON = "2019-01-15"
MEDIATOR_SINCE = "2019-02-01"
APPLIED_ON = "2019-03-11"
TEAM = {
    "org_code": VOLUNTEERS_OF,
    "name": "东杨营村脱贫攻坚志愿者团队",
    "purpose": "环卫保洁、户容户貌、纠纷调处",
    "founded_on": "2019-02-20",
}
WITH_PHONE = 60  # so many applicants can be reached; for the others the reason why not is recorded


@dataclass(frozen=True, slots=True)
class Pair:
    """In one village room: who mediates, and who asked for it. Both are veteran ids."""

    room: Unit
    mediator: str
    applicant: str


async def load_divisions(clerk: Client) -> None:
    """The real divisions of the pack."""
    content = (PACK / "divisions.csv").read_bytes()
    await clerk.send_text("registry", "/divisions/import", content, "text/csv; charset=utf-8")


async def load_network(clerk: Client, county: County) -> None:
    """Centre, stations and rooms as the list that a county hands in: what is there already stays as it is."""
    written = StringIO()
    csv.writer(written).writerows((UNIT_LIST, *map(_listed, (county.centre, *county.stations, *county.rooms))))
    await clerk.send_text("registry", "/org-unit-lists", written.getvalue().encode(), "text/csv; charset=utf-8")


async def load_party(clerk: Client, county: County) -> None:
    """A branch for every station, a group for every room."""
    there = {organisation["mirror_of"] async for organisation in clerk.items("registry", "/party-organisations")}
    levels = ((county.stations, "党支部"), (county.rooms, "党小组"))
    wanted = [(unit, kind) for units, kind in levels for unit in units if unit.code not in there]
    rows = [
        {
            "代码": f"{unit.code}P", "名称": f"{unit.name}{kind}", "类别": kind, "所在机构代码": unit.code,
            "成立日期": FOUNDED_ON,
        }
        for unit, kind in wanted
    ]  # fmt: skip
    await hand_in(clerk, "registry", "/party-organisation-workbooks", rows)


async def import_register(clerk: Client, people: Iterable[Person]) -> Mapping[str, Any]:
    """The finished import of all veterans.

    Whoever is registered already is a duplicate, and its row names the veteran as well.
    """
    return await finished_import(clerk, "xinye-register.xlsx", await asyncio.to_thread(register_workbook, people))


async def finished_import(clerk: Client, name: str, workbook: bytes, **form: str) -> Mapping[str, Any]:
    """An import that has come to its end: its `import_id`, `state` and the counts of its verdicts."""
    accepted = await clerk.send_file("registry", "/imports", name, workbook, dry_run="false", **form)
    time, before, deadline = asyncio.get_running_loop().time, None, 0.0
    while (report := await clerk.get("registry", f"/imports/{accepted['import_id']}"))["state"] not in _FINAL:
        if report != before:
            before, deadline = report, time() + STANDSTILL_SECONDS
        if time() > deadline:
            raise Trouble(
                f"批量导入已 {STANDSTILL_SECONDS} 秒没有进展（{report['state']}）；系统恢复后再运行一次即可。",
                f"the import has not moved for {STANDSTILL_SECONDS} s ({report['state']}); run it again when it does.",
            )
        await asyncio.sleep(POLL_SECONDS)
    return dict(report)


_FINAL = frozenset({"done", "failed"})


async def load_mediators(clerk: Client, county: County, people: Sequence[Person], ids: Mapping[int, str]) -> None:
    """One mediator in each of the first 93 village rooms."""
    placed = {(room.code, MEDIATOR): "mediator" for room in county.village_rooms[:MEDIATORS]}
    await _take_up(clerk, "mediators.xlsx", placed, people, ids)


async def load_applicants(clerk: Client, applicants: Sequence[str]) -> None:
    """Seven who applied to join the Party."""
    there = {each["person_id"] async for each in clerk.items("registry", "/party-applications")}
    body = {"submitted_on": APPLIED_ON, "document": "demo county"}
    await for_each(
        [each for each in applicants if each not in there],
        lambda each: clerk.post("registry", f"/veterans/{each}/party-applications", body),
    )


async def load_roles(clerk: Client, county: County, people: Sequence[Person], ids: Mapping[int, str]) -> None:
    """Reserve cadres, members of village committees, entrepreneurs."""
    placed = {(room.code, place): kind for index, room in enumerate(county.village_rooms)
              for place, kind in roles_at(index).items()}  # fmt: skip
    await _take_up(clerk, "social-roles.xlsx", placed, people, ids)


async def load_volunteers(clerk: Client, people: Sequence[Person], ids: Mapping[int, str]) -> None:
    """One team of 15 in one village, and a morning on which all of them cleaned it; none in a county without it."""
    volunteers = [
        ids[number]
        for number, person in enumerate(people, start=FIRST_ROW)
        if person.room.code == VOLUNTEERS_OF and VOLUNTEER <= person.place < VOLUNTEER + VOLUNTEERS
    ]
    if not volunteers:
        return
    known = [team async for team in clerk.items("registry", "/volunteer-teams", unit=VOLUNTEERS_OF)]
    team = known[0] if known else await clerk.post("registry", "/volunteer-teams", TEAM)
    there = {one["veteran_id"] async for one in clerk.items("registry", "/volunteers", team=team["team_id"])}
    await for_each([one for one in volunteers if one not in there], lambda one: _join(clerk, one, team["team_id"]))
    if not [done async for done in clerk.items("registry", "/team-activities", team=team["team_id"])]:
        took_part = [{"veteran_id": one, "hours": 2} for one in volunteers]
        done = {"task": "sanitation", "held_on": "2019-03-16", "place": "主街道清扫", "participants": took_part}
        await clerk.post("registry", f"/volunteer-teams/{team['team_id']}/activities", done)


async def load_contact_points(clerk: Client, pairs: list[Pair]) -> None:
    """A verified phone number for the first applicants only; keeping the same number again changes nothing."""
    numbered = list(enumerate(pairs[:WITH_PHONE]))
    await for_each(numbered, lambda item: _reach(clerk, item[1].applicant, f"1990000{item[0]:04}"))


async def ids_of(clerk: Client, import_id: str) -> dict[int, str]:
    """Whom each row of an import is about, by its number in the sheet."""
    rows = clerk.items("registry", f"/imports/{import_id}/rows")
    return {row["row_number"]: row["veteran_id"] async for row in rows}


def pairs_of(county: County, people: Sequence[Person], ids: Mapping[int, str]) -> list[Pair]:
    """Mediator and applicant of each of the first 93 village rooms: its second and third veteran in the register."""
    found = {
        (person.room.code, person.place): ids[number]
        for number, person in enumerate(people, start=FIRST_ROW)
        if person.place in {MEDIATOR, DISPUTANT}
    }
    return [
        Pair(room, found[room.code, MEDIATOR], found[room.code, DISPUTANT]) for room in county.village_rooms[:MEDIATORS]
    ]


def applicants_of(county: County, people: Sequence[Person], ids: Mapping[int, str]) -> list[str]:
    """The ids of those who apply to join the Party."""
    rows = {person.id_number: number for number, person in enumerate(people, start=FIRST_ROW)}
    return [ids[rows[person.id_number]] for person in applicants_among(county, people)]


def _listed(unit: Unit) -> Sequence[str]:
    parent, division = unit.parent or "", unit.division or ""
    return unit.code, unit.kind, unit.host_kind, unit.name, parent, division, FOUNDED_ON


async def _take_up(
    clerk: Client, name: str, placed: Mapping[tuple[str, int], str], people: Sequence[Person], ids: Mapping[int, str]
) -> None:
    """By a list of those who do not serve as that yet; `placed`: by room and place in its register, as what. Raises
    Trouble."""
    there = {(role["veteran_id"], role["kind"]) async for role in clerk.items("registry", "/social-roles")}
    rows = [
        (person.id_number, kind, person.room.code, MEDIATOR_SINCE, "demo county")
        for number, person in enumerate(people, start=FIRST_ROW)
        if (kind := placed.get((person.room.code, person.place))) and (ids[number], kind) not in there
    ]
    if not rows:
        return
    report = await finished_import(clerk, name, workbook(ROLE_LIST, rows), kind="social-roles")
    if refused := sum(report[f"{verdict}_count"] for verdict in ("rejected", "ambiguous")):
        raise Trouble(f"{name} 有 {refused} 行未能登记。", f"{refused} rows of {name} were refused.")


async def _join(clerk: Client, person_id: str, team_id: str) -> None:
    body = {"team_id": team_id, "joined_on": "2019-03-01"}
    await clerk.post("registry", f"/veterans/{person_id}/team-memberships", body)


async def _reach(clerk: Client, person_id: str, number: str) -> None:
    body = {"value": number, "verification": "in-person"}
    await clerk.put("notifications", f"/persons/{person_id}/contact-points/sms", body)
